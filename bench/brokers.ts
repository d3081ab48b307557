import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startWorkbench, type WorkbenchServer } from '../test/support/workbench-server.ts';
import { makeHubDevice } from './hub-device.ts';
import type { Broker } from './raw-mqtt.ts';

/** A running server under test: how device number `n` reaches it, and how to end it. */
export interface RunningBroker {
  readonly name: string;
  /** Of its process. */
  readonly pid: number;
  device(number: number): Promise<Broker>;
  stop(): Promise<void>;
}

/** The local cloud with all of the hub's checks on: SAS, topics, twins. Makes the certificate that the others use too. */
export async function startOurCloud(tlsDir: string): Promise<RunningBroker & { readonly server: WorkbenchServer }> {
  const server = await startWorkbench('cloud', '--mqtts-port', '0', '--https-port', '0', '--tls-dir', tlsDir);
  return {
    name: 'our cloud',
    pid: server.pid,
    server,
    device: async (number) => ({
      ...(await makeHubDevice(server, `bench-${number}`)),
      port: server.ready.ports.mqtts ?? 0,
    }),
    stop: () => server.stop(),
  };
}

const plainDevice =
  (port: number) =>
  async (number: number): Promise<Broker> => ({
    port,
    clientId: `bench-${number}`,
    userName: 'bench',
    password: 'bench',
    topic: `devices/bench-${number}/messages/events/`,
  });

/** aedes with no checks of its own, as its documentation starts it. */
export async function startAedes(tlsDir: string): Promise<RunningBroker> {
  const child = spawn(process.execPath, [join('dist', 'bench', 'aedes-server.js'), tlsDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = Number(
    await new Promise<string>((resolve) => createInterface({ input: child.stdout! }).once('line', resolve)),
  );
  return {
    name: 'aedes',
    pid: child.pid ?? 0,
    device: plainDevice(port),
    stop: () => ended(child, () => child.stdin?.end()),
  };
}

/** mosquitto with anonymous access. */
export async function startMosquitto(tlsDir: string): Promise<RunningBroker> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  const tls = `certfile ${tlsDir}/server.pem\nkeyfile ${tlsDir}/server-key.pem\n`;
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nmax_inflight_messages 0\nuser root\n${tls}`,
  );
  const child = spawn('mosquitto', ['-c', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  });
  await new Promise<void>((resolve) =>
    child.stderr?.on('data', (text: Buffer) => text.includes('running') && resolve()),
  );
  const stop = async (): Promise<void> => {
    await ended(child, () => child.kill());
    rmSync(folder, { recursive: true });
  };
  return { name: 'mosquitto', pid: child.pid ?? 0, device: plainDevice(port), stop };
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  end();
  await exit;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
