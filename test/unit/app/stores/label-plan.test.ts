import { describe, expect, test } from 'vitest';
import { LABEL_LIMIT } from '#core/labels/judge-label';
import type { DeviceRecord } from '#core/identity/device-record';
import { labelKeptDevice, labelListedDevice, labelWordsOf } from '#app/stores/label-devices';
import {
  chooseSource,
  EMPTY_LABEL_DRAFT,
  judgeLabelDraft,
  typeOwnGrid,
  type LabelDraft,
} from '#app/stores/label-draft';
import { countNear, fitCentral, lockPrint, planLabels, type LabelInputs, type LabelPlan } from '#app/stores/label-plan';

const SCOPE = '0ne00A1B2C3';
const RECORD: DeviceRecord = {
  id: 'r1',
  cloud: { kind: 'azure' },
  route: { kind: 'dps', dpsHost: 'global.azure-devices-provisioning.net', idScope: SCOPE, registrationId: 'pump-1' },
  keyKind: 'device-key',
  behaviour: 'raw',
  modelId: 'dtmi:com:example:Pump;1',
  createdAt: 0,
};
const AT_HUB: DeviceRecord = {
  ...RECORD,
  id: 'r2',
  route: { kind: 'hub', hubHost: 'h.azure-devices.net', deviceId: 'boiler', moduleId: 'valve' },
};
const CERTIFIED: DeviceRecord = { ...RECORD, id: 'r3', keyKind: 'certificate' };

function plan(draft: Partial<LabelDraft>, inputs: Partial<LabelInputs> = {}): LabelPlan {
  return planLabels({
    draft: { ...EMPTY_LABEL_DRAFT, ...draft },
    kept: [RECORD, AT_HUB].map(labelKeptDevice),
    keyed: [],
    keyedReach: 'others',
    listed: [],
    ...inputs,
  });
}

const listed = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `s-${at}`, line: at + 1 }));

describe('a plan of labels', () => {
  test('begins with all devices that are kept, on A4, and without keys', () => {
    const { print, devices, problem } = plan({});
    expect(devices.map(({ id }) => id)).toEqual(['pump-1', 'boiler/valve']);
    expect(print).toMatchObject({ pages: 1, skip: 0, order: { code: { kind: 'connect' } } });
    expect(print?.sheet.page).toEqual({ width: 210, height: 297 });
    expect(problem).toBeUndefined();
  });

  test('is for one device where one is named, and for all where that one is gone', () => {
    expect(plan({ deviceId: 'r2' }).devices.map(({ recordId }) => recordId)).toEqual(['r2']);
    expect(plan({ deviceId: 'gone' }).devices.length).toBe(2);
  });

  test('of a list waits for its ID scope, unless the ID alone is printed', () => {
    const list = { source: 'list', way: 'list', list: 's-0' } as const;
    const inputs = { listed: listed(1) };
    const waiting = plan(list, inputs);
    expect(waiting.print).toBeUndefined();
    expect(waiting.judged.fields.get('idScope')?.error?.code).toBe('label/scope-missing');
    expect(plan({ ...list, idScope: '0ne' }, inputs).judged.fields.get('idScope')?.error?.code).toBe('id-scope/form');
    expect(plan({ ...list, code: 'id' }, inputs).print?.order.devices.length).toBe(1);
    const named = plan({ ...list, idScope: ` ${SCOPE} ` }, inputs);
    expect(named.devices[0]?.route).toEqual({ kind: 'dps', idScope: SCOPE, registrationId: 's-0' });
  });

  test('of the Keys room asks its devices for their keys by their places', () => {
    const keyed = [{ index: 4, deviceId: 'valve-5', name: 'Valve' }];
    const { devices } = plan({ source: 'keys', idScope: SCOPE, code: 'locked' }, { keyed });
    expect(devices).toMatchObject([{ id: 'valve-5', name: 'Valve', keySource: { kind: 'keys', index: 4 } }]);
  });

  test('knows whose codes name a service that nobody reaches elsewhere', () => {
    const near = (draft: Partial<LabelDraft>, inputs?: Partial<LabelInputs>): number =>
      countNear(plan(draft, inputs).devices, { ...EMPTY_LABEL_DRAFT, ...draft });
    const kept = [RECORD, { ...RECORD, cloud: { kind: 'tab' } } as const].map(labelKeptDevice);
    expect(near({}, { kept })).toBe(1);
    expect(near({ code: 'id' }, { kept })).toBe(0);
    const keyed = [{ index: 4, deviceId: 'valve-5' }];
    expect(near({ source: 'keys' }, { keyed, keyedReach: 'server' })).toBe(1);
    expect(near({ source: 'keys' }, { keyed })).toBe(0);
    expect(near({ source: 'list' }, { listed: listed(2) })).toBe(0);
  });

  test('of more labels than a browser prints is refused before anything is drawn', () => {
    const many = plan({ source: 'list', idScope: SCOPE }, { listed: listed(LABEL_LIMIT + 1) });
    expect(many.problem).toEqual({ code: 'label/too-many', facts: { count: LABEL_LIMIT + 1, limit: LABEL_LIMIT } });
    expect(many.print).toBeUndefined();
    expect(plan({ source: 'list', idScope: SCOPE }, { listed: listed(LABEL_LIMIT) }).print?.pages).toBe(239);
  });

  test.each(['locked', 'keyed'] as const)('with %s keys names the first device that has none', (code) => {
    const kept = [RECORD, CERTIFIED].map(labelKeptDevice);
    expect(plan({ code }, { kept }).problem).toEqual({
      code: 'label/key-missing',
      facts: { deviceId: 'pump-1', count: 1 },
    });
    expect(plan({ code }).problem).toBeUndefined();
  });

  test('takes a passphrase when it is made, and where something is locked', () => {
    const locked = plan({ code: 'locked' }).print;
    const keyed = plan({ code: 'keyed' }).print;
    if (locked === undefined || keyed === undefined) throw new TypeError('nothing was planned');
    expect(locked.order.code).toEqual({ kind: 'locked', passphrase: '' });
    expect(lockPrint(locked, 'correct horse').order.code).toEqual({ kind: 'locked', passphrase: 'correct horse' });
    expect(lockPrint(keyed, 'correct horse')).toBe(keyed);
  });

  test('takes our form for all where a device names its hub, which IoT Central’s has no place for', () => {
    const { devices, print } = plan({ code: 'keyed', keyedForm: 'central' });
    expect(fitCentral(devices)).toBe(false);
    expect(print?.order.code).toEqual({ kind: 'keyed', form: 'workbench' });
    const kept = [labelKeptDevice(RECORD)];
    expect(plan({ code: 'keyed', keyedForm: 'central' }, { kept }).print?.order.code).toEqual({
      kind: 'keyed',
      form: 'central',
    });
  });

  test('takes our form where a device registers with another service, which IoT Central’s would leave out', () => {
    const route = { kind: 'dps', dpsHost: 'dps.example.com', idScope: SCOPE, registrationId: 'pump-1' } as const;
    const kept = [labelKeptDevice(RECORD), labelKeptDevice({ ...RECORD, id: 'r4', route })];
    const { devices, print } = plan({ code: 'keyed', keyedForm: 'central' }, { kept });
    expect(fitCentral(devices)).toBe(false);
    expect(print?.order.code).toEqual({ kind: 'keyed', form: 'workbench' });
  });

  test('takes the device with the longest ID for the fullest', () => {
    const inputs = { listed: [...listed(3), { id: 'a-very-long-id', line: 4 }, { id: 'short', line: 5 }] };
    expect(plan({ source: 'list', idScope: SCOPE }, inputs).print?.fullest.id).toBe('a-very-long-id');
  });
});

describe('the draft of labels', () => {
  test('of a sheet that is used already begins behind what is gone, and no later than its last label', () => {
    expect(plan({ skip: '20' }).print).toMatchObject({ skip: 20, pages: 2 });
    const { judged } = plan({ skip: '21' });
    expect(judged.fields.get('skip')?.error).toEqual({
      code: 'label/measure',
      facts: { least: 0, most: 20, unit: 'count' },
    });
  });

  test('of a roll counts no used labels, and says which number is wrong', () => {
    expect(plan({ medium: 'roll', skip: '5' }).print).toMatchObject({ skip: 0, pages: 2 });
    const roll = { ...EMPTY_LABEL_DRAFT.roll, height: 'high' };
    const { judged, print } = plan({ medium: 'roll', roll });
    expect([...judged.fields.keys()]).toEqual(['roll-height']);
    expect(print).toBeUndefined();
  });

  test('begins a grid of one’s own with the numbers of the one that was chosen', () => {
    const draft = { ...EMPTY_LABEL_DRAFT, medium: 'letter' as const };
    const own = { ...draft, ...typeOwnGrid(draft) };
    expect(own.grid).toMatchObject({ columns: '3', rows: '10', width: '66.68', height: '25.4' });
    expect(judgeLabelDraft(own).sheet).toMatchObject({ columns: 3, rows: 10 });
    expect(typeOwnGrid({ ...own, grid: { ...own.grid, rows: '9' } })).not.toHaveProperty('grid');
    expect(typeOwnGrid({ ...draft, medium: 'roll' })).toEqual({});
  });

  test('of a list holds no key, for a list has none', () => {
    const keyed = { ...EMPTY_LABEL_DRAFT, code: 'keyed' as const };
    expect(chooseSource(keyed, 'list')).toEqual({ source: 'list', code: 'connect' });
    expect(chooseSource(keyed, 'keys')).toEqual({ source: 'keys', code: 'keyed' });
  });
});

test('a label says of its device what was chosen and is known, with nothing in it that cannot be seen', () => {
  const draft: LabelDraft = {
    ...EMPTY_LABEL_DRAFT,
    lines: new Set(['name', 'idScope', 'modelId']),
    note: 'Property of\tContoso',
  };
  expect(labelWordsOf(labelKeptDevice(RECORD), draft)).toEqual({
    id: 'pump-1',
    lines: [SCOPE, 'dtmi:com:example:Pump;1', 'Property of Contoso'],
  });
  const device = labelListedDevice({ id: 's-1', name: 'Kü\u202eche', line: 1 }, undefined);
  expect(labelWordsOf(device, { ...draft, note: ' ' })).toEqual({ id: 's-1', lines: ['Kü\ufffdche'] });
  expect(labelWordsOf(device, { ...draft, lines: new Set(), note: '' }).lines).toEqual([]);
});
