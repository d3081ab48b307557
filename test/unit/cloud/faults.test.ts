import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeFault } from '../../support/faults.ts';
import { hubConnect, type TestClient } from '../../support/test-client.ts';

const EVENTS = 'devices/dev/messages/events/';

async function faultsOf(harness: CloudHarness): Promise<unknown[]> {
  return (await harness.rest('GET', '/_emu/faults')).body.value;
}

async function causes(harness: CloudHarness): Promise<string[]> {
  const { body } = await harness.rest('GET', '/_emu/attempts');
  return body.value.map(({ cause }: { cause: string }) => cause);
}

function count(client: TestClient, cmd: string): number {
  return client.received.filter((packet) => packet.cmd === cmd).length;
}

describe('latency', () => {
  test('makes every packet late by so much, and keeps their order', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('latency', { milliseconds: 2000, jitterMilliseconds: 0 })] });
    client.publish(EVENTS, '1');
    await harness.clock.advance(1000);
    client.publish(EVENTS, '2');
    await harness.clock.advance(999);
    expect(count(client, 'puback')).toBe(0);
    await harness.clock.advance(1);
    expect(count(client, 'puback')).toBe(1);
    await harness.clock.advance(1000);
    expect(count(client, 'puback')).toBe(2);
  });

  test('what was sent late comes before what is sent after the fault', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('latency', { milliseconds: 2000, jitterMilliseconds: 0 })] });
    client.publish(EVENTS, '1');
    await harness.clock.advance(1);
    await harness.set({ faults: [] });
    client.publish(EVENTS, '2');
    await harness.clock.advance(1);
    expect(count(client, 'puback')).toBe(0);
    await harness.clock.advance(2000);
    expect(client.received.map((packet) => 'messageId' in packet && packet.messageId)).toEqual([1, 2]);
  });

  test('jitter stays within its bounds', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('latency', { milliseconds: 100, jitterMilliseconds: 50 })] });
    for (let at = 0; at < 20; at += 1) {
      const before = count(client, 'puback');
      client.publish(EVENTS, '1');
      await harness.clock.advance(99);
      expect(count(client, 'puback')).toBe(before);
      await harness.clock.advance(51);
      expect(count(client, 'puback')).toBe(before + 1);
    }
  });

  test('a refusal is late too, and the link closes behind it', async () => {
    const faults = [
      makeFault('latency', { milliseconds: 500, jitterMilliseconds: 0 }),
      makeFault('refuse', { service: 'hub', returnCode: 5 }),
    ];
    const harness = await startCloud({ settings: { faults } });
    const key = await harness.addDevice('dev');
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    await harness.clock.advance(499);
    expect(client.peer.isClosed).toBe(false);
    await harness.clock.advance(1);
    expect(client.received).toMatchObject([{ cmd: 'connack', returnCode: 5 }]);
    expect(client.peer.isClosed).toBe(true);
  });
});

describe('drop', () => {
  test('ends connections without a packet when they are as old as that', async () => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('drop', { afterSeconds: 10 })] });
    const client = await harness.connect('dev');
    await harness.clock.advance(9999);
    expect(client.peer.isClosed).toBe(false);
    await harness.clock.advance(1);
    expect(client.peer.isClosed).toBe(true);
    expect(client.received).toEqual([]);
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'fault-struck',
      reason: expect.stringContaining('end'),
    });
  });

  test('at once, ends those that are open, and as many as it is to', async () => {
    const harness = await startCloud();
    const clients = [await harness.connect('a'), await harness.connect('b')];
    await harness.set({ faults: [makeFault('drop', { afterSeconds: 0, times: 1 })] });
    await harness.clock.advance(1);
    expect(clients.filter(({ peer }) => peer.isClosed)).toHaveLength(1);
    expect(await faultsOf(harness)).toEqual([]);
  });

  test('strikes each connection once, whatever there is to count', async () => {
    const harness = await startCloud();
    for (const id of ['a', 'b', 'c']) await harness.connect(id);
    await harness.clock.advance(20_000);
    await harness.set({ faults: [makeFault('drop', { afterSeconds: 10, times: 100_000 })] });
    expect(await faultsOf(harness)).toMatchObject([{ times: 99_997 }]);
    expect((await causes(harness)).filter((cause) => cause === 'fault-struck')).toHaveLength(3);
  });
});

describe('refuse', () => {
  test.each([
    ['hub', 3],
    ['hub', 5],
  ] as const)('%s answers CONNECT with %i, and is over after so many', async (service, returnCode) => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await harness.set({ faults: [makeFault('refuse', { service, returnCode, times: 1 })] });
    const dial = async (): Promise<number | undefined> => {
      const client = harness.open();
      client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
      return (await client.next('connack')).returnCode;
    };
    expect(await dial()).toBe(returnCode);
    expect(await dial()).toBe(0);
  });

  test('of DPS leaves the hub alone', async () => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('refuse', { service: 'dps', returnCode: 3 })] });
    await harness.connect('dev');
    await expect(harness.register('other')).rejects.toThrow();
    expect(await causes(harness)).toContain('fault-struck');
  });
});

describe('lost acknowledgements', () => {
  test('PUBACK and SUBACK do not come, and the message is taken all the same', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('lost-acknowledgements', { percent: 100, times: 2 })] });
    client.publish(EVENTS, '1');
    client.publish(EVENTS, '2');
    client.publish(EVENTS, '3');
    await client.next('puback');
    expect(client.received.filter(({ cmd }) => cmd === 'puback')).toHaveLength(0);
    expect((await harness.rest('GET', '/_emu/devices/dev/telemetry')).body.value).toHaveLength(3);
  });

  test('half of them are about half of them', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('lost-acknowledgements', { percent: 50 })] });
    for (let at = 0; at < 400; at += 1) client.publish(EVENTS, '1');
    await harness.clock.advance(1);
    expect(count(client, 'puback')).toBeGreaterThan(120);
    expect(count(client, 'puback')).toBeLessThan(280);
  });

  test('has one line in the log for a connection, however often it strikes', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('lost-acknowledgements', { percent: 100 })] });
    for (let at = 0; at < 20; at += 1) client.publish(EVENTS, '1');
    await harness.clock.advance(1);
    expect((await causes(harness)).filter((cause) => cause === 'fault-struck')).toHaveLength(1);
    expect((await harness.lastAttempt()).outcome).toBe('accepted');
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.refusals).toBe(0);
  });
});

describe('half-open', () => {
  test('nothing is read or answered, keep-alive does not close, and the end of the fault does', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev', { keepalive: 10 });
    const fault = (await harness.rest('POST', '/_emu/faults', { kind: 'half-open', deviceId: 'dev', seconds: 600 }))
      .body;
    client.publish(EVENTS, '1');
    client.send({ cmd: 'pingreq' });
    await harness.clock.advance(599_000);
    expect(client.received).toEqual([]);
    expect(client.peer.isClosed).toBe(false);
    expect((await harness.rest('GET', '/_emu/devices/dev/telemetry')).body.value).toEqual([]);
    expect(await faultsOf(harness)).toEqual([fault]);
    await harness.clock.advance(1000);
    expect(client.peer.isClosed).toBe(true);
    expect(await faultsOf(harness)).toEqual([]);
    expect(await causes(harness)).toContain('half-open-over');
  });

  test('a new connection of the device is half open too, and takes the old one over', async () => {
    const harness = await startCloud();
    const older = await harness.connect('dev');
    await harness.set({ faults: [makeFault('half-open', {})] });
    older.send({ cmd: 'pingreq' });
    const key = await harness.addDevice('other').then(() => harness.addDevice('third'));
    const client = harness.open();
    client.send(hubConnect({ id: 'third', key, nowMs: harness.clock.now() }));
    await harness.clock.advance(60_000);
    expect(client.received).toEqual([]);
    expect(older.received).toEqual([]);
  });
});

describe('a throttled hub', () => {
  test('acknowledges late, and takes each message', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 5 })] });
    client.publish(EVENTS, '1');
    await harness.clock.advance(4999);
    expect(count(client, 'puback')).toBe(0);
    await harness.clock.advance(1);
    expect(count(client, 'puback')).toBe(1);
  });
});

describe('whom a fault is for', () => {
  test('one device with its modules, in any case, and nobody else', async () => {
    const harness = await startCloud();
    const [dev, module, other] = [
      await harness.connect('dev'),
      await harness.connect('dev/mod'),
      await harness.connect('device'),
    ];
    await harness.set({ faults: [makeFault('drop', { deviceId: 'DEV', afterSeconds: 0 })] });
    await harness.clock.advance(1);
    expect([dev, module, other].map(({ peer }) => peer.isClosed)).toEqual([true, true, false]);
  });
});

describe('faults over REST', () => {
  test('are made, listed, replaced and taken away', async () => {
    const harness = await startCloud();
    const made = await harness.rest('POST', '/_emu/faults', { kind: 'throttle', delaySeconds: 1 });
    expect(made).toMatchObject({ status: 200, body: { deviceId: null, times: null, until: null } });
    const { id } = made.body;
    const changed = { kind: 'throttle', delaySeconds: 2, times: 3 };
    expect((await harness.rest('PUT', `/_emu/faults/${id}`, changed)).body).toMatchObject({ id, ...changed });
    expect(await faultsOf(harness)).toHaveLength(1);
    expect((await harness.rest('GET', '/_emu/cloud')).body.settings.faults).toMatchObject([changed]);
    expect((await harness.rest('DELETE', `/_emu/faults/${id}`)).status).toBe(204);
    expect((await harness.rest('DELETE', `/_emu/faults/${id}`)).status).toBe(404);
    await harness.rest('POST', '/_emu/faults', { kind: 'half-open' });
    expect((await harness.rest('DELETE', '/_emu/faults')).status).toBe(204);
    expect(await faultsOf(harness)).toEqual([]);
  });

  test.each([
    [{ kind: 'latency', milliseconds: 5 }, { jitterMilliseconds: 0 }],
    [{ kind: 'dps-error', status: 429 }, { retryAfterSeconds: 7 }],
    [{ kind: 'dps-error', status: 429, retryAfterSeconds: 2 }, { retryAfterSeconds: 2 }],
  ])('%j is enough to make one', async (fault, rest) => {
    const harness = await startCloud({ settings: { retryAfterSeconds: 7 } });
    expect((await harness.rest('POST', '/_emu/faults', fault)).body).toMatchObject({ ...fault, ...rest });
  });

  test.each([
    [
      { kind: 'meteor' },
      'kind must be one of latency, drop, refuse, dps-error, throttle, lost-acknowledgements, half-open.',
    ],
    [{ delaySeconds: 1 }, expect.stringMatching(/^kind must be one of /)],
    [{ kind: 'throttle' }, 'delaySeconds must be a whole number from 1 to 3600.'],
    [{ kind: 'throttle', delaySeconds: 1, times: 0 }, 'times must be a whole number from 1 to 1000000, or null.'],
    [
      { kind: 'throttle', delay: 1 },
      'This kind of fault has no delay; it has deviceId, times, until, delaySeconds, and seconds in place of until.',
    ],
    [
      { kind: 'throttle', delaySeconds: 1, toString: 1 },
      expect.stringMatching(/^This kind of fault has no toString; it has /),
    ],
    [{ kind: 'throttle', delaySeconds: 1, seconds: 'soon' }, 'seconds must be a number.'],
    [{ kind: 'throttle', delaySeconds: 1, deviceId: '' }, 'deviceId must be the ID of a device, or null.'],
    [{ kind: 'half-open', times: 1 }, 'times must be null.'],
    [{ kind: 'lost-acknowledgements', percent: 101 }, 'percent must be a whole number from 1 to 100.'],
    [{ kind: 'refuse', service: 'hub', returnCode: 4 }, 'returnCode must be one of 3, 5.'],
    [{ kind: 'dps-error', status: 200 }, 'status must be one of 404, 409, 412, 429, 500, 503.'],
  ])('%j is refused, with what is wrong and what would fit', async (fault, message) => {
    const harness = await startCloud();
    const { status, body } = await harness.rest('POST', '/_emu/faults', fault);
    expect([status, body.error.message]).toEqual([400, message]);
    expect(await faultsOf(harness)).toEqual([]);
  });

  test('there are at most fifty, and a kept state keeps them', async () => {
    const first = await startCloud();
    for (let at = 0; at < 50; at += 1)
      await first.rest('POST', '/_emu/faults', { kind: 'half-open', deviceId: `d${at}` });
    expect((await first.rest('POST', '/_emu/faults', { kind: 'half-open' })).status).toBe(400);
    const second = await startCloud({ state: first.cloud.snapshot() });
    expect(await faultsOf(second)).toHaveLength(50);
  });

  test('one whose time ended while the cloud was off is not on again', async () => {
    const first = await startCloud();
    await first.rest('PUT', '/_emu/faults/one', { kind: 'half-open', seconds: 5 });
    const state = first.cloud.snapshot();
    const faults = [makeFault('half-open', { until: 1 })];
    const second = await startCloud({ state: { ...state, settings: { ...state.settings, faults } } });
    expect(await faultsOf(second)).toEqual([]);
  });

  test('a disposed cloud has no timer of a fault', async () => {
    const harness = await startCloud();
    await harness.rest('POST', '/_emu/faults', { kind: 'half-open', seconds: 500 });
    harness.cloud.dispose();
    expect(harness.clock.pending).toBe(0);
    await harness.rest('POST', '/_emu/faults', { kind: 'half-open', seconds: 500 });
    expect(harness.clock.pending).toBe(0);
  });
});
