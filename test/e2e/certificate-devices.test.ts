import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { runTool } from '../support/tools.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificate-devices-'));
});

afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
});

beforeEach(async () => {
  server = await startWorkbench('start');
  browser = await openBrowser();
  tab = await browser.openTab(`${server.origin}/#/certificates`);
  await heading('Certificates');
});

afterEach(async () => {
  await browser?.close();
  await server?.kill();
});

const press = (name: string | RegExp) => tab.page.getByRole('button', { name }).first().click();
const heading = (name: string) => tab.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const dialog = () => tab.page.getByRole('dialog');
const openPart = (name: string) => tab.page.goto(`${server.origin}/#/certificates${name}`);
const submit = () => dialog().locator('[type=submit]').click();

async function makeRoot(name: string): Promise<void> {
  await press('Make a root');
  await dialog().getByLabel('Name', { exact: true }).fill(name);
  await submit();
  await heading(name);
}

/** Saves a file by a button, and gives its path. */
async function save(button: string | RegExp): Promise<string> {
  const coming = tab.page.waitForEvent('download');
  await press(button);
  const download = await coming;
  const path = join(folder, download.suggestedFilename());
  await writeFile(path, await readFile(await download.path()));
  return path;
}

/** SHA-1 thumbprints of the one enrollment that the cloud has, by its places. */
async function enrolled(): Promise<readonly (string | undefined)[]> {
  const { body } = await server.operator('GET', '/_emu/enrollments');
  const [{ attestation }] = (body as { value: [{ attestation: Record<string, { sha1Thumbprint: string }> }] }).value;
  return ['primary', 'secondary'].map((slot) => attestation[slot]?.sha1Thumbprint);
}

describe('a pair for an enrollment of its own', () => {
  test('is made, enrolled, and rolled step by step, with a reload on the way', async () => {
    await openPart('/devices');
    await press('Make a certificate');
    await dialog().getByRole('radio', { name: 'Pair' }).check({ force: true });
    await dialog().locator('#device-certificate-name').fill('valve-3');
    await dialog().getByRole('radio', { name: 'Sealed, exportable' }).check({ force: true });
    await submit();
    await heading('valve-3');
    await press('Enroll in the local cloud');
    await tab.page.getByText('valve-3 is enrolled').first().waitFor();
    const [primary, secondary] = await enrolled();
    expect([primary, secondary]).not.toContain(undefined);

    await openPart('/ends');
    const row = tab.page.getByRole('row', { name: /valve-3.*Primary/s });
    await row.getByRole('button', { name: 'Actions for valve-3' }).click();
    await tab.page.getByRole('menuitem', { name: 'Roll step by step' }).click();
    await submit();
    await heading('valve-3');
    await press(/^Take the other of the pair/);
    await tab.page.getByText('1 of 5 steps').waitFor();
    await press('Do it in the local cloud');
    await tab.page.getByText('2 of 5 steps').waitFor();
    expect(await enrolled()).toEqual([primary, secondary]);

    await tab.page.reload();
    await tab.page.getByText('2 of 5 steps').waitFor();
    await press('Mark as done: Bring it to the device');
    await press('Mark as done: See that devices come back');
    await press('Do it in the local cloud');
    await tab.page.getByText('valve-3 is rolled').waitFor();
    expect(await enrolled()).toEqual([undefined, secondary]);
    await press('Take back: Remove the old one');
    await tab.page.getByText('4 of 5 steps').waitFor();
    expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  });
});

describe('a request', () => {
  test('is made here, signed here as if it came from elsewhere, and gets its certificate back', async () => {
    await makeRoot('Fleet Root');
    const root = await save(/^Save: Certificate, Fleet/);
    await openPart('/requests');
    await press('Make a request');
    await dialog().locator('#request-name').fill('pump-30');
    await dialog().getByRole('radio', { name: 'Sealed, exportable' }).check({ force: true });
    await submit();
    await heading('pump-30');
    const pem = await tab.page.locator('.text-block-text').first().innerText();
    const request = await save('Save as PEM');
    const verified = runTool('openssl', ['req', '-in', request, '-verify', '-noout', '-subject']);
    expect(`${verified.stdout}${verified.stderr}`).toMatch(/verify OK[\s\S]*CN = pump-30|CN = pump-30[\s\S]*verify OK/);

    await openPart('/requests');
    await press('Sign a request');
    await dialog().locator('#signing-source').fill(pem);
    await dialog().getByText('Yes: its maker has the key').waitFor();
    await submit();
    await heading('pump-30');
    await tab.page.getByText('Not here').first().waitFor();
    const certificate = await save(/^Save: Certificate, pump-30/);
    const verify = ['verify', '-x509_strict', '-CAfile', root, certificate];
    expect(runTool('openssl', verify).stdout).toContain(': OK');

    await openPart('/requests');
    await tab.page.getByRole('link', { name: 'pump-30' }).click();
    await tab.page.locator('#request-certificate-file').setInputFiles(certificate);
    await press('Take it');
    await tab.page.getByText('pump-30 has its certificate').first().waitFor();
    await heading('pump-30');
    const key = await save(/^Save: Private key, pump-30/);
    const spki = (args: string[]): string => runTool('openssl', args).stdout;
    expect(spki(['pkey', '-in', key, '-pubout'])).toBe(spki(['x509', '-in', certificate, '-pubkey', '-noout']));
    expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  });

  test('for an issuance through DPS is base64 of the DER, on P-384', async () => {
    await openPart('/requests');
    await press('Make a request');
    await dialog().getByRole('radio', { name: 'DPS, when a device registers' }).check({ force: true });
    await dialog().locator('#request-name').fill('pump-31');
    await submit();
    await heading('pump-31');
    await tab.page.getByText('Link the enrollment to a certificate issuance policy first').waitFor();
    const base64 = (await tab.page.locator('.text-block-text').first().innerText()).trim();
    expect(base64).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const der = join(folder, 'issuance.der');
    await writeFile(der, Buffer.from(base64, 'base64'));
    const { stdout } = runTool('openssl', ['req', '-inform', 'DER', '-in', der, '-noout', '-text']);
    expect(stdout).toContain('NIST CURVE: P-384');
    expect(stdout).toContain('CN = pump-31');
    expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  });
});
