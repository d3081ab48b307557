import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { traceTasks } from '../support/trace-tasks.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

const COUNT = 10_000;
const idOf = (at: number): string => `sensor-${String(at).padStart(5, '0')}`;
const CSV = ['IOTC_DEVICEID,IOTC_DEVICENAME', ...Array.from({ length: COUNT }, (_, at) => `${idOf(at)},Sensor ${at}`)];

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;

afterEach(async () => {
  await browser?.close();
  await server?.kill();
});

/** Opens the Cloud room of a cloud that has ten thousand devices. */
async function openCloud(place: 'server' | 'browser'): Promise<void> {
  server = await startWorkbench('start');
  if (place === 'server') await importOnServer();
  browser = await openBrowser();
  tab = await browser.openTab(`${server.origin}/#/cloud?at=${place}`);
  if (place === 'browser') await importByHand();
  await tab.page.getByText('10,000 devices, 0 connected').first().waitFor();
}

async function importOnServer(): Promise<void> {
  const { operatorToken } = server.ready;
  const headers = { authorization: operatorToken, 'content-type': 'text/csv' };
  const answer = await fetch(`${server.origin}/_emu/devices.csv`, { method: 'POST', headers, body: CSV.join('\n') });
  expect(answer.status).toBe(200);
}

async function importByHand(): Promise<void> {
  await tab.page.getByRole('button', { name: 'Import from a CSV file' }).click();
  const buffer = Buffer.from([...CSV, 'not an id!,Wrong', `${idOf(7)},Twice`].join('\r\n'));
  await tab.page.locator('#devices-csv').setInputFiles({ name: 'factory.csv', mimeType: 'text/csv', buffer });
  await tab.page.getByText('10,000 devices were added').waitFor();
  await tab.page.getByText('2 lines are worth a look.').waitFor();
  await tab.page.getByText('not an id!').waitFor();
  await tab.page.getByRole('button', { name: 'Done' }).click();
}

const row = (id: string) => tab.page.getByRole('row', { name: new RegExp(id) });
const find = (text: string) => tab.page.getByLabel('Find a device by its ID or name').fill(text);

describe.each(['server', 'browser'] as const)('ten thousand devices of the cloud in the %s', (place) => {
  test('are listed, found, filtered and scrolled, while they change, without a frame over 50 ms', async () => {
    await openCloud(place);
    const stop = place === 'server' ? changeDevices() : undefined;
    let tasks: readonly number[] = [];
    try {
      tasks = await traceTasks(tab.page, useTheList);
    } finally {
      await stop?.();
    }
    expect(tasks.length).toBeGreaterThan(500);
    expect(tasks.filter((ms) => ms > 50)).toEqual([]);
    expect(await tab.page.locator('.long-row').count()).toBeLessThan(60);
    expect(tab.uncaught).toEqual([]);
    expect(tab.violations).toEqual([]);
  });
});

/** Looks for devices in every way. */
async function useTheList(): Promise<void> {
  const { page } = tab;
  for (const text of ['0', '09', '099', '0999', '09999']) await find(text);
  await row(idOf(9999)).waitFor();
  await find('');
  for (const status of ['Blocked', 'Unassociated', 'All']) {
    await page.getByRole('radio', { name: new RegExp(`^${status}`) }).check({ force: true });
  }
  await page.getByLabel('Enrollment group', { exact: true }).selectOption({ label: 'SAS-IoT-Devices' });
  await page.getByLabel('Enrollment group', { exact: true }).selectOption({ label: 'All groups' });
  await row(idOf(0)).waitFor();
  for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step < 20 ? 1500 : -1500);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
  await row('sensor-0(49|50)').first().waitFor();
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await row(idOf(COUNT - 1)).waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await row(idOf(0)).waitFor();
  await page.getByRole('checkbox', { name: 'Choose all 10,000 devices' }).click();
  await page.getByText('10,000 chosen').first().waitFor();
  await page.getByRole('checkbox', { name: 'Choose none' }).click();
}

/** Names devices of the server's cloud anew, in sight and out of it, one after the other; gives what stops it. */
function changeDevices(): () => Promise<void> {
  let isOver = false;
  const change = async (): Promise<void> => {
    for (let at = 0; !isOver; at = (at + 37) % COUNT) {
      await server.operator('PATCH', `/api/devices/${idOf(at)}`, { displayName: `Sensor ${at}` });
    }
  };
  const changing = change();
  return async () => {
    isOver = true;
    await changing;
  };
}

describe('the devices that were chosen', () => {
  test('are blocked together, told of by number, and reset in part: what failed is said and why', async () => {
    await openCloud('server');
    const { page } = tab;
    await server.operator('POST', '/_emu/devices', { deviceId: 'sensor-000-by-hand' });
    await find('sensor-000');
    await page.getByText('101 of 10,001 devices, 0 connected').first().waitFor();
    await page.getByRole('checkbox', { name: 'Choose all 101 that match' }).click();
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByText('101 devices were blocked').waitFor();
    await page.getByRole('radio', { name: /^Blocked/ }).check({ force: true });
    await page.getByText('101 of 10,001 devices').first().waitFor();
    await page.getByRole('checkbox', { name: 'Choose all 101 that match' }).click();
    await page.getByRole('button', { name: 'More for the chosen devices' }).click();
    await page.getByRole('menuitem', { name: 'Reset' }).click();
    await page.getByText('100 devices were reset').waitFor();
    await page.getByText('Which, and why').click();
    await page.getByText('it has no registration to go back to').waitFor();
    await page.getByRole('button', { name: 'Choose those that failed' }).click();
    await page.getByText('1 chosen').first().waitFor();
    expect(tab.violations).toEqual([]);
  });

  test('are deleted only after a question, and the work can be stopped', async () => {
    await openCloud('server');
    const { page } = tab;
    await page.getByRole('checkbox', { name: 'Choose all 10,000 devices' }).click();
    await page.getByRole('button', { name: 'More for the chosen devices' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete 10,000 devices' }).click();
    await page.getByText('Deleting devices').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped it.').waitFor();
    const left = ((await server.operator('GET', '/_emu/devices?top=1')).body as { total: number }).total;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(COUNT);
    await page.getByText(new RegExp(`^${COUNT - left} devices? (was|were) deleted`)).waitFor();
  });
});

test('the file of all devices holds their keys, in IoT Central’s columns', async () => {
  await openCloud('browser');
  await tab.page.getByRole('button', { name: 'More for the list' }).click();
  const coming = tab.page.waitForEvent('download');
  await tab.page.getByRole('menuitem', { name: 'Export with keys' }).click();
  const lines = (await readFile(await (await coming).path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(COUNT + 2);
  expect(lines[0]).toMatch(/^IOTC_DEVICEID,IOTC_DEVICENAME,IOTC_SASKEY_PRIMARY,/);
  expect(lines[1]).toMatch(/^sensor-00000,Sensor 0,'?[A-Za-z0-9+/]{43}=,/);
  expect(tab.violations).toEqual([]);
});
