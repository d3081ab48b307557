import { describe, expect, test } from 'vitest';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { pollTopic, startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeFault } from '../../support/faults.ts';
import { askDps, makeIndividual, registerOverHttp, startCloudWith, type DpsHttpParts } from '../../support/dps-http.ts';
import { deriveKey, dpsConnect, makeToken } from '../../support/test-client.ts';

const GUID = /^[0-9a-f-]{36}$/;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;

function expectError({ status, headers, body }: Answer, errorCode: number): void {
  expect(status).toBe(Math.floor(errorCode / 1000));
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-ms-error-code': String(errorCode),
    'x-ms-request-id': expect.stringMatching(GUID),
  });
  expect(body).toEqual({
    errorCode,
    trackingId: expect.stringMatching(GUID),
    message: expect.any(String),
    timestampUtc: expect.stringMatching(DATE),
  });
}

/** The settled state of a device that its group let in. */
const ASSIGNED = {
  symmetricKey: { enrollmentGroupId: 'SAS-IoT-Devices' },
  registrationId: 'dev',
  createdDateTimeUtc: expect.stringMatching(DATE),
  assignedHub: 'localhost',
  deviceId: 'dev',
  status: 'assigned',
  substatus: 'initialAssignment',
  lastUpdatedDateTimeUtc: expect.stringMatching(DATE),
  etag: expect.any(String),
};

describe('DPS over HTTPS assigns a device in steps', () => {
  test('202 with retry-after and the place to poll, one assigning, then 200 assigned', async () => {
    const harness = await startCloud({ settings: { retryAfterSeconds: 3 } });
    const { idScope } = harness.cloud.describe();
    const first = await askDps(harness, 'PUT', 'dev', '/register', { body: { registrationId: 'dev' } });
    const { operationId } = first.body;
    expect(first).toMatchObject({ status: 202, body: { operationId: expect.any(String), status: 'assigning' } });
    expect(first.headers).toMatchObject({
      'retry-after': '3',
      location: `/${idScope}/registrations/dev/operations/${operationId}?api-version=2019-03-31`,
      'x-ms-request-id': expect.stringMatching(GUID),
    });

    await harness.clock.advance(3000);
    const second = await askDps(harness, 'GET', 'dev', `/operations/${operationId}`, { body: {} });
    expect(second).toMatchObject({ status: 202, headers: { 'retry-after': '3' } });
    expect(second.body).toEqual({
      operationId,
      status: 'assigning',
      registrationState: { registrationId: 'dev', status: 'assigning' },
    });

    await harness.clock.advance(3000);
    const third = await askDps(harness, 'GET', 'dev', `/operations/${operationId}`);
    expect(third.status).toBe(200);
    expect(third.headers).not.toHaveProperty('retry-after');
    expect(third.body).toEqual({ operationId, status: 'assigned', registrationState: ASSIGNED });
    expect(await harness.lastAttempt()).toMatchObject({
      service: 'dps',
      identity: 'dev',
      outcome: 'accepted',
      cause: 'dps-assigned',
      road: 'http',
      remote: '192.0.2.7:5555',
    });
  });

  test('the device it made connects to the hub with the same key, and its model is known', async () => {
    const harness = await startCloud();
    const key = harness.deviceKey('dev');
    await registerOverHttp(harness, 'dev', { body: { payload: { modelId: 'dtmi:a:b;1' } } });
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.modelId).toBe('dtmi:a:b;1');
    expect((await harness.rest('GET', '/api/devices/dev/credentials')).body.symmetricKey.primaryKey).toBe(key);
  });

  test.each<[string, DpsHttpParts]>([
    ['without a body', {}],
    ['with white space for a body', { body: ' ' }],
    ['with forceRegistration', { query: '?api-version=2019-03-31&forceRegistration=true' }],
    ['without an api-version', { query: '' }],
    ['with the secondary key', { key: 'secondary' }],
    ['with an ID of another case in the body', { body: { registrationId: 'DEV' } }],
  ])('%s', async (_name, parts) => {
    const harness = await startCloud();
    const secondary = harness.cloud.describe().enrollmentGroups[0]?.secondaryKey ?? '';
    const key = parts.key === undefined ? {} : { key: deriveKey(secondary, 'dev') };
    const { status, body } = await registerOverHttp(harness, 'dev', { ...parts, ...key });
    expect([status, body.status]).toEqual([200, 'assigned']);
  });

  test.each<[string, (scope: string) => string]>([
    ['in any case', (scope) => `/${scope.toLowerCase()}/Registrations/dev/REGISTER/`],
    ['with an encoded ID', (scope) => `/${scope}/registrations/%64ev/register`],
  ])('paths are taken %s', async (_name, path) => {
    const harness = await startCloud();
    const url = path(harness.cloud.describe().idScope);
    const headers = { authorization: tokenOf(harness) };
    expect((await harness.cloud.rest({ method: 'PUT', url, headers })).status).toBe(202);
  });

  test('a registration that began over HTTPS is polled over MQTT', async () => {
    const harness = await startCloud();
    const { body } = await askDps(harness, 'PUT', 'dev', '/register');
    const client = harness.open();
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() }));
    await client.subscribe('$dps/registrations/res/#');
    client.publish(pollTopic('1', body.operationId));
    expect((await client.next('publish')).topic).toBe('$dps/registrations/res/202/?$rid=1&retry-after=1');
  });

  test('an individual enrollment gives its device ID and its own keys, and wins over the group', async () => {
    const mine = makeIndividual('dev', { deviceId: 'Pump-7' });
    const harness = await startCloudWith(() => ({ individualEnrollments: [mine] }));
    const { body } = await registerOverHttp(harness, 'dev', { key: mine.attestation.primaryKey });
    expect(body.registrationState).toMatchObject({ symmetricKey: {}, registrationId: 'dev', deviceId: 'Pump-7' });
    expectError(await registerOverHttp(harness, 'dev'), 401002);
  });
});

describe('DPS over HTTPS judges the token of each request', () => {
  test.each<[string, (harness: CloudHarness) => DpsHttpParts, AttemptCause]>([
    ['an unknown ID scope', () => ({ idScope: '0ne11111111' }), 'unknown-id-scope'],
    ['an ID scope of another form', () => ({ idScope: 'typo' }), 'unknown-id-scope'],
    ['a key of nobody', () => ({ key: Buffer.from('nobody').toString('base64') }), 'wrong-key'],
    ['the group key as device key', (h) => ({ key: h.groupKey() }), 'group-key-as-device-key'],
    ['another resource', () => ({ sr: 'other%2Fregistrations%2Fdev' }), 'token-resource'],
    ['another policy', () => ({ skn: 'device' }), 'token-policy'],
    ['a token that has ended', () => ({ se: 1767604211 - 90 }), 'token-expired'],
    ['no token', () => ({ authorization: null }), 'no-authorization'],
    ['a bearer token', () => ({ authorization: 'Bearer x' }), 'token-form'],
    ['the operator’s token', (h) => ({ authorization: h.cloud.describe().operatorToken }), 'token-resource'],
  ])('%s is 401002 for every request, and changes nothing', async (_name, spoil, cause) => {
    const harness = await startCloud();
    const requests = [
      ['PUT', '/register'],
      ['GET', '/operations/4.0'],
      ['POST', ''],
    ] as const;
    for (const [method, tail] of requests) {
      expectError(await askDps(harness, method, 'dev', tail, { ...spoil(harness), body: '{' }), 401002);
      expect(await harness.lastAttempt()).toMatchObject({ identity: 'dev', outcome: 'refused', road: 'http', cause });
    }
    expect((await harness.rest('GET', '/api/devices')).body.value).toEqual([]);
  });

  test('no key is in the log or in an answer', async () => {
    const harness = await startCloud();
    await harness.register('other');
    const key = harness.deviceKey('other');
    const { body } = await askDps(harness, 'PUT', 'dev', '/register', { key });
    const attempt = await harness.lastAttempt();
    expect(attempt.cause).toBe('key-of-another-device');
    expect(JSON.stringify([body, attempt])).not.toContain(key);
  });
});

describe('DPS over HTTPS refuses as it does over MQTT', () => {
  test.each<[string, unknown, AttemptCause]>([
    ['broken JSON', '{"registrationId"', 'registration-body'],
    ['JSON that is no object', [1], 'registration-body'],
    ['an ID that contradicts the path', { registrationId: 'other' }, 'registration-contradicts'],
    ['a request for a certificate', { csr: 'MIIB' }, 'csr-version'],
    ['TPM attestation', { tpm: { endorsementKey: 'AAAA' } }, 'registration-tpm'],
  ])('%s is 400004', async (_name, body, cause) => {
    const harness = await startCloud();
    expectError(await askDps(harness, 'PUT', 'dev', '/register', { body }), 400004);
    expect(await harness.lastAttempt()).toMatchObject({ identity: 'dev', code: 400004, cause, road: 'http' });
    expectError(await askDps(harness, 'POST', 'dev', '', { body }), 400004);
  });

  test('a device with a TPM, which asks without a token first, is told in words that it is not served', async () => {
    const harness = await startCloud();
    const body = { registrationId: 'dev', tpm: { endorsementKey: 'AAAA', storageRootKey: 'AAAA' } };
    const answer = await askDps(harness, 'PUT', 'dev', '/register', { authorization: null, body });
    expectError(answer, 400004);
    expect(answer.body.message).toBe('This local cloud does not serve TPM attestation. Use a symmetric key.');
    expect((await harness.lastAttempt()).cause).toBe('registration-tpm');
  });

  test('an ID that DPS does not take is 400004', async () => {
    const harness = await startCloud();
    expectError(await askDps(harness, 'PUT', 'dev.', '/register'), 400004);
    expect((await harness.lastAttempt()).cause).toBe('registration-id-form');
  });

  test('an operation nobody started, or of another device, is 404203', async () => {
    const harness = await startCloud();
    expectError(await askDps(harness, 'GET', 'dev', '/operations/4.0'), 404203);
    const { body } = await askDps(harness, 'PUT', 'other', '/register');
    expectError(await askDps(harness, 'GET', 'dev', `/operations/${body.operationId}`), 404203);
  });

  test('a waiting device fails with 200 and 400209 until it is approved, and a blocked one too', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    const waiting = await registerOverHttp(harness, 'dev');
    const failed = { status: 'failed', registrationState: { status: 'failed', errorCode: 400209 } };
    expect(waiting).toMatchObject({ status: 200, body: failed });
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'waiting-for-approval', road: 'http' });
    await harness.rest('PATCH', '/api/devices/dev', { enabled: true });
    expect((await registerOverHttp(harness, 'dev')).body.status).toBe('assigned');
    await harness.rest('PATCH', '/api/devices/dev', { enabled: false });
    expect((await registerOverHttp(harness, 'dev')).body).toMatchObject(failed);
    expect((await harness.lastAttempt()).cause).toBe('device-blocked');
  });

  test.each<['status-disabled' | 'unauthorized', number]>([
    ['status-disabled', 200],
    ['unauthorized', 401],
  ])('a disabled entry is %s by the settings', async (dpsDisabledAnswer, status) => {
    const harness = await startCloud({ settings: { dpsDisabledAnswer } });
    await harness.rest('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false });
    const answer = await registerOverHttp(harness, 'dev');
    expect(answer.status).toBe(status);
    if (status === 401) expectError(answer, 401002);
    else expect(answer.body).toMatchObject({ status: 'disabled', registrationState: { status: 'disabled' } });
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'group-disabled', outcome: 'refused' });
  });

  test('a disabled individual enrollment wins over a group that would let the device in', async () => {
    const mine = makeIndividual('dev', { enabled: false });
    const harness = await startCloudWith(() => ({ individualEnrollments: [mine] }));
    const { body } = await registerOverHttp(harness, 'dev', { key: mine.attestation.primaryKey });
    expect(body.status).toBe('disabled');
    expect((await harness.lastAttempt()).cause).toBe('enrollment-disabled');
  });

  test.each([
    [429, 429001, '7'],
    [503, 503000, '7'],
    [412, 412000, undefined],
  ] as const)('%i can be injected, once a request', async (status, errorCode, retryAfter) => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('dps-error', { status, times: 2, retryAfterSeconds: 7 })] });
    for (let time = 0; time < 2; time += 1) {
      const answer = await askDps(harness, 'PUT', 'dev', '/register');
      expectError(answer, errorCode);
      expect(answer.headers['retry-after']).toBe(retryAfter);
    }
    expect((await askDps(harness, 'PUT', 'dev', '/register')).status).toBe(202);
  });

  test.each([
    ['DELETE', '/register', 405000],
    ['GET', '/register', 405000],
    ['PUT', '/nothing', 404000],
    ['GET', '/operations/4.0/x', 404000],
  ] as const)('%s %s is %i', async (method, tail, code) => {
    expectError(await askDps(await startCloud(), method, 'dev', tail), code);
  });

  test('a broken percent-encoding is 400004', async () => {
    expectError(await askDps(await startCloud(), 'PUT', '%zz', '/register'), 400004);
  });
});

describe('a device looks its registration up', () => {
  const lookUp = (harness: CloudHarness, parts: DpsHttpParts = {}): Promise<Answer> =>
    askDps(harness, 'POST', 'dev', '', { body: { registrationId: 'dev' }, ...parts });

  test('404202 when it never registered, and it is not registered by that', async () => {
    const harness = await startCloud();
    expectError(await lookUp(harness), 404202);
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'registration-unknown', identity: 'dev' });
    expectError(await lookUp(harness), 404202);
  });

  test('unassigned, assigning, then assigned: the state itself, in no envelope', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect((await lookUp(harness)).body).toMatchObject({ registrationId: 'dev', status: 'unassigned' });
    const { body } = await askDps(harness, 'PUT', 'dev', '/register');
    expect((await lookUp(harness)).body).toEqual({ registrationId: 'dev', status: 'assigning' });
    for (let poll = 0; poll < 2; poll += 1) {
      await harness.clock.advance(1000);
      await askDps(harness, 'GET', 'dev', `/operations/${body.operationId}`);
    }
    expect(await lookUp(harness)).toMatchObject({ status: 200, body: ASSIGNED });
  });

  test('the same after the cloud was started again', async () => {
    const before = await startCloud();
    await before.register('dev');
    const { body: known } = await lookUp(before);
    const after = await startCloud({ state: before.cloud.snapshot() });
    expect((await lookUp(after)).body).toEqual(known);
  });

  test('failed with 400209 while it waits for approval, also after a restart', async () => {
    const before = await startCloud({ settings: { autoApprove: false } });
    await before.register('dev');
    const failed = { status: 'failed', errorCode: 400209 };
    expect((await lookUp(before)).body).toMatchObject(failed);
    const after = await startCloud({ state: before.cloud.snapshot() });
    expect((await lookUp(after)).body).toMatchObject(failed);
  });

  test('404202 again once it was removed', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    await harness.rest('DELETE', '/api/devices/dev');
    expectError(await lookUp(harness), 404202);
  });
});

function tokenOf(harness: CloudHarness): string {
  const { idScope } = harness.cloud.describe();
  const sr = `${idScope}%2Fregistrations%2Fdev`;
  return makeToken({
    sr,
    key: harness.deviceKey('dev'),
    se: Math.floor(harness.clock.now() / 1000) + 60,
    skn: 'registration',
  });
}
