import { describe, expect, test } from 'vitest';
import { startCloud, until } from '../../support/cloud-harness.ts';
import { hubConnect } from '../../support/test-client.ts';

describe('rule 6: one connection per identity', () => {
  test('a newer one closes the older one without a packet, and the log says 400027', async () => {
    const harness = await startCloud();
    const older = await harness.connect('dev');
    const newer = await harness.connect('dev');
    await older.peer.closed;
    expect(older.received).toEqual([]);
    expect(newer.peer.isClosed).toBe(false);
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'taken-over', code: 400027, identity: 'dev' });
    newer.publish('devices/dev/messages/events/', '1');
    await newer.next('puback');
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.connected).toBe(true);
  });

  test('a device and its module are two identities', async () => {
    const harness = await startCloud();
    const device = await harness.connect('dev');
    await harness.connect('dev/mod');
    expect(device.peer.isClosed).toBe(false);
  });

  test('of two that connect at once, one is left', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const clients = [harness.open(), harness.open()];
    for (const client of clients) client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    await until(() => clients.every(({ peer, received }) => peer.isClosed || received.length > 0));
    expect(clients.filter(({ peer }) => !peer.isClosed)).toHaveLength(1);
    expect((await harness.rest('GET', '/_emu/cloud')).body.connected).toBe(1);
  });

  test('who takes over is told connected after the other is told disconnected', async () => {
    const harness = await startCloud();
    await harness.connect('dev');
    await harness.connect('dev');
    const seen = harness.events.map(({ type }) => type).filter((type) => type.endsWith('connected'));
    expect(seen).toEqual(['connected', 'disconnected', 'connected']);
  });
});

describe('rule 7: keep-alive', () => {
  test.each([
    [60, 90_000],
    [1, 1500],
    [1177, 1_765_500],
    [1178, 1_767_000],
    [65_535, 1_767_000],
    [0, 1_767_000],
  ])('%i seconds end a silent connection after %i ms', async (keepalive, silenceMs) => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const client = harness.open();
    const se = harness.clock.now() / 1000 + 86_400;
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now(), se }, { keepalive }));
    await client.next('connack');
    await harness.clock.advance(silenceMs - 1);
    expect(client.peer.isClosed).toBe(false);
    await harness.clock.advance(1);
    expect(client.peer.isClosed).toBe(true);
    expect((await harness.lastAttempt()).cause).toBe('keep-alive');
  });

  test('every packet begins the time anew, and PINGREQ is answered', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev', { keepalive: 10 });
    for (let turn = 0; turn < 5; turn += 1) {
      await harness.clock.advance(14_000);
      client.send({ cmd: 'pingreq' });
      await client.next('pingresp');
    }
    await harness.clock.advance(15_000);
    expect(client.peer.isClosed).toBe(true);
  });

  test('a client without CONNECT is closed after 30 s', async () => {
    const harness = await startCloud();
    const client = harness.open();
    await harness.clock.advance(29_999);
    expect(client.peer.isClosed).toBe(false);
    await harness.clock.advance(1);
    expect(client.peer.isClosed).toBe(true);
    expect((await harness.lastAttempt()).cause).toBe('connect-late');
  });

  test('a connection has one timer, and leaves none behind', async () => {
    const harness = await startCloud();
    const before = harness.clock.pending;
    const client = await harness.connect('dev');
    client.publish('devices/dev/messages/events/', '1');
    await client.next('puback');
    expect(harness.clock.pending).toBe(before + 1);
    client.send({ cmd: 'disconnect' });
    expect(harness.clock.pending).toBe(before);
  });
});

describe('rule 12: the end of the token', () => {
  async function connectFor(settings: object): Promise<{ endsAfter: (ms: number) => Promise<boolean> }> {
    const harness = await startCloud({ settings });
    const key = await harness.addDevice('dev');
    const client = harness.open();
    const se = harness.clock.now() / 1000 + 100;
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now(), se }, { keepalive: 0 }));
    await client.next('connack');
    return {
      async endsAfter(ms) {
        await harness.clock.advance(ms - 1);
        const before = client.peer.isClosed;
        await harness.clock.advance(1);
        const { cause } = await harness.lastAttempt();
        return !before && client.peer.isClosed && cause === 'token-ended';
      },
    };
  }

  test('drops the connection at once by default', async () => {
    expect(await (await connectFor({})).endsAfter(100_000)).toBe(true);
  });

  test('drops it later by the grace of the settings', async () => {
    expect(await (await connectFor({ tokenGraceSeconds: 300 })).endsAfter(400_000)).toBe(true);
  });

  test('drops it sooner when the cloud’s clock is put ahead', async () => {
    expect(await (await connectFor({ clockSkewSeconds: 40 })).endsAfter(60_000)).toBe(true);
  });

  test('drops a connection that is open when the cloud’s clock is put ahead of its token', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev', { keepalive: 0 });
    await harness.set({ clockSkewSeconds: 86_400 });
    await client.peer.closed;
    expect((await harness.lastAttempt()).cause).toBe('token-ended');
    expect(harness.clock.pending).toBe(0);
  });

  test('the settings can put the cloud’s clock ahead of a whole token', async () => {
    const harness = await startCloud({ settings: { clockSkewSeconds: 7200 } });
    const key = await harness.addDevice('dev');
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(5);
    expect((await harness.lastAttempt()).reason).toContain('ended 60 minutes ago');
  });
});
