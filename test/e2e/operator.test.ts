import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let device: Tab;
let operator: Tab;
let name: string;

beforeAll(async () => {
  server = await startWorkbench('start');
  browser = await openBrowser();
  device = await browser.openTab(server.origin);
  await device.page.getByRole('button', { name: 'Try it with the local cloud' }).click();
  await device.page.getByText(/^Connected to /).waitFor();
  name = await device.page.getByRole('heading', { level: 1 }).innerText();
  operator = await browser.openTab(`${server.origin}/#/cloud`);
  await operator.page.getByRole('link', { name }).click();
  await operator.page.getByRole('heading', { level: 1, name }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const openPart = (part: string) => operator.page.getByRole('tab', { name: part }).click();

/** The card of the operator's page that has this heading. */
const card = (heading: string) =>
  operator.page.locator('.card, section, form', { has: operator.page.getByRole('heading', { name: heading }) }).last();

test('a desired property set by the operator is acknowledged by the device', async () => {
  await openPart('Properties');
  await card('Set a desired property').getByLabel('Name').fill('targetTemperature');
  await card('Set a desired property').getByLabel('Value').fill('23.5');
  await card('Set a desired property').getByRole('button', { name: 'Set' }).click();
  await device.page.getByRole('tab', { name: 'Properties' }).click();
  await device.page.getByText('In step').first().waitFor();
  await operator.page.getByText('In step').first().waitFor();
  const seen = (await server.operator('GET', `/_emu/devices/${name}`)).body;
  expect(seen).toMatchObject({
    desired: { targetTemperature: 23.5 },
    reported: { targetTemperature: { value: 23.5, ac: 200, av: 2 } },
  });
});

test('a command run by the operator is answered, and the device lists it', async () => {
  await openPart('Commands');
  await card('Run a command').getByLabel('Name').fill('getMaxMinReport');
  await card('Run a command').getByRole('button', { name: 'Run' }).click();
  await operator.page.getByText('The device answered with status 200').waitFor();
  await operator.page.getByRole('list', { name: 'Commands that were run' }).getByText('getMaxMinReport').waitFor();
  await device.page.getByRole('tab', { name: 'Commands' }).click();
  await device.page.getByText('Status 200').first().waitFor();
});

test('a message sent by the operator arrives at the device', async () => {
  await openPart('Messages');
  await card('Send a message').getByLabel('Body').fill('{"hello":"device"}');
  await card('Send a message').getByRole('button', { name: 'Send' }).click();
  await device.page.getByRole('tab', { name: 'Messages' }).click();
  await device.page.getByText('hello').first().waitFor();
});

test('the trace says in words what passed, filters it, and exports it without secrets', async () => {
  await device.page.getByRole('tab', { name: 'Trace' }).click();
  await device.page
    .getByText(/desired properties, version 2/)
    .first()
    .waitFor();
  await device.page.getByPlaceholder('Search in the trace').fill('getMaxMinReport');
  await device.page.getByText(/\d+ of \d+ rows/).waitFor();
  const download = device.page.waitForEvent('download');
  await device.page.getByRole('button', { name: 'Export' }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  expect(text).toContain('getMaxMinReport');
  expect(text).not.toMatch(/SharedAccessSignature sr=|sig=[A-Za-z0-9%]{20}/);
  expect(text).not.toContain(server.ready.enrollmentGroups[0]?.primaryKey);
});

test('a hub device added by the operator becomes a virtual device by its connection string', async () => {
  await operator.page.goto(`${server.origin}/#/cloud`);
  await operator.page.getByRole('button', { name: 'Add a hub device' }).click();
  const dialog = operator.page.getByRole('dialog');
  await dialog.getByLabel('Device ID').fill('bench-esp32');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('bench-esp32 was added').waitFor();
  await dialog.getByRole('button', { name: 'Use as a virtual device' }).click();
  await operator.page.getByRole('heading', { level: 1, name: 'bench-esp32' }).waitFor();
  await operator.page.getByText(/^Connected to /).waitFor();
});
