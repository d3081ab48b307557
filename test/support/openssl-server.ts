import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MadeCertificate } from './openssl.ts';

/** `openssl s_server`, which serves one client after the other. */
export interface OpensslServer {
  readonly port: number;
  /** All that it said up to now. */
  readonly said: string;
  /** Sends a line to its client; those that begin with one of its letters are commands (`K`, `P`, `r`). */
  type(text: string): void;
  /** Resolves as soon as it has said that behind `from` characters of what it said. */
  says(text: string, from?: number): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts one with a certificate; `options` as on its command line, `authority` of the clients. */
export async function startOpensslServer(
  leaf: MadeCertificate,
  options: readonly string[],
  authority?: MadeCertificate,
): Promise<OpensslServer> {
  const folder = await mkdtemp(join(tmpdir(), 's_server-'));
  await writeFile(join(folder, 'key.pem'), leaf.keyPem, { mode: 0o600 });
  await writeFile(join(folder, 'chain.pem'), leaf.chainPem);
  if (authority !== undefined) await writeFile(join(folder, 'authority.pem'), authority.certificatePem);
  const chain = ['-key', 'key.pem', '-cert', 'chain.pem', '-cert_chain', 'chain.pem'];
  const clients = authority === undefined ? [] : ['-CAfile', 'authority.pem', '-verify', '4', '-verify_return_error'];
  const child = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...chain, ...clients, ...options], {
    cwd: folder,
  });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const heard = hear(child, ended);
  const [, port] = await heard.matches(/ACCEPT \S+:(\d+)/);
  return {
    port: Number(port),
    get said() {
      return heard.said();
    },
    type: (text) => void child.stdin.write(text),
    async says(text, from = 0) {
      await heard.matches(new RegExp(text.replaceAll(/[^\w\s]/g, String.raw`\$&`)), from);
    },
    async dispose() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function hear(child: ChildProcess, ended: Promise<void>) {
  let said = '';
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      wake();
    });
  }
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
    wake();
  });
  return {
    said: () => said,
    async matches(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
      for (;;) {
        const match = pattern.exec(said.slice(from));
        if (match !== null) return match;
        if (isEnded) throw new Error(`openssl s_server ended with: ${said}`);
        await new Promise<void>((resolve) => void waiting.push(resolve));
      }
    },
  };
}
