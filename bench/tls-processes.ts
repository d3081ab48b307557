import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RelaySettings } from '#core/ports/device-host';
import type { TlsEchoPorts } from './tls-echo-server.ts';

/** A server beside the bench. */
export interface Beside<Ready> {
  readonly ready: Ready;
  stop(): Promise<void>;
}

/** Starts the echo servers with the certificate in a folder. */
export async function startTlsEcho(folder: string): Promise<Beside<TlsEchoPorts>> {
  const child = spawn(process.execPath, [join('dist', 'bench', 'tls-echo-server.js'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { ready: JSON.parse(await firstLine(child)), stop: () => end(child, () => child.stdin?.end()) };
}

/** Starts `npm run relay` for the pages of an origin, to targets on this machine. */
export async function startRelay(origin: string, targets: readonly string[]): Promise<Beside<RelaySettings>> {
  const allowed = targets.flatMap((target) => ['--allow', target]);
  const options = ['relay', '--json', '--port', '0', '--origin', origin, '--no-azure', ...allowed];
  const child = spawn(process.execPath, ['ready.mjs', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const { port, path, token } = JSON.parse(await firstLine(child));
  return {
    ready: { address: `ws://localhost:${port}${path}`, token },
    stop: () => end(child, () => child.kill('SIGINT')),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`)));
    createInterface({ input: child.stdout! }).once('line', resolve);
  });
}

async function end(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  ask();
  await ended;
}
