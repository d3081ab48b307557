import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser } from '../support/browser.ts';
import { ROOT } from '../support/source-files.ts';

const FOLDER = '/tools/workbench';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

let host: Server;
let browser: OpenedBrowser;

/** Any web host: files below a folder of their own, and no header but the type. */
beforeAll(async () => {
  host = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(FOLDER, '');
    const file = join(ROOT, 'dist/app', normalize(path === '/' ? '/index.html' : path));
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  host.closeAllConnections();
  host.close();
});

test('a static copy in a folder of any host does everything in the cloud of the tab, under its own policy', async () => {
  const { port } = host.address() as AddressInfo;
  const tab = await browser.openTab(`http://localhost:${port}${FOLDER}/`);
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
