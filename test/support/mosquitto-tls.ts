import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MadeCertificate } from './openssl.ts';

/** A mosquitto that demands a certificate, and takes its common name for the user name. */
export interface MosquittoTls {
  readonly port: number;
  /** What it has logged. */
  readonly log: () => string;
  /** Resolves once the log holds this. */
  logged(text: string): Promise<void>;
  stop(): Promise<void>;
}

export interface MosquittoTlsOptions {
  /** The one version that it speaks. */
  readonly version: 'TLS 1.2' | 'TLS 1.3';
  readonly server: MadeCertificate;
  /** Who signs the certificates of its clients. */
  readonly clientAuthority: Pick<MadeCertificate, 'certificatePem'>;
  /** Where it listens; a free port of 127.0.0.1 unless told. */
  readonly at?: { readonly address: string; readonly port: number };
}

/** Says why mosquitto cannot be run here, or gives undefined when it can. */
export function whyNoMosquittoTls(): string | undefined {
  // `mosquitto -h` ends with an error of its own.
  const { error } = spawnSync('mosquitto', ['-h'], { stdio: 'ignore' });
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' ? 'mosquitto is not installed' : undefined;
}

/** Says why nobody can listen at a place here, such as an address that only Linux has by itself; undefined when one can. */
export async function whyNotListen(address: string, port: number): Promise<string | undefined> {
  const server = createServer().listen(port, address);
  try {
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return `${address}:${port} cannot be listened at (${(error as NodeJS.ErrnoException).code})`;
  } finally {
    server.close();
  }
}

/** Starts one on the loopback address. */
export async function startMosquittoTls(options: MosquittoTlsOptions): Promise<MosquittoTls> {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-tls-'));
  const at = options.at ?? { address: '127.0.0.1', port: await findFreePort() };
  writeFiles(folder, at, options);
  const broker = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf'), '-v'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, OPENSSL_CONF: join(folder, 'openssl.cnf') },
  });
  let log = '';
  const heard = new Set<() => void>();
  broker.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    for (const hear of [...heard]) hear();
  });
  const logged = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const hear = (): void => {
        if (!log.includes(text)) return;
        heard.delete(hear);
        resolve();
      };
      broker.once('exit', () => reject(new Error(`ended before “${text}”: ${log}`)));
      heard.add(hear);
      hear();
    });
  await logged(' running');
  return {
    port: at.port,
    log: () => log,
    logged,
    async stop() {
      await endProcess(broker);
      rmSync(folder, { recursive: true });
    },
  };
}

function writeFiles(
  folder: string,
  at: { readonly address: string; readonly port: number },
  { version, server, clientAuthority }: MosquittoTlsOptions,
): void {
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  // Its own tls_version names the lowest one alone.
  const only = version.replace(' ', 'v');
  write(
    'openssl.cnf',
    `openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = only\n[only]\nMinProtocol = ${only}\nMaxProtocol = ${only}\n`,
  );
  write(
    'mosquitto.conf',
    [
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      'log_dest stderr',
      `listener ${at.port} ${at.address}`,
      `certfile ${write('server.pem', server.chainPem)}`,
      `keyfile ${write('server.key', server.keyPem)}`,
      `cafile ${write('clients.pem', clientAuthority.certificatePem)}`,
      `tls_version ${only.toLowerCase()}`,
      'require_certificate true',
      'use_identity_as_username true',
      '',
    ].join('\n'),
  );
}

/** It takes no port 0. Whoever takes this one in between makes it end with an error, which its log tells. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
