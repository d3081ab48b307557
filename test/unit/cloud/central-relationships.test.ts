import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askCentral, expectedError, readPages } from '../../support/central.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';

const URL = '/api/devices/gateway/relationships';
const LINK = { source: 'gateway', target: 'leaf' };

/** A gateway that runs IoT Edge, one below it that does too, and two leaves; all of the hub, so that it shows scopes. */
async function startWithDevices(): Promise<CloudHarness> {
  const harness = await startCloud();
  for (const id of ['gateway', 'edge-2']) {
    await askHub(harness, 'PUT', `/devices/${id}`, { body: { deviceId: id, capabilities: { iotEdge: true } } });
  }
  for (const id of ['leaf', 'leaf-2']) await harness.addDevice(id);
  return harness;
}

const hubDevice = async (
  harness: CloudHarness,
  id: string,
): Promise<{ deviceScope?: string; parentScopes?: string[] }> => (await askHub(harness, 'GET', `/devices/${id}`)).body;

describe('a relationship', () => {
  test('is made by PUT with 200, seen from both ends, and removed from either', async () => {
    const harness = await startWithDevices();
    const shown = { id: 'rel-1', ...LINK };
    const made = await askCentral(harness, 'PUT', `${URL}/rel-1`, { body: LINK });
    expect(made).toMatchObject({ status: 200 });
    expect(made.body).toEqual(shown);
    for (const id of ['gateway', 'leaf']) {
      expect((await askCentral(harness, 'GET', `/api/devices/${id}/relationships`)).body).toEqual({ value: [shown] });
      expect((await askCentral(harness, 'GET', `/api/devices/${id}/relationships/rel-1`)).body).toEqual(shown);
    }
    const away = await askCentral(harness, 'DELETE', '/api/devices/leaf/relationships/rel-1');
    expect(away).toMatchObject({ status: 204, body: undefined });
    expect((await askCentral(harness, 'GET', URL)).body).toEqual({ value: [] });
  });

  test('puts a leaf into the scope of an Edge gateway, and takes it out again', async () => {
    const harness = await startWithDevices();
    const { deviceScope } = await hubDevice(harness, 'gateway');
    await askCentral(harness, 'PUT', `${URL}/rel-1`, { body: LINK });
    expect(await hubDevice(harness, 'leaf')).toMatchObject({ deviceScope, parentScopes: [deviceScope] });
    await askCentral(harness, 'PATCH', `${URL}/rel-1`, { body: { target: 'leaf-2' } });
    expect((await hubDevice(harness, 'leaf')).deviceScope ?? '').toBe('');
    expect(await hubDevice(harness, 'leaf-2')).toMatchObject({ deviceScope });
    await askCentral(harness, 'DELETE', `${URL}/rel-1`);
    expect((await hubDevice(harness, 'leaf-2')).deviceScope ?? '').toBe('');
  });

  test('leaves an Edge device that is a child its own scope', async () => {
    const harness = await startWithDevices();
    const before = await hubDevice(harness, 'edge-2');
    await askCentral(harness, 'PUT', `${URL}/rel-1`, { body: { source: 'gateway', target: 'edge-2' } });
    const { deviceScope: scope } = await hubDevice(harness, 'gateway');
    expect(await hubDevice(harness, 'edge-2')).toMatchObject({
      deviceScope: before.deviceScope,
      parentScopes: [scope],
    });
  });

  test('ends when the hub gives the device another parent', async () => {
    const harness = await startWithDevices();
    await askCentral(harness, 'PUT', `${URL}/rel-1`, { body: LINK });
    const { deviceScope } = await hubDevice(harness, 'edge-2');
    const { etag: _etag, ...leaf } = (await askHub(harness, 'GET', '/devices/leaf')).body;
    const body = { ...leaf, deviceScope, parentScopes: [deviceScope] };
    expect((await askHub(harness, 'PUT', '/devices/leaf', { body, ifMatch: '*' })).status).toBe(200);
    expect((await askCentral(harness, 'GET', URL)).body).toEqual({ value: [] });
  });

  test('goes with either of its devices, and does not come back with its name', async () => {
    const harness = await startWithDevices();
    await askCentral(harness, 'PUT', `${URL}/rel-1`, { body: LINK });
    await askCentral(harness, 'DELETE', '/api/devices/gateway');
    expect((await askCentral(harness, 'GET', '/api/devices/leaf/relationships')).body).toEqual({ value: [] });
    expect((await hubDevice(harness, 'leaf')).deviceScope ?? '').toBe('');
    await askCentral(harness, 'PUT', '/api/devices/gateway', { body: {} });
    expect((await askCentral(harness, 'GET', URL)).body).toEqual({ value: [] });
  });

  test('of a gateway without IoT Edge is kept and changes nothing at the hub', async () => {
    const harness = await startWithDevices();
    const before = await hubDevice(harness, 'leaf');
    const body = { source: 'leaf-2', target: 'leaf' };
    expect((await askCentral(harness, 'PUT', '/api/devices/leaf/relationships/rel-1', { body })).status).toBe(200);
    expect(await hubDevice(harness, 'leaf')).toEqual(before);
    const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    const next = await startCloud({ state: readCloudState(kept, nodeCrypto, harness.clock.now()) });
    expect((await askCentral(next, 'GET', '/api/devices/leaf-2/relationships')).body.value).toHaveLength(1);
  });

  test('is listed with the others one level up and down, page by page', async () => {
    const harness = await startWithDevices();
    await askCentral(harness, 'PUT', `${URL}/up`, { body: { source: 'gateway', target: 'edge-2' } });
    for (const target of ['leaf', 'leaf-2']) {
      await askCentral(harness, 'PUT', `/api/devices/edge-2/relationships/to-${target}`, {
        body: { source: 'edge-2', target },
      });
    }
    const pages = await readPages(harness, '/api/devices/edge-2/relationships?$top=2');
    expect(pages.flatMap(({ value }) => value.map(({ id }: { id: string }) => id))).toEqual([
      'to-leaf',
      'to-leaf-2',
      'up',
    ]);
    expect((await askCentral(harness, 'GET', URL)).body.value).toHaveLength(1);
  });

  test.each([
    [{ source: 'gateway' }, 'target is missing.'],
    [{ source: 'gateway', target: 1 }, 'target must be a string that is not empty.'],
    [{ source: 'gateway', target: 'nobody' }, 'There is no device nobody.'],
    [{ source: 'gateway', target: 'gateway' }, 'A device cannot be its own gateway.'],
    [{ source: 'leaf', target: 'leaf-2' }, 'source or target must be gateway, of which the relationship is to be.'],
    [{ source: 'gateway', target: 'edge-2' }, 'The device edge-2 has the gateway leaf already.'],
    [{ source: 'edge-2', target: 'gateway' }, undefined],
    [{ source: 'leaf-2', target: 'gateway' }, undefined],
  ])('%j beside one from leaf to edge-2 is answered %s', async (body, message) => {
    const harness = await startWithDevices();
    await askCentral(harness, 'PUT', '/api/devices/leaf/relationships/first', {
      body: { source: 'leaf', target: 'edge-2' },
    });
    const answer = await askCentral(harness, 'PUT', `${URL}/rel-1`, { body });
    if (message === undefined) return expect(answer.status).toBe(200);
    expect(answer).toMatchObject(expectedError(400, 'InvalidBody', message));
    return expect((await askCentral(harness, 'GET', URL)).body).toEqual({ value: [] });
  });

  test('cannot make a ring', async () => {
    const harness = await startWithDevices();
    await askCentral(harness, 'PUT', `${URL}/down`, { body: { source: 'gateway', target: 'edge-2' } });
    const answer = await askCentral(harness, 'PUT', `${URL}/up`, { body: { source: 'edge-2', target: 'gateway' } });
    expect(answer).toMatchObject(expectedError(400, 'InvalidBody', 'The gateway edge-2 is reached by gateway itself.'));
  });

  test('has an ID that is its own, and is not another device’s', async () => {
    const harness = await startWithDevices();
    await askCentral(harness, 'PUT', `${URL}/rel-1`, { body: LINK });
    const elsewhere = '/api/devices/leaf-2/relationships/rel-1';
    const body = { source: 'leaf-2', target: 'edge-2' };
    expect(await askCentral(harness, 'PUT', elsewhere, { body })).toMatchObject(
      expectedError(409, 'Conflict', 'There is a relationship rel-1, of gateway and leaf.'),
    );
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expect(await askCentral(harness, method, elsewhere, { body })).toMatchObject(
        expectedError(404, 'NotFound', 'The device leaf-2 has no relationship rel-1.'),
      );
    }
    expect(await askCentral(harness, 'PUT', `${URL}/a.b`, { body: LINK })).toMatchObject(
      expectedError(400, 'InvalidId', expect.any(String)),
    );
  });
});

describe('a module', () => {
  async function startWithModule(): Promise<CloudHarness> {
    const harness = await startCloud();
    for (const id of ['dev', 'dev/camera', 'dev/$edgeAgent', 'other', 'other/mod']) await harness.addDevice(id);
    return harness;
  }

  test('is listed with its device, without those of the runtime', async () => {
    const harness = await startWithModule();
    expect((await askCentral(harness, 'GET', '/api/devices/dev/modules')).body).toEqual({
      value: [{ '@id': 'camera', '@type': ['Relationship', 'EdgeModule'], name: 'camera', displayName: 'camera' }],
    });
    expect(await askCentral(harness, 'GET', '/api/devices/nobody/modules')).toMatchObject(
      expectedError(404, 'NotFound', 'There is no device nobody.'),
    );
  });

  test('has properties of its own', async () => {
    const harness = await startWithModule();
    const url = '/api/devices/dev/modules/camera/properties';
    const patch = await askCentral(harness, 'PATCH', url, { body: { zoom: 2 } });
    expect(patch).toMatchObject({ status: 202, body: { $metadata: { zoom: { desiredValue: 2 } } } });
    expect((await askCentral(harness, 'GET', url)).body.$metadata.zoom).toMatchObject({ desiredValue: 2 });
    expect((await askCentral(harness, 'GET', '/api/devices/dev/properties')).body.$metadata).toEqual({});
  });

  test('has components, each with properties of its own', async () => {
    const harness = await startWithModule();
    const url = '/api/devices/dev/modules/camera/components';
    const patch = await askCentral(harness, 'PATCH', `${url}/lens/properties`, { body: { zoom: 2 } });
    expect(patch.status).toBe(202);
    expect((await askCentral(harness, 'GET', url)).body.value).toMatchObject([{ '@type': 'Component', name: 'lens' }]);
    const { body } = await askCentral(harness, 'GET', `${url}/lens/properties`);
    expect(body.$metadata.zoom).toMatchObject({ desiredValue: 2 });
    expect((await askCentral(harness, 'GET', '/api/devices/dev/components')).body).toEqual({ value: [] });
  });

  test('answers commands and has telemetry', async () => {
    const harness = await startWithModule();
    const client = await harness.connect('dev/camera');
    await client.subscribe('$iothub/methods/POST/#');
    const url = '/api/devices/dev/modules/camera';
    const call = askCentral(harness, 'POST', `${url}/commands/shoot`, { body: { request: 1 } });
    const { topic } = await client.next('publish');
    client.publish(`$iothub/methods/res/200/?$rid=${/rid=(\w+)/.exec(topic)?.[1]}`, '{"ok":true}');
    expect(await call).toMatchObject({ status: 201, body: { response: { ok: true }, responseCode: 200 } });
    expect((await askCentral(harness, 'GET', `${url}/commands/shoot`)).body.value).toHaveLength(1);
    client.publish('devices/dev/modules/camera/messages/events/', '{"light":7}');
    await client.next('puback');
    expect((await askCentral(harness, 'GET', `${url}/telemetry/light`)).body.value).toBe(7);
  });

  test.each([
    ['GET', '/api/devices/dev/modules/nothing/properties'],
    ['GET', '/api/devices/dev/modules/mod/properties'],
    ['PATCH', '/api/devices/nobody/modules/camera/properties'],
    ['POST', '/api/devices/dev/modules/nothing/commands/shoot'],
    ['GET', '/api/devices/dev%2Fcamera/modules/x/telemetry/light'],
  ] as const)('that is not there is 404 for %s %s', async (method, url) => {
    const harness = await startWithModule();
    const answer = await askCentral(harness, method, url, method === 'GET' ? {} : { body: {} });
    expect(answer).toMatchObject(expectedError(404, 'NotFound', expect.stringContaining('has no module')));
  });
});
