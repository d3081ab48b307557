import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askCentral, expectedError, readPages } from '../../support/central.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { publishTemplates } from '../../support/models.ts';

const PUMPS = 'SELECT * FROM devices WHERE $template = "dtmi:a:Pump;1"';
const URL = '/api/deviceGroups/pumps';

async function startWithGroup(filter: string = PUMPS): Promise<CloudHarness> {
  const harness = await startCloud();
  await publishTemplates(harness, 'dtmi:a:Pump;1', 'dtmi:a:Valve;1');
  const devices = [
    { id: 'dev-1', template: 'dtmi:a:Pump;1', displayName: 'North' },
    { id: 'dev-2', template: 'dtmi:a:Pump;1', enabled: false },
    { id: 'dev-3', template: 'dtmi:a:Valve;1', simulated: true },
    { id: 'dev-4' },
  ];
  for (const { id, ...body } of devices) await askCentral(harness, 'PUT', `/api/devices/${id}`, { body });
  await harness.register('dev-1');
  const made = await askCentral(harness, 'PUT', URL, { body: { displayName: 'Pumps', filter } });
  expect(made.status).toBe(200);
  return harness;
}

const membersOf = async (harness: CloudHarness): Promise<string[]> =>
  (await askCentral(harness, 'GET', `${URL}/devices`)).body.value.map(({ id }: { id: string }) => id);

describe('a device group', () => {
  test('is made by PUT with 200, read, listed, changed and removed', async () => {
    const harness = await startCloud();
    const body = { displayName: 'Pumps', filter: PUMPS, description: 'All', organizations: ['seattle'] };
    const made = await askCentral(harness, 'PUT', URL, { body });
    expect(made).toMatchObject({ status: 200 });
    expect(made.body).toEqual({ id: 'pumps', ...body, etag: expect.any(String) });
    expect(await askCentral(harness, 'GET', URL)).toMatchObject({ status: 200, body: made.body });
    const patched = await askCentral(harness, 'PATCH', URL, { body: { displayName: 'Old pumps' } });
    expect(patched).toMatchObject({ status: 200, body: { ...body, displayName: 'Old pumps' } });
    expect(patched.body.etag).not.toBe(made.body.etag);
    expect((await askCentral(harness, 'GET', '/api/deviceGroups')).body).toEqual({ value: [patched.body] });
    const replaced = await askCentral(harness, 'PUT', URL, { body: { displayName: 'New', filter: PUMPS } });
    expect(replaced.body).toEqual({ id: 'pumps', displayName: 'New', filter: PUMPS, etag: expect.any(String) });
    expect(await askCentral(harness, 'DELETE', URL)).toMatchObject({ status: 204, body: undefined });
    expect(await askCentral(harness, 'GET', URL)).toMatchObject(
      expectedError(404, 'NotFound', 'There is no device group pumps.'),
    );
  });

  test.each([
    [PUMPS, ['dev-1', 'dev-2']],
    [`${PUMPS} AND $provisioned = true`, ['dev-1']],
    [`${PUMPS} AND $enabled = false`, ['dev-2']],
    ['SELECT * FROM devices', ['dev-1', 'dev-2', 'dev-3', 'dev-4']],
    ['select * from devices where $simulated = true', ['dev-3']],
    ['SELECT * FROM devices WHERE $displayName = "North" OR $id = "dev-4"', ['dev-1', 'dev-4']],
    ['SELECT * FROM devices WHERE NOT ($template = "dtmi:a:Pump;1")', ['dev-3']],
    ['SELECT * FROM devices WHERE $id IN ["dev-2", "dev-3"]', ['dev-2', 'dev-3']],
  ])('of %s has the devices %j', async (filter, members) => {
    expect(await membersOf(await startWithGroup(filter))).toEqual(members);
  });

  test('never has modules, and follows what becomes of devices', async () => {
    const harness = await startWithGroup('SELECT * FROM devices WHERE $provisioned = true');
    await harness.addDevice('hub-1');
    await harness.addDevice('hub-1/mod');
    expect(await membersOf(harness)).toEqual(['dev-1', 'hub-1']);
    await askCentral(harness, 'DELETE', '/api/devices/hub-1');
    expect(await membersOf(harness)).toEqual(['dev-1']);
  });

  test('shows its devices page by page', async () => {
    const harness = await startWithGroup('SELECT * FROM devices');
    const pages = await readPages(harness, `${URL}/devices?$top=3&$orderby=displayName`);
    expect(pages.map(({ value }) => value.length)).toEqual([3, 1]);
    expect(pages[0].value[0]).toMatchObject({ id: 'dev-1', provisioned: true });
  });

  test.each([
    [{ filter: PUMPS }, 'displayName is missing.'],
    [{ displayName: 'Pumps' }, 'filter is missing.'],
    [{ displayName: '', filter: PUMPS }, 'displayName must be a string that is not empty.'],
    [{ displayName: 'Pumps', filter: 7 }, 'filter must be a string that is not empty.'],
    [{ displayName: 'Pumps', filter: PUMPS, description: 7 }, 'description must be a string.'],
    [{ displayName: 'Pumps', filter: PUMPS, organizations: 'a' }, 'organizations must be an array.'],
    [
      { displayName: 'Pumps', filter: 'SELECT * FROM devices WHERE temperature > 3' },
      'Devices have no temperature that the local cloud could look at.',
    ],
    [
      { displayName: 'Pumps', filter: 'SELECT * FROM devices.modules' },
      'The query must begin with SELECT * FROM devices.',
    ],
    [
      { displayName: 'Pumps', filter: 'SELECT COUNT() AS n FROM devices' },
      'The query must begin with SELECT * FROM devices.',
    ],
    [{ displayName: 'Pumps', filter: 'SELECT' }, expect.stringContaining('The query ends where')],
  ])('is not made of %j', async (body, message) => {
    const harness = await startCloud();
    expect(await askCentral(harness, 'PUT', URL, { body })).toMatchObject(expectedError(400, 'InvalidBody', message));
    expect((await askCentral(harness, 'GET', '/api/deviceGroups')).body).toEqual({ value: [] });
  });

  test.each(['a%20b', 'a.b', 'x'.repeat(256)])('is not made with the ID %s', async (id) => {
    const harness = await startCloud();
    const body = { displayName: 'Pumps', filter: PUMPS };
    expect(await askCentral(harness, 'PUT', `/api/deviceGroups/${id}`, { body })).toMatchObject(
      expectedError(400, 'InvalidId', 'The ID of a device group has 1 to 255 letters, digits, _ and -.'),
    );
  });

  test('is not changed, replaced or removed on a stale etag', async () => {
    const harness = await startWithGroup();
    const { body } = await askCentral(harness, 'GET', URL);
    const stale = expectedError(412, 'PreconditionFailed', 'The device group has changed since its etag was read.');
    const headers = { 'if-match': '"old"' };
    expect(await askCentral(harness, 'PATCH', URL, { body: { displayName: 'x', etag: 'old' } })).toMatchObject(stale);
    expect(await askCentral(harness, 'PUT', URL, { body: { ...body, etag: 'old' } })).toMatchObject(stale);
    expect(await askCentral(harness, 'DELETE', URL, { headers })).toMatchObject(stale);
    expect((await askCentral(harness, 'GET', URL)).body).toEqual(body);
    expect((await askCentral(harness, 'PATCH', URL, { body })).status).toBe(200);
  });

  test('outlives its host', async () => {
    const harness = await startWithGroup();
    const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    const state = readCloudState(kept, nodeCrypto, harness.clock.now());
    const next = await startCloud({ state });
    expect((await askCentral(next, 'GET', URL)).body).toEqual((await askCentral(harness, 'GET', URL)).body);
  });
});
