import { describe, expect, test } from 'vitest';
import { askDps } from '../../support/back-end.ts';
import { startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { hubConnect } from '../../support/test-client.ts';

const SECOND = 'hub-2.localhost';

/** Tries to connect a device that DPS assigned, and gives the code of the CONNACK. */
async function dial(harness: CloudHarness, id: string, host: string): Promise<number | undefined> {
  const client = harness.open();
  client.send(hubConnect({ id, key: harness.deviceKey(id), nowMs: harness.clock.now(), host }));
  return (await client.next('connack')).returnCode;
}

async function move(harness: CloudHarness, id: string, body?: object): Promise<{ status: number; body: unknown }> {
  return harness.rest('POST', `/_emu/devices/${id}/move`, body);
}

describe('a device that is moved to the second hub', () => {
  test('is hung up, refused as a disabled one by the hub it had, and told the new one by DPS', async () => {
    const harness = await startCloud();
    expect((await harness.register('dev')).registrationState['assignedHub']).toBe('localhost');
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key: harness.deviceKey('dev'), nowMs: harness.clock.now() }));
    await client.next('connack');
    expect(await move(harness, 'dev')).toMatchObject({ status: 200, body: { assignedHub: SECOND } });
    expect(client.peer.isClosed).toBe(true);
    expect((await harness.lastAttempt()).cause).toBe('moved-while-connected');

    expect(await dial(harness, 'dev', 'localhost')).toBe(5);
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'moved-to-other-hub', code: 403012 });
    await harness.set({ disabledDeviceCode: 3 });
    expect(await dial(harness, 'dev', 'localhost')).toBe(3);

    const { registrationState } = await harness.register('dev');
    expect(registrationState).toMatchObject({ assignedHub: SECOND, substatus: 'deviceDataMigrated' });
    expect(await dial(harness, 'dev', SECOND)).toBe(0);
    expect(await dial(harness, 'dev', `${SECOND.toUpperCase()}:8883`)).toBe(0);
    const again = await harness.register('dev');
    expect(again.registrationState['substatus']).toBe('reprovisionedToInitialAssignment');
  });

  test('keeps its twin and what waits for it, and can be moved back', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    await harness.rest('PATCH', '/api/devices/dev/properties', { a: 1 });
    await harness.rest('POST', '/_emu/devices/dev/messages', { body: 'later' });
    await move(harness, 'dev', { to: SECOND });
    await harness.register('dev');
    const shown = { assignedHub: SECOND, desired: { a: 1 }, queuedMessages: 1 };
    expect((await harness.rest('GET', '/_emu/devices/dev')).body).toMatchObject(shown);
    await move(harness, 'dev', { to: 'localhost' });
    expect(await dial(harness, 'dev', SECOND)).toBe(5);
    expect(await dial(harness, 'dev', 'localhost')).toBe(0);
  });

  test('takes its modules along', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    const key = await harness.addDevice('dev/mod');
    const module = await harness.connect('dev/mod');
    await move(harness, 'dev');
    expect(module.peer.isClosed).toBe(true);
    await expect(harness.connect('dev/mod')).rejects.toThrow('answered 5');
    const client = harness.open();
    client.send(hubConnect({ id: 'dev/mod', key, nowMs: harness.clock.now(), host: SECOND }));
    expect((await client.next('connack')).returnCode).toBe(0);
  });

  test('is known there by every connection string', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    await move(harness, 'dev');
    const { body } = await harness.rest('GET', '/_emu/devices/dev/connection-string');
    expect(body.connectionString).toContain(`HostName=${SECOND};`);
  });

  test('stays there when the cloud starts again', async () => {
    const first = await startCloud();
    await first.register('dev');
    await move(first, 'dev');
    const second = await startCloud({ state: first.cloud.snapshot() });
    expect(await dial(second, 'dev', 'localhost')).toBe(5);
    expect((await second.register('dev')).registrationState['assignedHub']).toBe(SECOND);
  });

  test.each([
    [{ to: 'elsewhere.example' }, 400],
    [{ to: 1 }, 400],
  ])('%j is no hub', async (body, status) => {
    const harness = await startCloud();
    await harness.register('dev');
    expect((await move(harness, 'dev', body)).status).toBe(status);
    expect(await dial(harness, 'dev', 'localhost')).toBe(0);
  });

  test('must be one that DPS knows', async () => {
    const harness = await startCloud();
    await harness.addDevice('by-hand');
    expect((await move(harness, 'by-hand')).status).toBe(409);
    expect((await move(harness, 'nobody')).status).toBe(404);
  });
});

test('all devices that DPS knows are moved at once, and those that are there stay connected', async () => {
  const harness = await startCloud({ secondHost: 'other.example' });
  for (const id of ['a', 'b', 'c']) await harness.register(id);
  await harness.addDevice('by-hand');
  await move(harness, 'c');
  const there = harness.open();
  const host = 'other.example';
  there.send(hubConnect({ id: 'c', key: harness.deviceKey('c'), nowMs: harness.clock.now(), host }));
  await there.next('connack');
  const answer = await harness.rest('POST', '/_emu/move', { to: 'other.example' });
  expect(answer).toMatchObject({ status: 200, body: { moved: 2, hub: 'other.example' } });
  expect(there.peer.isClosed).toBe(false);
  expect((await harness.rest('GET', '/_emu/cloud')).body.hubs).toEqual(['localhost', 'other.example']);
});

test('where any host will do, a moved device is not refused', async () => {
  const harness = await startCloud({ settings: { strictHost: false } });
  await harness.register('dev');
  await move(harness, 'dev');
  expect(await dial(harness, 'dev', 'localhost')).toBe(0);
});

describe('an entry that names hubs', () => {
  const KEY = Buffer.alloc(32, 3).toString('base64');
  const enroll = (harness: CloudHarness, more: object, etag?: string): Promise<Answer> => {
    const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: KEY, secondaryKey: KEY } };
    const headers = etag === undefined ? {} : { 'if-match': etag };
    return askDps(harness, 'PUT', '/enrollments/dev', {
      body: { registrationId: 'dev', attestation, ...more },
      headers,
    });
  };
  const assigned = async (harness: CloudHarness): Promise<Record<string, unknown>> =>
    (await harness.register('dev', {}, KEY)).registrationState;

  test.each([
    [{ iotHubs: [SECOND] }, SECOND],
    [{ iotHubHostName: SECOND }, SECOND],
    [{ iotHubs: ['localhost', SECOND], allocationPolicy: 'hashed' }, 'localhost'],
    [{}, 'localhost'],
  ])('%j gives its devices one of them', async (more, hub) => {
    const harness = await startCloud();
    expect((await enroll(harness, more)).status).toBe(200);
    expect(await assigned(harness)).toMatchObject({ assignedHub: hub, substatus: 'initialAssignment' });
  });

  test.each([
    [{ updateHubAssignment: true, migrateDeviceData: true }, SECOND, 'deviceDataMigrated', { a: 1 }],
    [{ updateHubAssignment: true, migrateDeviceData: false }, SECOND, 'deviceDataReset', {}],
    [{ updateHubAssignment: false, migrateDeviceData: false }, 'localhost', 'initialAssignment', { a: 1 }],
  ])(
    'when it names another one, %j says what becomes of its device',
    async (reprovisionPolicy, hub, substatus, desired) => {
      const harness = await startCloud();
      const { etag } = (await enroll(harness, { reprovisionPolicy })).body;
      await assigned(harness);
      await harness.rest('PATCH', '/api/devices/dev/properties', { a: 1 });
      expect((await enroll(harness, { reprovisionPolicy, iotHubs: [SECOND] }, etag)).status).toBe(200);
      expect(await assigned(harness)).toMatchObject({ assignedHub: hub, substatus });
      expect((await harness.rest('GET', '/_emu/devices/dev')).body).toMatchObject({ assignedHub: hub, desired });
    },
  );
});
