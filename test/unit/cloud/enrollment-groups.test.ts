import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { nodeCrypto, pollTopic, startCloud, startRegistration } from '../../support/cloud-harness.ts';
import { deriveKey } from '../../support/test-client.ts';

const URL = '/api/enrollmentGroups/pumps';
const PRIMARY = Buffer.alloc(32, 1).toString('base64');
const SECONDARY = Buffer.alloc(64, 2).toString('base64');
const BODY = { displayName: 'Pumps', type: 'iot', attestation: { type: 'symmetricKey' } };
const OWN_KEYS = { type: 'symmetricKey', symmetricKey: { primaryKey: PRIMARY, secondaryKey: SECONDARY } };

describe('a PUT makes an enrollment group', () => {
  test('with generated keys when it gives none, answers 200, and a device comes by it', async () => {
    const harness = await startCloud();
    const made = await harness.rest('PUT', URL, BODY);
    expect(made).toMatchObject({
      status: 200,
      body: { id: 'pumps', displayName: 'Pumps', enabled: true, type: 'iot', attestation: { type: 'symmetricKey' } },
    });
    const { primaryKey, secondaryKey } = made.body.attestation.symmetricKey;
    expect([primaryKey, secondaryKey].map((key) => Buffer.from(key, 'base64').length)).toEqual([64, 64]);
    expect((await harness.rest('GET', URL)).body).toEqual(made.body);
    for (const key of [primaryKey, secondaryKey]) {
      const { status, registrationState } = await harness.register('pump-1', {}, deriveKey(key, 'pump-1'));
      expect(status).toBe('assigned');
      expect(registrationState['symmetricKey']).toEqual({ enrollmentGroupId: 'pumps' });
    }
  });

  test('with the keys it gives, one of them or both, and with its kind of device', async () => {
    const harness = await startCloud();
    const { body } = await harness.rest('PUT', URL, {
      ...BODY,
      type: 'iotEdge',
      enabled: false,
      attestation: OWN_KEYS,
    });
    expect(body).toMatchObject({ type: 'iotEdge', enabled: false, attestation: OWN_KEYS });
    const half = { type: 'symmetricKey', symmetricKey: { primaryKey: Buffer.alloc(16, 3).toString('base64') } };
    const other = await harness.rest('PUT', '/api/enrollmentGroups/valves', { ...BODY, attestation: half });
    expect(other.body.attestation.symmetricKey).toEqual({
      primaryKey: half.symmetricKey.primaryKey,
      secondaryKey: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
    });
  });

  test('and a device of an edge group is an edge device', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', URL, { ...BODY, type: 'iotEdge', attestation: OWN_KEYS });
    await harness.register('gateway', {}, deriveKey(PRIMARY, 'gateway'));
    expect(harness.cloud.snapshot().identities).toMatchObject([{ deviceId: 'gateway', iotEdge: true }]);
  });

  test.each<[string, string, object, string]>([
    ['an ID with other characters', 'a_b', BODY, 'InvalidId'],
    ['an ID that is too long', 'a'.repeat(256), BODY, 'InvalidId'],
    ['no display name', 'pumps', { ...BODY, displayName: undefined }, 'InvalidBody'],
    ['an empty display name', 'pumps', { ...BODY, displayName: '' }, 'InvalidBody'],
    ['no type', 'pumps', { ...BODY, type: undefined }, 'InvalidBody'],
    ['another type', 'pumps', { ...BODY, type: 'edge' }, 'InvalidBody'],
    ['enabled that is no boolean', 'pumps', { ...BODY, enabled: 1 }, 'InvalidBody'],
    ['no attestation', 'pumps', { ...BODY, attestation: undefined }, 'InvalidBody'],
    ['an attestation without a type', 'pumps', { ...BODY, attestation: {} }, 'InvalidBody'],
    ['symmetricKey that is no object', 'pumps', withKeys('x'), 'InvalidBody'],
    ['a key that is no text', 'pumps', withKeys({ primaryKey: 1 }), 'InvalidBody'],
    ['a key that is no base64', 'pumps', withKeys({ primaryKey: '***' }), 'InvalidBody'],
    ['a key of 15 bytes', 'pumps', withKeys({ primaryKey: bytes(15) }), 'InvalidBody'],
    ['a key of 65 bytes', 'pumps', withKeys({ secondaryKey: bytes(65) }), 'InvalidBody'],
  ])('%s is refused and makes nothing', async (_name, id, body, code) => {
    const harness = await startCloud();
    const answer = await harness.rest('PUT', `/api/enrollmentGroups/${id}`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
    expect((await harness.rest('GET', '/api/enrollmentGroups')).body.value).toHaveLength(2);
  });

  test('a TPM is refused with the words that it is not served yet', async () => {
    const harness = await startCloud();
    const { status, body } = await harness.rest('PUT', URL, { ...BODY, attestation: { type: 'tpm' } });
    expect(status).toBe(400);
    expect(body.error.message).toBe('This cloud does not serve tpm attestation yet. Use symmetricKey or x509.');
  });

  test.each(['PUT', 'PATCH'] as const)('keys that another group has are a conflict for %s', async (method) => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/enrollmentGroups/first', { ...BODY, attestation: OWN_KEYS });
    await harness.rest('PUT', '/api/enrollmentGroups/second', BODY);
    const before = (await harness.rest('GET', '/api/enrollmentGroups/second')).body;
    const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: SECONDARY } };
    const answer = await harness.rest(method, '/api/enrollmentGroups/second', { ...BODY, attestation });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    expect(answer.body.error.message).not.toContain(SECONDARY);
    expect((await harness.rest('GET', '/api/enrollmentGroups/second')).body).toEqual(before);
    // Its own keys are no conflict.
    const again = await harness.rest('PUT', '/api/enrollmentGroups/first', { ...BODY, attestation: OWN_KEYS });
    expect(again.status).toBe(200);
  });
});

describe('an enrollment group is changed', () => {
  test('by PUT and PATCH; keys that are not given stay, and what is given counts at the next registration', async () => {
    const harness = await startCloud();
    const made = await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    await harness.clock.advance(1000);
    const put = await harness.rest('PUT', URL, { ...BODY, displayName: 'All pumps' });
    expect(put.body).toMatchObject({ displayName: 'All pumps', attestation: OWN_KEYS });
    expect(put.body.etag).not.toBe(made.body.etag);
    const newKey = bytes(32, 9);
    const patch = { displayName: 'Pumps', attestation: { symmetricKey: { primaryKey: newKey } } };
    expect((await harness.rest('PATCH', URL, patch)).body.attestation.symmetricKey).toEqual({
      primaryKey: newKey,
      secondaryKey: SECONDARY,
    });
    expect((await harness.register('pump-1', {}, deriveKey(PRIMARY, 'pump-1'))).errorCode).toBe(401000);
    expect((await harness.register('pump-1', {}, deriveKey(newKey, 'pump-1'))).status).toBe('assigned');
  });

  test('not when its etag is stale, in the body or as If-Match', async () => {
    const harness = await startCloud();
    const { body } = await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    expect((await harness.rest('PATCH', URL, { displayName: 'a', etag: body.etag })).status).toBe(200);
    const stale = await harness.rest('PATCH', URL, { displayName: 'b', etag: body.etag });
    expect(stale).toMatchObject({ status: 412, body: { error: { code: 'PreconditionFailed' } } });
    expect((await harness.rest('PUT', URL, { ...BODY, etag: body.etag })).status).toBe(412);
    const authorization = harness.cloud.describe().operatorToken;
    const remove = { method: 'DELETE', url: URL } as const;
    const headers = { authorization, 'if-match': `"${body.etag}"` };
    expect((await harness.cloud.rest({ ...remove, headers })).status).toBe(412);
    expect((await harness.rest('GET', URL)).body.displayName).toBe('a');
    expect((await harness.cloud.rest({ ...remove, headers: { authorization, 'if-match': '"*"' } })).status).toBe(204);
  });
});

describe('an enrollment group is deleted', () => {
  test('with 204; its devices stay at the hub, and register by it no more', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    const key = deriveKey(PRIMARY, 'pump-1');
    await harness.register('pump-1', {}, key);
    expect(await harness.rest('DELETE', URL)).toMatchObject({ status: 204, body: undefined });
    expect((await harness.rest('GET', URL)).status).toBe(404);
    expect((await harness.rest('DELETE', URL)).status).toBe(404);
    expect((await harness.register('pump-1', {}, key)).errorCode).toBe(401000);
    expect((await harness.rest('GET', '/api/devices/pump-1')).body.provisioned).toBe(true);
  });

  test('and a registration that goes on by it is not finished', async () => {
    const harness = await startCloud({ settings: { retryAfterSeconds: 3 } });
    await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    const { client, operationId } = await startRegistration(harness, 'pump-1', deriveKey(PRIMARY, 'pump-1'));
    expect((await harness.rest('DELETE', URL)).status).toBe(204);
    await harness.clock.advance(3000);
    const poll = async (): Promise<number> => {
      client.publish(pollTopic('1', operationId));
      return JSON.parse((await client.next('publish')).payload.toString()).errorCode;
    };
    expect(await poll()).toBe(401000);
    // Another group with the same keys lets the device in again, but knows nothing of what went on before.
    await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    expect(await poll()).toBe(404203);
    expect((await harness.rest('GET', '/api/devices')).body.value).toEqual([]);
  });
});

test('whoever follows the cloud is told of each change of a group, without its keys', async () => {
  const harness = await startCloud();
  await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
  await harness.rest('PATCH', '/_emu/enrollmentGroups/pumps', { autoApprove: false });
  await harness.rest('DELETE', URL);
  const event = { type: 'enrollment', at: harness.clock.now(), kind: 'group', id: 'pumps' };
  expect(harness.events).toEqual([
    { ...event, change: 'put' },
    { ...event, change: 'put' },
    { ...event, change: 'removed' },
  ]);
});

describe('who must be approved', () => {
  test('a group can ask for an operator’s approval of its new devices alone', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    const { status, body } = await harness.rest('PATCH', '/_emu/enrollmentGroups/pumps', { autoApprove: false });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 'pumps',
      displayName: 'Pumps',
      enabled: true,
      type: 'iot',
      autoApprove: false,
      issuesCertificates: false,
      devices: 0,
      attestation: { type: 'symmetricKey' },
    });
    expect((await harness.register('sensor-1')).status).toBe('assigned');
    expect((await harness.register('pump-1', {}, deriveKey(PRIMARY, 'pump-1'))).status).toBe('failed');
    expect((await harness.lastAttempt()).cause).toBe('waiting-for-approval');
    expect((await harness.rest('GET', '/_emu/enrollmentGroups')).body.value).toMatchObject([
      { id: 'SAS-IoT-Devices', autoApprove: true, devices: 1 },
      { id: 'SAS-IoT-Edge-Devices', autoApprove: true, devices: 0 },
      { id: 'pumps', autoApprove: false, devices: 1 },
    ]);
  });

  test('the list of the operator’s page holds no key', async () => {
    const harness = await startCloud();
    const { body } = await harness.rest('GET', '/_emu/enrollmentGroups');
    expect(JSON.stringify(body)).not.toContain(harness.groupKey());
  });

  test('a group can be linked to an authority that issues certificates, as back ends see it, too', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    const before = harness.cloud.snapshot().enrollmentGroups.find(({ id }) => id === 'pumps')?.etag;
    const link = (issuesCertificates: boolean) =>
      harness.rest('PATCH', '/_emu/enrollmentGroups/pumps', { issuesCertificates });
    expect((await link(true)).body).toMatchObject({ autoApprove: true, issuesCertificates: true });
    const linked = harness.cloud.snapshot().enrollmentGroups.find(({ id }) => id === 'pumps');
    expect(linked?.issuance?.policyName).toBe('local-cloud');
    expect(linked?.etag).not.toBe(before);
    expect((await link(true)).body.issuesCertificates).toBe(true);
    expect(harness.cloud.snapshot().enrollmentGroups.find(({ id }) => id === 'pumps')?.etag).toBe(linked?.etag);
    expect((await link(false)).body.issuesCertificates).toBe(false);
  });

  test.each([
    [{}],
    [{ autoApprove: 'no' }],
    [{ issuesCertificates: 1 }],
    [{ autoApprove: true, issuesCertificates: null }],
    [{ autoApprove: true, enabled: false }],
  ])('%j is refused', async (body) => {
    const harness = await startCloud();
    expect((await harness.rest('PATCH', '/_emu/enrollmentGroups/SAS-IoT-Devices', body)).status).toBe(400);
  });

  test('groups outlive the host', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', URL, { ...BODY, attestation: OWN_KEYS });
    await harness.rest('PATCH', '/_emu/enrollmentGroups/pumps', { autoApprove: false });
    const state = readCloudState(JSON.parse(JSON.stringify(harness.cloud.snapshot())), nodeCrypto, 0);
    const again = await startCloud({ state });
    expect((await again.rest('GET', URL)).body).toEqual((await harness.rest('GET', URL)).body);
    expect((await again.rest('GET', '/_emu/enrollmentGroups')).body.value[2]).toMatchObject({ autoApprove: false });
  });
});

function bytes(count: number, value = 7): string {
  return Buffer.alloc(count, value).toString('base64');
}

function withKeys(symmetricKey: unknown): object {
  return { ...BODY, attestation: { type: 'symmetricKey', symmetricKey } };
}
