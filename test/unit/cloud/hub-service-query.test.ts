import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/cloud/services/query-parser.ts';
import { startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';

/** Devices a, b, c and a module of b, all different. Tests only read them. */
async function makeDevices(): Promise<CloudHarness> {
  const harness = await startCloud();
  const put = (id: string, body: object) => askHub(harness, 'PUT', `/devices/${id}`, { body });
  const tag = (id: string, body: object) => askHub(harness, 'PATCH', `/twins/${id}`, { body });
  await put('c', { capabilities: { iotEdge: true } });
  await put('a', {});
  await put('b', { status: 'disabled', statusReason: "it's lost" });
  await put('b/modules/m', {});
  await tag('a', { tags: { floor: 1, site: { name: 'North' }, hot: true }, properties: { desired: { rate: 5 } } });
  await tag('b', { tags: { floor: 2, site: { name: 'South' } } });
  await tag('b/modules/m', { tags: { floor: 9 } });
  const client = await harness.connect('a-1');
  client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"battery":{"level":40}}', 0);
  await harness.clock.settle();
  return harness;
}

let harness: CloudHarness;
beforeAll(async () => void (harness = await makeDevices()));

const ask = (query: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  askHub(harness, 'POST', '/devices/query', { body: { query }, headers });

const ids = ({ body }: Answer): string[] =>
  body.map(({ deviceId, moduleId }: { deviceId: string; moduleId?: string }) =>
    moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`,
  );

/** What is not there is left out. */
const LEVELS = [{ level: 1, status: 'enabled' }, { status: 'enabled' }];

describe('a query of twins', () => {
  test.each([
    ['', ['a', 'a-1', 'b', 'c']],
    ["WHERE deviceId = 'a'", ['a']],
    ["where devices.deviceId = 'a'", ['a']],
    ["WHERE deviceId != 'a'", ['a-1', 'b', 'c']],
    ["WHERE deviceId <> 'a'", ['a-1', 'b', 'c']],
    ["WHERE deviceId IN ['a', 'c', 7]", ['a', 'c']],
    ["WHERE deviceId NIN ['a', 'c']", ['a-1', 'b']],
    ["WHERE status = 'disabled'", ['b']],
    ['WHERE statusReason = "it\'s lost"', ['b']],
    [String.raw`WHERE statusReason = 'it\'s lost'`, ['b']],
    ["WHERE connectionState = 'Connected'", ['a-1']],
    ['WHERE capabilities.iotEdge = true', ['c']],
    ['WHERE tags.floor = 1', ['a']],
    ['WHERE 1 = tags.floor', ['a']],
    ['WHERE tags.floor > 1', ['b']],
    ['WHERE tags.floor >= 1', ['a', 'b']],
    ['WHERE tags.floor < 2.0', ['a']],
    ['WHERE tags.floor <= 2e0', ['a', 'b']],
    ['WHERE tags.floor > -1', ['a', 'b']],
    ["WHERE tags.site.name > 'North'", ['b']],
    ["WHERE tags.floor = '1'", []],
    ["WHERE tags.floor > '0'", []],
    ['WHERE tags.hot', undefined],
    ['WHERE tags.hot = true', ['a']],
    ['WHERE NOT tags.hot = true', []],
    ['WHERE NOT tags.floor = 1', ['b']],
    ['WHERE is_defined(tags.floor)', ['a', 'b']],
    ['WHERE NOT IS_DEFINED(tags.floor)', ['a-1', 'c']],
    ['WHERE NOT NOT is_defined(tags.hot)', ['a']],
    ['WHERE properties.desired.rate = 5', ['a']],
    ['WHERE properties.desired.$version > 1', ['a']],
    ['WHERE properties.reported.battery.level < 50', ['a-1']],
    ["WHERE tags.floor = 1 OR tags.floor = 2 AND status = 'enabled'", ['a']],
    ["WHERE (tags.floor = 1 OR tags.floor = 2) AND status = 'enabled'", ['a']],
    ["WHERE (tags.floor = 1 OR tags.floor = 2) AND status = 'disabled'", ['b']],
    ["WHERE tags.nothing = 1 OR deviceId = 'c'", ['c']],
    ["WHERE tags.nothing = 1 AND deviceId = 'c'", []],
    ["WHERE NOT (tags.nothing = 1 AND deviceId = 'c')", ['a', 'a-1', 'b']],
    ['WHERE tags.constructor = 1', []],
    ["WHERE\n  lastActivityTime >= '2026-01-05T00:00:00Z'", ['a-1']],
  ])('SELECT * FROM devices %s', async (where, expected) => {
    const answer = await ask(`SELECT * FROM devices ${where}`);
    if (expected === undefined) return expect(answer.status).toBe(400);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-ms-item-type': 'Twin' } });
    expect(ids(answer)).toEqual(expected);
  });

  test('gives whole twins', async () => {
    const [twin] = (await ask("SELECT * FROM devices WHERE deviceId = 'a'")).body;
    expect(twin).toEqual((await askHub(harness, 'GET', '/twins/a')).body);
  });

  test('of modules gives modules', async () => {
    expect(ids(await ask('SELECT * FROM devices.modules'))).toEqual(['b/m']);
    expect(ids(await ask("SELECT * FROM devices.modules WHERE devices.modules.moduleId = 'x'"))).toEqual([]);
  });

  test.each([
    ['SELECT COUNT() AS total FROM devices', { total: 4 }],
    ["select count() as lost from devices where status = 'disabled'", { lost: 1 }],
    ['SELECT COUNT() AS n FROM devices.modules', { n: 1 }],
  ])('%s is one number under its name', async (query, expected) => {
    const answer = await ask(query);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-ms-item-type': 'Raw' }, body: [expected] });
    expect(answer.headers['x-ms-continuation']).toBeUndefined();
  });

  test.each([
    ["SELECT deviceId, tags.floor FROM devices WHERE deviceId = 'a'", [{ deviceId: 'a', floor: 1 }]],
    ["SELECT tags.floor AS level, devices.status FROM devices WHERE deviceId IN ['a', 'c']", LEVELS],
    ["select tags FROM devices WHERE deviceId = 'b'", [{ tags: { floor: 2, site: { name: 'South' } } }]],
    ["SELECT properties.reported.battery FROM devices WHERE deviceId = 'a-1'", [{ battery: { level: 40 } }]],
    ['SELECT deviceId, moduleId FROM devices.modules', [{ deviceId: 'b', moduleId: 'm' }]],
    ['SELECT deviceId FROM devices.jobs', []],
  ])('%s shows that of each', async (query, expected) => {
    const answer = await ask(query);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-ms-item-type': 'Raw' } });
    expect(answer.body).toEqual(expected);
  });

  test.each<[string, RegExp]>([
    ['', /ends where SELECT/],
    ['SELECT', /ends where a name/],
    ['SELECT everything', /ends where FROM/],
    ['SELECT colour FROM devices', /Twins have no colour/],
    ['SELECT deviceId, FROM devices', /FROM at character 18, where a name/],
    ['SELECT deviceId AS FROM devices', /FROM at character 20, where a name/],
    ['SELECT tags.floor FROM devices.jobs', /Jobs of devices have no tags.floor/],
    ['SELECT COUNT() FROM devices', /FROM at character 16, where AS/],
    ['SELECT * FROM devices.things', /devices.things at character 15/],
    ["SELECT * FROM devices.jobs WHERE devices.jobs.colour = 'x'", /Jobs of devices have no colour/],
    ['SELECT * FROM devices WHERE', /ends where a name/],
    ['SELECT * FROM devices GROUP BY status', /GROUP at character 23/],
    ['SELECT * FROM devices WHERE colour = 1', /Twins have no colour/],
    ['SELECT * FROM devices WHERE tags = 1', /Twins have no tags that/],
    ['SELECT * FROM devices WHERE properties.secret.x = 1', /Twins have no properties.secret.x/],
    ['SELECT * FROM devices WHERE tags.a LIKE 1', /LIKE at character 36/],
    ["SELECT * FROM devices WHERE tags.a = 'open", /character 37/],
    ['SELECT * FROM devices WHERE (tags.a = 1', /ends where \)/],
    ['SELECT * FROM devices WHERE tags.a IN []', /\] at character/],
    ["SELECT * FROM devices WHERE STARTSWITH(deviceId, 'a')", /Twins have no STARTSWITH/],
    ['SELECT * FROM devices; DROP', /character 22/],
    [`SELECT * FROM devices WHERE ${'NOT '.repeat(200)} tags.a = 1`, /more than 100 deep/],
    [`SELECT * FROM devices WHERE ${'('.repeat(5000)}`, /more than 100 deep/],
  ])('%s is refused in words', async (query, words) => {
    const answer = await ask(query);
    expect(answer).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
    expect(answer.body.Message).toMatch(words);
  });

  test.each([
    ['OR', 'tags.floor = 1', 1],
    ['AND', "deviceId != 'x'", 4],
  ])('may have a row of %s as long as it likes', async (word, condition, found) => {
    const row = Array(50_000).fill(condition).join(` ${word} `);
    const answer = await ask(`SELECT COUNT() AS found FROM devices WHERE ${row}`);
    expect(answer).toMatchObject({ status: 200, body: [{ found }] });
  });

  test.each([[undefined], [7], [null]])('must be a text, not %s', async (query) => {
    expect((await ask(query)).status).toBe(400);
  });

  test('may be any text: it is read or refused, and nothing is thrown', () => {
    const words = fc.constantFrom(
      'select',
      '*',
      'from',
      'devices',
      'where',
      'not',
      '(',
      ')',
      'tags.a',
      '=',
      "'x'",
      '1',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, (query) => {
        const parsed = parseQuery(query);
        expect('wrong' in parsed || parsed.from === 'devices').toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the pages of a query', () => {
  const QUERY = 'SELECT * FROM devices';

  test('follow each other until there is no continuation', async () => {
    const first = await ask(QUERY, { 'x-ms-max-item-count': '3' });
    expect(ids(first)).toEqual(['a', 'a-1', 'b']);
    const more = { 'x-ms-max-item-count': '3', 'x-ms-continuation': first.headers['x-ms-continuation'] ?? '' };
    const second = await ask(QUERY, more);
    expect(ids(second)).toEqual(['c']);
    expect(second.headers['x-ms-continuation']).toBeUndefined();
  });

  test('of what is shown of each follow each other, too', async () => {
    const query = 'SELECT deviceId AS id FROM devices';
    const first = await ask(query, { 'x-ms-max-item-count': '3' });
    expect(first.body).toEqual([{ id: 'a' }, { id: 'a-1' }, { id: 'b' }]);
    const more = { 'x-ms-continuation': first.headers['x-ms-continuation'] ?? '' };
    expect((await ask(query, more)).body).toEqual([{ id: 'c' }]);
  });

  test('end when the last one is full', async () => {
    const answer = await ask(QUERY, { 'x-ms-max-item-count': '4' });
    expect(ids(answer)).toHaveLength(4);
    expect(answer.headers['x-ms-continuation']).toBeUndefined();
  });

  test('miss nothing and show nothing twice when the device between them is removed', async () => {
    const own = await startCloud();
    for (const id of ['d', 'a', 'c', 'b']) await own.addDevice(id);
    const page = (headers: Record<string, string>) =>
      askHub(own, 'POST', '/devices/query', {
        body: { query: QUERY },
        headers: { 'x-ms-max-item-count': '2', ...headers },
      });
    const first = await page({});
    await askHub(own, 'DELETE', '/devices/b');
    expect(ids(await page({ 'x-ms-continuation': first.headers['x-ms-continuation'] ?? '' }))).toEqual(['c', 'd']);
  });

  test('hold 100 unless another number is asked for', async () => {
    const own = await startCloud();
    const body = Array.from({ length: 100 }, (_, index) => ({ id: `dev-${index}` }));
    await askHub(own, 'POST', '/devices', { body });
    await own.addDevice('one-more');
    const first = await askHub(own, 'POST', '/devices/query', { body: { query: QUERY } });
    expect(first.body).toHaveLength(100);
    expect(first.headers['x-ms-continuation']).toBeDefined();
  });

  test.each([
    ['a size of 0', { 'x-ms-max-item-count': '0' }],
    ['a size that is no number', { 'x-ms-max-item-count': 'many' }],
    ['a continuation that is no base64', { 'x-ms-continuation': '?' }],
    ['a continuation that is something else', { 'x-ms-continuation': Buffer.from('{"a":1}').toString('base64') }],
  ])('are refused for %s', async (_name, headers) => {
    expect((await ask(QUERY, headers)).status).toBe(400);
  });

  test('are refused for the continuation of another query', async () => {
    const { headers } = await ask(QUERY, { 'x-ms-max-item-count': '1' });
    const continuation = { 'x-ms-continuation': headers['x-ms-continuation'] ?? '' };
    expect((await ask(`${QUERY} WHERE tags.floor = 1`, continuation)).status).toBe(400);
  });
});
