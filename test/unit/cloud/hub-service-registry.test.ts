import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import { hubConnect } from '../../support/test-client.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');
const NEVER = '0001-01-01T00:00:00Z';

const put = (harness: CloudHarness, id: string, body: object = {}, ifMatch?: string) =>
  askHub(harness, 'PUT', `/devices/${id}`, { body, ...(ifMatch === undefined ? {} : { ifMatch }) });

describe('a device of the registry', () => {
  test('is made with generated keys, and shown in full', async () => {
    const harness = await startCloud();
    // What the SDK sends for a device of which only the ID is given.
    const authentication = { type: 'sas', symmetricKey: { primaryKey: '', secondaryKey: '' } };
    const made = await put(harness, 'dev', { deviceId: 'dev', authentication });
    expect(made).toMatchObject({ status: 200, headers: { etag: `"${made.body.etag}"` } });
    expect(made.body).toEqual({
      deviceId: 'dev',
      generationId: expect.stringMatching(/./),
      etag: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      connectionState: 'Disconnected',
      status: 'enabled',
      statusReason: null,
      connectionStateUpdatedTime: NEVER,
      statusUpdatedTime: NEVER,
      lastActivityTime: NEVER,
      cloudToDeviceMessageCount: 0,
      capabilities: { iotEdge: false },
      authentication: {
        type: 'sas',
        symmetricKey: { primaryKey: expect.any(String), secondaryKey: expect.any(String) },
        x509Thumbprint: { primaryThumbprint: null, secondaryThumbprint: null },
      },
    });
    const { primaryKey, secondaryKey } = made.body.authentication.symmetricKey;
    expect([primaryKey, secondaryKey].map((key) => Buffer.from(key, 'base64').length)).toEqual([32, 32]);
    expect(primaryKey).not.toBe(secondaryKey);
    expect((await askHub(harness, 'GET', '/devices/dev')).body).toEqual(made.body);
  });

  test('keeps the keys it is given, and connects by either', async () => {
    const harness = await startCloud();
    await put(harness, 'dev', { authentication: { symmetricKey: { primaryKey: KEY, secondaryKey: OTHER_KEY } } });
    for (const key of [KEY, OTHER_KEY]) {
      const client = harness.open();
      client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
      expect((await client.next('connack')).returnCode).toBe(0);
    }
    expect((await askHub(harness, 'GET', '/devices/dev')).body).toMatchObject({
      connectionState: 'Connected',
      connectionStateUpdatedTime: '2026-01-05T09:10:11.0000000Z',
      lastActivityTime: '2026-01-05T09:10:11.0000000Z',
    });
  });

  test('that is there already is refused without a condition, and stays as it was', async () => {
    const harness = await startCloud();
    const made = await put(harness, 'dev');
    const again = await put(harness, 'dev', { status: 'disabled' });
    expect(again).toMatchObject({ status: 409, headers: { 'iothub-errorcode': 'DeviceAlreadyExists' } });
    expect(again.body.Message).toContain('ErrorCode:DeviceAlreadyExists;');
    expect((await askHub(harness, 'GET', '/devices/dev')).body).toEqual(made.body);
  });

  test.each([['*'], ['"*"']])('is made or replaced with If-Match %s', async (any) => {
    const harness = await startCloud();
    expect((await put(harness, 'dev', {}, any)).status).toBe(200);
    const replaced = await put(harness, 'dev', { statusReason: 'checked' }, any);
    expect(replaced).toMatchObject({ status: 200, body: { statusReason: 'checked' } });
  });

  test('is replaced with its own ETag, quoted or not, and refused with an older one', async () => {
    const harness = await startCloud();
    const first = (await put(harness, 'dev')).body.etag;
    const second = (await put(harness, 'dev', {}, `"${first}"`)).body.etag;
    expect(second).not.toBe(first);
    const late = await put(harness, 'dev', { status: 'disabled' }, `"${first}"`);
    expect(late).toMatchObject({ status: 412, headers: { 'iothub-errorcode': 'PreconditionFailed' } });
    expect((await askHub(harness, 'GET', '/devices/dev')).body).toMatchObject({ status: 'enabled', etag: second });
    expect((await put(harness, 'dev', {}, second)).status).toBe(200);
  });

  test('that is not there cannot have an ETag', async () => {
    expect((await put(await startCloud(), 'dev', {}, '"abc"')).status).toBe(404);
  });

  test('that is disabled loses its connection, says why, and cannot come back until it is enabled', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const authentication = { symmetricKey: { primaryKey: KEY, secondaryKey: KEY } };
    const off = await put(harness, 'dev', { status: 'disabled', statusReason: 'stolen', authentication }, '*');
    expect(off.body).toMatchObject({
      status: 'disabled',
      statusReason: 'stolen',
      statusUpdatedTime: '2026-01-05T09:10:11.0000000Z',
      connectionState: 'Disconnected',
    });
    await client.peer.closed;
    expect((await harness.lastAttempt()).cause).toBe('disabled-while-connected');
    const connect = async (): Promise<number | undefined> => {
      const next = harness.open();
      next.send(hubConnect({ id: 'dev', key: KEY, nowMs: harness.clock.now() }));
      return (await next.next('connack')).returnCode;
    };
    expect(await connect()).toBe(5);
    await put(harness, 'dev', { status: 'enabled', authentication }, '*');
    expect(await connect()).toBe(0);
  });

  test('is removed with its modules and connections, whatever the ETag or for its own', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.addDevice('dev/mod');
    expect((await askHub(harness, 'DELETE', '/devices/dev', { ifMatch: '"abc"' })).status).toBe(412);
    expect(client.peer.isClosed).toBe(false);
    const removed = await askHub(harness, 'DELETE', '/devices/dev', { ifMatch: '"*"' });
    expect(removed).toMatchObject({ status: 204, body: undefined });
    await client.peer.closed;
    expect(harness.cloud.snapshot().identities).toEqual([]);
    expect((await askHub(harness, 'DELETE', '/devices/dev', { ifMatch: '"*"' })).status).toBe(404);
  });

  test.each([
    ['an ID with a blank', 'a%20b', {}],
    ['an ID of 129 characters', 'a'.repeat(129), {}],
    ['a body that is an array', 'dev', []],
    ['another deviceId than the path', 'dev', { deviceId: 'DEV' }],
    ['a status of its own', 'dev', { status: 'sleeping' }],
    ['a reason of 129 characters', 'dev', { statusReason: 'a'.repeat(129) }],
    ['a reason that is no text', 'dev', { statusReason: 1 }],
    ['a key that is no base64', 'dev', { authentication: { symmetricKey: { primaryKey: '?' } } }],
    ['a key of 15 bytes', 'dev', { authentication: { symmetricKey: { primaryKey: 'a'.repeat(20) } } }],
    ['a key of 65 bytes', 'dev', { authentication: { symmetricKey: { secondaryKey: `${'a'.repeat(87)}=` } } }],
    ['authentication that is no object', 'dev', { authentication: 'sas' }],
    ['a capability that is no yes or no', 'dev', { capabilities: { iotEdge: 'yes' } }],
    ['scopes that are no texts', 'dev', { parentScopes: [1] }],
  ])('is not made of %s', async (_name, id, body) => {
    const harness = await startCloud();
    const answer = await put(harness, id, body);
    expect(answer).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
    expect(harness.cloud.snapshot().identities).toEqual([]);
  });

  test('that DPS has not assigned yet is none of the hub’s, until a back end makes it', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect((await askHub(harness, 'GET', '/devices')).body).toEqual([]);
    expect((await askHub(harness, 'GET', '/devices/dev')).status).toBe(404);
    expect((await put(harness, 'dev')).status).toBe(200);
    expect((await askHub(harness, 'GET', '/devices')).body).toHaveLength(1);
  });

  test('that came by DPS is one of the hub’s', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    const { body } = await askHub(harness, 'GET', '/devices/dev');
    expect(body.authentication.symmetricKey.primaryKey).toBe(harness.deviceKey('dev'));
  });

  test('is told from another by the case of its ID, and from a module by its path', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await harness.addDevice('dev/mod');
    expect((await put(harness, 'DEV')).status).toBe(200);
    for (const path of ['/devices/dev%2Fmod', '/twins/dev%2Fmod']) {
      expect((await askHub(harness, 'GET', path)).status).toBe(404);
    }
    expect((await askHub(harness, 'DELETE', '/devices/dev%2Fmod')).status).toBe(404);
  });
});

describe('parents and children', () => {
  test('an Edge device has a scope of its own for good, and its leaf names it', async () => {
    const harness = await startCloud();
    const edge = await put(harness, 'edge', { capabilities: { iotEdge: true } });
    expect(edge.body).toMatchObject({
      capabilities: { iotEdge: true },
      deviceScope: 'ms-azure-iot-edge://edge-639032010110000000',
    });
    const { deviceScope } = edge.body;
    await harness.clock.advance(1000);
    const again = await put(harness, 'edge', { capabilities: { iotEdge: true }, deviceScope: 'x' }, '*');
    expect(again.body.deviceScope).toBe(deviceScope);
    const leaf = await put(harness, 'leaf', { deviceScope });
    expect(leaf.body).toMatchObject({ deviceScope, parentScopes: [deviceScope] });
    const child = await put(harness, 'child', { capabilities: { iotEdge: true }, parentScopes: [deviceScope] });
    expect(child.body).toMatchObject({ parentScopes: [deviceScope] });
    expect(child.body.deviceScope).not.toBe(deviceScope);
  });

  test('what is kept of them survives JSON', async () => {
    const harness = await startCloud();
    await put(harness, 'leaf', { deviceScope: 'ms-azure-iot-edge://edge-1', statusReason: 'new' });
    await askHub(harness, 'PATCH', '/twins/leaf', { body: { tags: { floor: 1 } } });
    const state = harness.cloud.snapshot();
    expect(readCloudState(JSON.parse(JSON.stringify(state)), crypto, 0)).toEqual(state);
  });
});

describe('modules', () => {
  const MODULE = '/devices/dev/modules/mod';

  test('are made, read, replaced, listed and removed', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const made = await askHub(harness, 'PUT', MODULE, { body: { deviceId: 'dev', moduleId: 'mod', managedBy: 'me' } });
    expect(made).toMatchObject({
      status: 200,
      headers: { etag: `"${made.body.etag}"` },
      body: { deviceId: 'dev', moduleId: 'mod', managedBy: 'me', connectionState: 'Disconnected' },
    });
    expect(made.body.status).toBeUndefined();
    expect((await askHub(harness, 'GET', MODULE)).body).toEqual(made.body);
    expect((await askHub(harness, 'GET', '/devices/dev/modules')).body).toEqual([made.body]);
    const body = { authentication: { symmetricKey: { primaryKey: KEY, secondaryKey: KEY } } };
    expect((await askHub(harness, 'PUT', MODULE, { body, ifMatch: `"${made.body.etag}"` })).status).toBe(200);
    const client = harness.open();
    client.send(hubConnect({ id: 'dev/mod', key: KEY, nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(0);
    expect((await askHub(harness, 'DELETE', MODULE, { ifMatch: '"*"' })).status).toBe(204);
    await client.peer.closed;
    expect((await askHub(harness, 'GET', '/devices/dev/modules')).body).toEqual([]);
    expect((await askHub(harness, 'GET', '/devices/dev')).status).toBe(200);
  });

  test.each([
    ['that are there already', 'PUT', MODULE, undefined, 409, 409301, 'ModuleAlreadyExistsOnDevice'],
    ['with an older ETag', 'PUT', MODULE, '"abc"', 412, 412001, 'PreconditionFailed'],
    ['that are not there', 'GET', '/devices/dev/modules/none', undefined, 404, 404010, 'ModuleNotFound'],
    ['of a device that is not there', 'PUT', '/devices/none/modules/mod', undefined, 404, 404001, 'DeviceNotFound'],
    ['with a bad ID', 'PUT', '/devices/dev/modules/a%20b', undefined, 400, 400004, 'ArgumentInvalid'],
  ] as const)('%s are refused with a code in the body', async (_name, method, path, ifMatch, status, code, name) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await harness.addDevice('dev/mod');
    const answer = await askHub(harness, method, path, { body: {}, ...(ifMatch === undefined ? {} : { ifMatch }) });
    expect(answer).toMatchObject({ status, headers: { 'iothub-errorcode': name } });
    expect(answer.body).toEqual({
      errorCode: code,
      trackingId: expect.any(String),
      message: expect.any(String),
      timestampUtc: '2026-01-05T09:10:11.0000000Z',
    });
  });
});

describe('many devices at once', () => {
  const bulk = (harness: CloudHarness, entries: unknown) => askHub(harness, 'POST', '/devices', { body: entries });

  test('are made, changed and removed', async () => {
    const harness = await startCloud();
    const ids = Array.from({ length: 100 }, (_, index) => `dev-${index}`);
    const done = { status: 200, body: { isSuccessful: true, errors: [], warnings: [] } };
    expect(
      await bulk(
        harness,
        ids.map((id) => ({ id, importMode: 'create' })),
      ),
    ).toMatchObject(done);
    expect((await askHub(harness, 'GET', '/devices')).body).toHaveLength(100);
    const { etag } = (await askHub(harness, 'GET', '/devices/dev-7')).body;
    const changes = [
      { id: 'dev-5', importMode: 'Update', status: 'disabled' },
      { id: 'dev-6', importMode: 'Delete' },
      { id: 'dev-7', importMode: 'DeleteIfMatchETag', etag },
      { id: 'dev-8', moduleId: 'mod', importMode: 'create' },
      { id: 'dev-100' },
    ];
    expect(await bulk(harness, changes)).toMatchObject(done);
    expect((await askHub(harness, 'GET', '/statistics/devices')).body).toEqual({
      totalDeviceCount: 99,
      enabledDeviceCount: 98,
      disabledDeviceCount: 1,
    });
    expect((await askHub(harness, 'GET', '/devices/dev-8/modules/mod')).status).toBe(200);
  });

  test.each([[400], [200]])(
    'say which of them failed; the others stand (the status is a switch: %i)',
    async (status) => {
      const harness = await startCloud({ settings: { bulkFailureStatus: status as 200 | 400 } });
      await harness.addDevice('known');
      const answer = await bulk(harness, [
        { id: 'known', importMode: 'create' },
        { id: 'new', importMode: 'create' },
        { id: 'new', importMode: 'create' },
        { id: 'nobody', importMode: 'Update' },
        { id: 'known', importMode: 'UpdateIfMatchETag', eTag: 'abc' },
        { id: 'known', importMode: 'UpdateIfMatchETag' },
        { id: 'nobody', importMode: 'Delete' },
        { id: 'odd', importMode: 'Guess' },
        { id: 'odd', importMode: 'constructor' },
        { id: 'odd', importMode: 'create', tags: { a: 1 } },
        { deviceId: 'odd' },
        7,
      ]);
      expect(answer.status).toBe(status);
      expect(answer.body.isSuccessful).toBe(false);
      expect(
        answer.body.errors.map(({ deviceId, errorCode }: Record<string, string>) => `${deviceId} ${errorCode}`),
      ).toEqual([
        'known DeviceAlreadyExists',
        'new DeviceAlreadyExists',
        'nobody DeviceNotFound',
        'known PreconditionFailed',
        'known PreconditionFailed',
        'nobody DeviceNotFound',
        'odd ArgumentInvalid',
        'odd ArgumentInvalid',
        'odd ArgumentInvalid',
        ' ArgumentInvalid',
        ' ArgumentInvalid',
      ]);
      const ids = harness.cloud.snapshot().identities.map(({ deviceId }) => deviceId);
      expect(ids).toEqual(['known', 'new']);
    },
  );

  test.each([[[]], [Array.from({ length: 101 }, (_, index) => ({ id: `dev-${index}` }))], [{}], [undefined]])(
    'must be 1 to 100',
    async (entries) => {
      const harness = await startCloud();
      expect((await bulk(harness, entries)).status).toBe(400);
      expect(harness.cloud.snapshot().identities).toEqual([]);
    },
  );
});

describe('lists and numbers', () => {
  test('a list shows devices and no modules, as many as `top` says', async () => {
    const harness = await startCloud();
    await harness.addDevice('a');
    await harness.addDevice('b');
    await harness.addDevice('a/mod');
    const ids = async (path: string): Promise<string[]> =>
      (await askHub(harness, 'GET', path)).body.map(({ deviceId }: { deviceId: string }) => deviceId);
    expect(await ids('/devices/')).toEqual(['a', 'b']);
    expect(await ids('/devices?top=1&x=')).toEqual(['a']);
  });

  test('connected devices are counted', async () => {
    const harness = await startCloud();
    await harness.connect('a');
    await harness.addDevice('b');
    expect((await askHub(harness, 'GET', '/statistics/service')).body).toEqual({ connectedDeviceCount: 1 });
  });

  test('the messages of a device are counted and purged', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    for (const body of ['1', '2']) await harness.rest('POST', '/_emu/devices/dev/messages', { body });
    expect((await askHub(harness, 'GET', '/devices/dev')).body.cloudToDeviceMessageCount).toBe(2);
    const purged = await askHub(harness, 'DELETE', '/devices/dev/commands');
    expect(purged).toMatchObject({ status: 200, body: { totalMessagesPurged: 2, deviceId: 'dev', moduleId: null } });
    expect((await askHub(harness, 'GET', '/devices/dev')).body.cloudToDeviceMessageCount).toBe(0);
  });
});
