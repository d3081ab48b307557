import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { printContentSecurityPolicy } from '#server/content-security-policy';
import { openBrowser } from '../test/support/browser.ts';

/** What a page of `bench/pages` offers: one function, by `globalThis.bench`. */
export interface BenchScript {
  run(task: unknown): Promise<unknown>;
}

/** An open page under the product's own policy. */
export interface BenchPage {
  run<Result>(task: unknown): Promise<Result>;
  /** Time that the page's main thread was busy since it was opened. */
  mainThreadSeconds(): Promise<number>;
  /** What the policy refused and what nobody caught. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A Chromium, and a server for the pages that it opens. */
export interface BenchPages {
  open(name: string): Promise<BenchPage>;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Answers what is no file of a page, or gives false. */
type AnswerOther = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Serves the built bench pages under the product's policy; `hosts` are those that they may speak to beside it. */
export async function serveBenchPages(
  answerOther: AnswerOther = () => Promise.resolve(false),
  hosts: readonly string[] = [],
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const policy = printContentSecurityPolicy({ extraHosts: hosts, meta: false });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (await answerOther(request, response)) return;
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    try {
      const bytes = await readFile(join('dist', 'bench-pages', path));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Opens a Chromium for the bench pages, with the `flags` given; what is no page is answered by `answerOther`. */
export async function openBenchPages(
  hosts: readonly string[] = [],
  flags: readonly string[] = [],
  answerOther?: AnswerOther,
): Promise<BenchPages> {
  const { origin, close } = await serveBenchPages(answerOther, hosts);
  const browser = await openBrowser({ flags });
  return {
    async open(name) {
      const { page, violations, uncaught } = await browser.openTab(`${origin}/${name}.html`);
      const protocol = await page.context().newCDPSession(page);
      await protocol.send('Performance.enable', { timeDomain: 'threadTicks' });
      return {
        run: (task) =>
          page.evaluate(
            (given) => (globalThis as unknown as { bench: BenchScript }).bench.run(given),
            task,
          ) as Promise<never>,
        async mainThreadSeconds() {
          const { metrics } = await protocol.send('Performance.getMetrics');
          return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN;
        },
        get complaints() {
          return [...violations, ...uncaught];
        },
        close: () => page.close(),
      };
    },
    async close() {
      await browser.close();
      await close();
    },
  };
}
