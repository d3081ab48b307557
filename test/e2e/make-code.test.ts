import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPayload } from '#core/qr/read-payload';
import { deriveKey } from '../conformance/sdk-process.ts';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { runTool } from '../support/tools.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

const PASSPHRASE = 'correct horse battery staple';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let folder: string;

beforeAll(async () => {
  server = await startWorkbench('start');
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'made-codes-'));
});

afterAll(async () => {
  await browser?.close();
  await server?.kill();
  await rm(folder, { recursive: true, force: true });
});

const press = ({ page }: Tab, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

async function save(tab: Tab, name: string): Promise<{ readonly name: string; readonly path: string }> {
  const coming = tab.page.waitForEvent('download');
  await press(tab, name);
  const download = await coming;
  return { name: download.suggestedFilename(), path: await download.path() };
}

const readPicture = (path: string): string =>
  runTool('zbarimg', ['--raw', '-q', '-Sdisable', '-Sqrcode.enable', path]).stdout.replace(/\n$/, '');

/** Draws an SVG file as a picture, which reaches nothing but what is in it; larger than on paper, where dots are finer. */
async function drawSvg({ page }: Tab, path: string): Promise<string> {
  const svg = await readFile(path, 'base64');
  const viewer = await page.context().newPage();
  await viewer.setContent(`<img width="600" height="600" src="data:image/svg+xml;base64,${svg}">`);
  const drawn = join(folder, 'drawn.png');
  await writeFile(drawn, await viewer.locator('img').screenshot());
  await viewer.close();
  return drawn;
}

test('a code of a device is read by another program from both files, and its locked link opens on a phone', async () => {
  const tab = await browser.openTab(server.origin);
  const { page } = tab;
  await press(tab, 'Try it with the local cloud');
  await page.getByText(/^Connected to /).waitFor();
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  await page.getByRole('tab', { name: 'Keys' }).click();
  await page.getByRole('link', { name: 'Make a connect code' }).click();
  await press(tab, 'Make the code');
  await page.getByRole('img', { name: `QR code of ${name}` }).waitFor();

  const png = await save(tab, 'Save as PNG');
  expect(png.name).toBe(`${name}.png`);
  const text = readPicture(png.path);
  expect(readPayload(text)).toMatchObject({
    kind: 'connect',
    form: 'workbench',
    code: {
      route: { kind: 'dps', idScope: server.ready.idScope, registrationId: name },
      keys: { kind: 'device-key', primaryKey: deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', name) },
    },
  });
  const svg = await save(tab, 'Save as SVG');
  expect(readPicture(await drawSvg(tab, svg.path))).toBe(text);

  await page.getByRole('radio', { name: 'The same, locked' }).check();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await press(tab, 'Make the code');
  await press(tab, 'Show link');
  const link = await page.getByText(/#\/connect\/DW1L/).innerText();
  const other = await openBrowser();
  try {
    const phone = await other.openTab(link.trim());
    expect(new URL(phone.page.url()).hash).toBe('#/scan');
    await phone.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await phone.page.keyboard.press('Enter');
    await phone.page.getByText(name).first().waitFor();
    expect([...tab.violations, ...tab.uncaught, ...phone.violations, ...phone.uncaught]).toEqual([]);
  } finally {
    await other.close();
  }
});
