import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/bytes/json.ts';
import { isServicePath } from '../../../src/cloud/rest/router.ts';
import { applyChanges, type KeptChange } from '../../../src/cloud/state/kept-change.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askCentral, expectedError } from '../../support/central.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askAsDevice } from '../../support/hub-device.ts';

const PATH = '/api/fileUploads';
const SECRET = 'c2VjcmV0LWtleQ==';
const CONNECTION = `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${SECRET};EndpointSuffix=core.windows.net`;
const SHOWN = 'DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=*****;EndpointSuffix=core.windows.net';
const wish = { connectionString: CONNECTION, container: 'uploads' };

const put = (harness: CloudHarness, body: object, headers = {}) => askCentral(harness, 'PUT', PATH, { body, headers });
const patch = (harness: CloudHarness, body: unknown) => askCentral(harness, 'PATCH', PATH, { body });
const read = (harness: CloudHarness) => askCentral(harness, 'GET', PATH);

interface Started {
  readonly containerName: string;
  readonly blobName: string;
  readonly sasToken: string;
}

async function begin(harness: CloudHarness, id: string, key: string): Promise<Started> {
  const { status, body } = await askAsDevice(harness, 'POST', id, '/files', { key, body: { blobName: 'log.txt' } });
  expect(status).toBe(200);
  return JSON.parse(body) as Started;
}

async function write(harness: CloudHarness, to: Started, containerName = to.containerName): Promise<number> {
  const url = `/${containerName}/${to.blobName}${to.sasToken}`;
  const headers = { 'x-ms-blob-type': 'BlockBlob' };
  return (await harness.cloud.rest({ method: 'PUT', url, headers, body: 'text' })).status;
}

describe('the storage for files', () => {
  test('is 404 until it is put; the answer to that is pending, and it succeeded', async () => {
    const harness = await startCloud();
    const nothing = expectedError(404, 'NotFound', 'No storage for files of devices is set up.');
    expect(await read(harness)).toMatchObject(nothing);
    expect(await patch(harness, { container: 'uploads' })).toMatchObject(nothing);
    expect(await askCentral(harness, 'DELETE', PATH)).toMatchObject(nothing);
    const made = await put(harness, { ...wish, sasTtl: 'PT30M' });
    expect(made).toMatchObject({ status: 200 });
    expect(made.body).toEqual({
      account: 'contoso',
      connectionString: SHOWN,
      container: 'uploads',
      sasTtl: 'PT30M',
      state: 'pending',
      etag: expect.any(String),
    });
    expect(await read(harness)).toMatchObject({ status: 200, body: { ...made.body, state: 'succeeded' } });
  });

  test('is changed by PATCH in what it says, and replaced by PUT', async () => {
    const harness = await startCloud();
    const { body: made } = await put(harness, { ...wish, account: 'named', sasTtl: 'PT30M' });
    const changed = await patch(harness, { container: 'others' });
    expect(changed).toMatchObject({
      status: 200,
      body: { account: 'named', connectionString: SHOWN, container: 'others', sasTtl: 'PT30M', state: 'succeeded' },
    });
    expect(changed.body.etag).not.toBe(made.etag);
    expect((await put(harness, wish)).body).toMatchObject({ account: 'contoso', container: 'uploads', sasTtl: 'PT1H' });
  });

  test('has an etag, in the body or in If-Match, that must be the newest', async () => {
    const harness = await startCloud();
    const { etag } = (await put(harness, wish)).body;
    const stale = expectedError(412, 'PreconditionFailed', expect.stringContaining('has changed'));
    await patch(harness, { etag, container: 'others' });
    expect(await patch(harness, { etag, container: 'again' })).toMatchObject(stale);
    expect(await put(harness, wish, { 'if-match': `"${etag}"` })).toMatchObject(stale);
    expect(await askCentral(harness, 'DELETE', PATH, { headers: { 'if-match': etag } })).toMatchObject(stale);
    expect((await read(harness)).body.container).toBe('others');
    expect(await askCentral(harness, 'DELETE', PATH)).toMatchObject({ status: 204, body: undefined });
    expect((await read(harness)).status).toBe(404);
  });

  test.each<[string, unknown]>([
    ['no object', []],
    ['no connection string', { container: 'uploads' }],
    ['no container', { connectionString: CONNECTION }],
    ['a connection string of nothing', { ...wish, connectionString: SECRET }],
    ['a connection string without an account', { ...wish, connectionString: `AccountKey=${SECRET}` }],
    ['a connection string that is no text', { ...wish, connectionString: 1 }],
    ['a container with capitals', { ...wish, container: 'Uploads' }],
    ['a container too short', { ...wish, container: 'ab' }],
    ['a container too long', { ...wish, container: 'a'.repeat(64) }],
    ['a container with two hyphens', { ...wish, container: 'a--b' }],
    ['a container that is a path', { ...wish, container: 'a/b' }],
    ['a time that is none', { ...wish, sasTtl: '1 hour' }],
    ['an empty time', { ...wish, sasTtl: 'P' }],
    ['a time that is too short', { ...wish, sasTtl: 'PT59S' }],
    ['a time that is too long', { ...wish, sasTtl: 'P1DT1S' }],
    ['an account that is no text', { ...wish, account: {} }],
  ])('is not put with %s, and what is wrong holds no secret', async (_name, body) => {
    const harness = await startCloud();
    const answer = await put(harness, body as object);
    expect(answer).toMatchObject(expectedError(400, 'InvalidBody', expect.any(String)));
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect((await read(harness)).status).toBe(404);
  });

  test.each(['api', 'devices', 'twins', 'jobs', 'enrollments', 'certificates', 'registrations'])(
    'has no container %s, which is another service’s path',
    async (container) => {
      const harness = await startCloud();
      expect((await put(harness, { ...wish, container })).status).toBe(400);
    },
  );

  test.each([
    ['PUT', wish],
    ['PATCH', { container: 'others' }],
    ['GET', undefined],
    ['DELETE', undefined],
  ] as const)('is nobody’s without a token: %s', async (method, body) => {
    const harness = await startCloud();
    await put(harness, wish);
    expect(await askCentral(harness, method, PATH, { authorization: null, body })).toMatchObject({ status: 401 });
    expect((await read(harness)).body.container).toBe('uploads');
  });

  test('is an administrator’s, and no operator’s', async () => {
    const harness = await startCloud();
    const statusOf = async (role: string): Promise<number> => {
      const { body } = await askCentral(harness, 'PUT', `/api/apiTokens/${role}`, { body: { roles: [{ role }] } });
      return (await askCentral(harness, 'PUT', PATH, { body: wish, authorization: body.token })).status;
    };
    expect(await statusOf('ae2c9854-393b-4f97-8c42-479d70ce626e')).toBe(403);
    expect(await statusOf('ca310b8d-2f4a-44e0-a36e-957c202cd8d4')).toBe(200);
  });
});

describe('the secrets of a connection string', () => {
  test.each([
    [`AccountName=a;AccountKey=${SECRET}`, 'AccountName=a;AccountKey=*****'],
    [
      `BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sig=${SECRET}`,
      'BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=*****',
    ],
    [`BlobEndpoint=https://a.example/?sig=${SECRET};`, 'BlobEndpoint=*****'],
    [`accountname=a;Other=${SECRET}`, 'accountname=a;Other=*****'],
  ])('are in no answer, no state, no event and no line of the log', async (connectionString, shown) => {
    const kept: KeptChange[] = [];
    const harness = await startCloud({ keep: async (changes) => void kept.push(...structuredClone(changes)) });
    const made = await put(harness, { ...wish, connectionString });
    expect(made.body.connectionString).toBe(shown);
    const log = await harness.rest('GET', '/_emu/attempts');
    const all = JSON.stringify([made, await read(harness), harness.cloud.snapshot(), kept, harness.events, log.body]);
    expect(all).not.toContain(SECRET);
  });
});

describe('devices', () => {
  test('write into the container, for the time, that the application was told', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await put(harness, { ...wish, sasTtl: 'PT1M' });
    const to = await begin(harness, 'dev', key);
    expect(to).toMatchObject({ containerName: 'uploads', blobName: 'dev/log.txt' });
    expect(new URLSearchParams(to.sasToken).get('se')).toBe('2026-01-05T09:11:11.000Z');
    expect(await write(harness, to)).toBe(201);
    expect((await harness.rest('GET', '/_emu/devices/dev/files')).body.value).toMatchObject([{ name: 'log.txt' }]);
    await harness.clock.advance(60_000);
    expect(await write(harness, to)).toBe(403);
  });

  test('write into no other container, and go on where they began when it is changed', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await put(harness, wish);
    const to = await begin(harness, 'dev', key);
    await patch(harness, { container: 'others' });
    expect(await write(harness, to, 'others')).toBe(403);
    expect(await write(harness, to, 'device-files')).toBe(403);
    expect(await write(harness, to)).toBe(201);
  });

  test('have the cloud’s own container before, and after it is deleted', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    expect((await begin(harness, 'dev', key)).containerName).toBe('device-files');
    await put(harness, wish);
    await askCentral(harness, 'DELETE', PATH);
    const to = await begin(harness, 'dev', key);
    expect(to.containerName).toBe('device-files');
    expect(await write(harness, to)).toBe(201);
  });
});

describe('the paths of containers', () => {
  test.each<[string, string, boolean]>([
    ['PUT', '/uploads/dev/log.txt', true],
    ['OPTIONS', '/uploads/dev/a/b', true],
    ['GET', '/uploads/dev/log.txt', false],
    ['PUT', '/uploads/dev', false],
    ['PUT', '/no/dev/log.txt', false],
    ['GET', '/device-files/dev/log.txt', true],
  ])('leave the app its own: %s %s', (method, path, isService) => {
    expect(isServicePath(path, method)).toBe(isService);
  });

  test('are none of DPS’s', async () => {
    const harness = await startCloud();
    const url = '/0ne12345678/registrations/dev/register';
    const { status, headers } = await harness.cloud.rest({ method: 'PUT', url, headers: {}, body: '{}' });
    expect([status, headers['x-ms-error-code']]).toEqual([401, '401002']);
  });
});

describe('the storage that is kept', () => {
  test('outlives the cloud, and is told to the host', async () => {
    const changes: KeptChange[] = [];
    const harness = await startCloud({ keep: async (some) => void changes.push(...structuredClone(some)) });
    const base = JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json;
    await put(harness, wish);
    const kept = applyChanges(base, JSON.parse(JSON.stringify(changes)) as Json[]);
    const again = await startCloud({ state: readCloudState(kept, nodeCrypto, 0) });
    expect((await read(again)).body).toEqual((await read(harness)).body);
  });

  test.each([
    ['container', 'No Container'],
    ['sasTtl', 'soon'],
  ])('is read only as it is written: %s', async (name, value) => {
    const harness = await startCloud();
    await put(harness, wish);
    const state = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    state.fileUploads[0][name] = value;
    expect(readCloudState(state, nodeCrypto, 0)).toBeUndefined();
  });
});
