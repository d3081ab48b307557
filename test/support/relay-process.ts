import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ROOT } from './source-files.ts';

/** A relay in a process of its own. */
export interface StartedRelay {
  readonly address: string;
  readonly port: number;
  readonly token: string;
  /** Ends it by a signal, as Ctrl-C does unless told; gives the exit code of the process. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `npm run relay` on a free port of the loopback address and waits until it is ready. */
export async function startRelay(...options: string[]): Promise<StartedRelay> {
  const child = spawn(process.execPath, ['ready.mjs', 'relay', '--json', '--port', '0', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then((code) => Promise.reject(new Error(`the relay ended with ${code}`))),
  ])) as [string];
  const { addresses, port, token } = JSON.parse(line) as { addresses: [string]; port: number; token: string };
  return {
    address: addresses[0],
    port,
    token,
    stop(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
  };
}
