import { describe, expect, test } from 'vitest';
import { startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { hubConnect, type TestClient } from '../../support/test-client.ts';

const EVENTS = 'devices/dev/messages/events/';

async function telemetryOf(harness: CloudHarness, id = 'dev'): Promise<{ body: unknown; properties: object }[]> {
  return (await harness.rest('GET', `/_emu/devices/${encodeURIComponent(id)}/telemetry`)).body.value;
}

async function expectClosed(harness: CloudHarness, client: TestClient, cause: string): Promise<void> {
  await client.peer.closed;
  expect(await harness.lastAttempt()).toMatchObject({ cause, service: 'hub', identity: 'dev' });
}

describe('rule 8: what the hub takes, and what it closes for', () => {
  test('telemetry with its property bag is kept, newest first, and acknowledged', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.publish(`${EVENTS}%24.ct=application%2Fjson&%24.ce=utf-8&alert=true&empty=&none`, '{"temperature":21.5}');
    await client.next('puback');
    client.publish(EVENTS, 'plain', 0);
    client.publish('devices/dev/messages/events', Buffer.from([0xff, 0xfe]));
    await client.next('puback');
    const [binary, plain, json] = await telemetryOf(harness);
    expect(json).toMatchObject({
      body: { temperature: 21.5 },
      properties: { '$.ct': 'application/json', '$.ce': 'utf-8', alert: 'true', empty: '', none: '' },
    });
    expect(plain).toMatchObject({ body: 'plain', properties: {} });
    expect(binary).toMatchObject({ body: '//4=' });
  });

  test('only the newest messages are kept', async () => {
    const harness = await startCloud({ settings: { telemetryKept: 3 } });
    const client = await harness.connect('dev');
    for (let number = 0; number < 50; number += 1) client.publish(EVENTS, String(number));
    await harness.clock.settle();
    expect((await telemetryOf(harness)).map(({ body }) => body)).toEqual([49, 48, 47]);
  });

  test('a module publishes to its own topic', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const client = await harness.connect('dev/mod');
    client.publish('devices/dev/modules/mod/messages/events/', '1');
    await client.next('puback');
    expect(await telemetryOf(harness, 'dev/mod')).toHaveLength(1);
    expect(await telemetryOf(harness)).toHaveLength(0);
    client.publish(EVENTS, '1');
    await client.peer.closed;
  });

  test('PUBLISH with QoS 2 closes the connection', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.publish(EVENTS, '1', 2);
    await expectClosed(harness, client, 'publish-qos-2');
    expect(client.received).toEqual([]);
  });

  test('SUBSCRIBE with QoS 2 is granted 1', async () => {
    const client = await (await startCloud()).connect('dev');
    expect(
      await client.subscribe(
        { topic: '$iothub/methods/POST/#', qos: 2 },
        { topic: '$iothub/twin/res/#', qos: 0 },
        { topic: '$iothub/twin/PATCH/properties/desired/#', qos: 1 },
        { topic: 'devices/dev/messages/devicebound/#', qos: 2 },
      ),
    ).toEqual([1, 0, 1, 1]);
  });

  test('a sixth subscription closes the connection', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await client.subscribe('$iothub/methods/POST/#', '$iothub/twin/res/#', '$iothub/twin/PATCH/properties/desired/#');
    // The same filter again is no new subscription.
    await client.subscribe('$iothub/methods/POST/#', '$iothub/twin/res/#', 'devices/dev/messages/devicebound/#');
    await expect(client.subscribe('a', 'b')).rejects.toThrow('closed');
    await expectClosed(harness, client, 'subscription-limit');
  });

  test.each([['#'], ['devices/other/messages/devicebound/#'], ['devices/dev/messages/events/#'], ['$iothub/twin/#']])(
    'a subscription to %s closes the connection, or is 0x80 by a setting',
    async (filter) => {
      const harness = await startCloud();
      const client = await harness.connect('dev');
      await expect(client.subscribe(filter)).rejects.toThrow('closed');
      await expectClosed(harness, client, 'subscription-topic');
      await harness.set({ unsupportedSubscription: 'failure' });
      const second = await harness.connect('dev');
      expect(await second.subscribe(filter, '$iothub/twin/res/#')).toEqual([0x80, 1]);
    },
  );

  test('the topic of another device closes the connection', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.publish('devices/other/messages/events/', '1');
    await expectClosed(harness, client, 'publish-other-device');
    expect(client.received).toEqual([]);
  });

  test.each([
    ['a topic of no service', 'home/kitchen', 'publish-topic'],
    ['a topic that only the hub publishes to', 'devices/dev/messages/devicebound/x', 'publish-topic'],
    ['a wildcard', 'devices/dev/messages/events/+', 'publish-topic'],
    ['a broken escape', 'devices/dev/messages/events/a=%zz', 'publish-topic'],
    ['a file upload', '$iothub/files/POST/?$rid=1', 'publish-topic'],
  ])('%s closes the connection', async (_name, topic, cause) => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.publish(topic, '');
    await expectClosed(harness, client, cause);
  });

  test('an ID in the topic is taken raw and percent-encoded', async () => {
    const harness = await startCloud();
    const client = await harness.connect('a:b@c');
    client.publish('devices/a:b@c/messages/events/', '1');
    client.publish('devices/a%3Ab%40c/messages/events/', '2');
    await client.next('puback');
    await client.next('puback');
    expect(await telemetryOf(harness, 'a:b@c')).toHaveLength(2);
  });

  test('RETAIN is stamped on the message and nothing is retained', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.send({ cmd: 'publish', topic: EVENTS, payload: '1', qos: 1, messageId: 1, retain: true, dup: false });
    await client.next('puback');
    expect((await telemetryOf(harness))[0]?.properties).toEqual({ 'mqtt-retain': 'true' });
  });

  test('256 KB are taken, one byte more closes the connection', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const name = 'p';
    client.publish(`${EVENTS}${name}=xy`, Buffer.alloc(256 * 1024 - 3));
    await client.next('puback');
    client.publish(`${EVENTS}${name}=xyz`, Buffer.alloc(256 * 1024 - 3));
    await expectClosed(harness, client, 'message-too-large');
  });

  test('a packet beyond any limit is refused before it is collected', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.peer.send(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f));
    await expectClosed(harness, client, 'packet-too-large');
  });

  test('PUBREC, PUBREL and packets of a server close the connection', async () => {
    const harness = await startCloud();
    for (const cmd of ['pubrec', 'pubrel', 'pubcomp'] as const) {
      const client = await harness.connect('dev');
      client.send({ cmd, messageId: 1 });
      await expectClosed(harness, client, 'packet-unexpected');
    }
  });
});

describe('wills', () => {
  const will = (topic: string, retain = false): object => ({
    will: { topic, payload: Buffer.from('gone'), qos: 1 as const, retain },
  });

  test('one to the own telemetry topic is telemetry when the connection breaks', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev', will(`${EVENTS}last=words`));
    client.peer.drop();
    expect((await telemetryOf(harness))[0]).toMatchObject({
      body: 'gone',
      properties: { last: 'words', 'iothub-MessageType': 'Will' },
    });
  });

  test('DISCONNECT takes it back', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev', will(EVENTS));
    client.send({ cmd: 'disconnect' });
    expect(client.peer.isClosed).toBe(true);
    expect(await telemetryOf(harness)).toEqual([]);
  });

  test('one to another topic is dropped and the connection stands', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev', will('willMessage'));
    expect((await harness.lastAttempt()).cause).toBe('will-topic');
    client.peer.drop();
    expect(await telemetryOf(harness)).toEqual([]);
  });
});

describe('sessions', () => {
  test('subscriptions are kept with clean session 0, and SessionPresent says so', async () => {
    const harness = await startCloud();
    const first = await harness.connect('dev');
    await first.subscribe('$iothub/twin/res/#');
    first.peer.drop();
    const second = harness.open();
    const { body } = await harness.rest('GET', '/_emu/devices/dev/connection-string');
    const key = body.connectionString.split('SharedAccessKey=')[1];
    second.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    expect(await second.next('connack')).toMatchObject({ returnCode: 0, sessionPresent: true });
    second.publish('$iothub/twin/GET/?$rid=1');
    expect((await second.next('publish')).topic).toBe('$iothub/twin/res/200/?$rid=1');
  });

  test('clean session 1 forgets them', async () => {
    const harness = await startCloud();
    const first = await harness.connect('dev');
    await first.subscribe('$iothub/twin/res/#');
    await harness.connect('dev', { clean: true });
    const third = await harness.connect('dev');
    third.publish('$iothub/twin/GET/?$rid=1');
    await third.next('puback');
    await harness.clock.settle();
    expect(third.received).toEqual([]);
  });

  test('UNSUBSCRIBE ends one, and is acknowledged when there was none', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await client.subscribe('$iothub/twin/res/#');
    client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['$iothub/twin/res/#', 'never'] });
    expect((await client.next('unsuback')).messageId).toBe(9);
    client.publish('$iothub/twin/GET/?$rid=1');
    await client.next('puback');
    await harness.clock.settle();
    expect(client.received).toEqual([]);
  });
});

describe('an operator’s hand', () => {
  test('disabling a device closes its connection and those of its modules', async () => {
    const harness = await startCloud();
    const device = await harness.connect('dev');
    const module = await harness.connect('dev/mod');
    await harness.rest('PATCH', '/api/devices/dev', { enabled: false });
    await device.peer.closed;
    await module.peer.closed;
    expect(device.received).toEqual([]);
    expect((await harness.lastAttempt()).cause).toBe('disabled-while-connected');
    await expect(harness.connect('dev/mod')).rejects.toThrow('5');
  });

  test('removing a device closes its connection and forgets it', async () => {
    const harness = await startCloud();
    const device = await harness.connect('dev');
    await harness.connect('dev/mod');
    expect((await harness.rest('DELETE', '/api/devices/dev')).status).toBe(204);
    await device.peer.closed;
    expect((await harness.rest('GET', '/_emu/devices')).body.value).toEqual([]);
  });
});

describe('one turn, one send', () => {
  test('100 messages in one piece are acknowledged in one piece', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const before = client.peer.sends;
    const messages = Array.from({ length: 100 }, (_, at) => {
      return {
        cmd: 'publish',
        topic: EVENTS,
        payload: 'x',
        qos: 1,
        messageId: at + 1,
        dup: false,
        retain: false,
      } as const;
    });
    client.send(...messages);
    await harness.clock.settle();
    expect(client.received.map((packet) => packet.messageId)).toEqual(messages.map(({ messageId }) => messageId));
    expect(client.peer.sends).toBe(before + 1);
  });

  test('a client that sends on while its signature is judged is held back, and served in order', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    for (let at = 0; at < 20; at += 1) client.publish(EVENTS, Buffer.alloc(10_000, at));
    expect(client.peer.paused).toBe(true);
    await until(() => client.received.length === 21);
    expect(client.peer.paused).toBe(false);
    expect(client.received.map(({ cmd }) => cmd)).toEqual(['connack', ...Array.from({ length: 20 }, () => 'puback')]);
  });
});
