import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askDps } from '../../support/back-end.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(64, 2).toString('base64');
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;
const symmetricKey = { type: 'symmetricKey', symmetricKey: { primaryKey: KEY, secondaryKey: OTHER_KEY } };

const individual = (registrationId: string, more: object = {}): object => ({
  registrationId,
  attestation: symmetricKey,
  ...more,
});

function put(harness: CloudHarness, id: string, more: object = {}, headers: Record<string, string> = {}) {
  return askDps(harness, 'PUT', `/enrollments/${id}`, { body: individual(id, more), headers });
}

const keysOf = async (harness: CloudHarness, path: string): Promise<{ primaryKey: string; secondaryKey: string }> =>
  (await askDps(harness, 'POST', `${path}/attestationmechanism`)).body.symmetricKey;

describe('an individual enrollment', () => {
  test('is made by PUT, read without its keys, and told with them by its attestation mechanism', async () => {
    const harness = await startCloud();
    const made = await put(harness, 'dev');
    expect(made).toMatchObject({ status: 200, headers: { etag: made.body.etag } });
    expect(made.body).toEqual({
      registrationId: 'dev',
      attestation: { type: 'symmetricKey' },
      capabilities: { iotEdge: false },
      initialTwin: { tags: {}, properties: { desired: {} } },
      etag: expect.stringMatching(/^"[A-Za-z0-9+/]+=*"$/),
      provisioningStatus: 'enabled',
      reprovisionPolicy: { updateHubAssignment: true, migrateDeviceData: true },
      createdDateTimeUtc: expect.stringMatching(DATE),
      lastUpdatedDateTimeUtc: expect.stringMatching(DATE),
    });
    const read = await askDps(harness, 'GET', '/enrollments/dev');
    expect(read.body).toEqual(made.body);
    const mechanism = await askDps(harness, 'POST', '/enrollments/dev/attestationmechanism');
    expect(mechanism).toMatchObject({ status: 200, body: symmetricKey });
  });

  test('keeps all that it says', async () => {
    const harness = await startCloud();
    const says = {
      deviceId: 'pump#1',
      capabilities: { iotEdge: true },
      initialTwin: { tags: { floor: 1 }, properties: { desired: { every: 5 } } },
      provisioningStatus: 'disabled',
      reprovisionPolicy: { updateHubAssignment: false, migrateDeviceData: false },
      allocationPolicy: 'static',
      iotHubs: ['LOCALHOST'],
      optionalDeviceInformation: { colour: 'red' },
    };
    await put(harness, 'dev', says);
    const { body } = await askDps(harness, 'GET', '/enrollments/dev');
    expect(body).toMatchObject({ ...says, iotHubs: ['localhost'] });
  });

  test('may leave members null, as some SDKs send them', async () => {
    const harness = await startCloud();
    const nulls = {
      deviceId: null,
      capabilities: null,
      initialTwin: null,
      provisioningStatus: null,
      reprovisionPolicy: null,
      allocationPolicy: null,
      iotHubs: null,
      iotHubHostName: null,
      customAllocationDefinition: null,
      optionalDeviceInformation: null,
      attestation: { ...symmetricKey, tpm: null, x509: null },
    };
    const { status, body } = await put(harness, 'dev', nulls);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('deviceId');
    expect(body.provisioningStatus).toBe('enabled');
  });

  test.each([
    ['empty', { type: 'symmetricKey', symmetricKey: { primaryKey: '', secondaryKey: '' } }],
    ['left out', { type: 'symmetricKey' }],
  ])('gets keys of 64 bytes when they are %s', async (_name, attestation) => {
    const harness = await startCloud();
    await put(harness, 'dev', { attestation });
    const { primaryKey, secondaryKey } = await keysOf(harness, '/enrollments/dev');
    expect([primaryKey, secondaryKey].map((key) => Buffer.from(key, 'base64').length)).toEqual([64, 64]);
    expect(primaryKey).not.toBe(secondaryKey);
  });

  test('that exists is 409 without If-Match, and unchanged', async () => {
    const harness = await startCloud();
    const made = await put(harness, 'dev');
    const { status, body, headers } = await put(harness, 'DEV', { provisioningStatus: 'disabled' });
    expect([status, body.errorCode, headers['x-ms-error-code']]).toEqual([409, 409000, '409000']);
    expect((await askDps(harness, 'GET', '/enrollments/dev')).body).toEqual(made.body);
  });

  test.each([
    ['its etag as the body has it', (etag: string) => etag],
    ['its etag without quotes', (etag: string) => etag.replaceAll('"', '')],
    ['a star', () => '*'],
    ['a star in quotes', () => '"*"'],
  ])('is changed with %s, and has another etag then', async (_name, ifMatch) => {
    const harness = await startCloud();
    const made = await put(harness, 'dev', { deviceId: 'other', optionalDeviceInformation: { a: 1 } });
    const changed = await put(
      harness,
      'dev',
      { provisioningStatus: 'disabled' },
      { 'if-match': ifMatch(made.body.etag) },
    );
    expect(changed.status).toBe(200);
    expect(changed.body.provisioningStatus).toBe('disabled');
    expect(changed.body.etag).not.toBe(made.body.etag);
    // A PUT replaces: what it does not say is the default again.
    expect(changed.body).not.toHaveProperty('deviceId');
    expect(changed.body).not.toHaveProperty('optionalDeviceInformation');
  });

  test('keeps its keys when a change leaves them out, as whoever read it before must', async () => {
    const harness = await startCloud();
    const made = await put(harness, 'dev');
    const attestation = { type: 'symmetricKey' };
    await put(harness, 'dev', { ...made.body, attestation }, { 'if-match': made.body.etag });
    expect(await keysOf(harness, '/enrollments/dev')).toEqual(symmetricKey.symmetricKey);
  });

  test('with a stale etag is 412, changed and deleted', async () => {
    const harness = await startCloud();
    const { body: first } = await put(harness, 'dev');
    await put(harness, 'dev', {}, { 'if-match': first.etag });
    const headers = { 'if-match': first.etag };
    const change = await put(harness, 'dev', {}, headers);
    expect([change.status, change.body.errorCode]).toEqual([412, 412000]);
    const removal = await askDps(harness, 'DELETE', '/enrollments/dev', { headers });
    expect([removal.status, removal.body.errorCode]).toEqual([412, 412000]);
    expect((await askDps(harness, 'GET', '/enrollments/dev')).status).toBe(200);
  });

  test('that is not there is 404201, whatever is asked of it', async () => {
    const harness = await startCloud();
    const answers = [
      await askDps(harness, 'GET', '/enrollments/nobody'),
      await askDps(harness, 'DELETE', '/enrollments/nobody'),
      await askDps(harness, 'POST', '/enrollments/nobody/attestationmechanism'),
      await put(harness, 'nobody', {}, { 'if-match': '*' }),
    ];
    for (const { status, body, headers } of answers) {
      expect(status).toBe(404);
      expect(headers['x-ms-error-code']).toBe('404201');
      expect(body).toEqual({
        errorCode: 404201,
        trackingId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        message: 'Enrollment not found.',
        timestampUtc: '2026-01-05T09:10:11.0000000Z',
        info: {},
      });
    }
  });

  test('is deleted with 204', async () => {
    const harness = await startCloud();
    const { body } = await put(harness, 'dev');
    const removal = await askDps(harness, 'DELETE', '/Enrollments/DEV/', { headers: { 'if-match': body.etag } });
    expect([removal.status, removal.body]).toEqual([204, undefined]);
    expect((await askDps(harness, 'GET', '/enrollments/dev')).status).toBe(404);
  });

  test('is told to whoever follows the cloud, made, changed and deleted', async () => {
    const harness = await startCloud();
    const { body } = await put(harness, 'dev');
    await put(harness, 'dev', {}, { 'if-match': body.etag });
    await askDps(harness, 'DELETE', '/enrollments/dev');
    expect(harness.events.filter(({ type }) => type === 'enrollment')).toMatchObject([
      { kind: 'individual', id: 'dev', change: 'put' },
      { kind: 'individual', id: 'dev', change: 'put' },
      { kind: 'individual', id: 'dev', change: 'removed' },
    ]);
  });

  test('survives a restart', async () => {
    const first = await startCloud();
    const made = await put(first, 'dev', { allocationPolicy: 'hashed', optionalDeviceInformation: { a: 1 } });
    const second = await startCloud({ state: first.cloud.snapshot() });
    expect((await askDps(second, 'GET', '/enrollments/dev')).body).toEqual(made.body);
  });
});

describe('an entry that cannot be taken is 400004 in words, and makes nothing', () => {
  const short = Buffer.alloc(15).toString('base64');
  const long = Buffer.alloc(65).toString('base64');
  const withKey = (primaryKey: unknown): object => ({
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey, secondaryKey: KEY } },
  });

  test.each<[string, object, string]>([
    ['no attestation', { attestation: undefined }, 'attestation is missing'],
    ['an attestation of no type', { attestation: {} }, 'must be symmetricKey'],
    ['the attestation none', { attestation: { type: 'none' } }, 'must be symmetricKey'],
    ['X.509 beside a key', { attestation: { ...symmetricKey, x509: {} } }, 'of the type symmetricKey has no x509'],
    ['a TPM', { attestation: { type: 'tpm', tpm: { endorsementKey: 'a' } } }, 'does not serve tpm attestation yet'],
    ['a key of 15 bytes', withKey(short), 'primaryKey must be base64 of 16 to 64 bytes'],
    ['a key of 65 bytes', withKey(long), 'primaryKey must be'],
    ['a key that is no base64', withKey('not base64'), 'primaryKey must be'],
    ['a key that is no text', withKey(1), 'primaryKey must be'],
    ['keys in no object', { attestation: { type: 'symmetricKey', symmetricKey: 'a' } }, 'attestation.symmetricKey'],
    ['another ID than the path', { registrationId: 'other' }, 'registrationId must be the ID in the path'],
    ['no ID', { registrationId: undefined }, 'registrationId must be'],
    ['a deviceId that no hub takes', { deviceId: 'a b' }, 'deviceId'],
    ['a deviceId that is no text', { deviceId: 1 }, 'deviceId'],
    ['capabilities that are no object', { capabilities: true }, 'capabilities must be an object'],
    ['iotEdge as text', { capabilities: { iotEdge: 'yes' } }, 'capabilities.iotEdge must be true or false'],
    ['tags that are no object', { initialTwin: { tags: [] } }, 'initialTwin.tags must be an object'],
    ['a forbidden name', { initialTwin: { properties: { desired: { 'a.b': 1 } } } }, 'desired: The name'],
    ['tags of 9 KiB', { initialTwin: { tags: manyTexts(9) } }, 'tags: beyond the size limit'],
    ['desired properties of 33 KiB', { initialTwin: { properties: { desired: manyTexts(33) } } }, 'desired: beyond'],
    ['another status', { provisioningStatus: 'off' }, 'provisioningStatus is enabled or disabled'],
    ['a policy as text', { reprovisionPolicy: { migrateDeviceData: 'no' } }, 'reprovisionPolicy.migrateDeviceData'],
    ['custom allocation', { allocationPolicy: 'custom' }, 'does not serve custom allocation'],
    ['a webhook', { customAllocationDefinition: { webhookUrl: 'https://a' } }, 'does not serve custom allocation'],
    ['another allocation', { allocationPolicy: 'nearest' }, 'allocationPolicy is'],
    ['hubs that are no list', { iotHubs: 'localhost' }, 'iotHubs must be an array'],
    [
      'another hub',
      { iotHubs: ['localhost', 'else.azure-devices.net'] },
      'The hubs of this cloud are localhost and hub-2.localhost',
    ],
    [
      'another hub by name',
      { iotHubHostName: 'else.azure-devices.net' },
      'The hubs of this cloud are localhost and hub-2.localhost',
    ],
    ['information that is no object', { optionalDeviceInformation: 1 }, 'optionalDeviceInformation'],
    ['a policy for certificates that is no name', { certificatePolicyName: 1 }, 'certificatePolicyName must be a name'],
  ])('%s', async (_name, more, words) => {
    const harness = await startCloud();
    const { status, body } = await put(harness, 'dev', more);
    expect([status, body.errorCode]).toEqual([400, 400004]);
    expect(body.message).toContain(words);
    expect(JSON.stringify(body)).not.toContain(KEY);
    expect(harness.cloud.snapshot().individualEnrollments).toEqual([]);
  });

  test.each(['a%20b', 'a.', 'x'.repeat(129)])('the ID %s', async (id) => {
    const harness = await startCloud();
    const body = individual(decodeURIComponent(id));
    expect((await askDps(harness, 'PUT', `/enrollments/${id}`, { body })).body.errorCode).toBe(400004);
  });

  test.each(['', '[]', '"a"', '{'])('the body %j', async (body) => {
    const harness = await startCloud();
    const answer = await askDps(harness, 'PUT', '/enrollments/dev', { body });
    expect([answer.status, answer.body.errorCode]).toEqual([400, 400004]);
  });
});

const MEMBERS = [
  'deviceId',
  'attestation',
  'capabilities',
  'initialTwin',
  'provisioningStatus',
  'reprovisionPolicy',
  'allocationPolicy',
  'iotHubs',
  'iotHubHostName',
  'customAllocationDefinition',
  'optionalDeviceInformation',
];

test('whatever stands in a body, the answer is 200 or 400, and what was taken can be read and kept', async () => {
  const harness = await startCloud();
  const values = fc.oneof(fc.jsonValue(), fc.constant(symmetricKey), fc.constantFrom('enabled', 'static', ''));
  const bodies = fc.dictionary(fc.constantFrom(...MEMBERS), values, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(bodies, async (more) => {
      const { status } = await put(harness, 'dev', more);
      expect([200, 400]).toContain(status);
      if (status === 400) return;
      expect((await askDps(harness, 'GET', '/enrollments/dev')).status).toBe(200);
      const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
      expect(readCloudState(kept, nodeCrypto, harness.clock.now())).toBeDefined();
      await askDps(harness, 'DELETE', '/enrollments/dev');
    }),
    { numRuns: 200 },
  );
});

/** An object of about so many KiB, each of its texts within the limit of a text. */
function manyTexts(kibibytes: number): object {
  return Object.fromEntries(Array.from({ length: kibibytes }, (_text, at) => [`t${at}`, 'x'.repeat(1020)]));
}

describe('an enrollment group', () => {
  const path = '/enrollmentGroups/plant';
  const group = { enrollmentGroupId: 'plant', attestation: symmetricKey };

  test('is made, changed, read, told with its keys and deleted', async () => {
    const harness = await startCloud();
    const made = await askDps(harness, 'PUT', path, { body: group });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ enrollmentGroupId: 'plant', attestation: { type: 'symmetricKey' } });
    expect(JSON.stringify(made.body)).not.toContain(KEY);
    const body = { ...made.body, capabilities: { iotEdge: true } };
    expect((await askDps(harness, 'PUT', path, { body })).status).toBe(409);
    const changed = await askDps(harness, 'PUT', path, { body, headers: { 'if-match': made.body.etag } });
    expect(changed.body.capabilities).toEqual({ iotEdge: true });
    expect((await askDps(harness, 'GET', path)).body).toEqual(changed.body);
    // The SDK writes this path in lower case.
    expect(await keysOf(harness, '/enrollmentgroups/plant')).toEqual(symmetricKey.symmetricKey);
    expect((await askDps(harness, 'DELETE', path)).status).toBe(204);
    expect((await askDps(harness, 'GET', path)).body.errorCode).toBe(404201);
  });

  test('made here is one of the operator’s, and keeps the name that the operator gave it', async () => {
    const harness = await startCloud();
    const { body } = await askDps(harness, 'PUT', path, { body: group });
    await harness.rest('PATCH', '/api/enrollmentGroups/plant', { displayName: 'The plant' });
    const headers = { 'if-match': '*' };
    await askDps(harness, 'PUT', path, { body: { ...body, provisioningStatus: 'disabled' }, headers });
    expect((await harness.rest('GET', '/api/enrollmentGroups/plant')).body).toMatchObject({
      displayName: 'The plant',
      enabled: false,
    });
  });
});

describe('a query', () => {
  async function withEntries(count: number): Promise<CloudHarness> {
    const harness = await startCloud();
    for (let at = count - 1; at >= 0; at -= 1) await put(harness, `Dev-${at}`);
    return harness;
  }

  const query = (harness: CloudHarness, headers: Record<string, string> = {}, text: unknown = '*') =>
    askDps(harness, 'POST', '/enrollments/query', { body: { query: text }, headers });

  const idsOf = (body: { registrationId: string }[]): string[] => body.map(({ registrationId }) => registrationId);

  test('gives every entry, without keys', async () => {
    const harness = await withEntries(3);
    const { status, body, headers } = await query(harness);
    expect(status).toBe(200);
    expect(idsOf(body)).toEqual(['Dev-0', 'Dev-1', 'Dev-2']);
    expect(headers).toMatchObject({ 'x-ms-item-type': 'enrollment', 'x-ms-max-item-count': '100' });
    expect(headers).not.toHaveProperty('x-ms-continuation');
    expect(JSON.stringify(body)).not.toContain(KEY);
  });

  test('goes page by page, and no entry comes twice or is missed when others come and go', async () => {
    const harness = await withEntries(5);
    const first = await query(harness, { 'x-ms-max-item-count': '2' });
    expect(idsOf(first.body)).toEqual(['Dev-0', 'Dev-1']);
    await askDps(harness, 'DELETE', '/enrollments/Dev-1');
    await put(harness, 'Dev-00');
    const continuation = first.headers['x-ms-continuation'] ?? '';
    const second = await query(harness, { 'x-ms-max-item-count': '2', 'x-ms-continuation': continuation });
    expect(idsOf(second.body)).toEqual(['Dev-2', 'Dev-3']);
    const rest = second.headers['x-ms-continuation'] ?? '';
    const third = await query(harness, { 'x-ms-max-item-count': '2', 'x-ms-continuation': rest });
    expect(idsOf(third.body)).toEqual(['Dev-4']);
    expect(third.headers).not.toHaveProperty('x-ms-continuation');
  });

  test('a last page that is full has no continuation', async () => {
    const harness = await withEntries(2);
    expect((await query(harness, { 'x-ms-max-item-count': '2' })).headers).not.toHaveProperty('x-ms-continuation');
  });

  test.each(['*', 'SELECT *', 'select * from enrollments', ' Select  *  From Enrollments '])(
    '%j is served',
    async (text) => {
      expect((await query(await withEntries(1), {}, text)).body).toHaveLength(1);
    },
  );

  test.each([
    ["SELECT * FROM enrollments WHERE registrationId = 'a'", {}],
    ['SELECT * FROM enrollmentGroups', {}],
    ['SELECT registrationId FROM enrollments', {}],
    ['', {}],
    [1, {}],
    ['*', { 'x-ms-max-item-count': '0' }],
    ['*', { 'x-ms-max-item-count': 'many' }],
    ['*', { 'x-ms-continuation': 'forged' }],
    ['*', { 'x-ms-continuation': Buffer.from('enrollmentGroup a').toString('base64') }],
  ])('%j with %j is 400004', async (text, headers) => {
    const { status, body } = await query(await startCloud(), headers, text);
    expect([status, body.errorCode]).toEqual([400, 400004]);
  });

  test('of another table is told the one that is here', async () => {
    const { body } = await query(await startCloud(), {}, 'SELECT * FROM enrollmentGroups');
    expect(body.message).toBe('This cloud serves the queries * and SELECT * FROM enrollments alone, without WHERE.');
  });

  test('groups have one of their own', async () => {
    const harness = await startCloud();
    const { body, headers } = await askDps(harness, 'POST', '/enrollmentGroups/query', { body: { query: '*' } });
    expect(body.map((group: { enrollmentGroupId: string }) => group.enrollmentGroupId)).toEqual([
      'SAS-IoT-Devices',
      'SAS-IoT-Edge-Devices',
    ]);
    expect(headers['x-ms-item-type']).toBe('enrollmentGroup');
  });
});

describe('a bulk operation', () => {
  const bulk = (harness: CloudHarness, mode: unknown, enrollments: unknown) =>
    askDps(harness, 'POST', '/enrollments/', { body: { mode, enrollments } });
  const ids = (harness: CloudHarness): string[] =>
    harness.cloud.snapshot().individualEnrollments.map(({ registrationId }) => registrationId);

  test('makes up to ten entries, and tells of each that failed alone', async () => {
    const harness = await startCloud();
    await put(harness, 'b');
    const { status, body } = await bulk(harness, 'create', [
      individual('a'),
      individual('b'),
      individual('c', { attestation: { type: 'tpm' } }),
      { attestation: symmetricKey },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({
      isSuccessful: false,
      errors: [
        { registrationId: 'b', errorCode: 409000, errorStatus: expect.stringContaining('exists already') },
        { registrationId: 'c', errorCode: 400004, errorStatus: expect.stringContaining('tpm') },
        { registrationId: '', errorCode: 400004, errorStatus: 'registrationId is missing.' },
      ],
    });
    expect(ids(harness)).toEqual(['b', 'a']);
  });

  test('changes entries that are there, whatever their etag', async () => {
    const harness = await startCloud();
    await put(harness, 'a');
    const { body } = await bulk(harness, 'update', [individual('a', { deviceId: 'x' }), individual('b')]);
    expect(body.errors).toEqual([{ registrationId: 'b', errorCode: 404201, errorStatus: 'Enrollment not found.' }]);
    expect((await askDps(harness, 'GET', '/enrollments/a')).body.deviceId).toBe('x');
  });

  test.each(['updateIfMatchETag', 'updateIfMatchEtag'])('%s wants the etag of each body', async (mode) => {
    const harness = await startCloud();
    const { body: a } = await put(harness, 'a');
    await put(harness, 'b');
    await put(harness, 'c');
    const { body } = await bulk(harness, mode, [
      individual('a', { etag: a.etag, deviceId: 'x' }),
      individual('b', { etag: a.etag }),
      individual('c'),
    ]);
    expect(body.errors).toEqual([
      { registrationId: 'b', errorCode: 412000, errorStatus: 'Precondition failed.' },
      { registrationId: 'c', errorCode: 412000, errorStatus: 'Precondition failed.' },
    ]);
    expect((await askDps(harness, 'GET', '/enrollments/a')).body.deviceId).toBe('x');
  });

  test('deletes entries by their IDs', async () => {
    const harness = await startCloud();
    await put(harness, 'a');
    await put(harness, 'b');
    const { body } = await bulk(harness, 'delete', [{ registrationId: 'a' }, individual('b')]);
    expect(body).toEqual({ isSuccessful: true, errors: [] });
    expect(ids(harness)).toEqual([]);
  });

  test.each([
    ['another mode', 'replace', [individual('a')]],
    ['no mode', undefined, [individual('a')]],
    ['no entries', 'create', []],
    ['no list', 'create', {}],
    ['eleven entries', 'create', Array.from({ length: 11 }, (_entry, at) => individual(`d${at}`))],
  ])('with %s is 400004 and does nothing', async (_name, mode, enrollments) => {
    const harness = await startCloud();
    const { status, body } = await bulk(harness, mode, enrollments);
    expect([status, body.errorCode]).toEqual([400, 400004]);
    expect(ids(harness)).toEqual([]);
  });

  test('there is one for groups too', async () => {
    const harness = await startCloud();
    const enrollmentGroups = [{ enrollmentGroupId: 'g', attestation: symmetricKey }];
    const body = { mode: 'create', enrollmentGroups };
    expect((await askDps(harness, 'POST', '/enrollmentGroups', { body })).body.isSuccessful).toBe(true);
    expect((await askDps(harness, 'POST', '/enrollmentGroups', { body })).body.errors).toMatchObject([
      { enrollmentGroupId: 'g', errorCode: 409000 },
    ]);
  });
});
