import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';

let server: WorkbenchServer;
beforeAll(async () => {
  server = await startWorkbench('cloud', '--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder());
});
afterAll(() => server?.stop());

/** Writes the bytes once the socket is open, and resolves when it has ended on both sides. */
function throwAt(socket: Socket, openEvent: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
    socket.once(openEvent, () => socket.end(bytes));
  });
}

function throwAtWebSocket(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.ready.ports.http}/$iothub/websocket`, 'mqtt');
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.on('open', () => socket.send(bytes, () => socket.close()));
  });
}

test('bytes that are no MQTT, no TLS and no HTTP end their own connection and nothing else', async () => {
  const { http, https, mqtts } = server.ready.ports;
  const tls = () => connectTls({ host: '127.0.0.1', port: mqtts ?? 0, rejectUnauthorized: false });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
      await Promise.all([
        throwAt(tls(), 'secureConnect', bytes),
        ...[http, https, mqtts].map((port) => throwAt(connectTcp(port ?? 0, '127.0.0.1'), 'connect', bytes)),
        throwAtWebSocket(bytes),
      ]);
    }),
    { numRuns: 40 },
  );
  expect(await server.operator('GET', '/_emu/cloud')).toMatchObject({ status: 200, body: { connected: 0 } });
});
