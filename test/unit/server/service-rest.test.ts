import { request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import { createFakeCloud, OPERATOR, type FakeCloud } from './fake-cloud.ts';
import { openTestServer, type TestServer } from './open-test-server.ts';

let answer: (request: RestRequest) => RestResponse;
let cloud: FakeCloud;
let server: TestServer;
beforeAll(async () => {
  cloud = createFakeCloud((request) => answer(request));
  server = await openTestServer(cloud, ['cloud', '--host', 'bench.local']);
});
beforeEach(() => {
  answer = () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"value":[]}' });
  cloud.requests.length = 0;
});
afterAll(() => server.dispose());

const authorized = { authorization: OPERATOR };

describe('the operator’s interface', () => {
  test('hands method, path, query, headers and body to the cloud, and its answer back', async () => {
    answer = () => ({ status: 202, headers: { 'x-ms-request-id': 'r' }, body: '{"a":"ü"}' });
    const reply = await server.ask('/api/devices/d%201/properties?api-version=1', {
      method: 'PATCH',
      headers: { ...authorized, 'content-type': 'application/json', 'If-Match': '"*"' },
      body: '{"x":1}',
    });
    expect(reply.status).toBe(202);
    expect(reply.headers['x-ms-request-id']).toBe('r');
    expect(reply.text).toBe('{"a":"ü"}');
    expect(cloud.requests[0]).toMatchObject({
      method: 'PATCH',
      url: '/api/devices/d%201/properties?api-version=1',
      headers: { 'content-type': 'application/json', 'if-match': '"*"' },
      body: '{"x":1}',
      remote: expect.stringMatching(/^(127\.0\.0\.1|\[::ffff:127\.0\.0\.1\]|\[::1\]):\d+$/),
    });
  });

  test('hands a body on as bytes where the cloud wants them, up to its own limit, with names as they were sent', async () => {
    const bytes = Buffer.from([0, 0xff, 0xfe, ...Buffer.alloc(2_000_000)]);
    const headers = { ...authorized, 'iothub-app-alarmLevel': '3' };
    const put = (body: Buffer) => server.ask('/device-files/d/f?sig=1', { method: 'PUT', headers, body });
    expect((await put(bytes)).status).toBe(200);
    const [asked] = cloud.requests;
    expect(asked?.body).toBeUndefined();
    expect(Buffer.from(asked?.bytes ?? []).equals(bytes)).toBe(true);
    expect(asked?.headers['iothub-app-alarmlevel']).toBe('3');
    expect(asked?.headerNames).toMatchObject({ 'iothub-app-alarmlevel': 'iothub-app-alarmLevel' });
    expect((await put(Buffer.alloc(3_000_001))).status).toBe(413);
    expect(cloud.requests).toHaveLength(1);
  });

  test('answers bytes that are no text as they are', async () => {
    const bytes = new Uint8Array([0, 0xff, 0xfe]);
    answer = () => ({ status: 200, headers: { 'content-type': 'application/octet-stream' }, body: '', bytes });
    const reply = await server.ask('/_emu/devices/d/files/f', { headers: authorized });
    expect(new Uint8Array(reply.body)).toEqual(bytes);
  });

  test('takes its paths in any case, as the cloud does', async () => {
    expect((await server.ask('/API/Devices/', { headers: authorized })).status).toBe(200);
    expect(cloud.requests[0]?.url).toBe('/API/Devices/');
  });

  test('is closed without the token', async () => {
    expect((await server.ask('/_emu/devices')).status).toBe(401);
    expect((await server.ask('/_emu/events')).status).toBe(401);
  });

  test('answers the announced name and loopback addresses, and no other (DNS rebinding)', async () => {
    const statusFor = async (host: string) =>
      (await server.ask('/_emu/cloud', { headers: { ...authorized, host } })).status;
    expect(await statusFor('bench.local:443')).toBe(200);
    expect(await statusFor('127.0.0.1:8080')).toBe(200);
    expect(await statusFor('evil.example')).toBe(421);
  });

  test('takes no body of more than 1 MiB', async () => {
    const reply = await server.ask('/_emu/devices', {
      method: 'POST',
      headers: authorized,
      body: 'x'.repeat(1_048_577),
    });
    expect(reply.status).toBe(413);
    expect(cloud.requests).toEqual([]);
  });

  test('knows the methods of REST only', async () => {
    expect((await server.ask('/_emu/cloud', { method: 'TRACE', headers: authorized })).status).toBe(405);
  });

  test('says a mistake of ours on standard error, and no more than 500 to the client', async () => {
    answer = () => {
      throw new TypeError('a slip');
    };
    const reply = await server.ask('/_emu/cloud', { headers: authorized });
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain('slip');
    expect(server.said.join('')).toContain('a slip');
  });

  test('has no length for an answer without content', async () => {
    answer = () => ({ status: 204, headers: {}, body: '' });
    const reply = await server.ask('/api/devices/d', { method: 'DELETE', headers: authorized });
    expect(reply.status).toBe(204);
    expect(reply.headers['content-length']).toBeUndefined();
  });
});

const SPELLINGS = ['/_emu/events', '/_EMU/Events/?api-version=1'];

test.each(SPELLINGS)('events of %s are streamed as lines while the follower stays, and no longer', async (path) => {
  answer = () => ({ status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: '' });
  const request = httpRequest({ port: server.ports.http, path, headers: authorized });
  request.on('error', () => undefined);
  const lines = await new Promise<AsyncIterator<string>>((resolve) => {
    request.on('response', (response) => {
      response.on('error', () => undefined);
      expect(response.headers['content-type']).toBe('application/x-ndjson');
      resolve(createInterface({ input: response })[Symbol.asyncIterator]());
    });
    request.end();
  });
  await vi.waitFor(() => expect(cloud.followers).toBe(1));
  cloud.tell({ type: 'connected', at: 1, deviceId: 'a' });
  expect(JSON.parse((await lines.next()).value)).toEqual({ type: 'connected', at: 1, deviceId: 'a' });
  cloud.tell({ type: 'disconnected', at: 2, deviceId: 'a' });
  expect(JSON.parse((await lines.next()).value)).toEqual({ type: 'disconnected', at: 2, deviceId: 'a' });
  request.destroy();
  await vi.waitFor(() => expect(cloud.followers).toBe(0));
});

describe('where no app is served', () => {
  test('the root says in plain words what this is', async () => {
    const reply = await server.ask('/');
    expect(reply.headers['content-type']).toContain('text/plain');
    expect(reply.text).toContain('bench.local');
    expect(reply.text).toContain('/$iothub/websocket');
  });

  test.each(['/index.html', '/workbench.json', '/apix', '/_emux'])('there is nothing at %s', async (path) => {
    expect((await server.ask(path)).status).toBe(404);
  });
});
