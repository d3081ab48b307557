import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import { SERVER_CLOUD } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const GROUP_KEY = btoa('g'.repeat(64));
const DEVICE_KEY = btoa('d'.repeat(32));
const CONNECTION_STRING = `HostName=my-hub.azure-devices.net;DeviceId=boiler-1;SharedAccessKey=${DEVICE_KEY}`;

async function openDialog(): Promise<Workbench> {
  const bench = await openWorkbench();
  await bench.press('button', 'Add a device');
  await bench.eventually(() => bench.host.querySelector('#new-deviceId'));
  return bench;
}

const fill = (bench: Workbench, id: string, text: string): Promise<void> =>
  userEvent.fill(bench.find<HTMLInputElement>(`#new-${id}`), text);
const choose = (bench: Workbench, label: string): Promise<void> =>
  userEvent.click(bench.byRole('radio', label).closest('label') as HTMLElement);
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#new-${id}-error`)?.innerText;
const notesOf = (bench: Workbench, id: string): string =>
  bench
    .findAll(`[id^="new-${id}-note-"]`)
    .map((note) => note.innerText)
    .join(' ');

function isAboveFoot(bench: Workbench, selector: string): boolean {
  const foot = bench.find('.dialog-foot').getBoundingClientRect();
  return bench.find(selector).getBoundingClientRect().bottom <= foot.top;
}

describe('adding a device', () => {
  test('the dialog explains every field and has nothing against it', async () => {
    const bench = await openDialog();
    const fields = bench.findAll('.add-device .field');
    expect(fields.length).toBeGreaterThan(4);
    expect(fields.filter((field) => field.querySelector('.field-hint') === null)).toEqual([]);
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
  });

  test('one table helps to choose, and offers nothing that is not there', async () => {
    const bench = await openDialog();
    await userEvent.click(bench.find('.comparison summary'));
    const rows = bench.findAll('.comparison tbody tr').map((row) => row.innerText.replaceAll(/\s+/g, ' '));
    expect(rows.map((row) => /Not offered here yet|Offered here/.exec(row)?.[0])).toEqual([
      'Offered here',
      'Offered here',
      'Not offered here yet',
    ]);
    for (const [at, name] of ['SAS', 'X.509', 'TPM'].entries()) expect(rows[at]).toContain(name);
    expect(bench.find('.comparison').querySelectorAll('button, input, a')).toHaveLength(0);
  });

  test('an error comes when the field is left and goes with the next letter', async () => {
    const bench = await openDialog();
    await fill(bench, 'deviceId', 'has blank');
    expect(errorOf(bench, 'deviceId')).toBeUndefined();
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, 'deviceId')).toContain('Character 4 is a space');
    await userEvent.type(bench.find('#new-deviceId'), 'x');
    await settle(bench.host);
    expect(errorOf(bench, 'deviceId')).toBeUndefined();
  });

  test('a try to submit shows every error, counts them, and goes to the first', async () => {
    const bench = await openDialog();
    await bench.press('button', 'Add and start');
    await bench.eventually(() => bench.text().includes('3 fields need a change'));
    expect(document.activeElement?.id).toBe('new-idScope');
    expect(bench.services.devices.calls).not.toContain('add');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
  });

  test('one bad field is counted too, and comes into sight with what is wrong with it', async () => {
    await page.viewport(1440, 600);
    const bench = await openDialog();
    await fill(bench, 'idScope', '0ne00A1B2C3');
    await fill(bench, 'deviceId', 'boiler-1');
    await fill(bench, 'primaryKey', 'abc');
    bench.find('.dialog-body').scrollTop = 0;
    await bench.press('button', 'Add and start');
    await bench.eventually(() => document.activeElement?.id === 'new-primaryKey');
    expect(bench.find('.dialog-foot').innerText).toContain('One field needs a change');
    expect(isAboveFoot(bench, '#new-primaryKey-error')).toBe(true);
  });

  test('the offer to use a pasted connection string as one comes into sight', async () => {
    await page.viewport(1440, 600);
    const bench = await openDialog();
    const field = bench.find('#new-primaryKey');
    field.focus({ preventScroll: true });
    const body = bench.find('.dialog-body');
    body.scrollTop += field.getBoundingClientRect().bottom - body.getBoundingClientRect().bottom;
    await settle(bench.host);
    await fill(bench, 'primaryKey', CONNECTION_STRING);
    await bench.eventually(() => isAboveFoot(bench, '#new-primaryKey-note-0'));
  });

  test('a thermostat has its model, a plain device has none, and what is typed stays', async () => {
    const bench = await openDialog();
    const model = bench.find<HTMLInputElement>('#new-modelId');
    expect(model.value).toBe('dtmi:com:example:Thermostat;1');
    await userEvent.selectOptions(bench.find('#new-behaviour'), 'raw');
    await bench.eventually(() => model.value === '');
    await fill(bench, 'modelId', 'dtmi:mine;1');
    await userEvent.selectOptions(bench.find('#new-behaviour'), 'thermostat');
    await settle(bench.host);
    expect(model.value).toBe('dtmi:mine;1');
  });

  test('a quiet device is offered, has no model of ours, and says what it does', async () => {
    const bench = await openDialog();
    await userEvent.selectOptions(bench.find('#new-behaviour'), 'quiet');
    await bench.eventually(() => bench.find<HTMLInputElement>('#new-modelId').value === '');
    expect(bench.find('dialog[open]').innerText).toContain('Connects and sends nothing by itself');
  });

  test('upper case is warned of, and lower case offered; nothing is changed by itself', async () => {
    const bench = await openDialog();
    await fill(bench, 'deviceId', 'Boiler-1');
    await settle(bench.host);
    expect(bench.find<HTMLInputElement>('#new-deviceId').value).toBe('Boiler-1');
    expect(notesOf(bench, 'deviceId')).toContain('capital letters');
    await bench.press('button', 'Use “boiler-1”');
    expect(bench.find<HTMLInputElement>('#new-deviceId').value).toBe('boiler-1');
    expect(notesOf(bench, 'deviceId')).toBe('');
  });

  test('a group key in the place of a device key is noticed before it is used', async () => {
    const bench = await openDialog();
    await choose(bench, 'Device key');
    await fill(bench, 'primaryKey', GROUP_KEY);
    await settle(bench.host);
    expect(notesOf(bench, 'primaryKey')).toContain('This may be a group key');
    await bench.press('button', 'Use it as a group key');
    expect(bench.byRole('radio', 'Group key')).toHaveProperty('checked', true);
    expect(bench.find<HTMLInputElement>('#new-primaryKey').value).toBe(GROUP_KEY);
  });

  test('a line break in a pasted key is taken out and said', async () => {
    const bench = await openDialog();
    const input = bench.find<HTMLInputElement>('#new-primaryKey');
    const data = new DataTransfer();
    data.setData('text/plain', `${GROUP_KEY.slice(0, 64)}\n${GROUP_KEY.slice(64)}`);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    await settle(bench.host);
    expect(notesOf(bench, 'primaryKey')).toContain('A line break was taken out');
  });

  test.each(['idScope', 'deviceId', 'primaryKey'])('a connection string pasted as %s is offered as one', async (id) => {
    const bench = await openDialog();
    await fill(bench, id, CONNECTION_STRING);
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, id)).toBeUndefined();
    await bench.press('button', 'Use it as one');
    expect(bench.find<HTMLInputElement>('#new-connectionString').value).toBe(CONNECTION_STRING);
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    const [device] = await bench.services.devices.list();
    expect(device?.record.route).toEqual({ kind: 'hub', hubHost: 'my-hub.azure-devices.net', deviceId: 'boiler-1' });
    expect(device?.record.cloud).toEqual({ kind: 'azure' });
  });

  test.each([
    ['localhost', 'This server', { kind: 'node', origin: 'http://localhost:8080' }],
    ['this-browser.local', 'This browser', { kind: 'tab' }],
  ])('a connection string for %s is taken to %s', async (host, place, cloud) => {
    const bench = await openDialog();
    await bench.eventually(() => [...bench.find<HTMLSelectElement>('#new-endpoint').options].length === 6);
    await settle(bench.host);
    await choose(bench, 'Connection string');
    await fill(bench, 'connectionString', `HostName=${host};DeviceId=a;SharedAccessKey=${DEVICE_KEY}`);
    await settle(bench.host);
    expect(bench.byRole('radio', place)).toHaveProperty('checked', true);
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect((await bench.services.devices.list())[0]?.record.cloud).toEqual(cloud);
  });

  test('a good device is added, started and opened', async () => {
    const bench = await openDialog();
    await fill(bench, 'idScope', '0ne00A1B2C3');
    await fill(bench, 'deviceId', 'boiler-1');
    await fill(bench, 'primaryKey', GROUP_KEY);
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect(bench.services.devices.calls).toContain('start 1');
    expect(await bench.services.devices.reveal('1')).toEqual({ kind: 'group-key', primaryKey: GROUP_KEY });
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('the local cloud of the server fills in what it knows', async () => {
    const bench = await openDialog();
    const endpoint = bench.find<HTMLSelectElement>('#new-endpoint');
    await bench.eventually(() => [...endpoint.options].some(({ value }) => value === 'server'));
    await userEvent.selectOptions(endpoint, 'server');
    await bench.eventually(() => bench.find<HTMLInputElement>('#new-idScope').value === SERVER_CLOUD.idScope);
    await bench.press('button', 'Use its ID scope and group key');
    await fill(bench, 'deviceId', 'bench-1');
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    const [device] = await bench.services.devices.list();
    expect(device?.record.cloud).toEqual({ kind: 'node', origin: 'http://localhost:8080' });
    expect(await bench.services.devices.reveal('1')).toMatchObject({ primaryKey: SERVER_CLOUD.primaryKey });
  });

  test('a local cloud takes along what it filled in when another service is chosen', async () => {
    const bench = await openDialog();
    const endpoint = bench.find<HTMLSelectElement>('#new-endpoint');
    await bench.eventually(() => [...endpoint.options].some(({ value }) => value === 'server'));
    await userEvent.selectOptions(endpoint, 'server');
    await bench.press('button', 'Use its ID scope and group key');
    const valueOf = (name: string): string => bench.find<HTMLInputElement>(`#new-${name}`).value;
    await bench.eventually(() => valueOf('primaryKey') === SERVER_CLOUD.primaryKey);
    await userEvent.selectOptions(endpoint, 'global');
    await bench.eventually(() => valueOf('idScope') === '');
    expect(valueOf('primaryKey')).toBe('');
    await fill(bench, 'idScope', '0ne00A1B2C3');
    await userEvent.selectOptions(endpoint, 'server');
    await userEvent.selectOptions(endpoint, 'global');
    await settle(bench.host);
    expect(valueOf('idScope')).toBe('0ne00A1B2C3');
  });

  test('the registration payload follows the model ID until an older form is chosen', async () => {
    const bench = await openDialog();
    await fill(bench, 'modelId', 'dtmi:com:example:Pump;1');
    await userEvent.click(bench.find('.advanced summary'));
    await settle(bench.host);
    const payload = bench.find<HTMLTextAreaElement>('#new-payload');
    expect(JSON.parse(payload.value)).toEqual({ modelId: 'dtmi:com:example:Pump;1' });
    await bench.press('button', 'Older: iotcModelId');
    expect(JSON.parse(payload.value)).toEqual({ iotcModelId: 'dtmi:com:example:Pump;1' });
    await bench.press('button', 'Follow the model ID again');
    expect(JSON.parse(payload.value)).toEqual({ modelId: 'dtmi:com:example:Pump;1' });
  });

  test('what the host refuses is said in the dialog, which stays open with all that was typed', async () => {
    const bench = await openDialog();
    bench.services.devices.fail('add', new WorkbenchError('device/name-taken', { name: 'boiler-1' }));
    await fill(bench, 'idScope', '0ne00A1B2C3');
    await fill(bench, 'deviceId', 'boiler-1');
    await fill(bench, 'primaryKey', GROUP_KEY);
    await bench.press('button', 'Add and start');
    await bench.eventually(() => bench.find('dialog[open]').querySelector('.notice.err'));
    expect(bench.find<HTMLInputElement>('#new-deviceId').value).toBe('boiler-1');
  });

  test('a key is masked, and nothing of the dialog is left once it is closed', async () => {
    const bench = await openDialog();
    await fill(bench, 'primaryKey', GROUP_KEY);
    expect(bench.find<HTMLInputElement>('#new-primaryKey').type).toBe('password');
    expect(bench.host.innerHTML).not.toContain(GROUP_KEY);
    await bench.press('button', 'Cancel');
    await bench.press('button', 'Add a device');
    expect(bench.find<HTMLInputElement>('#new-primaryKey').value).toBe('');
  });

  test('on a phone it is a sheet with both buttons in sight', async () => {
    await page.viewport(390, 844);
    const bench = await openDialog();
    const add = bench.byRole('button', 'Add and start').getBoundingClientRect();
    expect(add.bottom).toBeLessThanOrEqual(844);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
  });
});
