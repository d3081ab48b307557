import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;

beforeAll(async () => {
  server = await startWorkbench('start');
  browser = await openBrowser();
});

beforeEach(async () => {
  tab = await browser.openTab(`${server.origin}/#/devices`);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Adds a device by hand, as a person with a key on a sheet of paper does, and starts it. */
async function addDevice(options: {
  id: string;
  scope?: string;
  key: string;
  kind: 'Group key' | 'Device key';
}): Promise<void> {
  await tab.page
    .getByRole('button', { name: /^(New device|Add a device)$/ })
    .first()
    .click();
  const dialog = tab.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: options.kind }).check({ force: true });
  await dialog.getByLabel('Provisioning service').selectOption({ label: 'Local cloud of this server' });
  await dialog.getByLabel('ID scope').fill(options.scope ?? server.ready.idScope);
  await dialog.getByLabel('Device ID').fill(options.id);
  await dialog.getByRole('textbox', { name: options.kind }).fill(options.key);
  await dialog.getByRole('button', { name: 'Add and start' }).click();
  await tab.page.getByRole('heading', { level: 1, name: options.id }).waitFor();
}

const groupKey = (): string => server.ready.enrollmentGroups[0]?.primaryKey ?? '';
const otherKey = Buffer.alloc(32, 7).toString('base64');

test('a group key used as the device key is named as the likely cause, and tried as a group key on a press', async () => {
  await addDevice({ id: 'mistaken-key', key: groupKey(), kind: 'Device key' });
  await tab.page.getByText('Not connected. It does not try again by itself').waitFor();
  await tab.page.getByText('A group key used as a device key').waitFor();
  await tab.page.getByRole('button', { name: 'Try it as a group key' }).first().click();
  await tab.page.getByText(/^Connected to /).waitFor();
  await tab.page.reload();
  await tab.page.getByRole('button', { name: 'Start' }).click();
  await tab.page.getByText(/^Connected to /).waitFor();
});

test('a wrong key is refused, the page says what is known, and only the cloud knows the true reason', async () => {
  await addDevice({ id: 'wrong-key', key: otherKey, kind: 'Device key' });
  await tab.page.getByText('Not connected. It does not try again by itself').waitFor();
  await tab.page.getByRole('tab', { name: 'Connection' }).click();
  await tab.page.getByText('For support: the error code and what the service said').click();
  await tab.page.getByText('401000').first().waitFor();
  const attempts = (await server.operator('GET', '/_emu/attempts?top=20')).body as {
    value: { identity: string; outcome: string; reason: string }[];
  };
  const refused = attempts.value.find(
    ({ identity, outcome }) => identity.includes('wrong-key') && outcome === 'refused',
  );
  expect(refused?.reason).toMatch(/key/);
  await tab.page.getByRole('link', { name: 'Cloud' }).click();
  await tab.page.getByRole('tab', { name: /^Attempts/ }).click();
  await tab.page
    .getByText(refused?.reason ?? 'no reason')
    .first()
    .waitFor();
});

test('an unknown ID scope is refused by the service', async () => {
  await addDevice({ id: 'lost-scope', scope: '0ne00000000', key: groupKey(), kind: 'Group key' });
  await tab.page.getByText('Not connected. It does not try again by itself').waitFor();
});

test('each field says what is wrong when it is left, and nothing typed is lost', async () => {
  await tab.page
    .getByRole('button', { name: /^(New device|Add a device)$/ })
    .first()
    .click();
  const dialog = tab.page.getByRole('dialog');
  await dialog.getByLabel('Device ID').fill('has blank');
  await dialog.getByLabel('Device ID').blur();
  await dialog
    .getByText(/blank|space/i)
    .first()
    .waitFor();
  await dialog.getByRole('button', { name: 'Add and start' }).click();
  expect(await dialog.getByLabel('Device ID').inputValue()).toBe('has blank');
  await dialog.getByText(/fields? need/).waitFor();
});
