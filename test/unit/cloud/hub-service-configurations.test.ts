import { describe, expect, test } from 'vitest';
import type { CloudState } from '../../../src/cloud/state/cloud-state.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';

const NOW = '2026-01-05T09:10:11.0000000Z';
/** Longer than changes are gathered. */
const SOON_MS = 1000;

const body = (more: object = {}) => ({
  schemaVersion: '1.0',
  content: { deviceContent: { 'properties.desired.rate': 5 } },
  targetCondition: "tags.site = 'north'",
  priority: 10,
  ...more,
});
const put = (harness: CloudHarness, id: string, wanted: object, ifMatch?: string) =>
  askHub(harness, 'PUT', `/configurations/${id}`, { body: wanted, ...(ifMatch === undefined ? {} : { ifMatch }) });
const get = async (harness: CloudHarness, id: string) => (await askHub(harness, 'GET', `/configurations/${id}`)).body;
const tag = (harness: CloudHarness, id: string, site: string | null) =>
  askHub(harness, 'PATCH', `/twins/${id}`, { body: { tags: { site } } });

async function desired(harness: CloudHarness, id: string): Promise<object> {
  const twin = (await askHub(harness, 'GET', `/twins/${id}`)).body;
  const { $metadata: _metadata, $version: _version, ...rest } = twin.properties.desired;
  return rest;
}

/** Devices a and b, of which a is in the north. */
async function startDevices(): Promise<CloudHarness> {
  const harness = await startCloud();
  for (const id of ['a', 'b']) await harness.addDevice(id);
  await tag(harness, 'a', 'north');
  return harness;
}

describe('a configuration', () => {
  test('is shown in full, alone and in the list', async () => {
    const harness = await startDevices();
    const metrics = { queries: { all: 'SELECT deviceId FROM devices' } };
    const made = await put(harness, 'conf-1', body({ id: 'conf-1', labels: { owner: 'me' }, metrics }));
    expect(made).toMatchObject({ status: 200, headers: { etag: `"${made.body.etag}"` } });
    expect(made.body).toEqual({
      id: 'conf-1',
      schemaVersion: '1.0',
      labels: { owner: 'me' },
      content: { deviceContent: { 'properties.desired.rate': 5 } },
      targetCondition: "tags.site = 'north'",
      createdTimeUtc: NOW,
      lastUpdatedTimeUtc: NOW,
      priority: 10,
      systemMetrics: { results: { targetedCount: 1, appliedCount: 0 }, queries: {} },
      metrics: { results: { all: 2 }, queries: { all: 'SELECT deviceId FROM devices' } },
      etag: expect.any(String),
    });
    await harness.clock.advance(SOON_MS);
    const shown = await get(harness, 'conf-1');
    expect(shown.systemMetrics.results).toEqual({ targetedCount: 1, appliedCount: 1 });
    expect((await askHub(harness, 'GET', '/configurations')).body).toEqual([shown]);
  });

  test('is brought to the devices that it is for, and to those that become so', async () => {
    const harness = await startDevices();
    const client = await harness.connect('a');
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    await put(harness, 'c', body());
    await harness.clock.advance(SOON_MS);
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({ rate: 5, $version: 2 });
    expect(await desired(harness, 'b')).toEqual({});
    await tag(harness, 'b', 'north');
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'b')).toEqual({ rate: 5 });
    await harness.addDevice('later');
    await tag(harness, 'later', 'north');
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'later')).toEqual({ rate: 5 });
    expect((await get(harness, 'c')).systemMetrics.results).toEqual({ targetedCount: 3, appliedCount: 3 });
  });

  test('is brought once: a device that has it hears nothing more', async () => {
    const harness = await startDevices();
    await put(harness, 'c', body());
    await harness.clock.advance(SOON_MS * 10);
    const { version } = (await askHub(harness, 'GET', '/twins/a')).body;
    await put(harness, 'c', body({ priority: 11 }), '"*"');
    await harness.clock.advance(SOON_MS * 10);
    expect((await askHub(harness, 'GET', '/twins/a')).body.version).toBe(version);
  });

  test('comes back when somebody changes what it sets', async () => {
    const harness = await startDevices();
    await put(harness, 'c', body());
    await harness.clock.advance(SOON_MS);
    await askHub(harness, 'PATCH', '/twins/a', { body: { properties: { desired: { rate: 1, own: 2 } } } });
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 5, own: 2 });
  });

  test('takes away what it sets to null, once', async () => {
    const harness = await startDevices();
    await askHub(harness, 'PATCH', '/twins/a', { body: { properties: { desired: { old: 1, mode: { fast: 1 } } } } });
    const deviceContent = {
      'properties.desired': { rate: 5, gone: null },
      'properties.desired.old': null,
      'properties.desired.mode': { slow: 1, fast: null },
    };
    await put(harness, 'c', body({ content: { deviceContent } }));
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 5, mode: { slow: 1 } });
    expect((await get(harness, 'c')).systemMetrics.results).toEqual({ targetedCount: 1, appliedCount: 1 });
    const { version } = (await askHub(harness, 'GET', '/twins/a')).body;
    await harness.clock.advance(60 * SOON_MS);
    expect((await askHub(harness, 'GET', '/twins/a')).body.version).toBe(version);
  });

  test('leaves what it set when its device is no longer meant, and when it is removed', async () => {
    const harness = await startDevices();
    await put(harness, 'c', body());
    await harness.clock.advance(SOON_MS);
    await tag(harness, 'a', null);
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 5 });
    expect((await askHub(harness, 'DELETE', '/configurations/c', { ifMatch: '"*"' })).status).toBe(204);
    await askHub(harness, 'PATCH', '/twins/a', { body: { properties: { desired: { rate: 1 } } } });
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 1 });
    expect(harness.clock.pending).toBe(0);
  });

  test('of a higher priority wins where two set the same, and of two that are equal the newer one', async () => {
    const harness = await startDevices();
    const content = (rate: number, more: object = {}) => ({
      content: { deviceContent: { 'properties.desired.rate': rate, ...more } },
    });
    await put(harness, 'high', body({ ...content(9), priority: 20 }));
    await harness.clock.advance(SOON_MS);
    await put(harness, 'low', body(content(1, { 'properties.desired.mode': 'auto' })));
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 9, mode: 'auto' });
    expect((await get(harness, 'low')).systemMetrics.results).toEqual({ targetedCount: 1, appliedCount: 0 });
    await put(harness, 'newer', body({ ...content(7), priority: 20 }));
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 7, mode: 'auto' });
    await askHub(harness, 'DELETE', '/configurations/newer');
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({ rate: 9, mode: 'auto' });
  });

  test('sets deep properties and whole objects, and merges at the root', async () => {
    const harness = await startDevices();
    const before = { net: { ssid: 'x', retry: { count: 1 } }, place: { floor: 1, room: 2 } };
    await askHub(harness, 'PATCH', '/twins/a', { body: { properties: { desired: before } } });
    const deviceContent = {
      'properties.desired.net.retry.count': 3,
      'properties.desired.place': { floor: 9 },
      'properties.desired': { rate: 5 },
    };
    await put(harness, 'c', body({ content: { deviceContent } }));
    await harness.clock.advance(SOON_MS);
    expect(await desired(harness, 'a')).toEqual({
      net: { ssid: 'x', retry: { count: 3 } },
      place: { floor: 9 },
      rate: 5,
    });
  });

  test.each([
    ['*', { targetedCount: 2, appliedCount: 2 }],
    ['', { targetedCount: 0, appliedCount: 0 }],
    ["deviceId = 'b'", { targetedCount: 1, appliedCount: 1 }],
  ])('for %j is for so many', async (targetCondition, results) => {
    const harness = await startDevices();
    await harness.addDevice('a/mod');
    await put(harness, 'c', body({ targetCondition }));
    await harness.clock.advance(SOON_MS);
    expect((await get(harness, 'c')).systemMetrics.results).toEqual(results);
  });

  test('that a twin cannot take is not counted as applied', async () => {
    const harness = await startDevices();
    await put(harness, 'c', body({ content: { deviceContent: { 'properties.desired.a b': 1 } } }));
    await harness.clock.advance(SOON_MS);
    expect((await get(harness, 'c')).systemMetrics.results).toEqual({ targetedCount: 1, appliedCount: 0 });
    expect(await desired(harness, 'a')).toEqual({});
  });

  test('goes on after a restart', async () => {
    const harness = await startDevices();
    await put(harness, 'c', body());
    const state = readCloudState(JSON.parse(JSON.stringify(harness.cloud.snapshot())), crypto, 0) as CloudState;
    harness.cloud.dispose();
    const next = await startCloud({ state });
    await next.clock.advance(SOON_MS);
    expect(await desired(next, 'a')).toEqual({ rate: 5 });
  });
});

describe('who changes a configuration', () => {
  test('must know that it is there, and its ETag', async () => {
    const harness = await startDevices();
    expect((await put(harness, 'c', body(), '"*"')).status).toBe(404);
    const { etag } = (await put(harness, 'c', body())).body;
    expect(await put(harness, 'c', body({ priority: 1 }))).toMatchObject({
      status: 409,
      headers: { 'iothub-errorcode': 'ConfigurationAlreadyExists' },
    });
    await harness.clock.advance(SOON_MS);
    const changed = await put(harness, 'c', body({ priority: 1, targetCondition: '*' }), `"${etag}"`);
    expect(changed).toMatchObject({ status: 200, body: { priority: 1, targetCondition: '*', createdTimeUtc: NOW } });
    expect(changed.body.lastUpdatedTimeUtc).not.toBe(NOW);
    for (const method of ['PUT', 'DELETE'] as const) {
      const answer = await askHub(harness, method, '/configurations/c', { body: body(), ifMatch: `"${etag}"` });
      expect(answer).toMatchObject({ status: 412, headers: { 'iothub-errorcode': 'PreconditionFailed' } });
    }
    expect((await get(harness, 'c')).priority).toBe(1);
  });

  test('cannot change its content', async () => {
    const harness = await startDevices();
    await put(harness, 'c', body());
    const other = { content: { deviceContent: { 'properties.desired.rate': 6 } } };
    expect((await put(harness, 'c', body(other), '"*"')).status).toBe(400);
    const { content: _content, ...rest } = body({ priority: 3 });
    expect(await put(harness, 'c', rest, '"*"')).toMatchObject({ status: 200, body: { priority: 3 } });
    expect((await get(harness, 'c')).content).toEqual(body().content);
  });

  test('is not found without one', async () => {
    const harness = await startDevices();
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await askHub(harness, method, '/configurations/none')).toMatchObject({
        status: 404,
        headers: { 'iothub-errorcode': 'ConfigurationNotFound' },
      });
    }
  });

  test('has room for a hundred', async () => {
    const harness = await startCloud();
    for (let count = 0; count < 100; count += 1) await put(harness, `c${count}`, body());
    expect(await put(harness, 'one-more', body())).toMatchObject({
      status: 403,
      headers: { 'iothub-errorcode': 'ConfigurationCountLimitExceeded' },
    });
    expect((await put(harness, 'c1', body({ priority: 2 }), '"*"')).status).toBe(200);
  });

  test.each([
    ['with an ID in capitals', 'Conf', body()],
    ['of another ID than the path', 'c', body({ id: 'other' })],
    ['without content', 'c', body({ content: undefined })],
    ['with content for IoT Edge', 'c', body({ content: { modulesContent: { $edgeAgent: {} } } })],
    ['with content for modules', 'c', body({ content: { moduleContent: {} } })],
    ['with device content that is no object', 'c', body({ content: { deviceContent: [] } })],
    ['with a path to reported properties', 'c', body({ content: { deviceContent: { 'properties.reported.a': 1 } } })],
    ['with a path that has a gap', 'c', body({ content: { deviceContent: { 'properties.desired..a': 1 } } })],
    ['with a root that is no object', 'c', body({ content: { deviceContent: { 'properties.desired': 1 } } })],
    ['with labels that are no texts', 'c', body({ labels: { a: 1 } })],
    ['with a condition that is no text', 'c', body({ targetCondition: 7 })],
    ['with a condition that cannot be read', 'c', body({ targetCondition: 'colour = 1' })],
    ['for modules', 'c', body({ targetCondition: 'FROM devices.modules' })],
    ['with a metric that is no text', 'c', body({ metrics: { queries: { a: 1 } } })],
    ['with a metric that cannot be read', 'c', body({ metrics: { queries: { a: 'SELECT' } } })],
    ['with a priority below 0', 'c', body({ priority: -1 })],
    ['with half a priority', 'c', body({ priority: 0.5 })],
  ])('is refused %s', async (_name, id, wanted) => {
    const harness = await startDevices();
    expect(await put(harness, id, wanted)).toMatchObject({
      status: 400,
      headers: { 'iothub-errorcode': 'ArgumentInvalid' },
    });
    expect(harness.cloud.snapshot().hubConfigurations).toEqual([]);
  });

  test('needs a policy that may, and without it nothing changes', async () => {
    const harness = await startDevices();
    const asked = { body: body(), policy: 'service' };
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      expect((await askHub(harness, method, '/configurations/c', asked)).status).toBe(401);
    }
    expect((await askHub(harness, 'PUT', '/configurations/c', { ...asked, policy: 'registryRead' })).status).toBe(401);
    expect(harness.cloud.snapshot().hubConfigurations).toEqual([]);
  });

  test('can try its queries first', async () => {
    const harness = await startDevices();
    const queries = { good: 'SELECT deviceId FROM devices', bad: 'SELECT', odd: 7 };
    const answer = await askHub(harness, 'POST', '/configurations/testQueries', {
      body: { targetCondition: 'colour = 1', customMetricQueries: queries },
    });
    expect(answer.body).toEqual({
      targetConditionError: expect.stringContaining('Twins have no colour'),
      customMetricQueryErrors: {
        good: null,
        bad: expect.stringContaining('ends where'),
        odd: expect.stringContaining('must be a string'),
      },
    });
    const good = await askHub(harness, 'POST', '/configurations/testQueries', { body: { targetCondition: '*' } });
    expect(good.body).toEqual({ targetConditionError: null, customMetricQueryErrors: {} });
  });

  test('is told that there is no IoT Edge here', async () => {
    const harness = await startDevices();
    const asked = { body: { modulesContent: {} } };
    const apply = (id: string) => askHub(harness, 'POST', `/devices/${id}/applyConfigurationContent`, asked);
    expect(await apply('a')).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
    expect((await apply('nobody')).status).toBe(404);
  });
});
