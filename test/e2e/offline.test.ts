import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { readPrecache } from '../support/precache.ts';
import { readSource, ROOT } from '../support/source-files.ts';
import { closeServer, listen, openStaticHost, type StaticHost } from '../support/static-host.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

const APP = join(ROOT, 'dist/app');

/** A key that Microsoft's documentation derives: the first of the published ones. */
const [PUBLISHED] = JSON.parse(readSource('test/vectors/vectors.json')) as [
  { inputs: { groupKey: string; registrationId: string }; expected: { deviceKey: string } },
];

let browser: OpenedBrowser;

afterEach(async () => {
  await browser.close();
});

const isReady = (tab: Tab): Promise<void> => tab.page.getByRole('button', { name: 'Ready offline' }).waitFor();

async function openAbout(tab: Tab): Promise<void> {
  await tab.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await tab.page.getByRole('menuitem', { name: 'About and offline' }).click();
  await tab.page.getByRole('dialog', { name: 'About and offline' }).waitFor();
}

/** Presses "Try it"; gives the device's name once it is connected. */
async function tryIt(tab: Tab): Promise<string> {
  await tab.page.getByRole('button', { name: 'Try it with the local cloud' }).click();
  await tab.page.getByText(/^Connected to /).waitFor();
  return tab.page.getByRole('heading', { level: 1 }).innerText();
}

/** The scopes of the service workers and the names of the caches that the page's origin has. */
function keptBy(tab: Tab): Promise<{ scopes: string[]; caches: string[] }> {
  return tab.page.evaluate(async () => ({
    scopes: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    caches: await caches.keys(),
  }));
}

describe('after one visit, with the server gone', () => {
  let server: WorkbenchServer;
  let first: Tab;

  beforeEach(async () => {
    server = await startWorkbench('start');
    browser = await openBrowser();
    first = await browser.openTab(server.origin);
    await first.page.getByText('Ready to work offline').waitFor();
    await server.kill();
  });

  test('the app opens again, in another tab, and at any of its addresses', async () => {
    await first.page.reload();
    await first.page.getByRole('button', { name: 'Try it with the local cloud' }).waitFor();
    const tabs = [first];
    for (const address of ['/#/cloud', '/?from=somewhere#/cloud', '/index.html#/cloud', '/no/such/place#/cloud']) {
      const tab = await browser.openTab(server.origin + address);
      await tab.page.getByRole('heading', { level: 1, name: 'Cloud' }).waitFor();
      tabs.push(tab);
    }
    for (const { violations, uncaught } of tabs)
      expect({ violations, uncaught }).toEqual({ violations: [], uncaught: [] });
  });

  test('one click runs a device against the cloud in the browser, and it is there after another reload', async () => {
    await first.page.reload();
    const name = await tryIt(first);
    await first.page
      .getByText(/^temperature/)
      .first()
      .waitFor();
    await first.page.reload();
    await first.page.getByRole('heading', { level: 1, name }).waitFor();
    await first.page.getByRole('button', { name: 'Start' }).click();
    await first.page.getByText(/^Connected to /).waitFor();
    expect(first.violations).toEqual([]);
    expect(first.uncaught).toEqual([]);
  });

  test('keys are made, at the address that the shortcut of the installed app has', async () => {
    const { groupKey, registrationId } = PUBLISHED.inputs;
    const tab = await browser.openTab(`${server.origin}/#/keys`);
    await tab.page.getByLabel('Group key', { exact: true }).fill(groupKey);
    await tab.page.getByLabel('Device ID').fill(registrationId);
    await tab.page.getByRole('button', { name: 'Make keys' }).click();
    await tab.page.getByRole('button', { name: `Show primary key of ${registrationId}` }).click();
    await tab.page.getByText(PUBLISHED.expected.deviceKey).waitFor();
    expect(tab.violations).toEqual([]);
    expect(tab.uncaught).toEqual([]);
  });

  test('nothing that the server said of its cloud is kept, and no call to it is answered', async () => {
    const kept = await first.page.evaluate(async () => {
      const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.filter((path) => /workbench\.json|^\/api\/|^\/_emu\/|pictures/.test(path))).toEqual([]);
    for (const path of ['workbench.json', 'api/devices', '_emu/cloud']) {
      const answer = await first.page.evaluate(
        (name) =>
          fetch(name).then(
            () => 'answered',
            () => 'no answer',
          ),
        path,
      );
      expect(answer).toBe('no answer');
    }
    await expect(first.page.goto(`${server.origin}/api/devices`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  });

  test('the page says so once: a second visit is quiet', async () => {
    await first.page.reload();
    await isReady(first);
    expect(await first.page.getByText('Ready to work offline').count()).toBe(0);
  });
});

describe('a newer build', () => {
  let folder: string;
  let host: StaticHost;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbench-builds-'));
    await cp(APP, join(folder, 'newer'), { recursive: true });
    const index = await readFile(join(APP, 'index.html'), 'utf8');
    const newer = index.replace('<html lang="en">', '<html lang="en" data-build="newer">');
    await writeFile(join(folder, 'newer/index.html'), newer);
    const worker = await readFile(join(APP, 'sw.js'), 'utf8');
    const listed = readPrecache(worker).find(({ url }) => url === 'index.html')?.revision ?? 'not listed';
    const revision = createHash('sha256').update(newer).digest('hex');
    await writeFile(join(folder, 'newer/sw.js'), worker.replace(listed, revision));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    host = await openStaticHost(APP, '/tools/workbench/');
    browser = await openBrowser();
  });

  afterEach(async () => {
    await host.close();
  });

  const buildOf = (tab: Tab): Promise<string> =>
    tab.page.evaluate(() => document.documentElement.dataset['build'] ?? 'first');
  const offer = (tab: Tab) => tab.page.getByRole('button', { name: 'Reload now' });

  test('waits until it is asked for, names what reloading stops, and comes to the other tabs only when they ask', async () => {
    const one = await browser.openTab(host.url);
    await isReady(one);
    const name = await tryIt(one);
    const two = await browser.openTab(host.url);
    await isReady(two);
    host.serve(join(folder, 'newer'));
    await openAbout(one);
    await one.page.getByText('It takes over when you press Reload now').waitFor();
    await one.page.keyboard.press('Escape');
    const notices = one.page.getByRole('region', { name: 'Notices' });
    await notices.getByText(`${name} runs in this tab, and reloading stops it.`).waitFor();

    await two.page.getByRole('button', { name: 'Later' }).click();
    await offer(two).waitFor({ state: 'detached' });
    await two.page.reload();
    await offer(two).waitFor();
    expect(await buildOf(two)).toBe('first');
    await one.page.getByText(/^Connected to /).waitFor();

    await offer(two).click();
    await two.page.waitForFunction(() => document.documentElement.dataset['build'] === 'newer');
    await isReady(two);
    await notices.getByText('The new version has taken over, but not in this page.').waitFor();
    await one.page.getByText(/^Connected to /).waitFor();
    expect(await buildOf(one)).toBe('first');
    await offer(one).click();
    await one.page.waitForFunction(() => document.documentElement.dataset['build'] === 'newer');
    for (const { violations, uncaught } of [one, two]) expect([...violations, ...uncaught]).toEqual([]);
  });

  test('is kept for its own folder alone, and opens from there with the host gone', async () => {
    const tab = await browser.openTab(host.url);
    await isReady(tab);
    expect(await keptBy(tab)).toEqual({ scopes: [host.url], caches: [`device-workbench-copy ${host.url}`] });
    host.serve(join(folder, 'newer'));
    await tab.page.reload();
    await offer(tab).click();
    await tab.page.waitForFunction(() => document.documentElement.dataset['build'] === 'newer');
    await isReady(tab);
    await host.close();
    await tab.page.reload();
    expect(await buildOf(tab)).toBe('newer');
    await tryIt(tab);
    expect(tab.violations).toEqual([]);
  });
});

test('a server that is started anew with another host allowed is not let down by the policy of the copy', async () => {
  let server = await startWorkbench('start');
  const { origin } = server;
  // No name may be looked up: the request fails for want of a network, never because of the policy.
  browser = await openBrowser({ flags: ['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost'] });
  const tab = await browser.openTab(origin);
  const askHub = (): Promise<void> =>
    tab.page.evaluate(async () => void (await fetch('https://hub.example.org/').catch(() => undefined)));
  await isReady(tab);
  await askHub();
  await expect.poll(() => tab.violations).toEqual([expect.stringMatching(/^connect-src https:\/\/hub\.example\.org/)]);
  await server.kill();
  server = await startWorkbench('start', '--port', new URL(origin).port, '--allow-host', 'hub.example.org');
  try {
    await tab.page.reload();
    await Promise.all([tab.page.waitForEvent('load'), tab.page.getByRole('button', { name: 'Reload now' }).click()]);
    await isReady(tab);
    await askHub();
    const response = await tab.page.reload();
    expect(response?.fromServiceWorker()).toBe(true);
    expect(response?.headers()['content-security-policy']).toContain('https://hub.example.org');
    expect(tab.violations).toHaveLength(1);
  } finally {
    await server.kill();
  }
});

test('a page that a host sends for a missing file is not kept for the file, and the next visit makes the copy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'workbench-half-'));
  await cp(APP, folder, { recursive: true });
  const keyWorker = (await readdir(join(APP, 'assets'))).find((name) => name.startsWith('key-worker')) ?? 'not built';
  await rm(join(folder, 'assets', keyWorker));
  const host = await openStaticHost(folder);
  host.answerAll();
  browser = await openBrowser();
  try {
    const tab = await browser.openTab(host.url);
    await openAbout(tab);
    await tab.page.getByText('Not all parts of the app could be fetched').waitFor();
    host.serve(APP);
    await tab.page.reload();
    await isReady(tab);
    await host.close();
    const type = await tab.page.evaluate(
      async (file) => (await fetch(file)).headers.get('content-type'),
      `assets/${keyWorker}`,
    );
    expect(type).toBe('text/javascript');
  } finally {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
});

describe('a copy that is in the way', () => {
  let server: WorkbenchServer;
  let tab: Tab;

  beforeEach(async () => {
    server = await startWorkbench('start');
    browser = await openBrowser();
    tab = await browser.openTab(server.origin);
    await isReady(tab);
  });

  afterEach(async () => {
    await server.kill();
  });

  test('is removed by one press, alone: devices stay, and so does what others keep', async () => {
    const name = await tryIt(tab);
    await tab.page.evaluate(() => caches.open('of-another-program'));
    await openAbout(tab);
    await tab.page.getByRole('button', { name: 'Remove the offline copy' }).click();
    await tab.page.getByText('The offline copy is gone.').waitFor();
    expect(await keptBy(tab)).toEqual({ scopes: [], caches: ['of-another-program'] });
    await tab.page.getByRole('button', { name: 'Reload now' }).click();
    await tab.page.getByText('Ready to work offline').waitFor();
    await tab.page.getByRole('heading', { level: 1, name }).waitFor();
  });

  test('of another program that came to the address says so, and gives way', async () => {
    await server.kill();
    const other = createServer((request, response) => {
      const isPage = request.url === '/';
      response
        .writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' })
        .end(isPage ? '<h1>Another program</h1>' : '');
    });
    await listen(other, Number(new URL(server.origin).port));
    try {
      await tab.page.reload();
      await tab.page
        .getByText(`Another program answers at ${new URL(server.origin).host}`)
        .first()
        .waitFor();
      await tab.page.getByRole('button', { name: 'Remove the copy and reload' }).click();
      await tab.page.getByRole('heading', { name: 'Another program' }).waitFor();
      expect(await keptBy(tab)).toEqual({ scopes: [], caches: [] });
    } finally {
      await closeServer(other);
    }
  });
});
