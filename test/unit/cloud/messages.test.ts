import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import type { ConnectParts, TestClient } from '../../support/test-client.ts';

const FILTER = 'devices/dev/messages/devicebound/#';
const TO = '%24.to=%2Fdevices%2Fdev%2Fmessages%2Fdevicebound';

async function listen(harness: CloudHarness, qos: 0 | 1 = 1, parts: ConnectParts = {}): Promise<TestClient> {
  const client = await harness.connect('dev', { keepalive: 0, ...parts });
  await client.subscribe({ topic: FILTER, qos });
  return client;
}

async function post(harness: CloudHarness, message: object): Promise<string> {
  const { status, body } = await harness.rest('POST', '/_emu/devices/dev/messages', message);
  expect(status).toBe(201);
  return body.messageId;
}

async function queued(harness: CloudHarness): Promise<number> {
  return (await harness.rest('GET', '/_emu/devices/dev')).body.queuedMessages;
}

function outcomes(harness: CloudHarness): readonly string[] {
  return harness.events.flatMap((event) => (event.type === 'message' ? [event.outcome] : []));
}

describe('rule 11: messages from the cloud', () => {
  test('the bag begins with $.to, then $.mid, and method-name is last', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    const messageId = await post(harness, {
      body: { a: 1 },
      methodName: 'reboot',
      properties: { alert: 'yes & no', path: 'a/b' },
      contentType: 'application/json',
      contentEncoding: 'utf-8',
    });
    const { topic, payload, qos, dup, retain } = await client.next('publish');
    expect(topic).toBe(
      `devices/dev/messages/devicebound/${TO}&%24.mid=${messageId}&%24.ct=application%2Fjson&%24.ce=utf-8&iothub-ack=none` +
        '&alert=yes%20%26%20no&path=a%2Fb&method-name=reboot',
    );
    expect({ body: payload.toString(), qos, dup, retain }).toEqual({
      body: '{"a":1}',
      qos: 1,
      dup: false,
      retain: false,
    });
  });

  test('an own message ID and a time to live go out too, and a text as it is', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    expect(await post(harness, { body: 'hello', messageId: 'm-1', expirySeconds: 60 })).toBe('m-1');
    const { topic, payload } = await client.next('publish');
    expect(topic).toBe(`devices/dev/messages/devicebound/${TO}&%24.mid=m-1&%24.exp=2026-01-05T09%3A11%3A11.000Z`);
    expect(payload.toString()).toBe('hello');
  });

  test('PUBACK settles a message, nothing else does', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await post(harness, { body: 1 });
    const { messageId } = await client.next('publish');
    expect(await queued(harness)).toBe(1);
    client.send({ cmd: 'puback', messageId: (messageId ?? 0) + 1 });
    expect(await queued(harness)).toBe(1);
    client.send({ cmd: 'puback', messageId: messageId ?? 0 });
    expect(await queued(harness)).toBe(0);
    expect(outcomes(harness)).toEqual(['queued', 'delivered', 'completed']);
  });

  test('with QoS 0 a message is done as it is sent', async () => {
    const harness = await startCloud();
    const client = await listen(harness, 0);
    await post(harness, { body: 1 });
    expect((await client.next('publish')).qos).toBe(0);
    expect(await queued(harness)).toBe(0);
  });

  test('messages wait for a device that is away, in order', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    for (const body of ['a', 'b', 'c']) await post(harness, { body });
    const client = await listen(harness);
    const bodies = [];
    for (let at = 0; at < 3; at += 1) bodies.push((await client.next('publish')).payload.toString());
    expect(bodies).toEqual(['a', 'b', 'c']);
  });

  test('50 wait, the 51st is 403', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    for (let at = 0; at < 50; at += 1) await post(harness, { body: at });
    const { status, body } = await harness.rest('POST', '/_emu/devices/dev/messages', { body: 50 });
    expect({ status, code: body.error.code }).toEqual({ status: 403, code: 'DeviceMaximumQueueDepthExceeded' });
  });

  test('without a PUBACK the lock ends after 60 s and the message comes again, with DUP', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await post(harness, { body: 1 });
    const first = await client.next('publish');
    await harness.clock.advance(59_999);
    expect(client.received).toEqual([]);
    await harness.clock.advance(1);
    const second = await client.next('publish');
    expect(second).toMatchObject({ topic: first.topic, dup: true, qos: 1 });
    // The lock of the first delivery is lost, so its PUBACK settles nothing.
    client.send({ cmd: 'puback', messageId: first.messageId ?? 0 });
    expect(await queued(harness)).toBe(1);
    client.send({ cmd: 'puback', messageId: second.messageId ?? 0 });
    expect(await queued(harness)).toBe(0);
  });

  test('ten deliveries are the most', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await post(harness, { body: 1 });
    await harness.clock.advance(60_000 * 12);
    expect(client.received.filter(({ cmd }) => cmd === 'publish')).toHaveLength(10);
    expect(await queued(harness)).toBe(0);
    expect(outcomes(harness).at(-1)).toBe('delivery-count-exceeded');
  });

  test('a resumed session sends what is under lock again at once: same identifier, DUP', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await post(harness, { body: 1 });
    const first = await client.next('publish');
    client.peer.drop();
    await harness.clock.advance(1000);
    const resumed = await harness.connect('dev');
    const again = await resumed.next('publish');
    expect(again).toMatchObject({ messageId: first.messageId, dup: true, topic: first.topic });
    resumed.send({ cmd: 'puback', messageId: again.messageId ?? 0 });
    expect(await queued(harness)).toBe(0);
    expect(harness.clock.pending).toBe(1);
  });

  test('clean session 1 throws away what waits', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await post(harness, { body: 1 });
    const client = await listen(harness, 1, { clean: true });
    await harness.clock.settle();
    expect(client.received).toEqual([]);
    expect(outcomes(harness)).toEqual(['queued', 'purged']);
  });

  test('a message lives an hour, an offline command a day, or as long as was said', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await post(harness, { body: 'hour' });
    await post(harness, { body: 'day', methodName: 'x' });
    await post(harness, { body: 'minute', expirySeconds: 60 });
    const counts: number[] = [await queued(harness)];
    for (const ms of [60_000, 3_540_000, 82_799_999, 1]) {
      await harness.clock.advance(ms);
      counts.push(await queued(harness));
    }
    expect(counts).toEqual([3, 2, 1, 1, 0]);
  });

  test('a message that ends under lock is not delivered again', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await post(harness, { body: 1, expirySeconds: 30 });
    await client.next('publish');
    await harness.clock.advance(60_000);
    expect(client.received).toEqual([]);
    expect(outcomes(harness)).toEqual(['queued', 'delivered', 'expired']);
    expect(harness.clock.pending).toBe(1);
  });

  test('a packet identifier under lock is not used a second time', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await client.subscribe('$iothub/twin/res/#');
    await post(harness, { body: 'locked' });
    const { messageId: locked } = await client.next('publish');
    const used = new Set<number | undefined>();
    for (let at = 0; at < 65_600; at += 1) client.publish('$iothub/twin/GET/?$rid=1', '', 0);
    await harness.clock.settle();
    for (const packet of client.received) used.add(packet.messageId);
    expect(used.size).toBe(65_534);
    expect(used.has(locked)).toBe(false);
  });

  test('two messages with the same ID are two messages', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    await post(harness, { body: 'a', messageId: 'same' });
    await post(harness, { body: 'b', messageId: 'same' });
    const [a, b] = [await client.next('publish'), await client.next('publish')];
    client.send({ cmd: 'puback', messageId: b.messageId ?? 0 });
    expect(await queued(harness)).toBe(1);
    client.send({ cmd: 'puback', messageId: a.messageId ?? 0 });
    expect(await queued(harness)).toBe(0);
  });

  test.each([
    ['a body of more than 64 KB', { body: 'x'.repeat(65_537) }, 413],
    ['a property that no topic can hold', { body: 1, properties: { a: 'ü'.repeat(11_000) } }, 413],
    ['a message ID that no topic can hold', { body: 1, messageId: 'x'.repeat(65_500) }, 413],
    ['properties that are no texts', { body: 1, properties: { a: 1 } }, 400],
    ['a property of the hub', { body: 1, properties: { '$.to': 'x' } }, 400],
    ['a life of more than two days', { body: 1, expirySeconds: 172_801 }, 400],
    ['a message ID that is no text', { body: 1, messageId: 1 }, 400],
    ['a name that is none of a message', { payload: 1 }, 400],
  ])('%s is refused', async (_name, message, status) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    expect((await harness.rest('POST', '/_emu/devices/dev/messages', message)).status).toBe(status);
  });

  test('a module gets none', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await harness.addDevice('dev/mod');
    expect((await harness.rest('POST', '/_emu/devices/dev%2Fmod/messages', { body: 1 })).status).toBe(400);
  });
});
