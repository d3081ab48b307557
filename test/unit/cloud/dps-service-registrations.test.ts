import { describe, expect, test } from 'vitest';
import { askDps } from '../../support/back-end.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { deriveKey, hubConnect } from '../../support/test-client.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const GROUP_KEY = Buffer.alloc(64, 2).toString('base64');
const withKeys = (primaryKey: string): object => ({
  attestation: { type: 'symmetricKey', symmetricKey: { primaryKey, secondaryKey: '' } },
});

async function enroll(harness: CloudHarness, registrationId: string, more: object = {}): Promise<{ etag: string }> {
  const body = { registrationId, ...withKeys(KEY), ...more };
  const headers = { 'if-match': '*' };
  const known = await askDps(harness, 'GET', `/enrollments/${registrationId}`);
  const answer = await askDps(harness, 'PUT', `/enrollments/${registrationId}`, {
    body,
    ...(known.status === 200 ? { headers } : {}),
  });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function enrollGroup(harness: CloudHarness, enrollmentGroupId: string, more: object = {}): Promise<void> {
  const body = { enrollmentGroupId, ...withKeys(GROUP_KEY), ...more };
  expect((await askDps(harness, 'PUT', `/enrollmentGroups/${enrollmentGroupId}`, { body })).status).toBe(200);
}

const recordOf = (harness: CloudHarness, id: string) => askDps(harness, 'GET', `/registrations/${id}`);

async function connects(harness: CloudHarness, id: string, key: string): Promise<number | undefined> {
  const client = harness.open();
  client.send(hubConnect({ id, key, nowMs: harness.clock.now() }));
  const { returnCode } = await client.next('connack');
  return returnCode;
}

describe('an entry that a back end made', () => {
  test('lets its device register, with the ID, the twin and the capabilities that it says', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev', {
      deviceId: 'pump-1',
      capabilities: { iotEdge: true },
      initialTwin: { tags: { floor: 1 }, properties: { desired: { every: 5, gone: null } } },
    });
    const { status, registrationState } = await harness.register('dev', {}, KEY);
    expect(status).toBe('assigned');
    expect(registrationState).toMatchObject({ registrationId: 'dev', deviceId: 'pump-1', assignedHub: 'localhost' });
    const [identity] = harness.cloud.snapshot().identities;
    expect(identity).toMatchObject({
      deviceId: 'pump-1',
      iotEdge: true,
      twin: { tags: { floor: 1 }, desired: { every: 5 } },
    });
    expect(identity?.twin.desired).not.toHaveProperty('gone');
    expect(await connects(harness, 'pump-1', KEY)).toBe(0);
  });

  test('lets the devices of its group register by derived keys', async () => {
    const harness = await startCloud();
    await enrollGroup(harness, 'plant');
    const { registrationState } = await harness.register('dev', {}, deriveKey(GROUP_KEY, 'dev'));
    expect(registrationState).toMatchObject({ status: 'assigned', symmetricKey: { enrollmentGroupId: 'plant' } });
  });

  test('wins over the group: the key that the group gives is refused', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev');
    expect(await harness.register('dev', {}, harness.deviceKey('dev'))).toMatchObject({ errorCode: 401000 });
    expect(await harness.register('dev', {}, KEY)).toMatchObject({ status: 'assigned' });
  });

  test('refuses its device while it is disabled, though the group would let it in', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev', { provisioningStatus: 'disabled' });
    expect((await harness.register('dev', {}, KEY)).status).toBe('disabled');
    expect((await harness.lastAttempt()).cause).toBe('enrollment-disabled');
    expect((await recordOf(harness, 'dev')).body.status).toBe('disabled');
    await enroll(harness, 'dev', { provisioningStatus: 'enabled' });
    expect((await harness.register('dev', {}, KEY)).status).toBe('assigned');
  });

  test('with new keys refuses the old one at once, while the hub keeps it until the device registers again', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev');
    await harness.register('dev', {}, KEY);
    const key = Buffer.alloc(48, 7).toString('base64');
    await enroll(harness, 'dev', withKeys(key));
    expect(await connects(harness, 'dev', KEY)).toBe(0);
    expect(await harness.register('dev', {}, KEY)).toMatchObject({ errorCode: 401000 });
    expect((await harness.register('dev', {}, key)).status).toBe('assigned');
    expect(await connects(harness, 'dev', KEY)).toBe(5);
    expect(await connects(harness, 'dev', key)).toBe(0);
  });

  test('that is deleted takes its registration with it; the device stays at the hub, and comes back by its group', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev');
    await harness.register('dev', {}, KEY);
    expect((await askDps(harness, 'DELETE', '/enrollments/dev')).status).toBe(204);
    expect((await recordOf(harness, 'dev')).body.errorCode).toBe(404202);
    expect(await connects(harness, 'dev', KEY)).toBe(0);
    expect(await harness.register('dev', {}, KEY)).toMatchObject({ errorCode: 401000 });
    expect((await harness.register('dev')).registrationState).toMatchObject({
      status: 'assigned',
      deviceId: 'dev',
      substatus: 'initialAssignment',
    });
    expect(harness.cloud.snapshot().identities).toHaveLength(1);
  });

  test('of a group that is deleted leaves its registrations behind, and its devices cannot register again', async () => {
    const harness = await startCloud();
    await enrollGroup(harness, 'plant');
    await harness.register('dev', {}, deriveKey(GROUP_KEY, 'dev'));
    await askDps(harness, 'DELETE', '/enrollmentGroups/plant');
    expect((await recordOf(harness, 'dev')).body.status).toBe('assigned');
    const { body } = await askDps(harness, 'POST', '/registrations/plant/query', { body: { query: '*' } });
    expect(body).toMatchObject([{ registrationId: 'dev' }]);
    expect(await harness.register('dev', {}, deriveKey(GROUP_KEY, 'dev'))).toMatchObject({ errorCode: 401000 });
  });
});

describe('the record of a registration', () => {
  test('is 404202 before the device has registered', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev');
    const { status, body, headers } = await recordOf(harness, 'dev');
    expect([status, body.errorCode, headers['x-ms-error-code']]).toEqual([404, 404202, '404202']);
    expect((await askDps(harness, 'DELETE', '/registrations/dev')).body.errorCode).toBe(404202);
    expect((await askDps(harness, 'GET', '/enrollments/dev')).body).not.toHaveProperty('registrationState');
  });

  test('is what the device was told, and stands in its enrollment too', async () => {
    const harness = await startCloud();
    await enroll(harness, 'dev');
    const { registrationState } = await harness.register('dev', {}, KEY);
    expect((await recordOf(harness, 'DEV')).body).toEqual(registrationState);
    expect((await askDps(harness, 'GET', '/enrollments/dev')).body.registrationState).toEqual(registrationState);
  });

  test('is deleted by its etag; the device stays, and is assigned to the same place again', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    const { body } = await recordOf(harness, 'dev');
    const stale = await askDps(harness, 'DELETE', '/registrations/dev', { headers: { 'if-match': 'c3RhbGU=' } });
    expect([stale.status, stale.body.errorCode]).toEqual([412, 412000]);
    const removal = await askDps(harness, 'DELETE', '/registrations/dev', { headers: { 'if-match': body.etag } });
    expect(removal.status).toBe(204);
    expect((await recordOf(harness, 'dev')).status).toBe(404);
    expect(await connects(harness, 'dev', harness.deviceKey('dev'))).toBe(0);
    expect((await harness.register('dev')).registrationState).toMatchObject({ deviceId: 'dev', status: 'assigned' });
    expect(harness.cloud.snapshot().identities).toHaveLength(1);
  });

  test('that was deleted is still gone after a restart', async () => {
    const first = await startCloud();
    await first.register('dev');
    await askDps(first, 'DELETE', '/registrations/dev');
    const second = await startCloud({ state: first.cloud.snapshot() });
    expect((await recordOf(second, 'dev')).body.errorCode).toBe(404202);
  });

  test('is found by its group, page by page', async () => {
    const harness = await startCloud();
    await enrollGroup(harness, 'plant');
    for (const id of ['c', 'a', 'b']) await harness.register(id, {}, deriveKey(GROUP_KEY, id));
    await harness.register('elsewhere');
    const url = '/registrations/PLANT/query';
    const first = await askDps(harness, 'POST', url, { body: { query: '*' }, headers: { 'x-ms-max-item-count': '2' } });
    expect(first.body).toMatchObject([
      { registrationId: 'a', status: 'assigned' },
      { registrationId: 'b', status: 'assigned' },
    ]);
    expect(first.headers['x-ms-item-type']).toBe('deviceRegistration');
    const headers = { 'x-ms-continuation': first.headers['x-ms-continuation'] ?? '' };
    const second = await askDps(harness, 'POST', url, { body: { query: '*' }, headers });
    expect(second.body).toMatchObject([{ registrationId: 'c' }]);
    expect(second.headers).not.toHaveProperty('x-ms-continuation');
  });

  test('of a group without devices is an empty list, of no group 404201', async () => {
    const harness = await startCloud();
    await enrollGroup(harness, 'plant');
    const ask = (id: string) => askDps(harness, 'POST', `/registrations/${id}/query`, { body: { query: '*' } });
    expect((await ask('plant')).body).toEqual([]);
    expect((await ask('nothing')).body.errorCode).toBe(404201);
  });
});
