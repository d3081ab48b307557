import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { attachCloud } from '#server/development-cloud';
import { createFakeCloud, OPERATOR } from './fake-cloud.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const cloud = createFakeCloud();
let server: Server;
let origin: string;
beforeAll(async () => {
  const used: Middleware[] = [];
  server = createServer((request, response) => used[0]?.(request, response, () => response.end('of the host')));
  const own = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.headers['sec-websocket-protocol'] === 'vite-hmr')
      own.handleUpgrade(request, socket, head, () => undefined);
  });
  attachCloud({ middlewares: { use: (handler) => used.push(handler) }, httpServer: server }, cloud, () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a development server answers for the cloud, and for all else as before', async () => {
  const text = async (path: string) => (await fetch(`http://${origin}${path}`)).text();
  expect(await text('/src/entries/page.ts')).toBe('of the host');
  expect(await text('/')).toBe('of the host');
  expect(JSON.parse(await text('/workbench.json'))).toMatchObject({ cloud: { operatorToken: OPERATOR } });
  expect((await fetch(`http://${origin}/_emu/cloud`)).status).toBe(401);
});

test('a development server takes the WebSockets of devices beside its own', async () => {
  const link = cloud.nextLink();
  const device = new WebSocket(`ws://${origin}/$iothub/websocket`, 'mqtt');
  expect((await link).facts.path).toBe('/$iothub/websocket');
  const own = new WebSocket(`ws://${origin}/`, 'vite-hmr');
  await new Promise((resolve) => own.once('open', resolve));
  expect(own.protocol).toBe('vite-hmr');
  device.terminate();
  own.terminate();
});
