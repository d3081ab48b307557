import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import { runTool } from '../support/tools.ts';
import { startWorkbench } from '../support/workbench-server.ts';

interface DroppedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

const DEVICE_KEY = Buffer.alloc(32, 5).toString('base64');

let folder: string;
let root: MadeCertificate;
let intermediate: MadeCertificate;
let leaf: MadeCertificate;
let browser: OpenedBrowser;
let tab: Tab;

/** Everything here works without a server and without a network, once the page has been opened. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  root = await makeAuthority({ cn: 'Works root' });
  intermediate = await makeAuthority({ cn: 'Works plant 3', parent: root, pathLength: 0 });
  leaf = await makeLeaf({ cn: 'boiler-room-03', issuer: intermediate });
  const server = await startWorkbench('start');
  browser = await openBrowser();
  tab = await browser.openTab(`${server.origin}/#/inspect`);
  await tab.page.getByText('Ready to work offline').waitFor();
  await server.kill();
  await tab.page.context().setOffline(true);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await tab.page.evaluate(() => (location.hash = '#/inspect'));
  await tab.page.reload();
  await tab.page.getByRole('heading', { name: 'What it reads' }).waitFor();
});

afterEach(() =>
  expect({ violations: tab.violations, uncaught: tab.uncaught }).toEqual({ violations: [], uncaught: [] }),
);

async function drop(...files: DroppedFile[]): Promise<void> {
  const sent = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') }));
  const dataTransfer = await tab.page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, base64 } of all) {
      data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
    }
    return data;
  }, sent);
  await tab.page.dispatchEvent('main', 'drop', { dataTransfer });
}

async function paste(text: string): Promise<void> {
  await tab.page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

const row = (name: string) =>
  tab.page.locator('summary').filter({ has: tab.page.locator('.item-title', { hasText: new RegExp(`^${name}$`) }) });
const heading = (name: string) => tab.page.getByRole('heading', { level: 2, name });

describe('a chain of certificates', () => {
  test('in the wrong order is put right in the picture, and by a press', async () => {
    const { page } = tab;
    await drop({ name: 'chain.pem', content: root.certificatePem + leaf.certificatePem + intermediate.certificatePem });
    await heading('3 certificates').waitFor();
    expect(await page.locator('.chain-name').allInnerTexts()).toEqual([
      'boiler-room-03',
      'Works plant 3',
      'Works root',
    ]);
    await page.getByText('This chain holds').waitFor();
    await page.getByText('Not in the order that a device sends them').waitFor();
    expect(await page.locator('.check-bad .check-label').allInnerTexts()).toEqual(['Order of the chain']);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy in the right order' }).click();
    await page.getByText('The chain was copied, the leaf first').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Clear' }).click();
    await paste(copied);
    await heading('3 certificates').waitFor();
    expect(await page.getByText('Not in the order that a device sends them').count()).toBe(0);
    expect(await page.locator('.check-bad').count()).toBe(0);
  });

  test('grows by the files that are dropped after it, until it is whole and meets its key', async () => {
    const { page } = tab;
    await drop({ name: 'boiler.cer', content: leaf.der });
    await page.getByText('It goes on beyond what is here').waitFor();
    expect(await page.locator('.chain-link.missing').innerText()).toContain('Works plant 3');
    await drop(
      { name: 'plant.pem', content: intermediate.certificatePem },
      { name: 'root.der', content: root.der },
      { name: 'boiler.key', content: leaf.keyPem },
    );
    await heading('3 certificates, 1 private key').waitFor();
    expect(await page.locator('.chain-link.missing').count()).toBe(0);
    await page.getByText('The private key belongs to “boiler-room-03”.').waitFor();
    await page.getByLabel('Judge it for the device').fill('boiler-room-04');
    await page.getByText('the device is called “boiler-room-04”').waitFor();
  });
});

describe('a PFX file', () => {
  test('asks for its password, opens with it, and shows its key by a press alone', async () => {
    const { page } = tab;
    writeFileSync(join(folder, 'leaf.pem'), leaf.certificatePem);
    writeFileSync(join(folder, 'key.pem'), leaf.keyPem, { mode: 0o600 });
    writeFileSync(join(folder, 'issuers.pem'), intermediate.certificatePem + root.certificatePem);
    const files = ['-in', 'leaf.pem', '-inkey', 'key.pem', '-certfile', 'issuers.pem', '-out', 'boiler.pfx'];
    runTool('openssl', ['pkcs12', '-export', ...files, '-name', 'boiler', '-passout', 'pass:päss wörd'], {
      cwd: folder,
    });
    await drop({ name: 'boiler.pfx', content: readFileSync(join(folder, 'boiler.pfx')) });
    await page.getByText('A password is needed').waitFor();
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('another');
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByText('It does not fit').waitFor();
    await password.fill('päss wörd');
    await password.press('Enter');
    await heading('1 PFX file, 3 certificates, 1 private key').waitFor();
    expect(await password.count()).toBe(0);
    expect(await page.locator('.items .items .item-title').allInnerTexts()).toEqual(
      expect.arrayContaining(['boiler-room-03', 'Works plant 3', 'Works root', 'Private key']),
    );
    await row('Private key').click();
    expect(await page.content()).not.toContain('BEGIN PRIVATE KEY');
    await page.getByRole('button', { name: 'Show what Private key holds' }).click();
    const secret = page.getByRole('group', { name: 'what Private key holds' });
    await secret.getByText('BEGIN PRIVATE KEY').waitFor();
    const shown = await secret.innerText();
    expect(shown.replaceAll(/\s/g, '') === leaf.keyPem.replaceAll(/\s/g, '')).toBe(true);
    await page.getByRole('button', { name: 'Show what Private key holds' }).click();
    expect(await page.content()).not.toContain('BEGIN PRIVATE KEY');
  });
});

describe('a broken config.toml', () => {
  test('is read all the same, and each line that IoT Edge would trip over is told with its mend', async () => {
    const { page } = tab;
    const lines = [
      '[provisioning]',
      'source = “dps”',
      'global_endpoint = "https://global.azure-devices-provisioning.net"',
      'id_scope = "0ne00A1B2C3"',
      '',
      '[provisioning.attestation]',
      'method = "x509"',
      'identity_cert = "/etc/aziot/boiler.pem"',
      'identity_pk = "file://etc/aziot/boiler.key"',
    ];
    await drop({ name: 'notes.txt', content: lines.join('\r\n') });
    await heading('1 IoT Edge configuration').waitFor();
    const problems = await page.getByRole('list', { name: 'Problems of IoT Edge configuration' }).innerText();
    expect(problems).toContain('Line 2: the value of “source” has no straight quotation marks');
    expect(problems).toContain('identity_cert = "file:///etc/aziot/boiler.pem"');
    expect(problems).toContain('identity_pk = "file:///etc/aziot/boiler.key"');
    expect(problems).not.toMatch(/Line [134567]:/);
  });
});

test('a connection string becomes a virtual device', async () => {
  const { page } = tab;
  await paste(`HostName=lab.azure-devices.net;DeviceId=boiler-1;SharedAccessKey=${DEVICE_KEY}`);
  await heading('1 connection string').waitFor();
  expect(await page.content()).not.toContain(DEVICE_KEY);
  await page.getByRole('button', { name: 'Make a virtual device' }).click();
  await page.getByRole('dialog').getByRole('switch', { name: 'Start after adding' }).uncheck();
  await page.getByRole('button', { name: 'Add device' }).click();
  await page.getByRole('heading', { level: 1, name: 'boiler-1' }).waitFor();
});

test('nothing of what was looked at is left anywhere once it is cleared, or the page was loaded anew', async () => {
  const { page } = tab;
  const traces = (): Promise<string> =>
    page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name).join(' ');
      const stored = [localStorage, sessionStorage].flatMap((place) => Object.entries(place));
      return JSON.stringify([location.href, history.state, stored, names, document.body.innerHTML, document.title]);
    });
  const before = await traces();
  await drop({ name: 'secret-name.key', content: leaf.keyPem });
  await heading('1 private key').waitFor();
  expect(page.url()).toMatch(/#\/inspect$/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('heading', { name: 'What it reads' }).waitFor();
  expect(await traces()).not.toContain('secret-name');
  await drop({ name: 'secret-name.key', content: leaf.keyPem });
  await heading('1 private key').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'What it reads' }).waitFor();
  const after = await traces();
  expect(after).not.toContain('secret-name');
  expect(before).not.toContain('secret-name');
});
