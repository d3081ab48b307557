import { describe, expect, test } from 'vitest';
import { parseCollectionFilter } from '../../../src/cloud/services/collection-filter.ts';
import { askCentral, expectedError, readPages } from '../../support/central.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';

async function startWithDevices(count: number): Promise<CloudHarness> {
  const harness = await startCloud();
  for (let at = 0; at < count; at += 1) {
    await askCentral(harness, 'PUT', `/api/devices/dev-${String(at).padStart(3, '0')}`, { body: {} });
  }
  return harness;
}

const idsOf = (page: { value: { id: string }[] }): string[] => page.value.map(({ id }) => id);

describe('a collection', () => {
  test('has pages of 25 devices, each but the last with a link to the next one', async () => {
    const harness = await startWithDevices(60);
    const pages = await readPages(harness, '/api/devices?api-version=2022-07-31');
    expect(pages.map(({ value }) => value.length)).toEqual([25, 25, 10]);
    expect(pages[0].nextLink).toMatch(
      /^http:\/\/localhost:8080\/api\/devices\?api-version=2022-07-31&%24skiptoken=[\w%]+$/,
    );
    expect(Object.keys(pages[2])).toEqual(['value']);
    expect(new Set(pages.flatMap(idsOf)).size).toBe(60);
  });

  test.each([
    ['$top=10', [10, 10, 10, 10, 10, 10]],
    ['maxpagesize=40', [40, 20]],
    ['$top=1000', [60]],
    ['%24top=60', [60]],
  ])('of 60 devices with %s has pages of %j', async (query, sizes) => {
    const harness = await startWithDevices(60);
    const pages = await readPages(harness, `/api/devices?${query}`);
    expect(pages.map(({ value }) => value.length)).toEqual(sizes);
  });

  test('never has more than 100 entries on a page', async () => {
    const harness = await startWithDevices(101);
    const pages = await readPages(harness, '/api/devices?$top=1000');
    expect(pages.map(({ value }) => value.length)).toEqual([100, 1]);
  });

  test('goes on where it was when entries are removed meanwhile', async () => {
    const harness = await startWithDevices(6);
    const first = await askCentral(harness, 'GET', '/api/devices?$top=3');
    await askCentral(harness, 'DELETE', '/api/devices/dev-001');
    await askCentral(harness, 'DELETE', '/api/devices/dev-002');
    const url = first.body.nextLink.replace('http://localhost:8080', '');
    expect(idsOf((await askCentral(harness, 'GET', url)).body)).toEqual(['dev-003', 'dev-004', 'dev-005']);
  });

  test('keeps its filter and its order from page to page', async () => {
    const harness = await startWithDevices(6);
    for (const [at, name] of ['b', 'a', 'b', 'c', 'a', 'x'].entries()) {
      await askCentral(harness, 'PATCH', `/api/devices/dev-00${at}`, { body: { displayName: name } });
    }
    const query = new URLSearchParams({ $top: '2', $filter: "displayName ne 'x'", $orderby: 'displayName desc' });
    const pages = await readPages(harness, `/api/devices?${query}`);
    expect(pages.map(idsOf)).toEqual([['dev-003', 'dev-002'], ['dev-000', 'dev-004'], ['dev-001']]);
  });

  test.each([
    ['$top=0', '$top must be a whole number above 0.'],
    ['maxpagesize=many', '$top must be a whole number above 0.'],
    ['$skiptoken=x', '$skiptoken is not what a nextLink had.'],
    ['$skiptoken=W10=', '$skiptoken is not what a nextLink had.'],
    ['$orderby=id', 'The order must be displayName, which desc may follow.'],
    ['$orderby=displayName up', 'The order must be displayName, which desc may follow.'],
    ['$filter=etag eq 1', expect.stringContaining('There is no field etag here')],
  ])('is refused with %s, in words', async (query, message) => {
    const harness = await startCloud();
    expect(await askCentral(harness, 'GET', `/api/devices?${query}`)).toMatchObject(
      expectedError(400, 'InvalidQuery', message),
    );
  });

  test('of enrollment groups has pages, and takes no filter', async () => {
    const harness = await startCloud();
    const pages = await readPages(harness, '/api/enrollmentGroups?$top=1');
    expect(pages.map(idsOf)).toEqual([['SAS-IoT-Devices'], ['SAS-IoT-Edge-Devices']]);
    expect(await askCentral(harness, 'GET', "/api/enrollmentGroups?$filter=id eq 'a'")).toMatchObject(
      expectedError(400, 'InvalidQuery', 'This collection takes no filter.'),
    );
  });
});

describe('a filter of devices', () => {
  const fields = ['id', 'displayName', 'enabled', 'scopes', 'count'];
  const entry: Record<string, never> = Object.assign(Object.create(null), {
    id: 'dev-1',
    displayName: "Pump 'A'",
    enabled: true,
    scopes: ['seattle'],
    count: 3,
  });
  const meets = (text: string): boolean => {
    const filter = parseCollectionFilter(text, fields);
    if (typeof filter !== 'function') throw new Error(filter.wrong);
    return filter((name) => entry[name] ?? null);
  };

  test.each([
    ["id eq 'dev-1'", true],
    ["id ne 'dev-1'", false],
    ["displayName eq 'Pump ''A'''", true],
    ['enabled eq true', true],
    ['enabled eq false', false],
    ["scopes eq 'seattle'", true],
    ["scopes eq 'oslo'", false],
    ["scopes ne 'oslo'", true],
    ['count gt 2', true],
    ['count ge 4', false],
    ['count lt 3', false],
    ['count le 3', true],
    ["count lt 'x'", false],
    ["id gt 'dev-0'", true],
    ["contains(displayName,'pump')", true],
    ["contains(displayName, 'valve')", false],
    ["contains(count, '3')", false],
    ["indexof(displayName, 'ump') eq 1", true],
    ["indexof(displayName, 'valve') ge 0", false],
    ["enabled eq false or id eq 'dev-1'", true],
    ["enabled eq false and id eq 'dev-1' or count eq 3", true],
    ["enabled eq false and (id eq 'dev-1' or count eq 3)", false],
    ["enabled EQ true OR id eq 'x'", true],
    [Array(50_000).fill('count eq 1').join(' or '), false],
    [Array(50_000).fill('count eq 3').join(' and '), true],
  ])('%.80s is %s', (text, expected) => {
    expect(meets(text)).toBe(expected);
  });

  test.each([
    ['', 'The filter ends where a field or a value should stand.'],
    ['enabled', 'The filter ends where eq, ne, lt, le, gt or ge should stand.'],
    ['enabled eq', 'The filter ends where a field or a value should stand.'],
    ['enabled eq true extra', 'The filter has extra at character 17, where the end of the filter should stand.'],
    ['(enabled eq true', 'The filter ends where ) should stand.'],
    ["contains(displayName 'x')", "The filter has 'x' at character 22, where , should stand."],
    ['nothing eq 1', 'There is no field nothing here, only id, displayName, enabled, scopes, count.'],
    ['enabled eq tru;', 'The filter cannot be read from character 15 on.'],
    [`${'('.repeat(101)}enabled eq true${')'.repeat(101)}`, 'The filter is nested more than 100 deep.'],
  ])('“%s” is refused in words', (text, wrong) => {
    expect(parseCollectionFilter(text, fields)).toEqual({ wrong });
  });
});

describe('a device of IoT Central', () => {
  test('is made with the ETag that it had in another application, which counts for nothing here', async () => {
    const harness = await startCloud();
    const body = { displayName: 'Moved', etag: 'from-elsewhere' };
    const made = await askCentral(harness, 'PUT', '/api/devices/dev', { body });
    expect(made).toMatchObject({ status: 200, body: { displayName: 'Moved' } });
    expect(await askCentral(harness, 'PUT', '/api/devices/dev', { body })).toMatchObject({ status: 412 });
    const own = { body: { displayName: 'Here', etag: made.body.etag } };
    expect(await askCentral(harness, 'PUT', '/api/devices/dev', own)).toMatchObject({ status: 200 });
  });

  test('keeps what it is told of simulation and organizations', async () => {
    const harness = await startCloud();
    const body = { simulated: true, organizations: ['seattle'] };
    const made = await askCentral(harness, 'PUT', '/api/devices/dev', { body });
    expect(made).toMatchObject({ status: 200, body });
    const patched = await askCentral(harness, 'PATCH', '/api/devices/dev', { body: { organizations: [] } });
    expect(patched.body.simulated).toBe(true);
    expect(patched.body).not.toHaveProperty('organizations');
  });

  test.each([
    [{ template: 1 }, 'template must be the ID of a device template.'],
    [{ simulated: 'no' }, 'simulated must be a boolean.'],
    [{ organizations: 'seattle' }, 'organizations must be an array.'],
    [{ organizations: ['a-b', 'c-d'] }, 'organizations can name one organization.'],
    [{ organizations: ['-seattle'] }, expect.stringContaining('The ID of an organization')],
  ])('is not changed by %j', async (body, message) => {
    const harness = await startCloud();
    const { body: before } = await askCentral(harness, 'PUT', '/api/devices/dev', { body: {} });
    expect(await askCentral(harness, 'PATCH', '/api/devices/dev', { body })).toMatchObject(
      expectedError(400, 'InvalidBody', message),
    );
    expect((await askCentral(harness, 'GET', '/api/devices/dev')).body).toEqual(before);
  });

  test('is not removed, nor changed, on a stale etag, wherever that stands', async () => {
    const harness = await startCloud();
    const { body } = await askCentral(harness, 'PUT', '/api/devices/dev', { body: {} });
    const stale = expectedError(412, 'PreconditionFailed', expect.any(String));
    const headers = { 'if-match': '"stale"' };
    expect(await askCentral(harness, 'DELETE', '/api/devices/dev', { headers })).toMatchObject(stale);
    const patch = { body: { displayName: 'x', etag: body.etag }, headers };
    expect(await askCentral(harness, 'PATCH', '/api/devices/dev', patch)).toMatchObject(stale);
    expect((await askCentral(harness, 'GET', '/api/devices/dev')).body).toEqual(body);
    const fresh = { headers: { 'if-match': `"${body.etag}"` } };
    expect((await askCentral(harness, 'DELETE', '/api/devices/dev', fresh)).status).toBe(204);
  });
});
