import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let folder: string;
let options: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reset-'));
  options = ['--state', join(folder, 'state.json')];
  server = await startWorkbench('start', ...options);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

const scopeOf = ({ page }: Tab): Promise<string> => page.locator('.join-values .mono').first().innerText();

/** Resets the cloud that a tab shows, and gives the ID scope of the new one. */
async function reset(tab: Tab): Promise<string> {
  const { page } = tab;
  const before = await scopeOf(tab);
  await page.getByRole('button', { name: 'Reset this cloud' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset this cloud' }).click();
  await page.getByText('This cloud is new').waitFor();
  await expect.poll(() => scopeOf(tab)).not.toBe(before);
  return scopeOf(tab);
}

test('the server’s cloud is new after a reset, and stays so when the server is killed right after', async () => {
  const tab = await browser.openTab(`${server.origin}/#/cloud?at=server&tab=settings`);
  const idScope = await reset(tab);
  expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  await server.kill();
  server = await startWorkbench('start', ...options);
  expect(server.ready.idScope).toBe(idScope);
});

test('the cloud in the browser is new after a reset, and stays so when the page is loaded again', async () => {
  const tab = await browser.openTab(`${server.origin}/#/cloud?at=browser&tab=settings`);
  const idScope = await reset(tab);
  await tab.page.reload();
  await expect.poll(() => scopeOf(tab)).toBe(idScope);
  expect([...tab.violations, ...tab.uncaught]).toEqual([]);
});
