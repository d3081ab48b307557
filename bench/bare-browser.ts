import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from '../test/support/chromium.ts';
import { serveBenchPages } from './bench-pages.ts';
import type { WorkerAnswer, WorkerTask } from './pages/worker.ts';

/** A Chromium that nobody drives, with one page for tasks of workers. */
export interface BareBrowser {
  /** Of its page. */
  readonly origin: string;
  run<Result>(task: WorkerTask): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Starts one. Whoever drives a browser has it report each frame of each WebSocket with all that is in it, which costs more
 * than the frame; this one is told its tasks by its own page, which asks for them.
 */
export async function openBareBrowser(flags: readonly string[]): Promise<BareBrowser> {
  const tasks = createQueue<WorkerTask>();
  const answers = createQueue<WorkerAnswer>();
  const pages = await serveBenchPages(async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/next-task') response.end(JSON.stringify(await tasks.take()));
    else if (request.url === '/answer') {
      answers.add(JSON.parse(await text(request)) as WorkerAnswer);
      response.end();
    } else return false;
    return true;
  });
  const profile = mkdtempSync(join(tmpdir(), 'bare-chromium-'));
  const options = ['--headless', `--user-data-dir=${profile}`, ...CHROMIUM_FLAGS, ...flags];
  const browser = spawn(CHROMIUM_PATH, [...options, `${pages.origin}/bare.html`], { stdio: 'ignore' });
  return {
    origin: pages.origin,
    async run<Result>(task: WorkerTask) {
      tasks.add(task);
      const answer = await answers.take();
      if ('failure' in answer) throw new Error(answer.failure);
      return answer.result as Result;
    },
    async close() {
      const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
      browser.kill();
      await ended;
      await pages.close();
      // Its processes end one after the other, and write until they do.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

/** What is added waits for who takes it, or the other way round. */
function createQueue<Item>(): { add(item: Item): void; take(): Promise<Item> } {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    add(item) {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take: () =>
      new Promise((resolve) => {
        const item = items.shift();
        if (item === undefined) takers.push(resolve);
        else resolve(item);
      }),
  };
}
