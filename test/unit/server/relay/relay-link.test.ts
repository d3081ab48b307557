import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Lookup } from '#server/relay/checked-lookup';
import { createFakeClock } from '../../../support/fake-clock.ts';
import {
  closeOf,
  openingOf,
  openTestRelay,
  openTestTarget,
  ORIGIN,
  outcomeOf,
  TOKEN,
  type TestRelay,
  type TestRelayOptions,
  type TestTarget,
} from './open-test-relay.ts';

const HUB = 'my-hub.azure-devices.net:8883';
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function openTarget(serve?: (socket: Socket) => void): Promise<TestTarget> {
  const target = await openTestTarget(serve);
  ended.push(() => target.dispose());
  return target;
}

async function openRelay(options: TestRelayOptions): Promise<TestRelay> {
  const relay = await openTestRelay(options);
  ended.push(() => relay.dispose());
  return relay;
}

/** A page and a target that are joined. */
async function join(options: TestRelayOptions = {}, serve?: (socket: Socket) => void) {
  const target = await openTarget(serve);
  const relay = await openRelay({ named: [target.address], ...options });
  const arrived = target.nextSocket();
  const page = relay.dial({ to: target.address });
  const closed = closeOf(page);
  await openingOf(page);
  return { target, relay, page, closed, socket: await arrived };
}

/** Gives bytes as they arrive until there are as many. */
function collect(page: WebSocket, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    page.on('message', (data: Buffer) => {
      parts.push(data);
      const whole = Buffer.concat(parts);
      if (whole.length >= length) resolve(whole);
    });
  });
}

describe('bytes', () => {
  test('go both ways as they are, 1 MiB of them', async () => {
    const { page } = await join({}, (socket) => socket.pipe(socket));
    const sent = randomBytes(1_048_576);
    const back = collect(page, sent.length);
    for (let at = 0; at < sent.length; at += 65_536) page.send(sent.subarray(at, at + 65_536));
    expect((await back).equals(sent)).toBe(true);
  });

  test('come in frames of 64 KiB at most, which are not compressed', async () => {
    const { page, socket } = await join();
    const frames: number[] = [];
    page.on('message', (data: Buffer) => frames.push(data.length));
    const whole = collect(page, 1_048_576);
    socket.write(Buffer.alloc(1_048_576));
    await whole;
    expect(Math.max(...frames)).toBeLessThanOrEqual(65_536);
    expect(page.extensions).toBe('');
  });

  test('that are sent before the target is reached get there', async () => {
    const target = await openTarget((socket) => socket.pipe(socket));
    let reach = (): void => undefined;
    const findLocal = () =>
      new Promise<{ host: string; port: number }>((resolve) => {
        reach = () => resolve({ host: '127.0.0.1', port: target.port });
      });
    const relay = await openRelay({ findLocal });
    const page = relay.dial({ to: 'localhost:8883' });
    await openingOf(page);
    page.send(Buffer.from('early'));
    const back = collect(page, 5);
    reach();
    expect((await back).toString()).toBe('early');
  });

  test('that a page sends before it leaves get there', async () => {
    const target = await openTarget();
    const relay = await openRelay({ named: [target.address] });
    const arrived = target.nextSocket();
    const page = relay.dial({ to: target.address });
    await openingOf(page);
    const socket = await arrived;
    const received = new Promise<number>((resolve) => {
      let count = 0;
      socket.on('data', (data: Buffer) => (count += data.length)).once('end', () => resolve(count));
    });
    for (let n = 0; n < 16; n += 1) page.send(Buffer.alloc(65_536));
    page.close();
    expect(await received).toBe(1_048_576);
  });

  test('that a target sends before it leaves get to the page, before the close', async () => {
    const { page, closed, socket } = await join();
    const whole = collect(page, 1_048_576);
    socket.end(Buffer.alloc(1_048_576));
    expect((await whole).length).toBe(1_048_576);
    expect(await closed).toEqual({ code: 1000, reason: '' });
  });

  test('are no text', async () => {
    const { page, closed, socket } = await join();
    const gone = new Promise((resolve) => socket.once('close', resolve));
    page.send('text');
    expect((await closed).code).toBe(1003);
    await gone;
  });

  test('come in frames of a bounded size', async () => {
    const { page, closed } = await join();
    page.send(Buffer.alloc(131_073));
    expect((await closed).code).toBe(1009);
  });
});

/** Waits until a number stands still for a while, and gives it. */
async function settle(read: () => number): Promise<number> {
  const seen: number[] = [];
  await vi.waitFor(
    () => {
      seen.push(read());
      const last = seen.slice(-4);
      expect(last.length === 4 && last.every((one) => one === last[0])).toBe(true);
    },
    { timeout: 8000, interval: 50 },
  );
  return seen.at(-1) ?? 0;
}

/** What the system itself holds for a connection of this machine, both ends together. */
const SYSTEM_BYTES = 16_777_216;

describe('nothing piles up', () => {
  test('when the page does not take what the target sends: the target is not read', async () => {
    const { page, socket } = await join();
    page.pause();
    const block = Buffer.alloc(65_536);
    let written = 0;
    const pour = (): void => {
      while (written < 4 * SYSTEM_BYTES && socket.write(block, () => (written += block.length)));
    };
    socket.on('drain', pour);
    pour();
    const held = await settle(() => written);
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(SYSTEM_BYTES);
    // It goes on where it stopped.
    page.resume();
    await vi.waitFor(() => expect(written).toBeGreaterThanOrEqual(held + 4_194_304), { timeout: 5000 });
  });

  test('when the target does not take what the page sends: the page is not read', async () => {
    const { page, socket } = await join({}, (target) => target.pause());
    const block = Buffer.alloc(65_536);
    for (let sent = 0; sent < 2 * SYSTEM_BYTES; sent += block.length) page.send(block);
    const left = await settle(() => page.bufferedAmount);
    expect(left).toBeGreaterThan(SYSTEM_BYTES);
    socket.resume();
    await vi.waitFor(() => expect(page.bufferedAmount).toBe(0), { timeout: 5000 });
  });

  test('when the target is not reached yet: the page is not read', async () => {
    const relay = await openRelay({ findLocal: () => new Promise(() => undefined) });
    const page = relay.dial({ to: 'localhost:8883' });
    await openingOf(page);
    const block = Buffer.alloc(65_536);
    for (let sent = 0; sent < SYSTEM_BYTES; sent += block.length) page.send(block);
    expect(await settle(() => page.bufferedAmount)).toBeGreaterThan(SYSTEM_BYTES / 4);
  });
});

describe('a page is told why its connection ended', () => {
  test('that nothing takes connections there', async () => {
    const target = await openTarget();
    const relay = await openRelay({ named: [target.address] });
    await target.dispose();
    ended.pop();
    ended.pop();
    ended.push(() => relay.dispose());
    expect(await closeOf(relay.dial({ to: target.address }))).toEqual({ code: 4001, reason: 'ECONNREFUSED' });
  });

  test('that the target does not answer in time', async () => {
    const clock = createFakeClock();
    const lookup: Lookup = () => undefined;
    const relay = await openRelay({ clock, lookup, times: { connectMs: 5000, idleMs: 60_000 } });
    const page = relay.dial({ to: HUB });
    const closed = closeOf(page);
    await openingOf(page);
    await vi.waitFor(() => expect(clock.pending).toBeGreaterThan(0));
    await clock.advance(5000);
    expect(await closed).toEqual({ code: 4001, reason: 'ETIMEDOUT' });
  });

  test('that the name of a hub leads to a private address, which is not connected to', async () => {
    const target = await openTarget();
    const lookups: string[] = [];
    const lookup: Lookup = (host, _options, callback) => {
      lookups.push(host);
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const relay = await openRelay({ lookup });
    expect(await closeOf(relay.dial({ to: HUB }))).toEqual({ code: 4002, reason: '' });
    expect(lookups).toEqual(['my-hub.azure-devices.net']);
    expect(target.sockets).toEqual([]);
  });

  test('that the target has closed', async () => {
    const { socket, closed } = await join();
    socket.end();
    expect(await closed).toEqual({ code: 1000, reason: '' });
  });

  test('that nothing went over it for too long, and for how long', async () => {
    const clock = createFakeClock();
    const { page, socket, closed } = await join({ clock, times: { connectMs: 5000, idleMs: 60_000 } });
    await clock.advance(59_000);
    const heard = new Promise((resolve) => socket.once('data', resolve));
    page.send(Buffer.from('x'));
    await heard;
    await clock.advance(59_000);
    const back = collect(page, 1);
    socket.write('y');
    await back;
    await clock.advance(59_999);
    expect(page.readyState).toBe(WebSocket.OPEN);
    await clock.advance(1);
    expect(await closed).toEqual({ code: 4003, reason: '60' });
  });

  test('that the relay ended', async () => {
    const { relay, closed, socket } = await join();
    const gone = new Promise((resolve) => socket.once('close', resolve));
    relay.door.dispose();
    expect(await closed).toEqual({ code: 4004, reason: '' });
    await gone;
  });

  test('that the local cloud could not open its port', async () => {
    const failed = Object.assign(new Error('no such directory'), { code: 'ENOENT' });
    const relay = await openRelay({ findLocal: () => Promise.reject(failed) });
    expect(await closeOf(relay.dial({ to: 'hub-2.localhost:8883' }))).toEqual({ code: 4001, reason: 'ENOENT' });
  });
});

test('a page that breaks off ends the connection to the target', async () => {
  const { page, socket } = await join();
  const gone = new Promise((resolve) => socket.resume().once('close', resolve));
  page.terminate();
  await gone;
});

describe('connections are counted', () => {
  test('and one too many is refused until another ends', async () => {
    const target = await openTarget();
    const relay = await openRelay({ named: [target.address], most: 2 });
    const [first, second] = [relay.dial({ to: target.address }), relay.dial({ to: target.address })];
    await Promise.all([openingOf(first), openingOf(second)]);
    expect(await outcomeOf(relay.dial({ to: target.address }))).toBe(429);
    first.close();
    await vi.waitFor(async () => expect(await outcomeOf(relay.dial({ to: target.address }))).toBe('open'));
  });

  test('also those whose target is not reached', async () => {
    const relay = await openRelay({ most: 1, findLocal: () => Promise.reject(new Error('not there')) });
    for (let n = 0; n < 3; n += 1) {
      expect((await closeOf(relay.dial({ to: 'localhost:8883' }))).code).toBe(4001);
    }
  });
});

test('what is told of connections holds no byte of what was sent, and no token', async () => {
  const { relay, page, target } = await join({}, (socket) => socket.pipe(socket));
  const back = collect(page, 13);
  page.send(Buffer.from('payload-12345'));
  await back;
  page.close();
  await vi.waitFor(() => expect(relay.events).toHaveLength(1));
  expect(relay.events).toEqual([
    {
      kind: 'ended',
      remote: '127.0.0.1',
      target: target.address,
      code: 1005,
      seconds: expect.any(Number),
      toTarget: 13,
      toPage: 13,
    },
  ]);
});

describe('a page that asks why its WebSocket was refused', () => {
  const authorization = `Bearer ${TOKEN}`;
  const query = `to=${HUB}`;

  test.each([
    ['nothing', { authorization }, query, null],
    ['its target', { authorization }, 'to=evil.example:8883', 'target'],
    ['its token', { authorization: 'Bearer wrong' }, query, 'token'],
    ['its token, when there is none', {}, query, 'token'],
    ['its token, when it is told in another way', { authorization: `Basic ${TOKEN}` }, query, 'token'],
  ])('is told that it is %s, and nobody else can read it', async (_what, headers, sent, refused) => {
    const relay = await openRelay({});
    const answer = await relay.ask({ query: sent, headers: { origin: ORIGIN, ...headers } });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ refused });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      vary: 'origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    // A browser names no origin to its own.
    const own = await relay.ask({ query: sent, headers });
    expect(JSON.parse(own.text)).toEqual({ refused });
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('is told that the relay is busy', async () => {
    const relay = await openRelay({ most: 0 });
    expect(JSON.parse((await relay.ask({ query, headers: { origin: ORIGIN, authorization } })).text)).toEqual({
      refused: 'busy',
    });
  });

  test('is told that the relay has another name', async () => {
    const relay = await openRelay({});
    const answer = await relay.ask({ query, headers: { origin: ORIGIN, authorization, host: 'other.example' } });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([421, { refused: 'host' }]);
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  test('cannot read the answer when it is another', async () => {
    const relay = await openRelay({});
    const origin = 'https://evil.example';
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await relay.ask({ method, query, headers: { origin, authorization } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      if (method === 'GET') expect([answer.status, answer.text]).toEqual([403, '{"refused":"origin"}']);
    }
  });

  test('may send its token', async () => {
    const relay = await openRelay({});
    const answer = await relay.ask({
      method: 'OPTIONS',
      query,
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization',
    });
    expect((await relay.ask({ method: 'POST', query, headers: { origin: ORIGIN } })).status).toBe(405);
  });
});

test('a client that sends its first bytes with the request itself loses none', async () => {
  const target = await openTarget((socket) => socket.pipe(socket));
  const relay = await openRelay({ named: [target.address] });
  const socket = connect(relay.port, '127.0.0.1');
  ended.push(async () => void socket.destroy());
  // A binary frame of two bytes, masked by zeros (RFC 6455, 5.2).
  const frame = Buffer.from([0x82, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
  const head = [
    `GET /relay?to=${target.address} HTTP/1.1`,
    `Host: localhost:${relay.port}`,
    `Origin: ${ORIGIN}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Protocol: tcp, tok.${TOKEN}`,
  ];
  const back = new Promise<Buffer>((resolve) => {
    const parts: Buffer[] = [];
    socket.on('data', (data: Buffer) => {
      parts.push(data);
      const whole = Buffer.concat(parts);
      if (whole.toString('latin1').endsWith('\x82\x02hi')) resolve(whole);
    });
  });
  socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), frame]));
  expect((await back).toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
});
