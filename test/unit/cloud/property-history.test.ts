import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { connectPump, TEMPLATE } from '../../support/models.ts';
import type { TestClient } from '../../support/test-client.ts';

async function report(client: TestClient, patch: object): Promise<void> {
  client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', JSON.stringify(patch));
  await client.next('publish');
}

async function historyOf(harness: CloudHarness): Promise<readonly Record<string, unknown>[]> {
  return (await harness.rest('GET', '/_emu/devices/dev-1/history')).body.properties;
}

describe('the history of properties', () => {
  test('tells what was wished by whom, what the device answered, and what it reported', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await client.subscribe('$iothub/twin/res/#');
    const at = harness.clock.now();
    await harness.rest('PATCH', '/api/devices/dev-1/properties', { speed: 3, owner: 'Ada' });
    await report(client, { serial: 'A1', inlet: { __t: 'c', maker: 'B', limit: 1 } });
    await report(client, { speed: { value: 3, ac: 200, av: 2, ad: 'done' } });
    await report(client, { serial: null });
    const row = { at, by: 'device', section: 'reported', component: null, cut: false, acknowledgement: null };
    expect(await historyOf(harness)).toEqual([
      { ...row, name: 'serial', version: 4, value: null },
      { ...row, name: 'speed', version: 3, value: 3, acknowledgement: { code: 200, version: 2, description: 'done' } },
      { ...row, name: 'limit', component: 'inlet', version: 2, value: 1 },
      { ...row, name: 'maker', component: 'inlet', version: 2, value: 'B' },
      { ...row, name: 'serial', version: 2, value: 'A1' },
      { ...row, name: 'owner', section: 'cloud', by: 'operator', version: null, value: 'Ada' },
      { ...row, name: 'speed', section: 'desired', by: 'operator', version: 2, value: 3 },
    ]);
  });

  test('keeps the newest 50 changes, and the beginning of long values', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev-1');
    await client.subscribe('$iothub/twin/res/#');
    await report(client, { first: 1 });
    await report(client, Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`p${at}`, at])));
    await report(client, { long: 'x'.repeat(3000) });
    const history = await historyOf(harness);
    expect(history).toHaveLength(50);
    expect(history[0]).toMatchObject({ name: 'long', cut: true, value: `"${'x'.repeat(1023)}` });
    expect(history.at(-1)).toMatchObject({ name: 'p0' });
  });
});

describe('a template out of data', () => {
  test('is suggested, and published when that is asked for', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev-1');
    await client.subscribe('$iothub/twin/res/#', '$iothub/methods/POST/#');
    await report(client, { serial: 'A1', inlet: { __t: 'c', open: true } });
    for (const [bag, body] of [
      ['', { heat: 20 }],
      ['', { heat: 20.5, place: { lat: 1, lon: 2 } }],
      ['%24.sub=inlet', { angle: 1 }],
      ['', 'no JSON'],
    ] as const) {
      client.publish(`devices/dev-1/messages/events/${bag}`, JSON.stringify(body));
      await client.next('puback');
    }
    const id = 'dtmi:deviceWorkbench:d_dev_1;1';
    const suggested = await harness.rest('POST', '/_emu/devices/dev-1/template', {});
    expect(suggested).toMatchObject({ status: 200, body: { id, displayName: 'dev-1', leftOut: [] } });
    expect(suggested.body.capabilityModel.contents).toMatchObject([
      { name: 'serial', schema: 'string' },
      { name: 'heat', schema: 'double' },
      { name: 'place', schema: 'geopoint' },
      { name: 'inlet', schema: { contents: [{ name: 'open' }, { name: 'angle', schema: 'integer' }] } },
    ]);
    expect((await harness.rest('GET', '/api/devices/dev-1')).body.template).toBeUndefined();
    const published = await harness.rest('POST', '/_emu/devices/dev-1/template', { publish: true });
    expect(published).toMatchObject({ status: 201, body: { '@id': id, leftOut: [] } });
    expect((await harness.rest('GET', '/api/devices/dev-1')).body.template).toBe(id);
    expect((await harness.rest('POST', '/_emu/devices/dev-1/template', { publish: true })).status).toBe(409);
    const again = { publish: true, modelId: 'dtmi:test:Mine;2', displayName: 'Mine' };
    const mine = await harness.rest('POST', '/_emu/devices/dev-1/template', again);
    expect(mine).toMatchObject({ status: 201, body: { '@id': 'dtmi:test:Mine;2', displayName: 'Mine' } });
  });

  test('is not made of wishes that are none', async () => {
    const harness = await startCloud();
    await harness.connect('dev-1');
    expect((await harness.rest('POST', '/_emu/devices/dev-1/template', { modelId: 'mine' })).status).toBe(400);
    expect((await harness.rest('POST', '/_emu/devices/dev-1/template', { displayName: 5 })).status).toBe(400);
    expect((await harness.rest('POST', '/_emu/devices/none/template', {})).status).toBe(404);
    expect((await harness.rest('GET', `/api/deviceTemplates/${TEMPLATE}`)).status).toBe(404);
  });
});
