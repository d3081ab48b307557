import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE } from '../support/browser.ts';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { startLan, type LanServer } from '../support/lan-server.ts';
import { runTool } from '../support/tools.ts';

let server: LanServer;
let home: string;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  server = await startLan('127.0.0.4');
  // A phone whose owner trusts our certificate, and nothing else of ours: Chromium on Linux has it from its home.
  home = mkdtempSync(join(tmpdir(), 'workbench-lan-home-'));
  const store = join(home, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  runTool('certutil', ['-N', '-d', `sql:${store}`, '--empty-password']);
  runTool('certutil', ['-A', '-d', `sql:${store}`, '-t', 'C,,', '-n', 'workbench', '-a', '-i', server.caFile]);
  browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    env: { ...process.env, HOME: home },
    args: [...CHROMIUM_FLAGS],
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

/** Opens an address in a phone that was never here before. */
async function openPhone(address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  return page;
}

/** What the page can reach of the server, as its own scripts would. */
const reach = (page: Page) =>
  page.evaluate(async () => {
    const told = (await (await fetch('/workbench.json', { cache: 'no-store' })).json()) as {
      cloud: { operatorToken: string } | null;
    };
    const authorization = told.cloud?.operatorToken ?? '';
    const operator = await fetch('/_emu/cloud', { headers: { authorization }, cache: 'no-store' });
    const socket = await new Promise<string>((resolve) => {
      const opening = new WebSocket(`wss://${location.host}/$iothub/websocket`, 'mqtt');
      opening.onopen = () => resolve('open');
      opening.onclose = () => resolve('refused');
    });
    return { hasCloud: told.cloud !== null, operator: operator.status, socket, isSecure: isSecureContext };
  });

test('without the token, a phone gets the app and nothing of the server', async () => {
  const page = await openPhone(server.origin);
  expect(await reach(page)).toEqual({ hasCloud: false, operator: 401, socket: 'refused', isSecure: true });
  // The app works all the same, with the cloud in the phone's own browser.
  await page.getByRole('button', { name: 'Try it with the local cloud' }).click();
  await page.getByText(/^Connected to /).waitFor();
  await page.getByRole('tab', { name: 'Connection' }).click();
  await page.getByText('Local cloud in this browser').first().waitFor();
  await page.context().close();
});

test('a wrong token is refused in words, and leaves the address at once', async () => {
  const page = await openPhone(`${server.origin}/#/pair/${'A'.repeat(27)}`);
  await page.getByText('This pairing code is not good any more').waitFor();
  expect(page.url()).toBe(`${server.origin}/#/`);
  expect((await reach(page)).hasCloud).toBe(false);
  await page.context().close();
});

test('with the token, a phone registers a device in the server’s cloud, over the network’s own origin', async () => {
  const page = await openPhone(server.pairingAddress);
  await page.getByText(/^Paired: /).waitFor();
  const token = server.pairingAddress.split('/').at(-1) ?? '';
  expect(page.url()).toBe(`${server.origin}/#/`);
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
  );
  expect(kept).not.toContain(token);
  expect(await reach(page)).toEqual({ hasCloud: true, operator: 200, socket: 'open', isSecure: true });

  await page.getByRole('button', { name: 'Try it with the local cloud' }).click();
  await page.getByText(/^Connected to /).waitFor();
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  expect(await readConnected(name)).toBe(true);
  await page.goto(`${server.origin}/#/cloud`);
  await page.getByRole('link', { name }).waitFor();

  // The page comes again from its offline copy, and is still let in.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await page.getByRole('link', { name }).waitFor();
  expect((await reach(page)).hasCloud).toBe(true);
  await page.context().close();
});

test('nothing of it was against the policy of the page', () => {
  expect(complaints).toEqual([]);
});

/** Asks the server's cloud by its loopback port whether a device is connected. */
async function readConnected(name: string): Promise<unknown> {
  const told = await fetch(`${server.homeOrigin}/workbench.json`);
  const { cloud } = (await told.json()) as { cloud: { operatorToken: string } };
  const answer = await fetch(`${server.homeOrigin}/_emu/devices/${name}`, {
    headers: { authorization: cloud.operatorToken },
  });
  return ((await answer.json()) as { connected: unknown }).connected;
}
