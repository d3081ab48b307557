import { describe, expect, test } from 'vitest';
import { startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { dpsConnect, hubConnect, type TestClient } from '../../support/test-client.ts';

const TIMES = 1000;

async function counted(harness: CloudHarness): Promise<object> {
  const { connected, devices } = (await harness.rest('GET', '/_emu/cloud')).body;
  return { connected, devices, timers: harness.clock.pending, state: JSON.stringify(harness.cloud.snapshot()).length };
}

describe('a thousand connects and drops', () => {
  test('at the hub leave no connection, no timer and no state behind', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const before = await counted(harness);
    for (let time = 0; time < TIMES; time += 1) {
      const client = harness.open();
      client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }, { clean: time % 2 === 0 }));
      await client.next('connack');
      await client.subscribe('$iothub/methods/POST/#', '$iothub/twin/res/#');
      client.publish('devices/dev/messages/events/', '{"t":1}');
      await client.next('puback');
      if (time % 3 === 0) client.send({ cmd: 'disconnect' });
      else client.peer.drop();
    }
    const after = await counted(harness);
    // `lastActivityAt` is a number now.
    expect(after).toEqual({ ...before, state: expect.any(Number) });
    expect((await harness.rest('GET', '/_emu/attempts?top=5000')).body.value).toHaveLength(1000);
    expect((await harness.rest('GET', '/_emu/devices/dev/telemetry?top=5000')).body.value).toHaveLength(200);
  });

  test('of devices that are made and removed leave nothing behind', async () => {
    const harness = await startCloud();
    const before = await counted(harness);
    for (let time = 0; time < TIMES / 4; time += 1) {
      const client = await harness.connect(`dev-${time}`);
      await client.subscribe(`devices/dev-${time}/messages/devicebound/#`);
      await harness.rest('POST', `/_emu/devices/dev-${time}/messages`, { body: 'x' });
      await harness.rest('DELETE', `/api/devices/dev-${time}`);
      expect(client.peer.isClosed).toBe(true);
    }
    expect(await counted(harness)).toEqual(before);
  });

  test('at DPS, refused or hung up while they are judged, leave nothing behind', async () => {
    const harness = await startCloud();
    const before = await counted(harness);
    const clients: TestClient[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const client = harness.open();
      client.send(dpsConnect(harness.cloud, { id: `dev-${time}`, nowMs: harness.clock.now(), key: 'AAAA' }));
      client.publish('$dps/registrations/PUT/iotdps-register/?$rid=1');
      if (time % 2 === 0) client.peer.drop();
      clients.push(client);
    }
    await until(() =>
      clients.every(({ peer, received }) => peer.isClosed || received.some(({ cmd }) => cmd === 'puback')),
    );
    for (const client of clients) client.peer.drop();
    expect(await counted(harness)).toEqual(before);
  });
});
