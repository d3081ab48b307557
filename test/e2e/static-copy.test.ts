import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser } from '../support/browser.ts';
import { ROOT } from '../support/source-files.ts';
import { openStaticHost, type StaticHost } from '../support/static-host.ts';

let host: StaticHost;
let browser: OpenedBrowser;

beforeAll(async () => {
  host = await openStaticHost(join(ROOT, 'dist/app'), '/tools/workbench/');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

test('a static copy in a folder of any host does everything in the cloud of the tab, under its own policy', async () => {
  const tab = await browser.openTab(host.url);
  await tab.page.getByRole('button', { name: 'Try it with the local cloud' }).click();
  await tab.page.getByText(/^Connected to /).waitFor();
  await tab.page.locator('dw-chart canvas').waitFor();
  await tab.page.getByRole('link', { name: 'Cloud' }).click();
  await tab.page
    .getByText(/^thermostat-/)
    .first()
    .waitFor();
  // A policy in the page cannot say who may frame it: the browser reports that one directive as not usable there.
  expect(tab.violations).toEqual([]);
  expect(tab.uncaught).toEqual([]);
});
