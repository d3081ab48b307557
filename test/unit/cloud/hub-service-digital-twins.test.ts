import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import { hubConnect, type TestClient } from '../../support/test-client.ts';

const MODEL = 'dtmi:com:example:TemperatureController;1';
const AT = '2026-01-05T09:10:11.0000000Z';

/** A device of the model, online, that has reported what a thermostat reports. */
async function startController(): Promise<{ readonly harness: CloudHarness; readonly client: TestClient }> {
  const harness = await startCloud();
  const key = await harness.addDevice('dev');
  const client = harness.open();
  const username = `localhost/dev/?api-version=2021-04-12&model-id=${MODEL}`;
  client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }, { username }));
  await client.next('connack');
  const reported = {
    serialNumber: 'alwinexlepaho8329',
    thermostat1: {
      __t: 'c',
      maxTempSinceLastReboot: 25.3,
      targetTemperature: { value: 20.4, ac: 200, av: 2, ad: 'done' },
    },
  };
  client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', JSON.stringify(reported), 0);
  await harness.clock.settle();
  return { harness, client };
}

const patch = (harness: CloudHarness, body: unknown, ifMatch?: string) =>
  askHub(harness, 'PATCH', '/digitaltwins/dev', { body, ...(ifMatch === undefined ? {} : { ifMatch }) });
const desired = async (harness: CloudHarness) => {
  const {
    $metadata: _metadata,
    $version: _version,
    ...rest
  } = (await askHub(harness, 'GET', '/twins/dev')).body.properties.desired;
  return rest;
};

describe('a digital twin', () => {
  test('shows what the device reported, what was wanted and how it was taken', async () => {
    const { harness } = await startController();
    await patch(harness, [{ op: 'add', path: '/thermostat1/targetTemperature', value: 21.4 }]);
    const { status, headers, body } = await askHub(harness, 'GET', '/digitaltwins/dev');
    expect(status).toBe(200);
    expect(headers['etag']).toBe(`"${(await askHub(harness, 'GET', '/twins/dev')).body.etag}"`);
    expect(body).toEqual({
      $dtId: 'dev',
      serialNumber: 'alwinexlepaho8329',
      thermostat1: {
        maxTempSinceLastReboot: 25.3,
        targetTemperature: 20.4,
        $metadata: {
          maxTempSinceLastReboot: { lastUpdateTime: AT },
          targetTemperature: {
            desiredValue: 21.4,
            desiredVersion: 2,
            ackVersion: 2,
            ackCode: 200,
            ackDescription: 'done',
            lastUpdateTime: AT,
          },
        },
      },
      $metadata: { $model: MODEL, serialNumber: { lastUpdateTime: AT } },
    });
  });

  test('of a device without a model and properties is empty', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    expect((await askHub(harness, 'GET', '/digitaltwins/dev')).body).toEqual({
      $dtId: 'dev',
      $metadata: { $model: '' },
    });
  });

  test('that is not there is not found', async () => {
    const harness = await startCloud();
    for (const [method, path] of [
      ['GET', '/digitaltwins/dev'],
      ['PATCH', '/digitaltwins/dev'],
      ['POST', '/digitaltwins/dev/commands/c'],
    ] as const) {
      expect(await askHub(harness, method, path, { body: [] })).toMatchObject({
        status: 404,
        headers: { 'iothub-errorcode': 'DeviceNotFound' },
      });
    }
  });
});

describe('a JSON Patch of a digital twin', () => {
  test('of a component’s property reaches the device, marked as a component', async () => {
    const { harness, client } = await startController();
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    const before = (await askHub(harness, 'GET', '/twins/dev')).body.etag;
    const answer = await patch(
      harness,
      [{ op: 'replace', path: '/thermostat1/targetTemperature', value: 21 }],
      `"${before}"`,
    );
    expect(answer).toMatchObject({ status: 202, body: undefined });
    expect(answer.headers['location']).toContain('/digitaltwins/dev');
    expect(answer.headers['etag']).not.toBe(`"${before}"`);
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({
      thermostat1: { __t: 'c', targetTemperature: 21 },
      $version: 2,
    });
  });

  test.each<[string, readonly object[], object]>([
    ['adds a property', [{ op: 'add', path: '/rate', value: 5 }], { rate: 5 }],
    ['adds a property that is an object', [{ op: 'add', path: '/place', value: { x: 1 } }], { place: { x: 1 } }],
    [
      'adds a component, which nobody has heard of',
      [{ op: 'add', path: '/fan', value: { speed: 2, $metadata: {} } }],
      { fan: { __t: 'c', speed: 2 } },
    ],
    [
      'adds a property of a new component',
      [{ op: 'add', path: '/fan/speed', value: 2 }],
      { fan: { __t: 'c', speed: 2 } },
    ],
    [
      'adds, and removes what it added',
      [
        { op: 'add', path: '/rate', value: 5 },
        { op: 'add', path: '/kept', value: 1 },
        { op: 'remove', path: '/rate' },
      ],
      { kept: 1 },
    ],
    [
      'gathers what it does to one component',
      [
        { op: 'add', path: '/fan/speed', value: 2 },
        { op: 'add', path: '/fan/mode', value: 'auto' },
      ],
      { fan: { __t: 'c', speed: 2, mode: 'auto' } },
    ],
    ['reads escapes of its path', [{ op: 'add', path: '/a~1b/c~0d', value: 1 }], { 'a/b': { __t: 'c', 'c~d': 1 } }],
  ])('%s', async (_name, operations, expected) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    expect((await patch(harness, operations)).status).toBe(202);
    expect(await desired(harness)).toEqual(expected);
  });

  test('removes a property, a component’s property, and a component', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const fan = { speed: 2, mode: 'auto', $metadata: {} };
    await patch(harness, [
      { op: 'add', path: '/rate', value: 5 },
      { op: 'add', path: '/fan', value: fan },
    ]);
    await patch(harness, [
      { op: 'remove', path: '/rate' },
      { op: 'remove', path: '/fan/mode' },
    ]);
    expect(await desired(harness)).toEqual({ fan: { __t: 'c', speed: 2 } });
    await patch(harness, [{ op: 'remove', path: '/fan' }]);
    expect(await desired(harness)).toEqual({});
  });

  test('makes no component of a property that is an object', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await patch(harness, [{ op: 'add', path: '/place', value: { x: 1 } }]);
    await patch(harness, [{ op: 'add', path: '/place/y', value: 2 }]);
    expect(await desired(harness)).toEqual({ place: { x: 1, y: 2 } });
  });

  test.each([
    ['that is no array', {}],
    ['without operations', []],
    ['with what is no operation', [1]],
    ['that moves', [{ op: 'move', path: '/a', from: '/b' }]],
    ['that tests', [{ op: 'test', path: '/a', value: 1 }]],
    ['without a path', [{ op: 'add', value: 1 }]],
    ['of everything', [{ op: 'add', path: '', value: {} }]],
    ['of a path that is no pointer', [{ op: 'add', path: 'a', value: 1 }]],
    ['of a field deep within', [{ op: 'add', path: '/a/b/c', value: 1 }]],
    ['of a path with an empty name', [{ op: 'add', path: '/a/', value: 1 }]],
    ['of metadata', [{ op: 'add', path: '/$metadata', value: {} }]],
    ['without a value', [{ op: 'add', path: '/a' }]],
    ['of null', [{ op: 'replace', path: '/a', value: null }]],
    ['with a name that no property may have', [{ op: 'add', path: '/a b', value: 1 }]],
    [
      'that is wrong at its end',
      [
        { op: 'add', path: '/a', value: 1 },
        { op: 'move', path: '/b' },
      ],
    ],
  ])('%s is refused, and changes nothing', async (_name, body) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const before = (await askHub(harness, 'GET', '/twins/dev')).body;
    expect(await patch(harness, body)).toMatchObject({
      status: 400,
      headers: { 'iothub-errorcode': 'ArgumentInvalid' },
    });
    expect((await askHub(harness, 'GET', '/twins/dev')).body).toEqual(before);
  });

  test('is refused with an older ETag, and by a policy that may not', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const body = [{ op: 'add', path: '/a', value: 1 }];
    expect(await patch(harness, body, '"old"')).toMatchObject({
      status: 412,
      headers: { 'iothub-errorcode': 'PreconditionFailed' },
    });
    expect((await askHub(harness, 'PATCH', '/digitaltwins/dev', { body, policy: 'registryReadWrite' })).status).toBe(
      401,
    );
    expect(await desired(harness)).toEqual({});
    expect((await patch(harness, body, '"*"')).status).toBe(202);
  });
});

describe('a command of a digital twin', () => {
  const call = (harness: CloudHarness, tail: string, body?: unknown) =>
    askHub(harness, 'POST', `/digitaltwins/dev/${tail}`, { body });

  test.each([
    ['commands/reboot', 'reboot'],
    ['components/thermostat1/commands/getMaxMinReport', 'thermostat1*getMaxMinReport'],
  ])('%s is the method %s, with the device’s status in a header', async (tail, method) => {
    const { harness, client } = await startController();
    await client.subscribe({ topic: '$iothub/methods/POST/#', qos: 0 });
    const answer = call(harness, tail, '"2026-01-05"');
    const { topic } = await client.next('publish');
    expect(decodeURIComponent(topic)).toBe(`$iothub/methods/POST/${method}/?$rid=1`);
    client.publish('$iothub/methods/res/207/?$rid=1', '{"max":5}', 0);
    expect(await answer).toMatchObject({
      status: 200,
      headers: { 'x-ms-command-statuscode': '207', 'x-ms-request-id': expect.any(String) },
      body: { max: 5 },
    });
  });

  test('hands its argument on as it is, and answers null where the device said nothing', async () => {
    const { harness, client } = await startController();
    await client.subscribe({ topic: '$iothub/methods/POST/#', qos: 0 });
    const answer = call(harness, 'commands/c', '{"a":[1]}');
    expect((await client.next('publish')).payload.toString()).toBe('{"a":[1]}');
    client.publish('$iothub/methods/res/200/?$rid=1', '', 0);
    expect((await answer).body).toBeNull();
  });

  test('waits for a device as long as the query says, and for its answer', async () => {
    const { harness } = await startController();
    const query = '?connectTimeoutInSeconds=10&responseTimeoutInSeconds=5&x=';
    const answer = call(harness, `commands/c${query}`, 1);
    await harness.clock.advance(9999);
    let ended = false;
    void answer.then(() => (ended = true));
    await harness.clock.settle();
    expect(ended).toBe(false);
    await harness.clock.advance(1);
    expect(await answer).toMatchObject({ status: 404, headers: { 'iothub-errorcode': 'DeviceNotOnline' } });
  });

  test.each([['connectTimeoutInSeconds=301'], ['responseTimeoutInSeconds=4'], ['responseTimeoutInSeconds=soon']])(
    'is refused with %s',
    async (query) => {
      const { harness } = await startController();
      expect((await call(harness, `commands/c?${query}&x=`, 1)).status).toBe(400);
    },
  );
});
