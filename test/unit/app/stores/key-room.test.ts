import { describe, expect, test } from 'vitest';
import { createKeyRoom, type KeyRoom } from '#app/stores/key-room';
import { EMPTY_KEY_DRAFT, type KeyDraft } from '#app/stores/key-draft';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceKeys } from '#core/ports/key-maker';
import { createFakeServices, SERVER_CLOUD, TAB_GROUP_KEY, type FakeServices } from '../../../support/fake-services.ts';
import published from '../../../vectors/vectors.json';

const GROUP_KEY = btoa('g'.repeat(64));
const OTHER_KEY = btoa('o'.repeat(64));

function open(): { services: FakeServices; room: KeyRoom } {
  const services = createFakeServices();
  return { services, room: createKeyRoom(services) };
}

const draftOf = (room: KeyRoom): KeyDraft => room.typed.get().draft;

async function makeKeys(part: Partial<KeyDraft>): Promise<{ services: FakeServices; room: KeyRoom }> {
  const bench = open();
  bench.room.change({ primaryKey: GROUP_KEY, ...part });
  await bench.room.make();
  return bench;
}

const LIST = { way: 'list', list: 'boiler-1\nboiler-2\nboiler-3' } as const;

describe('keys are made', () => {
  const rows = published.filter(({ kind }) => kind === 'dps-derived-key') as unknown as {
    name: string;
    confirmed: boolean;
    inputs: { groupKey: string; registrationId: string };
    expected: DeviceKeys & { deviceKey: string };
  }[];

  test.each(rows)('as they were published: $name', async ({ inputs, expected, confirmed }) => {
    const { services } = await makeKeys({ primaryKey: inputs.groupKey, oneId: inputs.registrationId });
    const { primaryKey } = await services.keys.reveal(0);
    expect(primaryKey === expected.deviceKey).toBe(confirmed);
  });

  test('of what was typed last, even when it was not read yet', async () => {
    const { room } = open();
    room.change({ primaryKey: GROUP_KEY, ...LIST });
    room.change({ list: 'boiler-9' });
    await room.make();
    const first = { index: 0, deviceId: 'boiler-9' };
    expect(room.made.work.get()).toEqual({ kind: 'made', count: 1, first, hasSecondaryKey: false });
    expect(room.made.page.get()).toEqual({
      text: '',
      from: 0,
      total: 1,
      devices: [{ index: 0, deviceId: 'boiler-9' }],
    });
  });

  test('both of them, where the group has two', async () => {
    const { services, room } = await makeKeys({ ...LIST, secondaryKey: OTHER_KEY });
    expect(room.made.work.get()).toMatchObject({ hasSecondaryKey: true });
    const { primaryKey, secondaryKey } = await services.keys.reveal(2);
    expect(secondaryKey).not.toBe(primaryKey);
  });

  test('with their progress, until they are ended', async () => {
    const { services, room } = open();
    room.change({ primaryKey: GROUP_KEY, ...LIST });
    await room.list.settle();
    const release = services.keys.hold('make');
    const making = room.make();
    await services.clock.settle();
    expect(room.made.work.get()).toEqual({ kind: 'making', progress: { done: 3, total: 3 } });
    services.keys.fail('cancel', new DOMException('ended', 'AbortError'));
    await expect(room.made.cancel()).rejects.toThrow('ended');
    release();
    await making;
  });

  test('and when the making is ended, the form is back', async () => {
    const { services, room } = open();
    room.change({ primaryKey: GROUP_KEY, ...LIST });
    services.keys.fail('make', new DOMException('ended', 'AbortError'));
    await expect(room.make()).rejects.toThrow('ended');
    expect(room.made.work.get()).toEqual({ kind: 'none' });
  });

  test('and put away when other IDs or another group key are given, but not for another ID scope', async () => {
    const { room } = await makeKeys(LIST);
    room.change({ idScope: '0ne00A1B2C3' });
    expect(room.made.work.get().kind).toBe('made');
    room.change({ list: 'boiler-4' });
    expect(room.made.work.get().kind).toBe('none');
    await room.make();
    room.change({ primaryKey: OTHER_KEY });
    expect(room.made.work.get().kind).toBe('none');
    expect(room.made.page.get().devices).toEqual([]);
  });

  test('and a making that comes late does not take the place of what was changed since', async () => {
    const { services, room } = open();
    room.change({ primaryKey: GROUP_KEY, ...LIST });
    await room.list.settle();
    const release = services.keys.hold('make');
    const making = room.make();
    await services.clock.settle();
    room.change({ primaryKey: OTHER_KEY });
    release();
    await making;
    expect(room.made.work.get()).toEqual({ kind: 'none' });
  });

  test.each<Partial<KeyDraft>>([
    { way: 'file', file: { file: new Blob([]), name: 'empty.csv' } },
    { way: 'list', list: 'bad id 1\nbad id 2' },
  ])('of a list in which no line is good, none are: %o', async (part) => {
    const { room } = await makeKeys(part);
    expect(room.made.work.get()).toEqual({ kind: 'none' });
  });
});

describe('a key that was derived here', () => {
  test('is noticed when it is used as the key of a group', async () => {
    const { services, room } = await makeKeys(LIST);
    const { primaryKey } = await services.keys.reveal(1);
    room.change({ primaryKey });
    await services.clock.settle();
    const notes = room.typed
      .get()
      .fields.get('primaryKey')
      ?.notes.map(({ code }) => code);
    expect(notes).toEqual(['key/derived-twice']);
  });

  test('is not looked for, and no worker started, before any was made', async () => {
    const { services, room } = open();
    room.change({ primaryKey: btoa('d'.repeat(32)) });
    await services.clock.settle();
    expect(services.keys.calls).toEqual([]);
  });
});

describe('new group keys', () => {
  test.each([64, 32] as const)('have %i random bytes each, and are nowhere else', (byteCount) => {
    const { room } = open();
    room.makeNewKeys(byteCount);
    const { primaryKey, secondaryKey, origin } = draftOf(room);
    expect([atob(primaryKey).length, atob(secondaryKey).length]).toEqual([byteCount, byteCount]);
    expect(primaryKey).not.toBe(secondaryKey);
    expect(origin).toBe('new');
  });

  test('give the keys back that stood in their place', () => {
    const { room } = open();
    room.change({ primaryKey: GROUP_KEY, secondaryKey: OTHER_KEY });
    const undo = room.makeNewKeys(64);
    undo();
    expect(draftOf(room)).toMatchObject({ primaryKey: GROUP_KEY, secondaryKey: OTHER_KEY, origin: 'typed' });
  });

  test.each(['clipboard', 'file'] as const)('are kept once they are on the %s', async (outlet) => {
    const { services, room } = open();
    room.makeNewKeys(64);
    const { primaryKey, secondaryKey } = draftOf(room);
    await room.keepNewKeys(outlet);
    const text = `GROUP_KEY=${primaryKey}\nSECONDARY_GROUP_KEY=${secondaryKey}\n`;
    expect(services.seen).toEqual([outlet === 'file' ? `save group-keys.env text/plain ${text}` : `copy ${text}`]);
    expect(draftOf(room).origin).toBe('kept');
  });

  test('are new still when the clipboard did not take them', async () => {
    const services = createFakeServices();
    const clipboard = { write: () => Promise.reject(new DOMException('denied', 'NotAllowedError')) };
    const room = createKeyRoom({ ...services, clipboard });
    room.makeNewKeys(64);
    await expect(room.keepNewKeys('clipboard')).rejects.toThrow('denied');
    expect(draftOf(room).origin).toBe('new');
  });

  test('are the group’s as long as the primary one is not typed over', () => {
    const { room } = open();
    room.makeNewKeys(64);
    room.change({ secondaryKey: '' });
    expect(draftOf(room).origin).toBe('new');
    room.change({ primaryKey: GROUP_KEY });
    expect(draftOf(room).origin).toBe('typed');
  });
});

describe('a local cloud', () => {
  test('of the server fills in ID scope and both keys', async () => {
    const { services, room } = open();
    const keys = { primaryKey: SERVER_CLOUD.primaryKey, secondaryKey: OTHER_KEY };
    services.operators.node.answer('GET /api/enrollmentGroups/SAS-IoT-Devices', 200, {
      attestation: { type: 'symmetricKey', symmetricKey: keys },
    });
    await room.clouds.askServer();
    await room.chooseEndpoint('server');
    expect(draftOf(room)).toMatchObject({ endpoint: 'server', idScope: SERVER_CLOUD.idScope, primaryKey: '' });
    await room.fillFromCloud();
    expect(draftOf(room)).toMatchObject({ ...keys, origin: 'typed' });
    expect(room.settings()).toMatchObject({ dpsHost: 'localhost', idScope: SERVER_CLOUD.idScope });
  });

  test('whose operator does not answer fills in the key that is known', async () => {
    const { services, room } = open();
    services.operators.node.answer('GET /api/enrollmentGroups/SAS-IoT-Devices', 500, {});
    await room.clouds.askServer();
    await room.chooseEndpoint('server');
    await room.fillFromCloud();
    expect(draftOf(room)).toMatchObject({ primaryKey: SERVER_CLOUD.primaryKey, secondaryKey: '' });
  });

  test('in this browser is started when it is chosen', async () => {
    const { room } = open();
    await room.chooseEndpoint('browser');
    await room.fillFromCloud();
    expect(draftOf(room)).toMatchObject({ idScope: '0ne0000BBBB', primaryKey: TAB_GROUP_KEY });
    expect(room.settings().dpsHost).toBe('this-browser.local');
  });

  test('takes its ID scope and its keys with it when another service is chosen', async () => {
    const { room } = open();
    await room.clouds.askServer();
    await room.chooseEndpoint('server');
    await room.fillFromCloud();
    await room.chooseEndpoint('browser');
    expect(draftOf(room)).toMatchObject({ idScope: '0ne0000BBBB', primaryKey: '', secondaryKey: '' });
    await room.chooseEndpoint('global');
    expect(draftOf(room)).toMatchObject({ endpoint: 'global', idScope: '' });
  });

  test('takes nothing that somebody typed, and no keys that were made', async () => {
    const { room } = open();
    room.change({ idScope: '0ne00A1B2C3', primaryKey: OTHER_KEY });
    await room.chooseEndpoint('browser');
    await room.chooseEndpoint('global');
    expect(draftOf(room)).toMatchObject({ idScope: '0ne00A1B2C3', primaryKey: OTHER_KEY });
    await room.chooseEndpoint('browser');
    await room.fillFromCloud();
    room.change(LIST);
    await room.make();
    await room.chooseEndpoint('global');
    expect(draftOf(room)).toMatchObject({ idScope: '', primaryKey: TAB_GROUP_KEY });
    expect(room.made.work.get().kind).toBe('made');
  });

  test('that is not chosen any more fills in nothing', async () => {
    const { room } = open();
    await room.chooseEndpoint('browser');
    const filling = room.fillFromCloud();
    await room.chooseEndpoint('global');
    await filling;
    expect(draftOf(room).primaryKey).toBe('');
  });
});

describe('the devices that have keys', () => {
  const many = { way: 'pattern', pattern: 'sensor-{001..120}' } as const;

  test('are shown by pages, and found by what their IDs hold', async () => {
    const { room } = await makeKeys(many);
    await room.made.show('', 50);
    expect(room.made.page.get()).toMatchObject({ from: 50, total: 120 });
    await room.made.show('11', 0);
    expect(room.made.page.get().devices.map(({ deviceId }) => deviceId)).toEqual([
      'sensor-011',
      ...Array.from({ length: 10 }, (_, at) => `sensor-11${at}`),
    ]);
  });

  test('are those that were asked for last', async () => {
    const { services, room } = await makeKeys(many);
    const release = services.keys.hold('find');
    const early = room.made.show('early', 0);
    expect(room.made.page.get().text).toBe('early');
    const late = room.made.show('sensor-12', 0);
    release();
    await Promise.all([early, late]);
    expect(room.made.page.get()).toMatchObject({ text: 'sensor-12', total: 1 });
  });

  test('become virtual devices with their own keys, started, at the cloud that is chosen', async () => {
    const { services, room } = open();
    await room.chooseEndpoint('browser');
    await room.fillFromCloud();
    room.change({ ...LIST, secondaryKey: OTHER_KEY });
    await room.make();
    const [, second] = room.made.page.get().devices;
    const id = await room.addVirtualDevice(second!);
    const keys = await services.keys.reveal(1);
    expect(services.devices.calls).toEqual(['add', `start ${id}`]);
    const { record, secret } = await services.devices.remove(id);
    expect(record).toMatchObject({
      cloud: { kind: 'tab' },
      route: {
        kind: 'dps',
        dpsHost: 'this-browser.local',
        idScope: '0ne0000BBBB',
        registrationId: 'boiler-2',
      },
      behaviour: 'thermostat',
    });
    expect(secret).toEqual({ kind: 'device-key', ...keys });
  });

  test('are found again by a second press, and not made twice', async () => {
    const { services, room } = await makeKeys({ ...LIST, idScope: '0ne00A1B2C3' });
    const [first, second] = room.made.page.get().devices;
    const id = await room.addVirtualDevice(first!);
    const other = await room.addVirtualDevice(second!);
    expect(other).not.toBe(id);
    expect(await room.addVirtualDevice(first!)).toBe(id);
    expect(services.devices.calls).toEqual(['add', `start ${id}`, 'add', `start ${other}`, `reveal ${id}`]);
  });

  test('are no others that have their name and another key', async () => {
    const { services, room } = await makeKeys({ ...LIST, idScope: '0ne00A1B2C3' });
    const [first] = room.made.page.get().devices;
    const id = await room.addVirtualDevice(first!);
    room.change({ primaryKey: OTHER_KEY });
    await room.make();
    services.devices.fail('add', new WorkbenchError('device/name-taken', { name: 'boiler-1' }));
    await expect(room.addVirtualDevice(first!)).rejects.toMatchObject({ code: 'device/name-taken' });
    expect(services.devices.calls).toEqual(['add', `start ${id}`, `reveal ${id}`, 'add']);
  });
});

describe('an export', () => {
  test('is a file of all devices', async () => {
    const { services, room } = await makeKeys({ ...LIST, format: 'json', idScope: '0ne00A1B2C3' });
    await room.export('file');
    expect(services.seen).toEqual([expect.stringMatching(/^save device-keys\.json application\/json \d+ bytes/)]);
    expect(room.made.exporting.get()).toEqual({
      kind: 'written',
      outlet: 'file',
      fileName: 'device-keys.json',
      format: 'json',
      guardedCells: 0,
    });
  });

  test('or text on the clipboard', async () => {
    const { services, room } = await makeKeys({ ...LIST, format: 'json', idScope: '0ne00A1B2C3' });
    await room.export('clipboard');
    const devices = JSON.parse(services.seen[0]?.replace('copy ', '') ?? '') as { deviceId: string }[];
    expect(devices.map(({ deviceId }) => deviceId)).toEqual(['boiler-1', 'boiler-2', 'boiler-3']);
  });

  test('of one device is its own file, and of several an archive', async () => {
    const env = { format: 'env', idScope: '0ne00A1B2C3' } as const;
    const one = await makeKeys({ ...env, oneId: 'boiler:1' });
    await one.room.export('file');
    expect(one.services.seen).toEqual([expect.stringMatching(/^save boiler_1\.env text\/plain/)]);
    const several = await makeKeys({ ...env, ...LIST });
    await several.room.export('file');
    expect(several.services.seen).toEqual([expect.stringMatching(/^save device-env\.zip application\/zip/)]);
  });

  test('tells its progress, and is silent about what came too late', async () => {
    const { services, room } = await makeKeys(LIST);
    const release = services.keys.hold('export');
    const exporting = room.export('file');
    await services.clock.settle();
    expect(room.made.exporting.get()).toMatchObject({ kind: 'writing', progress: { total: 3 } });
    room.change({ list: 'boiler-4' });
    release();
    await exporting;
    expect(services.seen).toEqual([]);
    expect(room.made.exporting.get()).toEqual({ kind: 'none' });
  });

  test('that was ended leaves the buttons as they were', async () => {
    const { services, room } = await makeKeys(LIST);
    services.keys.fail('export', new DOMException('ended', 'AbortError'));
    await expect(room.export('file')).rejects.toThrow('ended');
    expect(room.made.exporting.get()).toEqual({ kind: 'none' });
  });

  test('is not begun before there are keys', async () => {
    const { services, room } = open();
    await room.export('file');
    expect(services.keys.calls).toEqual([]);
  });
});

describe('clearing', () => {
  test('forgets what was typed and what was made, and gives back what was typed', async () => {
    const { services, room } = await makeKeys({ ...LIST, idScope: '0ne00A1B2C3' });
    const undo = room.clear();
    await services.clock.settle();
    expect(draftOf(room)).toBe(EMPTY_KEY_DRAFT);
    expect(room.list.state.get()).toEqual({ kind: 'none' });
    expect(room.made.work.get()).toEqual({ kind: 'none' });
    expect(services.keys.calls.at(-1)).toBe('clear');
    undo();
    await room.make();
    expect(room.made.work.get()).toMatchObject({ kind: 'made', count: 3 });
  });

  test('is done when the page ends, too', async () => {
    const { services, room } = open();
    room.change({ primaryKey: GROUP_KEY, ...LIST });
    room.dispose();
    expect(draftOf(room)).toBe(EMPTY_KEY_DRAFT);
    expect(services.clock.pending).toBe(0);
  });
});
