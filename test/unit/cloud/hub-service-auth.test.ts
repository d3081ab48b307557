import { describe, expect, test } from 'vitest';
import { startCloud } from '../../support/cloud-harness.ts';
import { askHub, type HubRequestParts } from '../../support/hub-service.ts';

const UNAUTHORIZED = {
  status: 401,
  headers: { 'iothub-errorcode': 'IotHubUnauthorizedAccess', 'content-type': 'application/json; charset=utf-8' },
  body: {
    Message: 'ErrorCode:IotHubUnauthorizedAccess;Unauthorized',
    ExceptionMessage: expect.stringMatching(/^Tracking ID:[0-9a-f-]{36}-G:0-TimeStamp:01\/05\/2026 09:10:11$/),
  },
};
const HOUR = 3600;
const NOW = Math.floor(Date.UTC(2026, 0, 5, 9, 10, 11) / 1000);

describe('the hub’s door for back ends', () => {
  test.each<[string, HubRequestParts]>([
    ['no token', { authorization: null }],
    ['a bearer token', { authorization: 'Bearer abc' }],
    ['a text that is no token', { authorization: 'SharedAccessSignature sr=x' }],
    ['a policy that is not there', { token: { skn: 'nobody' } }],
    ['no policy, as devices sign', { token: { skn: '' } }],
    ['a policy of DPS', { policy: 'provisioningserviceowner' }],
    ['a key that is wrong', { token: { key: Buffer.alloc(32) } }],
    ['a token that ended a second ago', { token: { se: NOW - 1 } }],
    ['a token that ends now', { token: { se: NOW } }],
    ['a token for another host', { token: { sr: 'other.azure-devices.net' } }],
    ['a token for another path', { token: { sr: 'localhost/twins' } }],
    ['a token for a path that only begins alike', { token: { sr: 'localhost/device' } }],
  ])('is shut for %s, and nothing changes', async (_name, parts) => {
    const harness = await startCloud();
    const before = harness.cloud.snapshot();
    const answer = await askHub(harness, 'PUT', '/devices/dev', { body: { deviceId: 'dev' }, ...parts });
    expect(answer).toMatchObject(UNAUTHORIZED);
    expect(harness.cloud.snapshot()).toEqual(before);
  });

  test.each([['localhost'], ['LOCALHOST'], ['localhost/devices'], ['localhost%2Fdevices%2Fdev']])(
    'opens for a token for %s',
    async (sr) => {
      const harness = await startCloud();
      const answer = await askHub(harness, 'PUT', '/devices/dev', { body: {}, token: { sr, se: NOW + HOUR } });
      expect(answer.status).toBe(200);
    },
  );

  test('the operator’s token is none of the hub’s', async () => {
    const harness = await startCloud();
    expect((await harness.rest('GET', '/devices')).status).toBe(401);
  });

  test('the operator’s interface does not take the hub’s tokens', async () => {
    const harness = await startCloud();
    expect((await askHub(harness, 'GET', '/api/devices')).status).toBe(401);
  });

  test('the secondary key of a policy opens it too', async () => {
    const harness = await startCloud();
    const [owner] = harness.cloud.snapshot().policies;
    const answer = await askHub(harness, 'GET', '/devices', { token: { key: owner?.secondaryKey ?? '' } });
    expect(answer.status).toBe(200);
  });

  // What each of the hub's own policies may do: "Control access to IoT Hub with shared access signatures".
  const READ = ['GET', '/devices', undefined] as const;
  const WRITE = ['PUT', '/devices/new', {}] as const;
  const BULK = ['POST', '/devices', [{ id: 'new' }]] as const;
  const COUNT = ['GET', '/statistics/devices', undefined] as const;
  const TWIN = ['PATCH', '/twins/dev', { tags: { a: 1 } }] as const;
  const QUERY = ['POST', '/devices/query', { query: 'SELECT * FROM devices' }] as const;
  const METHOD = ['POST', '/twins/dev/methods', { methodName: 'x' }] as const;
  const PURGE = ['DELETE', '/devices/dev/commands', undefined] as const;
  test.each([
    ['iothubowner', [READ, WRITE, BULK, COUNT, TWIN, QUERY, METHOD, PURGE], []],
    ['service', [TWIN, QUERY, METHOD, PURGE], [READ, WRITE, BULK, COUNT]],
    ['device', [], [READ, WRITE, BULK, COUNT, TWIN, QUERY, METHOD, PURGE]],
    ['registryRead', [READ, COUNT], [WRITE, BULK, TWIN, QUERY, METHOD, PURGE]],
    ['registryReadWrite', [READ, COUNT, WRITE, BULK], [TWIN, QUERY, METHOD, PURGE]],
  ] as const)('the policy %s opens what it allows and no more', async (policy, open, shut) => {
    for (const [expected, requests] of [
      [false, open],
      [true, shut],
    ] as const) {
      for (const [method, path, body] of requests) {
        const harness = await startCloud();
        await harness.addDevice('dev');
        const { status } = await askHub(harness, method, path, { policy, body });
        expect([policy, method, path, status === 401]).toEqual([policy, method, path, expected]);
      }
    }
  });
});

describe('the hub refuses as a hub', () => {
  test.each([
    ['GET', '/jobs/v3/1', undefined, 404, 'ResourceNotFound'],
    ['GET', '/configurations/c/queries', undefined, 404, 'ResourceNotFound'],
    ['GET', '/digitaltwins/dev/models', undefined, 404, 'ResourceNotFound'],
    ['GET', '/digitaltwins/nobody', undefined, 404, 'DeviceNotFound'],
    ['PATCH', '/devices/dev', '{}', 405, 'MethodNotAllowed'],
    ['PUT', '/devices/dev', '{', 400, 'ArgumentInvalid'],
    ['GET', '/devices/%zz', undefined, 400, 'ArgumentInvalid'],
    ['GET', '/devices/nobody', undefined, 404, 'DeviceNotFound'],
    ['GET', '/twins/nobody', undefined, 404, 'DeviceNotFound'],
    ['GET', '/twins/a;b', undefined, 404, 'DeviceNotFound'],
    ['GET', '/devices/nobody/modules', undefined, 404, 'DeviceNotFound'],
  ] as const)('%s %s with %s is %i %s', async (method, path, body, status, name) => {
    const answer = await askHub(await startCloud(), method, path, { body });
    expect(answer).toMatchObject({ status, headers: { 'iothub-errorcode': name } });
    // The SDK reads the name before the first `;` and shows what stands up to the next.
    expect(answer.body.Message).toMatch(new RegExp(`^ErrorCode:${name};[^;]+$`));
    expect(Object.keys(answer.body)).toEqual(['Message', 'ExceptionMessage']);
  });

  test('a stranger does not learn what is served', async () => {
    const harness = await startCloud();
    for (const path of ['/jobs/v3/1', '/devices/%zz', '/devices/nobody']) {
      expect((await askHub(harness, 'GET', path, { authorization: null })).status).toBe(401);
    }
  });

  test.each([['/DEVICES/'], ['/devices/?x'], ['//devices']])('%s is taken as clients write it', async (path) => {
    expect((await askHub(await startCloud(), 'GET', path)).body).toEqual([]);
  });
});
