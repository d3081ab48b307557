import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { startRelay } from '../support/relay-process.ts';
import { ROOT } from '../support/source-files.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { READY } from './command-line-process.ts';

interface Told {
  readonly relay: { readonly token: string; readonly path: string };
}

let folder: string;
let server: WorkbenchServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-relay-'));
  server = await startWorkbench('start', '--tls-dir', folder);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const opened: { dispose(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.dispose();
});

async function dial(address: string, token: string, origin: string): Promise<WebSocket> {
  const page = new WebSocket(address, ['tcp', `tok.${token}`], { origin, perMessageDeflate: false });
  opened.push({ dispose: () => page.terminate() });
  await once(page, 'open');
  return page;
}

/** TLS of Node over the relay of `npm start`, to the local cloud behind it. */
async function openTls(): Promise<TLSSocket> {
  const { relay } = (await (await fetch(`${server.origin}/workbench.json`)).json()) as Told;
  const ca = await (await fetch(`${server.origin}/relay/authority.pem`)).text();
  const address = `${server.origin.replace('http', 'ws')}${relay.path}?to=localhost:8883`;
  const page = await dial(address, relay.token, server.origin);
  const socket = connectTls({ socket: createWebSocketStream(page), ca, servername: 'localhost' });
  await once(socket, 'secureConnect');
  return socket;
}

test('the relay of start brings MQTT over TLS to the local cloud, whose answer to a stranger is its own', async () => {
  expect(server.ready.ports.mqtts).toBeNull();
  const socket = await openTls();
  expect(socket.authorized).toBe(true);
  const client = new mqtt.MqttClient(() => socket, {
    protocolVersion: 4,
    clientId: 'stranger',
    username: 'localhost/stranger/?api-version=2021-04-12',
    password: 'SharedAccessSignature sr=x&sig=x&se=1',
    reconnectPeriod: 0,
  });
  const error = await new Promise<Error>((resolve) => void client.once('error', resolve));
  // Not authorized (MQTT 3.1.1, 3.2.2.3).
  expect(error).toMatchObject({ code: 5 });
  await client.endAsync(true);
});

test('a relay alone brings bytes to what was allowed, and ends as it is told to', async () => {
  const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  opened.push({ dispose: () => echo.close() });
  const target = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const origin = 'https://app.example';
  const relay = await startRelay('--no-azure', '--allow', target, '--origin', origin);
  opened.push({ dispose: () => relay.stop() });
  const page = await dial(`${relay.address}?to=${target}`, relay.token, origin);
  const sent = Buffer.alloc(1_048_576, 'x');
  const stream = createWebSocketStream(page);
  stream.on('error', () => undefined);
  for (let at = 0; at < sent.length; at += 65_536) stream.write(sent.subarray(at, at + 65_536));
  let back = 0;
  for await (const part of stream) {
    back += (part as Buffer).length;
    if (back === sent.length) break;
  }
  expect(back).toBe(sent.length);
  const other = await dial(`${relay.address}?to=${target}`, relay.token, origin);
  const closed = once(other, 'close');
  expect(await relay.stop('SIGTERM')).toBe(0);
  expect((await closed)[0]).toBe(4004);
  const again = connectTcp(relay.port, '127.0.0.1');
  expect((await once(again, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
});

test('a relay that is for nobody does not begin, and says what it lacks', async () => {
  const child = spawn(process.execPath, [READY, 'relay'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said).toContain('--origin');
});
