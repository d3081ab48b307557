import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

/** A `start --lan` in a process of its own, as a person sees it. */
export interface LanServer {
  /** All that its banner says. */
  readonly banner: string;
  /** Of the page on this machine. */
  readonly homeOrigin: string;
  /** Of the page on the network, by its address. */
  readonly origin: string;
  /** What the code holds. */
  readonly pairingAddress: string;
  /** The certificate to trust, as PEM. */
  readonly caFile: string;
  stop(): Promise<void>;
}

/** Starts it at a loopback address that stands for one of the network, with certificates of its own. */
export async function startLan(address: string): Promise<LanServer> {
  const tls = mkdtempSync(join(tmpdir(), 'workbench-lan-tls-'));
  const lan = ['--lan', '--lan-address', address, '--lan-port', '0', '--lan-code', '--tls-dir', tls];
  const child = spawn(process.execPath, ['ready.mjs', 'start', '--fresh', '--port', '0', ...lan], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let banner = '';
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      banner += text;
      if (banner.includes('Press Ctrl-C')) resolve();
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}: ${complaints}`)));
  });
  const find = (pattern: RegExp): string => pattern.exec(banner)?.[1] ?? '';
  return {
    banner,
    homeOrigin: find(/^Open +(http:\S+)$/m),
    origin: find(/^Open +(https:\S+)$/m),
    pairingAddress: find(/^ +(https:\S+#\/pair\/\S+)$/m),
    caFile: join(tls, 'lan', 'ca.pem'),
    async stop() {
      child.kill('SIGINT');
      await ended;
      rmSync(tls, { recursive: true, force: true });
    },
  };
}
