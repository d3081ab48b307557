import { describe, expect, test } from 'vitest';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { pollTopic, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeFault } from '../../support/faults.ts';
import { deriveKey, dpsConnect, makeToken, type ConnectParts, type TestClient } from '../../support/test-client.ts';

const REGISTER = '$dps/registrations/PUT/iotdps-register/?$rid=1';

type DpsOptions = Partial<Parameters<typeof dpsConnect>[1]>;

async function registerWith(harness: CloudHarness, options: DpsOptions, body = ''): Promise<TestClient> {
  const client = harness.open();
  client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now(), ...options }));
  expect((await client.next('connack')).returnCode).toBe(0);
  await client.subscribe('$dps/registrations/res/#');
  client.publish(REGISTER, body);
  return client;
}

async function expectError(client: TestClient, status: number, errorCode: number): Promise<void> {
  const { topic, payload } = await client.next('publish');
  expect(topic).toBe(`$dps/registrations/res/${status}/?$rid=1`);
  expect(JSON.parse(payload.toString())).toEqual({
    errorCode,
    trackingId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    message: expect.any(String),
    timestampUtc: '2026-01-05T09:10:11.0000000Z',
  });
}

describe('rule 3: DPS judges the token over the raw sr, and refuses at the registration', () => {
  const SCOPE = '0ne11111111';

  test.each<[string, (harness: CloudHarness) => DpsOptions, number, AttemptCause]>([
    ['an unknown ID scope', () => ({ idScope: SCOPE }), 401000, 'unknown-id-scope'],
    ['a key of nobody', () => ({ key: Buffer.from('nobody').toString('base64') }), 401000, 'wrong-key'],
    ['the group key as device key', (h) => ({ key: h.groupKey() }), 401000, 'group-key-as-device-key'],
    ['a key derived twice', (h) => ({ key: deriveKey(h.deviceKey('dev'), 'dev') }), 401000, 'derived-twice'],
    ['a key derived for another case', (h) => ({ key: h.deviceKey('DEV') }), 401000, 'derived-from-other-case'],
    ['another resource', () => ({ sr: 'other%2Fregistrations%2Fdev' }), 401000, 'token-resource'],
    ['another policy', () => ({ skn: 'device' }), 401000, 'token-policy'],
    ['a token that has ended', () => ({ se: 1767604211 - 90 }), 401002, 'token-expired'],
  ])('%s is accepted at CONNECT and answered res/401', async (_name, spoil, code, cause) => {
    const harness = await startCloud();
    const client = await registerWith(harness, spoil(harness));
    await expectError(client, 401, code);
    expect(await harness.lastAttempt()).toMatchObject({
      service: 'dps',
      identity: 'dev',
      outcome: 'refused',
      code,
      cause,
    });
  });

  test('the log says how long ago a token ended, and what that means for the clock', async () => {
    const harness = await startCloud();
    await expectAny401(await registerWith(harness, { se: 1767604211 - 90 }));
    const { reason, remedy } = await harness.lastAttempt();
    expect(reason).toBe('The token ended 90 seconds ago by this cloud’s clock; its signature is right.');
    expect(remedy).toContain('the device’s clock is behind');
  });

  test('the key of another device is named in the log, and no key is', async () => {
    const harness = await startCloud();
    await harness.register('other');
    const client = await registerWith(harness, { key: harness.deviceKey('other') });
    await expectAny401(client);
    const attempt = await harness.lastAttempt();
    expect(attempt.reason).toContain('signed with the key of other');
    expect(JSON.stringify(attempt)).not.toContain(harness.deviceKey('other'));
  });

  test('letters of the base64 key in the place of its bytes are recognised', async () => {
    const harness = await startCloud();
    const key = deriveKey(Buffer.from(harness.groupKey()).toString('base64'), 'dev');
    await expectAny401(await registerWith(harness, { key }));
    expect((await harness.lastAttempt()).cause).toBe('key-not-decoded');
  });

  test('a signature over another spelling of sr than the token shows is recognised', async () => {
    const harness = await startCloud();
    const { idScope } = harness.cloud.describe();
    const se = 1767607811;
    const signed = makeToken({
      sr: `${idScope}/registrations/dev`,
      key: harness.deviceKey('dev'),
      se,
      skn: 'registration',
    });
    const shown = signed.replace(/sr=[^&]*/, `sr=${idScope}%2Fregistrations%2Fdev`);
    const client = harness.open();
    const parts: ConnectParts = { password: Buffer.from(shown) };
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() }, parts));
    await client.subscribe('$dps/registrations/res/#');
    client.publish(REGISTER);
    await expectAny401(client);
    expect((await harness.lastAttempt()).cause).toBe('signed-decoded-resource');
  });

  test.each([
    ['encoded', (scope: string) => `${scope}%2Fregistrations%2Fdev`],
    ['encoded in lower case', (scope: string) => `${scope.toLowerCase()}%2fregistrations%2fdev`],
    ['not encoded, as the Node SDK sends it', (scope: string) => `${scope}/registrations/dev`],
  ])('sr is good %s', async (_name, makeSr) => {
    const harness = await startCloud();
    const client = await registerWith(harness, { sr: makeSr(harness.cloud.describe().idScope) });
    expect((await client.next('publish')).topic).toContain('/res/202/');
  });

  test('a token that ends between registration and poll is refused at the poll', async () => {
    const harness = await startCloud({ settings: { retryAfterSeconds: 3 } });
    const client = await registerWith(harness, { se: 1767604211 + 2 });
    const { operationId } = JSON.parse((await client.next('publish')).payload.toString());
    await harness.clock.advance(3000);
    client.publish(pollTopic('1', operationId));
    expect(JSON.parse((await client.next('publish')).payload.toString()).errorCode).toBe(401002);
  });

  async function expectAny401(client: TestClient): Promise<void> {
    expect((await client.next('publish')).topic).toContain('/res/401/');
  }
});

describe('rule 5: what DPS refuses at CONNECT', () => {
  test.each<[string, ConnectParts, AttemptCause]>([
    ['a user name without api-version', { username: '0ne00000000/registrations/dev/x=1' }, 'user-name-form'],
    ['a user name of no service', { username: 'dev' }, 'user-name-form'],
    ['another client ID', { clientId: 'other' }, 'client-id'],
    ['no password', { password: undefined as never }, 'no-password'],
  ])('%s is CONNACK 5 and the connection closed', async (_name, parts, cause) => {
    const harness = await startCloud();
    const client = harness.open();
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() }, parts));
    expect((await client.next('connack')).returnCode).toBe(5);
    await client.peer.closed;
    expect(await harness.lastAttempt()).toMatchObject({ outcome: 'refused', cause });
  });

  test('a bad key too, when the settings say so', async () => {
    const harness = await startCloud({ settings: { dpsRejectsAtConnect: true } });
    const client = harness.open();
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now(), key: harness.groupKey() }));
    expect((await client.next('connack')).returnCode).toBe(5);
    await client.peer.closed;
  });
});

describe('rule 4: registrations that DPS refuses', () => {
  test.each<[string, string, AttemptCause]>([
    ['broken JSON', '{"registrationId"', 'registration-body'],
    ['JSON that is no object', '[1]', 'registration-body'],
    ['an ID that contradicts the connection', '{"registrationId":"other"}', 'registration-contradicts'],
    ['a request for a certificate', '{"csr":"MIIB"}', 'csr-version'],
  ])('%s is answered 400 with a JSON body', async (_name, body, cause) => {
    const harness = await startCloud();
    await expectError(await registerWith(harness, {}, body), 400, 400004);
    expect((await harness.lastAttempt()).cause).toBe(cause);
  });

  test('an ID that DPS does not take is answered 400', async () => {
    const harness = await startCloud();
    await expectError(await registerWith(harness, { id: 'dev.' }), 400, 400004);
    expect((await harness.lastAttempt()).cause).toBe('registration-id-form');
  });

  test('an operation nobody started is 404203', async () => {
    const harness = await startCloud();
    const client = await registerWith(harness, {});
    await client.next('publish');
    client.publish(pollTopic('1', '4.0000000000000000.00000000-0000-4000-8000-000000000000'));
    await expectError(client, 404, 404203);
  });

  test('the operation of another device is 404203 too', async () => {
    const harness = await startCloud();
    const other = await registerWith(harness, { id: 'other' });
    const { operationId } = JSON.parse((await other.next('publish')).payload.toString());
    const client = await registerWith(harness, {});
    await client.next('publish');
    client.publish(pollTopic('1', operationId));
    await expectError(client, 404, 404203);
  });

  test('a device that waits for approval fails on res/200 with 400209 until an operator approves it', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    const failed = await harness.register('new');
    expect(failed).toMatchObject({
      status: 'failed',
      registrationState: {
        registrationId: 'new',
        status: 'failed',
        errorCode: 400209,
        errorMessage: expect.any(String),
      },
    });
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'waiting-for-approval',
      code: 400209,
      outcome: 'refused',
    });
    expect((await harness.rest('GET', '/api/devices/new')).body).toMatchObject({ enabled: false, provisioned: false });
    await harness.rest('PATCH', '/api/devices/new', { enabled: true });
    expect((await harness.register('new')).status).toBe('assigned');
  });

  test('a blocked device fails the same way', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    await harness.rest('PATCH', '/api/devices/dev', { enabled: false });
    expect((await harness.register('dev')).registrationState).toMatchObject({ status: 'failed', errorCode: 400209 });
    expect((await harness.lastAttempt()).cause).toBe('device-blocked');
  });

  test('a disabled enrollment group is status disabled on res/200', async () => {
    const harness = await startCloud();
    await harness.rest('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false });
    const reply = await harness.register('dev');
    expect(reply).toMatchObject({
      status: 'disabled',
      registrationState: { status: 'disabled', registrationId: 'dev' },
    });
    expect((await harness.rest('GET', '/api/devices')).body.value).toEqual([]);
  });

  test('a disabled enrollment group is res/401 by a setting', async () => {
    const harness = await startCloud({ settings: { dpsDisabledAnswer: 'unauthorized' } });
    await harness.rest('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false });
    await expectError(await registerWith(harness, {}), 401, 401000);
  });

  test.each([
    [429, 429001, '&retry-after=7'],
    [500, 500000, '&retry-after=7'],
    [503, 503000, '&retry-after=7'],
    [404, 404000, ''],
    [409, 409000, ''],
    [412, 412000, ''],
  ] as const)('%i can be injected, a number of times, with a JSON body', async (status, errorCode, retry) => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('dps-error', { status, times: 2, retryAfterSeconds: 7 })] });
    const client = await registerWith(harness, {});
    const topics = [];
    for (let time = 0; time < 2; time += 1) {
      const { topic, payload } = await client.next('publish');
      topics.push(topic);
      expect(JSON.parse(payload.toString()).errorCode).toBe(errorCode);
      client.publish(REGISTER);
    }
    expect(topics).toEqual(Array.from({ length: 2 }, () => `$dps/registrations/res/${status}/?$rid=1${retry}`));
    expect((await client.next('publish')).topic).toContain('/res/202/');
  });

  test('other topics and filters close the connection', async () => {
    const harness = await startCloud();
    const publisher = await registerWith(harness, {});
    publisher.publish('$dps/registrations/DELETE/x/?$rid=1');
    await publisher.peer.closed;
    expect((await harness.lastAttempt()).cause).toBe('publish-topic');
    const subscriber = await registerWith(harness, {});
    await expect(subscriber.subscribe('$dps/#')).rejects.toThrow('closed the link');
    expect((await harness.lastAttempt()).cause).toBe('subscription-topic');
  });
});
