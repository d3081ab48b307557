import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';

const MADE = '2026-01-05T09:10:11.0000000Z';
const LATER = '2026-01-05T09:10:12.0000000Z';

const patch = (harness: CloudHarness, body: unknown, ifMatch?: string) =>
  askHub(harness, 'PATCH', '/twins/dev', { body, ...(ifMatch === undefined ? {} : { ifMatch }) });

async function withDevice(): Promise<CloudHarness> {
  const harness = await startCloud();
  await harness.addDevice('dev');
  return harness;
}

describe('a twin, as back ends see it', () => {
  test('is whole from the start', async () => {
    const harness = await withDevice();
    const { status, headers, body } = await askHub(harness, 'GET', '/twins/dev');
    expect(status).toBe(200);
    expect(headers['etag']).toBe(`"${body.etag}"`);
    expect(body).toEqual({
      deviceId: 'dev',
      etag: expect.any(String),
      deviceEtag: (await askHub(harness, 'GET', '/devices/dev')).body.etag,
      status: 'enabled',
      statusUpdateTime: '0001-01-01T00:00:00Z',
      connectionState: 'Disconnected',
      lastActivityTime: '0001-01-01T00:00:00Z',
      cloudToDeviceMessageCount: 0,
      authenticationType: 'sas',
      x509Thumbprint: { primaryThumbprint: null, secondaryThumbprint: null },
      modelId: '',
      version: 1,
      tags: {},
      properties: {
        desired: { $metadata: { $lastUpdated: MADE, $lastUpdatedVersion: 1 }, $version: 1 },
        reported: { $metadata: { $lastUpdated: MADE }, $version: 1 },
      },
      capabilities: { iotEdge: false },
    });
  });

  test('takes tags and desired properties together, and tells when each property changed', async () => {
    const harness = await withDevice();
    await patch(harness, { tags: { site: { floor: 1 } }, properties: { desired: { a: { b: 1, c: [1] } } } });
    await harness.clock.advance(1000);
    const { status, body } = await patch(harness, { properties: { desired: { a: { b: 2 } } } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ tags: { site: { floor: 1 } }, version: 3 });
    expect(body.properties.desired).toEqual({
      a: { b: 2, c: [1] },
      $metadata: {
        $lastUpdated: LATER,
        $lastUpdatedVersion: 3,
        a: {
          $lastUpdated: LATER,
          $lastUpdatedVersion: 3,
          b: { $lastUpdated: LATER, $lastUpdatedVersion: 3 },
          c: { $lastUpdated: MADE, $lastUpdatedVersion: 2 },
        },
      },
      $version: 3,
    });
  });

  test('what lies deeper than two levels has the time of the level above', async () => {
    const harness = await withDevice();
    await patch(harness, { properties: { desired: { a: { b: { c: { d: 1 } } } } } });
    await harness.clock.advance(1000);
    const { body } = await patch(harness, { properties: { desired: { other: 1 } } });
    const { a } = body.properties.desired.$metadata;
    expect(a.b.c.d).toEqual({ $lastUpdated: MADE, $lastUpdatedVersion: 2 });
    expect(a.b.c).toMatchObject({ $lastUpdated: MADE, $lastUpdatedVersion: 2 });
  });

  test('forgets what is patched with null: a property, a tag, or all of them', async () => {
    const harness = await withDevice();
    await patch(harness, { tags: { a: 1, b: 2 }, properties: { desired: { a: 1, b: 2 } } });
    const one = await patch(harness, { tags: { a: null }, properties: { desired: { a: null } } });
    expect(one.body).toMatchObject({ tags: { b: 2 }, properties: { desired: { b: 2, $version: 3 } } });
    expect(one.body.tags).toEqual({ b: 2 });
    const all = await patch(harness, { tags: null, properties: { desired: null } });
    expect(all.body.tags).toEqual({});
    expect(all.body.properties.desired.b).toBeUndefined();
  });

  test('a device that listens is sent the patch of its desired properties, and nothing of the tags', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    await patch(harness, { tags: { secret: 1 }, properties: { desired: { a: 1 } } });
    await patch(harness, { tags: { secret: 2 } });
    await patch(harness, { properties: { desired: { a: 2 } } });
    expect((await client.next('publish')).payload.toString()).toBe('{"a":1,"$version":2}');
    expect((await client.next('publish')).payload.toString()).toBe('{"a":2,"$version":3}');
  });

  test('a replacement empties what it leaves out, and sends the device null for it', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await patch(harness, { tags: { a: 1 }, properties: { desired: { gone: 1, kept: { x: 1, y: 2 } } } });
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    const body = { tags: { b: 1 }, properties: { desired: { kept: { y: 3 }, fresh: true } } };
    const { status, body: twin } = await askHub(harness, 'PUT', '/twins/dev', { body });
    expect(status).toBe(200);
    expect(twin.tags).toEqual({ b: 1 });
    expect(twin.properties.desired).toMatchObject({ kept: { y: 3 }, fresh: true, $version: 3 });
    expect(twin.properties.desired.kept).toEqual({ y: 3 });
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({
      gone: null,
      kept: { x: null, y: 3 },
      fresh: true,
      $version: 3,
    });
    const empty = await askHub(harness, 'PUT', '/twins/dev', { body: {} });
    expect([empty.body.tags, Object.keys(empty.body.properties.desired)]).toEqual([{}, ['$metadata', '$version']]);
  });

  test('a twin that was read can be sent back with its marks, and reported properties are the device’s alone', async () => {
    const harness = await withDevice();
    await patch(harness, { properties: { desired: { a: 1 } } });
    const read = (await askHub(harness, 'GET', '/twins/dev')).body;
    const body = { ...read, properties: { ...read.properties, reported: { forged: true } } };
    for (const method of ['PATCH', 'PUT'] as const) {
      const { status, body: twin } = await askHub(harness, method, '/twins/dev', { body });
      expect(status).toBe(200);
      expect(twin.properties.desired).toMatchObject({ a: 1 });
      expect(twin.properties.reported.forged).toBeUndefined();
    }
  });

  test('its ETag changes with tags and desired properties, and not with reported ones; its version with all', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const read = async (): Promise<{ etag: string; version: number }> =>
      (await askHub(harness, 'GET', '/twins/dev')).body;
    const first = await read();
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"a":1}', 0);
    await harness.clock.settle();
    const reported = await read();
    expect(reported).toMatchObject({ etag: first.etag, version: first.version + 1 });
    await patch(harness, { tags: { a: 1 } });
    const tagged = await read();
    expect(tagged.version).toBe(first.version + 2);
    expect(tagged.etag).not.toBe(first.etag);
    await harness.rest('PATCH', '/api/devices/dev/properties', { b: 1 });
    const desired = await read();
    expect(desired.version).toBe(first.version + 3);
    expect(desired.etag).not.toBe(tagged.etag);
    await patch(harness, {});
    expect(await read()).toMatchObject({ etag: desired.etag, version: desired.version });
  });

  test('with another ETag than its own it is refused and stays; with its own, or any, it changes', async () => {
    const harness = await withDevice();
    const { etag } = (await askHub(harness, 'GET', '/twins/dev')).body;
    expect(await patch(harness, { tags: { a: 1 } }, '"abc"')).toMatchObject({
      status: 412,
      headers: { 'iothub-errorcode': 'PreconditionFailed' },
    });
    expect((await patch(harness, { tags: { a: 1 } }, `"${etag}"`)).status).toBe(200);
    expect((await patch(harness, { tags: { a: 2 } }, `"${etag}"`)).status).toBe(412);
    expect((await patch(harness, { tags: { a: 3 } }, '"*"')).body.tags).toEqual({ a: 3 });
    expect((await patch(harness, { tags: { a: 4 } })).status).toBe(200);
  });

  test.each([
    ['an array', []],
    ['no body', undefined],
    ['tags that are no object', { tags: 1 }],
    ['desired properties that are no object', { properties: { desired: [] } }],
    ['a tag with a dot in its name', { tags: { 'a.b': 1 } }],
    ['null in an array', { tags: { a: [null] } }],
    ['tags of more than 8 KB', { tags: { a: 'x'.repeat(4000), b: 'x'.repeat(4000), c: 'x'.repeat(400) } }],
    ['good tags beside bad properties', { tags: { a: 1 }, properties: { desired: { 'a b': 1 } } }],
  ])('is not changed by %s', async (_name, body) => {
    const harness = await withDevice();
    const before = harness.cloud.snapshot();
    for (const method of ['PATCH', 'PUT'] as const) {
      expect(await askHub(harness, method, '/twins/dev', { body })).toMatchObject({
        status: 400,
        headers: { 'iothub-errorcode': 'ArgumentInvalid' },
      });
    }
    expect(harness.cloud.snapshot()).toEqual(before);
  });

  test.each(['__proto__', 'constructor'])('a tag may be called %s', async (name) => {
    const harness = await withDevice();
    await patch(harness, `{"tags":{"${name}":1}}`);
    const { body } = await askHub(harness, 'GET', '/twins/dev');
    expect(Object.entries(body.tags)).toEqual([[name, 1]]);
  });

  test('a module has a twin of its own', async () => {
    const harness = await withDevice();
    await harness.addDevice('dev/mod');
    const body = { tags: { a: 1 }, properties: { desired: { b: 1 } } };
    const patched = await askHub(harness, 'PATCH', '/twins/dev/modules/mod', { body });
    expect(patched).toMatchObject({ status: 200, body: { deviceId: 'dev', moduleId: 'mod', tags: { a: 1 } } });
    expect((await askHub(harness, 'GET', '/twins/dev')).body.tags).toEqual({});
    expect((await askHub(harness, 'GET', '/twins/dev/modules/none')).status).toBe(404);
  });
});
