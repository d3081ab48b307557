import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { runTool } from '../support/tools.ts';
import { traceTasks } from '../support/trace-tasks.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

const COUNT = 1000;

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificate-batches-'));
  server = await startWorkbench('start');
  browser = await openBrowser();
  tab = await browser.openTab(`${server.origin}/#/certificates`);
});

afterEach(async () => {
  await browser?.close();
  await server?.kill();
  await rm(folder, { recursive: true });
});

const press = (name: string) => tab.page.getByRole('button', { name, exact: true }).first().click();
const dialog = () => tab.page.getByRole('dialog');

/** Resolves when so many are made. */
const made = (count: number): Promise<unknown> =>
  tab.page.waitForFunction((least) => (document.querySelector('progress')?.value ?? 0) >= least, count);

test('a thousand certificates are made with a reload on the way, and the page stays quick', async () => {
  const { page } = tab;
  await page.getByRole('button', { name: 'Make a root' }).first().click();
  await dialog().getByLabel('Name', { exact: true }).fill('Fleet Root');
  await dialog().locator('[type=submit]').click();
  await page.getByRole('heading', { level: 1, name: 'Fleet Root' }).waitFor();
  await page.goto(`${server.origin}/#/certificates/many`);
  await page.getByLabel('Pattern', { exact: true }).last().fill('sensor-{0001..1000}');
  await page.getByText('1,000 devices: sensor-0001 … sensor-1000').waitFor();
  await page.getByRole('button', { name: 'Show', exact: false }).first().click();
  const password = await page.locator('dw-secret').innerText();
  const [typed = ''] = /(\w{4}-){6}\w{4}/.exec(password) ?? [];
  await page.locator('#many-kept').check();

  await page.getByRole('button', { name: 'Make 1,000 certificates' }).click();
  await made(200);
  await page.reload();
  await page.getByText('are yet to be made').waitFor();
  const making = await traceTasks(page, async () => {
    await press('Go on');
    await page.getByText('All are made').waitFor();
  });
  expect(making.length).toBeGreaterThan(20);
  expect(making.filter((ms) => ms > 50)).toEqual([]);

  const coming = page.waitForEvent('download');
  const saving = await traceTasks(page, async () => {
    await press('Save the archive');
    await coming;
  });
  expect(saving.filter((ms) => ms > 50)).toEqual([]);
  await judgeArchive(await readFile(await (await coming).path()), typed);
  expect([...tab.violations, ...tab.uncaught]).toEqual([]);
});

/** Every device has its files, none twice, and openssl opens them with the password that was shown. */
async function judgeArchive(zip: Buffer, password: string): Promise<void> {
  const files = unzipSync(zip);
  const textOf = (name: string): string => Buffer.from(files[name] ?? []).toString();
  const rows = textOf('certificates.csv').trimEnd().split('\r\n').slice(1);
  expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(COUNT);
  expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(COUNT);
  expect(Object.keys(files)).toHaveLength(2 * COUNT + 1);
  const [chain, key] = ['sensor-0700.full-chain.cert.pem', 'sensor-0700.encrypted-key.pem'];
  for (const name of [chain, key]) await writeFile(join(folder, name), textOf(name));
  const at = { cwd: folder, input: `${password}\n` };
  const fromKey = runTool('openssl', ['pkey', '-in', key, '-passin', 'stdin', '-pubout'], at).stdout;
  expect(fromKey).toContain('PUBLIC KEY');
  expect(runTool('openssl', ['x509', '-in', chain, '-pubkey', '-noout'], at).stdout).toBe(fromKey);
  expect(runTool('openssl', ['x509', '-in', chain, '-subject', '-noout'], at).stdout).toContain('CN = sensor-0700');
}
