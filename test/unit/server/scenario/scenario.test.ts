import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { Cloud } from '#cloud/cloud';
import type { Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import { openFreshCloud, openKeptCloud } from '#server/open-cloud';
import { loadScenario, nameScenario } from '#server/scenario/load-scenario';
import { createStateFile } from '#server/state-file';
import { makeTerminal } from '#server/terminal';
import { ROOT } from '../../../support/source-files.ts';

const KEY = Buffer.alloc(64, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(64, 2).toString('base64');
const clock = createSystemClock();
const clouds: Cloud[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-scenario-'));
});
afterEach(async () => {
  for (const cloud of clouds.splice(0)) cloud.dispose();
  await rm(folder, { recursive: true, force: true });
});

const request = (json: unknown) => ({
  clock,
  parseCsv,
  host: 'localhost',
  modelsDirectory: undefined,
  scenario: nameScenario('scenario.json', json as Json),
});
async function begin(json: unknown): Promise<Cloud> {
  const cloud = await openFreshCloud(request(json));
  clouds.push(cloud);
  return cloud;
}
async function ask(cloud: Cloud, url: string): Promise<Record<string, never>> {
  const { body } = await cloud.rest({ method: 'GET', url, headers: { authorization: cloud.describe().operatorToken } });
  return JSON.parse(body) as Record<string, never>;
}
const faultOf = (json: unknown) =>
  begin(json).then(
    () => undefined,
    (error: unknown) => (error instanceof WorkbenchError ? error.finding : error),
  );
const group = (more: object = {}) => ({
  enrollmentGroupId: 'factory',
  attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: KEY, secondaryKey: OTHER_KEY } },
  ...more,
});

describe('a scenario', () => {
  test('begins a cloud with its ID scope, groups, enrollments, devices, settings and faults', async () => {
    const cloud = await begin({
      idScope: '0ne00C0FFEE',
      enrollmentGroups: [group(), { ...group(), enrollmentGroupId: 'SAS-IoT-Devices' }],
      individualEnrollments: [{ registrationId: 'pump-01', attestation: group().attestation }],
      devices: [{ id: 'sensor-01', displayName: 'At the door', enabled: false }],
      hubDevices: [
        {
          deviceId: 'gate?way',
          authentication: { type: 'sas', symmetricKey: { primaryKey: KEY, secondaryKey: OTHER_KEY } },
        },
      ],
      faults: [{ kind: 'drop', afterSeconds: 3 }],
      settings: { retryAfterSeconds: 7 },
    });
    const { idScope, enrollmentGroups } = cloud.describe();
    expect(idScope).toBe('0ne00C0FFEE');
    expect(enrollmentGroups.map(({ id, primaryKey }) => [id, primaryKey === KEY])).toEqual([
      ['SAS-IoT-Devices', true],
      ['SAS-IoT-Edge-Devices', false],
      ['factory', true],
    ]);
    const { identities, individualEnrollments, settings } = cloud.snapshot();
    expect(identities).toMatchObject([
      { deviceId: 'sensor-01', displayName: 'At the door', enabled: false, source: 'group' },
      {
        deviceId: 'gate?way',
        authentication: { type: 'sas', primaryKey: KEY, secondaryKey: OTHER_KEY },
        source: 'hub',
      },
    ]);
    expect(individualEnrollments).toMatchObject([{ registrationId: 'pump-01' }]);
    expect(settings).toMatchObject({ retryAfterSeconds: 7, faults: [{ kind: 'drop', afterSeconds: 3 }] });
  });

  test('begins a cloud with models and templates, and devices of them', async () => {
    const model = {
      '@context': 'dtmi:dtdl:context;2',
      '@id': 'dtmi:example:Pump;1',
      '@type': 'Interface',
      contents: [{ '@type': 'Telemetry', name: 'pressure', schema: 'double' }],
    };
    const template = {
      '@id': 'dtmi:example:template;1',
      '@type': ['ModelDefinition', 'DeviceModel'],
      '@context': ['dtmi:iotcentral:context;2', 'dtmi:dtdl:context;2'],
      displayName: 'Pump',
      capabilityModel: { ...model, '@id': 'dtmi:example:Pump;2' },
    };
    const cloud = await begin({
      models: [model],
      deviceTemplates: [template],
      devices: [{ id: 'pump-01', template: 'dtmi:example:template;1' }],
    });
    const { models, templates, identities } = cloud.snapshot();
    expect(models).toMatchObject([{ id: 'dtmi:example:Pump;1' }]);
    expect(templates).toMatchObject([{ id: 'dtmi:example:template;1', displayName: 'Pump' }]);
    expect(identities).toMatchObject([{ deviceId: 'pump-01', template: 'dtmi:example:template;1' }]);
  });

  test('may leave everything out', async () => {
    expect((await begin({})).describe().idScope).toMatch(/^0ne[0-9A-F]{8}$/);
  });

  test('of the example is whole', async () => {
    const scenario = await loadScenario(join(ROOT, 'examples/scenario.json'));
    const cloud = await openFreshCloud({ ...request({}), scenario });
    clouds.push(cloud);
    expect(cloud.describe().idScope).toBe('0ne00C0FFEE');
    expect(await ask(cloud, '/_emu/devices/gateway-01')).toMatchObject({ source: 'hub', enabled: true });
    expect(await ask(cloud, '/api/devices/sensor-02')).toMatchObject({ enabled: false });
  });

  test.each([
    ['no object', [], '', 'here must be an object'],
    ['a name that is unknown', { device: [] }, 'device', 'there is no such name here; there are: idScope, models'],
    ['an ID scope of another form', { idScope: 'scope' }, 'idScope', 'such as 0ne00C0FFEE'],
    ['no list where one belongs', { devices: {} }, 'devices', 'here must be a list'],
    ['no object in a list', { devices: ['x'] }, 'devices[0]', 'here must be an object'],
    ['no ID', { devices: [{ id: 'a' }, {}] }, 'devices[1].id', 'here must be a name'],
    ['an ID twice', { devices: [{ id: 'a' }, { id: 'a' }] }, 'devices[1].id', 'has this name already'],
    [
      'a mistyped key, which would leave the key to chance',
      { enrollmentGroups: [group({ attestation: { type: 'symmetricKey', symmetricKey: { primarykey: KEY } } })] },
      'enrollmentGroups[0].attestation.symmetricKey.primarykey',
      'there are: primaryKey, secondaryKey',
    ],
    [
      'a value that its service refuses',
      { enrollmentGroups: [group({ attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: 'short' } } })] },
      'enrollmentGroups[0]',
      'primaryKey',
    ],
    ['a model that is none', { models: [{ '@id': 'dtmi:x;1' }] }, 'models[0]', 'written in DTDL'],
    ['a device ID that IoT Central refuses', { devices: [{ id: 'a b' }] }, 'devices[0]', 'A device ID has'],
    ['a device that the hub refuses', { hubDevices: [{ deviceId: 'a b' }] }, 'hubDevices[0]', 'An ID has'],
    [
      'a setting that there is not',
      { settings: { autoAprove: true } },
      'settings',
      'There is no setting autoAprove; there are: autoApprove',
    ],
    ['a fault of no form', { faults: [{}] }, 'faults[0]', 'kind must be one of latency'],
    ['the name of a built-in', { constructor: 1 }, 'constructor', 'there is no such name'],
  ])('with %s is refused with the place in the file', async (_what, json, place, detail) => {
    expect(await faultOf(json)).toMatchObject({
      code: 'terminal/scenario',
      facts: { file: 'scenario.json', place, detail: expect.stringContaining(detail) },
    });
  });

  test('holds no key in what is said of it', async () => {
    const wrong = group({ attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: `${KEY}!` } } });
    expect(JSON.stringify(await faultOf({ enrollmentGroups: [wrong] }))).not.toContain(KEY.slice(0, 20));
  });

  test.each([
    ['that is not there', undefined, 'it does not exist'],
    ['that ends early', '{"idScope":', 'line 1, column 12: the text ends too early'],
    ['that is nested without end', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'it is nested too deeply'],
    [
      'that is not JSON',
      '{\n  "idScope": "0neA",\n  "devices": [}\n}',
      'it is not JSON; line 3, column 15: a value belongs here',
    ],
    ['that is JSON without end', '['.repeat(100_000), 'line 1, column 100001: the text ends too early'],
  ])('in a file %s is refused in words', async (_what, text, detail) => {
    const file = join(folder, 'scenario.json');
    if (text !== undefined) await writeFile(file, text);
    await expect(loadScenario(file)).rejects.toMatchObject({
      code: 'terminal/scenario',
      facts: { file, place: '', detail: expect.stringContaining(detail) },
    });
  });
});

describe('a scenario for a cloud that is kept', () => {
  const said: string[] = [];
  const terminal = makeTerminal({ write: () => undefined }, { write: (text: string) => said.push(text) });
  const open = async (json: unknown): Promise<Cloud> => {
    const file = join(folder, 'state.json');
    const stateFile = createStateFile(file, { failed: () => undefined, recovered: () => undefined });
    const kept = { stateFile, file, release: async () => undefined };
    const cloud = await openKeptCloud(request(json), kept, terminal);
    clouds.push(cloud);
    return cloud;
  };

  test('is for a new one: the next time it is passed over, and that is said', async () => {
    const first = await open({ idScope: '0ne00C0FFEE', devices: [{ id: 'a' }] });
    expect(said).toEqual([]);
    const again = await open({ idScope: '0ne0BADCAFE', devices: [{ id: 'b' }] });
    expect(again.describe()).toEqual(first.describe());
    expect(again.snapshot().identities.map(({ deviceId }) => deviceId)).toEqual(['a']);
    expect(said.join('')).toContain('“scenario.json” is for a new cloud');
  });

  test('leaves no state behind when a part of it is refused', async () => {
    await expect(open({ devices: [{ id: 'a' }, { id: 'a b' }] })).rejects.toMatchObject({ code: 'terminal/scenario' });
    await expect(readFile(join(folder, 'state.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    const cloud = await open({ devices: [{ id: 'c' }] });
    expect(cloud.snapshot().identities.map(({ deviceId }) => deviceId)).toEqual(['c']);
  });
});
