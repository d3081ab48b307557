import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { QrMatrix } from '#core/ports/qr-drawer';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { cameraFlags, writeClip } from '../support/camera-clips.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

const NAME = 'boiler-7';
const PASSPHRASE = 'correct horse battery staple';
/** The camera joins when the first round is over, so that every code that it sees is a mix. */
const FROM = 12;
const CODES = 14;
/** Frames of the camera for each code: ten codes a second. */
const REPEAT = 3;

let folder: string;
let server: WorkbenchServer;
const browsers: OpenedBrowser[] = [];
const tabs: Tab[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'air-gap-'));
  server = await startWorkbench('start');
});

afterEach(() => {
  for (const { violations, uncaught } of tabs)
    expect({ violations, uncaught }).toEqual({ violations: [], uncaught: [] });
});

afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function open(fragment: string, flags: readonly string[] = []): Promise<Tab> {
  const browser = await openBrowser({ flags });
  browsers.push(browser);
  const tab = await browser.openTab(`${server.origin}/${fragment}`);
  tabs.push(tab);
  return tab;
}

const press = ({ page }: Tab, name: string | RegExp) => page.getByRole('button', { name }).first().click();

/** Makes a root, an RSA-2048 certificate of a device by it whose key may leave, and the device; gives the device's id. */
async function makeDevice(tab: Tab): Promise<string> {
  const { page } = tab;
  const submit = () => page.locator('dialog[open] [type=submit]').click();
  await press(tab, 'Make a root');
  await page.locator('#authority-name').fill('Fleet Root');
  await submit();
  await page.getByText('Prove possession to Azure').first().waitFor();
  await page.goto(`${server.origin}/#/certificates/devices`);
  await press(tab, 'Make a certificate');
  await page.locator('#device-certificate-name').fill(NAME);
  await page.locator('label:has(> input[name="device-certificate-key-place"][value="vault-exportable"])').click();
  await page.locator('dialog[open] details summary').click();
  await page.locator('#device-certificate-key-kind').selectOption('RSA-2048');
  await submit();
  await press(tab, 'Start as virtual device');
  await press(tab, 'Add and start');
  await page.waitForURL(/#\/devices\/[^/]+/);
  return /#\/devices\/([^/]+)/.exec(page.url())?.[1] ?? '';
}

/** Gives the content of a file that the page of the certificate saves. */
async function save({ page }: Tab, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** What is on the page of the certificate, as files. */
async function exportIdentity(tab: Tab): Promise<{ readonly key: string; readonly chain: string }> {
  await tab.page.goto(`${server.origin}/#/certificates/devices`);
  await tab.page.getByRole('link', { name: NAME }).first().click();
  await tab.page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  return { key: await save(tab, `Save: Private key, ${NAME}`), chain: await save(tab, 'Save: Full chain') };
}

/** Locks a device, and gives the check number that is shown with its codes. */
async function showCodes(tab: Tab, deviceId: string): Promise<string> {
  const { page } = tab;
  await page.goto(`${server.origin}/#/scan/transfer?device=${deviceId}`);
  await page.locator('#transfer-passphrase').fill(PASSPHRASE);
  await press(tab, 'Encrypt and show the codes');
  await page.locator('.code-image').waitFor();
  return page.locator('.check-number').innerText();
}

interface ShownCode {
  readonly side: number;
  readonly path: string;
}

/** Runs in the page: gives the codes as they are drawn on the screen, one after the other. */
function watchCodes({ from, count }: { from: number; count: number }): Promise<ShownCode[]> {
  return new Promise((resolve) => {
    const seen = new Map<number, ShownCode>();
    const look = (): void => {
      const image = document.querySelector<SVGSVGElement>('.code-image');
      const number = Number(image?.dataset['number'] ?? -1);
      const path = image?.querySelector('path')?.getAttribute('d') ?? '';
      if (number >= from && image !== null) seen.set(number, { side: image.viewBox.baseVal.width, path });
      if (seen.size < count) requestAnimationFrame(look);
      else resolve([...seen.values()]);
    };
    look();
  });
}

/** Gives the squares of a code that was drawn as runs of dark ones, each a rectangle of its path. */
function readDrawn({ side, path }: ShownCode): QrMatrix {
  const size = side - 8;
  const modules = new Uint8Array(size * size);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const at = (Number(y) - 4) * size + Number(x) - 4;
    modules.fill(1, at, at + Number(width));
  }
  return { size, modules };
}

test('an RSA-2048 identity with its chain goes from one browser to another by camera, and every byte is the same', async () => {
  const sender = await open('#/certificates');
  const deviceId = await makeDevice(sender);
  const sent = await exportIdentity(sender);
  const checkNumber = await showCodes(sender, deviceId);
  const shown = await sender.page.evaluate(watchCodes, { from: FROM, count: CODES });
  const clip = join(folder, 'screen.mjpeg');
  await writeClip(
    sender.page,
    clip,
    shown.map((code) => ({ code: readDrawn(code), repeat: REPEAT, side: 640 })),
  );

  const receiver = await open('#/scan/transfer', cameraFlags(clip));
  const { page } = receiver;
  await press(receiver, 'Turn on the camera');
  const begunAt = performance.now();
  await page.getByText('All of it is here').first().waitFor();
  console.log(`Received after ${Math.round(performance.now() - begunAt)} ms of the camera’s picture`);
  expect(await page.locator('.check-number').innerText()).toBe(checkNumber);

  await page.locator('#code-passphrase').fill('correct horse battery stable');
  await press(receiver, 'Open it');
  await page.locator('#code-passphrase[aria-invalid=true]').waitFor();
  expect(await page.getByText('What came across').count()).toBe(0);

  await page.locator('#code-passphrase').fill(PASSPHRASE);
  await press(receiver, 'Open it');
  await page.getByText('What came across').waitFor();
  await page.locator('#transfer-may-leave').check();
  await press(receiver, /^Save$/);
  await page.getByText('byte for byte').waitFor();
  expect(await exportIdentity(receiver)).toEqual(sent);
  expect(sent.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  await page.goto(`${server.origin}/#/devices`);
  await page.getByRole('link', { name: NAME }).first().waitFor();
});
