import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createKeyRoom } from '#app/stores/key-room';
import { SERVER_CLOUD, TAB_GROUP_KEY } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const GROUP_KEY = btoa('g'.repeat(64));
const OTHER_KEY = btoa('o'.repeat(64));
const SCOPE = '0ne00A1B2C3';

async function openRoom(prepare?: Parameters<typeof openWorkbench>[1]): Promise<Workbench> {
  const bench = await openWorkbench('#/keys', prepare);
  await bench.eventually(() => bench.host.querySelector('#make-keys'));
  return bench;
}

const fill = (bench: Workbench, id: string, text: string): Promise<void> =>
  userEvent.fill(bench.find(`#keys-${id}`), text);
const way = (bench: Workbench, name: string): Promise<void> =>
  userEvent.click(bench.byRole('radio', name).closest('label') as HTMLElement);
const valueOf = (bench: Workbench, id: string): string => bench.find<HTMLInputElement>(`#${id}`).value;
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#${id}-error`)?.innerText;
const notesOf = (bench: Workbench, id: string): string =>
  bench
    .findAll(`[id^="${id}-note-"]`)
    .map((note) => note.innerText)
    .join(' ');

/** Lets the pause after typing pass, and the list be read. */
const pause = (bench: Workbench): Promise<void> => bench.services.clock.advance(300);

function drop(file: File): void {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

function paste(bench: Workbench, id: string, text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  bench.find(`#${id}`).dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

async function makeKeys(bench: Workbench): Promise<void> {
  await userEvent.click(bench.find('#make-keys'));
  await bench.eventually(() => bench.host.querySelector('.made-head'));
  await settle(bench.host);
}

/** Keys for a pattern of devices, both of them. */
async function openMade(pattern = 'sensor-{001..120}'): Promise<Workbench> {
  const bench = await openRoom();
  await fill(bench, 'primaryKey', GROUP_KEY);
  await fill(bench, 'secondaryKey', OTHER_KEY);
  await way(bench, 'Pattern');
  await fill(bench, 'pattern', pattern);
  await makeKeys(bench);
  await bench.eventually(() => bench.host.querySelector('.keyed-id'));
  return bench;
}

const shownIds = (bench: Workbench): string[] => bench.findAll('.keyed-id').map((id) => id.innerText);

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the room in %s colours, from form to result', async (theme) => {
    // So high that the bar at the foot covers nothing, which axe would take for a target that is too small.
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openRoom();
    const isGood = async (): Promise<void> => {
      await settle(bench.host);
      expect(await complaints(bench.find('dw-keys-view'))).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    };
    await isGood();
    await bench.press('button', 'Make keys');
    await isGood();
    await bench.press('button', 'Make new keys');
    await bench.press('menuitem', '64 random bytes');
    drop(new File(['Serial;Device\n1;a-1\n2;bad id\n3;a-1\n4;a-2\n'], 'ids.csv'));
    await bench.eventually(() => bench.text().includes('2 devices get keys'));
    await isGood();
    await makeKeys(bench);
    await isGood();
    await userEvent.selectOptions(bench.find('#export-format'), 'sas-tokens');
    await isGood();
  });
});

describe('the way to the room', () => {
  test('is the third place, a key, and an item of the palette', async () => {
    const bench = await openWorkbench('#/');
    const places = bench.findAll('nav .shell-item').map((item) => item.getAttribute('href'));
    expect(places).toEqual(['#/devices', '#/scan', '#/keys', '#/certificates', '#/inspect', '#/cloud']);
    await userEvent.keyboard('k');
    await bench.eventually(() => document.title === 'Keys – Device Workbench');
    await bench.eventually(() => document.activeElement?.textContent === 'Keys');
    await userEvent.keyboard('g');
    await userEvent.keyboard('{Control>}k{/Control}');
    await bench.eventually(() => bench.host.querySelector('dw-palette [role=option]'));
    await userEvent.keyboard('make new group{Enter}');
    await bench.eventually(() => bench.text().includes('These group keys are new'));
    expect(location.hash).toBe('#/keys');
  });
});

describe('the group', () => {
  test('is judged when its fields are left, and by nothing that keys do not need', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', 'HostName=a;DeviceId=b;SharedAccessKey=c');
    expect(errorOf(bench, 'keys-primaryKey')).toBeUndefined();
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, 'keys-primaryKey')).toContain('is a connection string');
    expect(errorOf(bench, 'keys-primaryKey')).toContain('Paste the primary key of the enrollment group');
    await bench.press('button', 'Make keys');
    expect(bench.text()).toContain('2 fields need a change');
    expect(document.activeElement?.id).toBe('keys-primaryKey');
    expect(errorOf(bench, 'keys-oneId')).toContain('Type the ID');
    expect(errorOf(bench, 'keys-idScope')).toBeUndefined();
  });

  test('notes a key that may be of one device, in words that fit here', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', btoa('d'.repeat(32)));
    expect(notesOf(bench, 'keys-primaryKey')).toContain('paste the key of its enrollment group instead');
    expect(notesOf(bench, 'keys-primaryKey')).not.toContain('choose');
  });

  test('is filled in from the local cloud that is chosen', async () => {
    const bench = await openRoom();
    const endpoint = await bench.eventually(() =>
      bench.host.querySelector<HTMLSelectElement>('#keys-endpoint:has([value=server])'),
    );
    await userEvent.selectOptions(endpoint, 'server');
    expect(valueOf(bench, 'keys-idScope')).toBe(SERVER_CLOUD.idScope);
    await bench.press('button', 'Use its ID scope and group key');
    await bench.eventually(() => valueOf(bench, 'keys-primaryKey') === SERVER_CLOUD.primaryKey);
    expect(document.activeElement?.id).toBe('keys-primaryKey');
    await userEvent.selectOptions(endpoint, 'browser');
    await fill(bench, 'primaryKey', '');
    await bench.press('button', 'Use its ID scope and group key');
    await bench.eventually(() => valueOf(bench, 'keys-primaryKey') === TAB_GROUP_KEY);
    expect(valueOf(bench, 'keys-secondaryKey')).toBe(TAB_GROUP_KEY);
  });

  test('in a cloud that cannot be started says so', async () => {
    const bench = await openRoom(({ operators }) => operators.tab.answer('GET /_emu/cloud', 500, {}));
    await userEvent.selectOptions(bench.find('#keys-endpoint'), 'browser');
    await bench.eventually(() => bench.host.querySelector('dw-key-form [role=alert]'));
  });
});

describe('new group keys', () => {
  async function openFresh(): Promise<Workbench> {
    const bench = await openRoom();
    await bench.press('button', 'Make new keys');
    await bench.press('menuitem', '64 random bytes');
    return bench;
  }
  const leave = (): boolean => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  test('ask before the page is left, until they are saved', async () => {
    const bench = await openFresh();
    expect(bench.text()).toContain('These group keys are new, and nowhere else');
    expect(leave()).toBe(false);
    await bench.press('link', 'Devices');
    expect(leave()).toBe(false);
    await bench.press('link', 'Keys');
    await bench.press('button', 'Save the keys');
    expect(bench.services.seen.at(-1)).toMatch(/^save group-keys\.env text\/plain GROUP_KEY=/);
    expect(bench.text()).toContain('The new group keys are copied or saved');
    expect(leave()).toBe(true);
  });

  test('come with the command that makes their group, which holds no key', async () => {
    const bench = await openFresh();
    await userEvent.click(bench.find('.fresh-command summary'));
    const command = bench.find('.fresh-command pre').innerText;
    expect(command).toContain('az iot dps enrollment-group create');
    expect(command).not.toContain(valueOf(bench, 'keys-primaryKey'));
  });

  test('are copied too, and said', async () => {
    const bench = await openFresh();
    await bench.press('button', 'Copy the keys');
    expect(bench.services.seen.at(-1)).toMatch(/^copy GROUP_KEY=\S+\nSECONDARY_GROUP_KEY=\S+\n$/);
    await bench.eventually(() => bench.text().includes('The group keys were copied'));
  });

  test('can be taken back when they took the place of others', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', GROUP_KEY);
    await bench.press('button', 'Make new keys');
    await bench.press('menuitem', '32 random bytes');
    expect(valueOf(bench, 'keys-primaryKey')).not.toBe(GROUP_KEY);
    await bench.press('button', 'Undo');
    expect(valueOf(bench, 'keys-primaryKey')).toBe(GROUP_KEY);
    expect(leave()).toBe(true);
  });
});

describe('the devices', () => {
  test('of a pattern are counted while it is typed', async () => {
    const bench = await openRoom();
    await way(bench, 'Pattern');
    await fill(bench, 'pattern', 'sensor-{0001..0500}');
    expect(bench.find('.counted').innerText).toBe('500 devices: sensor-0001 … sensor-0500');
    await pause(bench);
    expect(bench.byRole('button', 'Make keys for 500 devices')).toBeTruthy();
  });

  test('of a pattern with a mistake come with its mend', async () => {
    const bench = await openRoom();
    await way(bench, 'Pattern');
    await fill(bench, 'pattern', 'sensor-[0001-0500]');
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, 'keys-pattern')).toContain('no braces');
    await bench.press('button', 'Use “sensor-{0001..0500}”');
    expect(valueOf(bench, 'keys-pattern')).toBe('sensor-{0001..0500}');
  });

  test('of a list are read when nothing more is typed, with each bad line, its cause and what helps', async () => {
    const bench = await openRoom();
    await way(bench, 'List');
    await fill(bench, 'list', 'boiler-1\nbad id\nboiler-1\nBoiler-1');
    await pause(bench);
    await bench.eventually(() => bench.text().includes('2 devices get keys'));
    expect(bench.text()).toContain('2 lines are left out');
    const rows = bench.findAll('.id-problems [role=row]').slice(1);
    expect(rows.map((row) => row.innerText.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^bad id Line 2 .*Character 4 is a space.*left out$/),
      expect.stringMatching(/^boiler-1 Line 3 .*in the list already.*left out$/),
      expect.stringMatching(/^Boiler-1 Line 4 .*differ only in capital letters.*gets a key$/),
    ]);
    await bench.press('button', 'Copy the report');
    expect(bench.services.seen.at(-1)).toMatch(/^copy Line 2, “bad id”, left out\. One character/);
  });

  test('of a long paste are held beside the text area, which stays empty', async () => {
    const bench = await openRoom();
    await way(bench, 'List');
    await fill(bench, 'list', 'device-0\n');
    const area = bench.find<HTMLTextAreaElement>('#keys-list');
    area.setSelectionRange(9, 9);
    paste(bench, 'keys-list', Array.from({ length: 5000 }, (_, at) => `device-${at + 1}`).join('\n'));
    await bench.eventually(() => bench.text().includes('5,001 lines pasted'));
    expect(bench.host.querySelector('textarea')).toBeNull();
    expect(document.activeElement?.textContent).toContain('5,001 lines pasted');
    await bench.eventually(() => bench.text().includes('5,001 devices get keys'));
    await bench.press('button', 'Remove');
    expect(valueOf(bench, 'keys-list')).toBe('');
    expect(document.activeElement?.id).toBe('keys-list');
  });

  test('of a short paste go into the text area as ever', async () => {
    const bench = await openRoom();
    await way(bench, 'List');
    await settle(bench.host);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'boiler-1\nboiler-2');
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    bench.find('#keys-list').dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });

  test('of a file are read wherever it is dropped, and its columns can be chosen', async () => {
    const bench = await openRoom();
    drop(new File(['Serial|Device|Label\n7|pump-1|Hall 1\n8|pump-2|Hall 2\n'], 'plant.txt'));
    await bench.eventually(() => bench.text().includes('2 devices get keys'));
    expect(bench.text()).toContain('plant.txt');
    expect(bench.text()).toContain('Table with 3 columns');
    await userEvent.selectOptions(bench.find('#table-idColumn'), 'Serial');
    await bench.eventually(() => bench.text().includes('7 … 8'));
    await userEvent.selectOptions(bench.find('#table-nameColumn'), 'Label');
    await bench.eventually(() => bench.findAll('.table-columns .tag').length === 2);
    await userEvent.click(bench.find('#table-heading'));
    await bench.eventually(() => bench.text().includes('3 devices get keys'));
    await userEvent.selectOptions(bench.find('#table-delimiter'), 'other');
    await fill(bench, 'primaryKey', GROUP_KEY);
    await userEvent.fill(bench.find('#table-other-delimiter'), ':');
    await bench.eventually(() => bench.host.querySelectorAll('.table-columns dt').length === 1);
    await bench.press('button', 'Remove the file');
    expect(document.activeElement).toBe(bench.find('input#keys-file'));
  });

  test('of IoT Central’s own file need nothing to be chosen', async () => {
    const bench = await openRoom();
    await way(bench, 'File');
    const file = new File(['IOTC_DEVICEID,IOTC_DEVICENAME\npump-1,Pump 1\n'], 'import.csv');
    await userEvent.upload(bench.find('#keys-file'), file);
    await bench.eventually(() => bench.text().includes('IoT Central’s list for import'));
    expect(bench.find<HTMLDetailsElement>('.table-details').open).toBe(false);
  });

  test('of a file in which no column fits are read once the column is chosen', async () => {
    const bench = await openRoom();
    drop(new File(['where,what\nhall one,big pump\nhall two,small pump\n'], 'plant.csv'));
    await bench.eventually(() => bench.text().includes('No column holds the device IDs'));
    await userEvent.selectOptions(bench.find('#table-idColumn'), '1');
    await bench.eventually(() => /\d lines are left out/.test(bench.text()));
  });

  test('of a file that is none are refused by its name and with what helps', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', GROUP_KEY);
    drop(new File([new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0])], 'devices.xlsx'));
    await bench.eventually(() => bench.host.querySelector('.list-refused [role=alert]'));
    expect(bench.text()).toContain('The file holds no plain text');
    // No service was asked about a file.
    expect(bench.text()).toContain('For support: the error code');
    expect(bench.text()).not.toContain('what the service said');
    await bench.press('button', 'Make keys');
    expect(bench.services.keys.calls).not.toContain('make');
  });
});

describe('making keys', () => {
  test('shows how far it is, and can be ended', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', GROUP_KEY);
    await fill(bench, 'oneId', 'boiler-1');
    const release = bench.services.keys.hold('make');
    await userEvent.click(bench.find('#make-keys'));
    await bench.eventually(() => bench.host.querySelector('.keys-making progress'));
    expect(document.activeElement).toBe(bench.find('.keys-making'));
    expect(await complaints(bench.find('dw-keys-view'))).toEqual([]);
    await bench.press('button', 'Cancel');
    expect(bench.services.keys.calls).toContain('cancel');
    release();
    await bench.eventually(() => bench.host.querySelector('.made-head'));
  });

  test('brings the focus back to its button when it was ended', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', GROUP_KEY);
    await fill(bench, 'oneId', 'boiler-1');
    bench.services.keys.fail('make', new DOMException('ended', 'AbortError'));
    await userEvent.click(bench.find('#make-keys'));
    await bench.eventually(() => document.activeElement?.id === 'make-keys');
    expect(bench.host.querySelector('[role=alert]')).toBeNull();
  });

  test('says above the form what we did not foresee', async () => {
    const bench = await openRoom();
    await fill(bench, 'primaryKey', GROUP_KEY);
    await fill(bench, 'oneId', 'boiler-1');
    bench.services.keys.fail('make', new RangeError('unforeseen'));
    await userEvent.click(bench.find('#make-keys'));
    await bench.eventually(() => bench.text().includes('This is our mistake'));
    expect(valueOf(bench, 'keys-oneId')).toBe('boiler-1');
  });
});

describe('the result', () => {
  test('has the focus, and the form is folded into a line', async () => {
    const bench = await openMade();
    expect(document.activeElement?.textContent).toBe('120 devices have keys');
    expect(bench.text()).toContain('sensor-{001..120} · Azure, global · no ID scope yet · primary and secondary keys');
    expect(bench.host.querySelector('dw-key-form')).toBeNull();
    await bench.press('button', 'Change');
    expect(valueOf(bench, 'keys-pattern')).toBe('sensor-{001..120}');
    await bench.eventually(() => document.activeElement?.id === 'make-keys');
  });

  test('is there again after a visit to another room', async () => {
    const bench = await openMade();
    await bench.press('link', 'Cloud');
    await bench.eventually(() => bench.host.querySelector('dw-cloud-view'));
    await bench.press('link', 'Keys');
    await bench.eventually(() => bench.text().includes('120 devices have keys'));
    expect(bench.services.keys.calls.filter((call) => call === 'make')).toHaveLength(1);
  });

  test('shows fifty devices at a time, and finds any by its ID', async () => {
    const bench = await openMade();
    await bench.eventually(() => shownIds(bench).length === 50);
    await bench.press('button', 'Next');
    await bench.eventually(() => shownIds(bench)[0] === 'sensor-051');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('/');
    expect(document.activeElement?.id).toBe('find-keyed-device');
    await userEvent.keyboard('119');
    await bench.eventually(() => shownIds(bench).join() === 'sensor-119');
    await userEvent.keyboard('x');
    await bench.eventually(() => bench.text().includes('No device matches'));
  });

  test('has keys in the page only while one is shown', async () => {
    const bench = await openMade('boiler-{1..2}');
    const { primaryKey, secondaryKey } = await bench.services.keys.reveal(1);
    const holds = (key: string | undefined): boolean => bench.host.innerHTML.includes(key ?? '');
    expect([holds(primaryKey), holds(secondaryKey)]).toEqual([false, false]);
    await bench.press('button', 'Show secondary key of boiler-2');
    await bench.eventually(() => holds(secondaryKey));
    expect(holds(primaryKey)).toBe(false);
    expect(location.hash).toBe('#/keys');
  });

  test('makes a virtual device of a row by one press', async () => {
    const bench = await openRoom();
    await userEvent.selectOptions(bench.find('#keys-endpoint'), 'browser');
    await bench.press('button', 'Use its ID scope and group key');
    await fill(bench, 'oneId', 'boiler-7');
    await makeKeys(bench);
    await bench.press('button', 'Make a virtual device of boiler-7');
    await bench.eventually(() => bench.router.route.get().room === 'device');
    expect(bench.services.devices.calls).toEqual(expect.arrayContaining(['add', 'start 1']));
  });

  test('asks where the device registers when that is not known yet', async () => {
    const bench = await openMade('boiler-{1..2}');
    await bench.press('button', 'Make a virtual device of boiler-1');
    const dialog = await bench.eventually(() => bench.host.querySelector('dialog[open]'));
    expect(await complaints(dialog)).toEqual([]);
    await bench.press('button', 'Make and start it');
    expect(errorOf(bench, 'register-idScope')).toContain('begins with 0ne');
    expect(document.activeElement?.id).toBe('register-idScope');
    await userEvent.fill(bench.find('#register-idScope'), SCOPE);
    await bench.press('button', 'Make and start it');
    await bench.eventually(() => bench.router.route.get().room === 'device');
  });

  test('says that a name is taken, and stays', async () => {
    const taken = new WorkbenchError('device/name-taken', { name: 'boiler-1' });
    const bench = await openRoom(({ devices }) => devices.fail('add', taken));
    bench.app.keep(createKeyRoom).change({ primaryKey: GROUP_KEY, oneId: 'boiler-1', idScope: SCOPE });
    await settle(bench.host);
    await makeKeys(bench);
    await bench.press('button', 'Make a virtual device of boiler-1');
    await bench.eventually(() => bench.host.querySelector('.notices [role=alert]'));
    expect(bench.router.route.get().room).toBe('keys');
  });

  test('copies a row in the formats that can be printed, and its command', async () => {
    const bench = await openMade('boiler-{1..2}');
    const openMenu = (): Promise<void> => bench.press('button', 'Actions for boiler-2');
    await openMenu();
    expect(bench.text()).toContain('Other formats need the ID scope or the hub');
    await bench.press('menuitem', 'Copy as CSV');
    await bench.eventually(() => bench.services.seen.at(-1)?.includes('boiler-2'));
    await userEvent.selectOptions(bench.find('#export-format'), 'env');
    await userEvent.fill(bench.find('#export-idScope'), SCOPE);
    await openMenu();
    await bench.press('menuitem', 'Copy as .env');
    await bench.eventually(() => bench.services.seen.at(-1)?.includes('IOTHUB_DEVICE_DPS_DEVICE_ID=boiler-2'));
    await openMenu();
    await bench.press('menuitem', 'Copy the Azure CLI command');
    await bench.eventually(() => bench.services.seen.at(-1)?.startsWith('copy az iot dps'));
  });
});

describe('files for the devices', () => {
  const choose = (bench: Workbench, format: string): Promise<void> =>
    userEvent.selectOptions(bench.find('#export-format'), format);

  test('are saved, with what to know of them', async () => {
    const bench = await openMade('sensor-{1..300}');
    await bench.press('button', 'Download device-keys.csv');
    await bench.eventually(() => bench.text().includes('device-keys.csv was saved'));
    expect(bench.services.seen.at(-1)).toMatch(/^save device-keys\.csv text\/csv \d+ bytes/);
    expect(bench.text()).toMatch(/\d+ values begin with a sign that spreadsheets take for a formula/);
    await choose(bench, 'enrollments');
    expect(bench.text()).not.toContain('was saved');
  });

  test('leave the keys of a CSV as they are where that is chosen', async () => {
    const bench = await openMade('sensor-{1..300}');
    await bench.press('button', 'Download device-keys.csv');
    await bench.eventually(() => bench.text().includes('values begin with a sign'));
    expect(bench.text()).toContain('turn on “Keys exactly as they are”');
    await userEvent.click(bench.find('#exact-keys'));
    expect(bench.text()).not.toContain('turn on “Keys exactly as they are”');
    await bench.press('button', 'Download device-keys.csv');
    await bench.eventually(() => bench.services.seen.length === 2);
    await bench.eventually(() => !bench.text().includes('values begin with a sign'));
    expect(bench.text()).toContain('device-keys.csv was saved');
    const [guarded = 0, exact = 0] = bench.services.seen.map((said) => Number(/(\d+) bytes/.exec(said)?.[1]));
    expect(exact).toBeLessThan(guarded);
    await choose(bench, 'json');
    expect(bench.findAll('#exact-keys')).toEqual([]);
  });

  test('ask for what their format cannot do without', async () => {
    const bench = await openMade('boiler-{1..2}');
    await choose(bench, 'connection-strings');
    expect(bench.text()).toContain('The format holds the hub’s host name');
    await bench.press('button', 'Download connection-strings.txt');
    expect(document.activeElement?.id).toBe('export-hubHost');
    expect(bench.services.keys.calls).not.toContain('export');
    await userEvent.fill(bench.find('#export-hubHost'), 'https://my-hub.azure-devices.net/');
    await userEvent.tab();
    await bench.press('button', 'Use “my-hub.azure-devices.net”');
    await bench.press('button', 'Copy all');
    await bench.eventually(() => bench.services.seen.at(-1)?.startsWith('copy HostName=my-hub.azure-devices.net'));
  });

  test('show what the first device gets only on a press, and hide it when something is set anew', async () => {
    const bench = await openMade('boiler-{1..2}');
    const { primaryKey } = await bench.services.keys.reveal(0);
    const shows = (): boolean => bench.find('.export-parts').innerHTML.includes(primaryKey);
    expect(shows()).toBe(false);
    await bench.press('button', 'Show what boiler-1 gets');
    await bench.eventually(shows);
    await choose(bench, 'enrollments');
    await settle(bench.host);
    expect(shows()).toBe(false);
  });

  test('are copied up to a thousand devices, and only where they are one text', async () => {
    const bench = await openMade('sensor-{1..1001}');
    const canCopy = (): boolean =>
      bench.findAll('.export-parts .btn').some(({ innerText }) => innerText === 'Copy all');
    expect(canCopy()).toBe(false);
    await bench.press('button', 'Change');
    await fill(bench, 'pattern', 'sensor-{1..1000}');
    await makeKeys(bench);
    expect(canCopy()).toBe(true);
    await choose(bench, 'env');
    await settle(bench.host);
    expect(canCopy()).toBe(false);
  });

  test('can be ended while they are written', async () => {
    const bench = await openMade('sensor-{1..300}');
    const release = bench.services.keys.hold('export');
    await bench.press('button', 'Download device-keys.csv');
    await bench.eventually(() => bench.host.querySelector('#writing-file'));
    expect(document.activeElement).toBe(bench.find('.keys-making'));
    await bench.press('button', 'Cancel');
    expect(bench.services.keys.calls).toContain('cancel');
    release();
    await bench.eventually(() => document.activeElement?.textContent?.includes('Download device-keys.csv'));
  });
});

describe('clearing the room', () => {
  test('forgets all of it, and gives back what was typed', async () => {
    const bench = await openMade('boiler-{1..2}');
    await bench.press('button', 'Clear');
    await bench.eventually(() => bench.host.querySelector('#make-keys'));
    expect(valueOf(bench, 'keys-primaryKey')).toBe('');
    await bench.eventually(() => bench.services.keys.calls.at(-1) === 'clear');
    expect(bench.host.querySelector('.page-actions')).toBeNull();
    expect(document.activeElement?.tagName).toBe('H1');
    await bench.press('button', 'Undo');
    expect(valueOf(bench, 'keys-primaryKey')).toBe(GROUP_KEY);
    expect(valueOf(bench, 'keys-pattern')).toBe('boiler-{1..2}');
  });
});
