import { describe, expect, test } from 'vitest';
import { deviceStatus } from '../../../src/cloud/services/device-status.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import {
  nodeCrypto,
  pollTopic,
  startCloud,
  startRegistration,
  type CloudHarness,
} from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import { publishTemplates } from '../../support/models.ts';
import { hubConnect, type TestClient } from '../../support/test-client.ts';

describe('the one word of a device', () => {
  const facts = { enabled: true, approval: 'approved', provisioned: true, template: 'dtmi:a:b;1' } as const;

  test.each([
    ['provisioned', {}],
    ['registered', { provisioned: false }],
    ['unassociated', { template: null }],
    ['unassociated', { template: null, provisioned: false }],
    ['waiting', { approval: 'waiting', provisioned: false }],
    ['waiting', { approval: 'waiting', provisioned: false, template: null }],
    ['blocked', { enabled: false }],
    ['blocked', { enabled: false, template: null, provisioned: false }],
    ['blocked', { enabled: false, approval: 'waiting', provisioned: false }],
    ['provisioned', { template: null, moduleId: 'mod' }],
  ] as const)('is %s for %j', (word, change) => {
    expect(deviceStatus({ ...facts, ...change })).toBe(word);
  });
});

async function statusOf(harness: CloudHarness, id: string): Promise<string> {
  return (await harness.rest('GET', `/_emu/devices/${id}`)).body.status;
}

/** Makes a device with a template, so that its word tells how far it has come. */
async function registerDevice(harness: CloudHarness, id: string): Promise<void> {
  await publishTemplates(harness, 'dtmi:a:b;1');
  await harness.rest('PUT', `/api/devices/${id}`, { template: 'dtmi:a:b;1' });
}

/** Connects with the key that the group gives, and gives the code of the answer. */
async function connectDevice(harness: CloudHarness, id: string): Promise<{ client: TestClient; returnCode: number }> {
  const client = harness.open();
  client.send(hubConnect({ id, key: harness.deviceKey(id), nowMs: harness.clock.now() }));
  const { returnCode } = await client.next('connack');
  return { client, returnCode: returnCode ?? -1 };
}

describe('approval', () => {
  test('an approved device is provisioned at its next try', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    expect((await harness.register('new')).status).toBe('failed');
    expect(await statusOf(harness, 'new')).toBe('waiting');
    const approved = await harness.rest('POST', '/_emu/devices/new/approve');
    expect(approved).toMatchObject({ status: 200, body: { id: 'new', status: 'unassociated' } });
    expect((await harness.rest('GET', '/api/devices/new')).body).toMatchObject({ enabled: true, provisioned: false });
    expect((await harness.register('new')).status).toBe('assigned');
    expect((await harness.rest('GET', '/api/devices/new')).body).toMatchObject({ enabled: true, provisioned: true });
    expect((await harness.rest('POST', '/_emu/devices/new/approve')).status).toBe(200);
  });

  test('a device that waits cannot connect to the hub', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    await harness.register('new');
    expect((await connectDevice(harness, 'new')).returnCode).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('not-provisioned');
  });

  test('a device that waited waits again when its block is taken away', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    await harness.register('new');
    await harness.rest('POST', '/_emu/devices/new/block');
    expect(await statusOf(harness, 'new')).toBe('blocked');
    await harness.register('new');
    expect((await harness.lastAttempt()).cause).toBe('device-blocked');
    await harness.rest('POST', '/_emu/devices/new/unblock');
    expect(await statusOf(harness, 'new')).toBe('waiting');
  });

  test('IoT Central’s own switch approves and unblocks at once, and leaves one that waits alone', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    await harness.register('new');
    await harness.rest('PATCH', '/api/devices/new', { enabled: false });
    expect(await statusOf(harness, 'new')).toBe('waiting');
    await harness.rest('POST', '/_emu/devices/new/block');
    await harness.rest('PATCH', '/api/devices/new', { enabled: true });
    expect((await harness.register('new')).status).toBe('assigned');
  });
});

describe('a block', () => {
  test('closes the connection, keeps the device out of DPS and hub, and gives it back as it was', async () => {
    const harness = await startCloud();
    await registerDevice(harness, 'dev');
    await harness.register('dev');
    const { client, returnCode } = await connectDevice(harness, 'dev');
    expect(returnCode).toBe(0);
    const blocked = await harness.rest('POST', '/_emu/devices/dev/block');
    expect(blocked.body).toEqual({ id: 'dev', status: 'blocked' });
    await client.peer.closed;
    expect((await harness.lastAttempt()).cause).toBe('disabled-while-connected');
    expect((await connectDevice(harness, 'dev')).returnCode).toBe(5);
    expect((await harness.register('dev')).registrationState).toMatchObject({ status: 'failed', errorCode: 400209 });
    expect((await harness.rest('GET', '/api/devices/dev')).body).toMatchObject({ enabled: false, provisioned: true });
    await harness.rest('POST', '/_emu/devices/dev/unblock');
    expect(await statusOf(harness, 'dev')).toBe('provisioned');
    expect((await connectDevice(harness, 'dev')).returnCode).toBe(0);
  });

  test('of a device that never came gives it back as registered', async () => {
    const harness = await startCloud();
    await registerDevice(harness, 'dev');
    await harness.rest('POST', '/_emu/devices/dev/block');
    await harness.rest('POST', '/_emu/devices/dev/unblock');
    expect(await statusOf(harness, 'dev')).toBe('registered');
  });

  test('closes the connections of its modules too', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const client = await harness.connect('dev/mod');
    await harness.rest('POST', '/_emu/devices/dev/block');
    await client.peer.closed;
  });

  test('that stands already, or is not there, changes nothing', async () => {
    const harness = await startCloud();
    await registerDevice(harness, 'dev');
    const read = async () => (await harness.rest('GET', '/api/devices/dev')).body.etag;
    const before = await read();
    await harness.rest('POST', '/_emu/devices/dev/unblock');
    expect(await read()).toBe(before);
    await harness.rest('POST', '/_emu/devices/dev/block');
    const after = await read();
    await harness.rest('POST', '/_emu/devices/dev/block');
    expect([after === before, await read()]).toEqual([false, after]);
  });
});

describe('a reset', () => {
  test('takes a device back to registered, with its twin, until it registers again', async () => {
    const harness = await startCloud();
    await registerDevice(harness, 'dev');
    await harness.register('dev');
    await harness.rest('PATCH', '/api/devices/dev/properties', { a: 1 });
    const { client } = await connectDevice(harness, 'dev');
    const reset = await harness.rest('POST', '/_emu/devices/dev/reset');
    expect(reset).toMatchObject({ status: 200, body: { id: 'dev', status: 'registered' } });
    await client.peer.closed;
    expect((await harness.lastAttempt()).cause).toBe('reset-while-connected');
    expect((await connectDevice(harness, 'dev')).returnCode).toBe(5);
    expect((await harness.register('dev')).status).toBe('assigned');
    expect((await harness.rest('GET', '/_emu/devices/dev')).body).toMatchObject({
      status: 'provisioned',
      desired: { a: 1 },
    });
  });

  test('takes a block away', async () => {
    const harness = await startCloud();
    await registerDevice(harness, 'dev');
    await harness.register('dev');
    await harness.rest('POST', '/_emu/devices/dev/block');
    await harness.rest('POST', '/_emu/devices/dev/reset');
    expect(await statusOf(harness, 'dev')).toBe('registered');
    expect((await harness.register('dev')).status).toBe('assigned');
  });

  test('keeps the modules of the device out as well', async () => {
    const harness = await startCloud();
    await registerDevice(harness, 'dev');
    await harness.register('dev');
    const client = await harness.connect('dev/mod');
    await harness.rest('POST', '/_emu/devices/dev/reset');
    await client.peer.closed;
    await expect(harness.connect('dev/mod')).rejects.toThrow('the hub answered 5');
    expect((await harness.lastAttempt()).cause).toBe('not-provisioned');
  });

  test('is refused for a device that was added to the hub by hand', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    expect((await harness.rest('POST', '/_emu/devices/dev/reset')).status).toBe(409);
    await harness.connect('dev');
  });
});

test.each(['approve', 'block', 'unblock', 'reset'])('%s is for devices that are here', async (verb) => {
  const harness = await startCloud();
  await harness.addDevice('dev');
  await harness.addDevice('dev/mod');
  expect((await harness.rest('POST', `/_emu/devices/nobody/${verb}`)).status).toBe(404);
  expect((await harness.rest('POST', `/_emu/devices/dev%2Fmod/${verb}`)).status).toBe(400);
});

test('a removed device is forgotten by DPS too, also when DPS knows it by another ID', async () => {
  const first = await startCloud();
  await first.rest('PUT', '/api/devices/serial-1', {});
  const key = Buffer.alloc(32, 1).toString('base64');
  const symmetricKey = { primaryKey: key, secondaryKey: key };
  await first.rest('PUT', '/api/devices/serial-1/attestation', { type: 'symmetricKey', symmetricKey });
  const { individualEnrollments, ...state } = first.cloud.snapshot();
  const renamed = individualEnrollments.map((one) => ({ ...one, deviceId: 'pump' }));
  const harness = await startCloud({ state: { ...state, identities: [], individualEnrollments: renamed } });
  const { client, operationId } = await startRegistration(harness, 'serial-1', key);
  await harness.clock.advance(2000);
  client.publish(pollTopic('1', operationId));
  await client.next('publish');
  await harness.clock.advance(2000);
  client.publish(pollTopic('1', operationId));
  expect(JSON.parse((await client.next('publish')).payload.toString()).registrationState.deviceId).toBe('pump');
  // By the hub, which leaves the enrollment: without that, the device would be nobody to DPS.
  expect((await askHub(harness, 'DELETE', '/devices/pump', { ifMatch: '"*"' })).status).toBe(204);
  client.publish(pollTopic('1', operationId));
  expect(JSON.parse((await client.next('publish')).payload.toString()).errorCode).toBe(404203);
});

test.each([
  ['waits', 'waiting', 'waiting'],
  ['is blocked', 'approved', 'blocked'],
] as const)('a device that %s keeps its word when a state of version 0.1.0 is read', async (_name, approval, word) => {
  const first = await startCloud();
  await first.register('dev');
  const state = JSON.parse(JSON.stringify(first.cloud.snapshot()));
  const [{ id, displayName, enabled, attestation }] = state.enrollmentGroups;
  const { primaryKey, secondaryKey } = attestation;
  const [{ authentication, ...identity }] = state.identities;
  const { type: _type, ...devicesKeys } = authentication;
  const old = {
    ...state,
    schema: 1,
    enrollmentGroups: [{ id, displayName, enabled, primaryKey, secondaryKey }],
    // The first version disabled both.
    identities: [{ ...identity, ...devicesKeys, approval, enabled: false, provisioned: false }],
  };
  const harness = await startCloud({ state: readCloudState(old, nodeCrypto, 0) });
  expect(await statusOf(harness, 'dev')).toBe(word);
  await harness.rest('PATCH', '/api/devices/dev', { enabled: true });
  expect((await harness.register('dev')).status).toBe('assigned');
  expect((await harness.rest('GET', '/_emu/enrollmentGroups')).body.value).toMatchObject([{ id, autoApprove: true }]);
});
