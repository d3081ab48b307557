import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;

beforeEach(async () => {
  server = await startWorkbench('start');
  browser = await openBrowser();
});

afterEach(async () => {
  await browser.close();
  await server.kill();
});

/** Presses "Try it" and waits until the chart has drawn at least one point. */
async function tryIt(tab: Tab): Promise<void> {
  await tab.page.getByRole('button', { name: 'Try it with the local cloud' }).click();
  await tab.page.getByText(/^Connected to /).waitFor();
  await chartHasPoints(tab);
}

async function chartHasPoints(tab: Tab): Promise<void> {
  await tab.page.locator('dw-chart canvas').waitFor();
  await tab.page
    .getByText(/^temperature/)
    .first()
    .waitFor();
}

/** Waits until the page has fetched its parts, as it does by itself within a second or two of being open. */
async function isWholePage(tab: Tab): Promise<void> {
  await tab.page.waitForFunction(() => {
    const fetched = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return ['/plot-', '/device-view-', '/finding-notice-', '/cloud-worker-'].every((part) =>
      fetched.some(({ name, responseEnd }) => name.includes(part) && responseEnd > 0),
    );
  });
  // Each part brings scripts that it shares with others.
  await tab.page.waitForLoadState('networkidle');
}

const deviceNameOf = (tab: Tab): Promise<string> => tab.page.getByRole('heading', { level: 1 }).innerText();

describe('the first minute', () => {
  test('one click, and telemetry is on the chart within 10 s of opening the page', async () => {
    const openedAt = performance.now();
    const tab = await browser.openTab(server.origin);
    await tryIt(tab);
    expect(performance.now() - openedAt).toBeLessThan(10_000);
    expect(tab.violations).toEqual([]);
    expect(tab.uncaught).toEqual([]);
    const name = await deviceNameOf(tab);
    const seen = await server.operator('GET', `/_emu/devices/${name}`);
    expect(seen.body).toMatchObject({ connected: true, modelId: 'dtmi:com:example:Thermostat;1' });
  });

  test('with the server gone, the click makes a new device in the cloud of the tab', async () => {
    const tab = await browser.openTab(server.origin);
    await isWholePage(tab);
    await server.kill();
    await tryIt(tab);
    await tab.page.goto(`${server.origin}/#/devices`).catch(() => undefined);
    await tab.page.getByText('in this browser').first().waitFor();
    expect(tab.violations).toEqual([]);
  });

  test('an existing device stays with its own cloud when that is gone, and says so', async () => {
    const tab = await browser.openTab(server.origin);
    await tryIt(tab);
    await server.kill();
    await tab.page.getByText(/^Not connected\. /).waitFor();
    await tab.page.getByRole('tab', { name: 'Connection' }).click();
    await tab.page.getByText('Local cloud of this server').waitFor();
  });
});

describe('what is kept', () => {
  test('devices and their keys survive a reload', async () => {
    const tab = await browser.openTab(server.origin);
    await tryIt(tab);
    const name = await deviceNameOf(tab);
    await tab.page.reload();
    await tab.page.getByRole('heading', { level: 1, name }).waitFor();
    await tab.page.getByRole('button', { name: 'Start' }).click();
    await tab.page.getByText(/^Connected to /).waitFor();
  });

  test('no key is in the page until it is asked for, and none in the address or the stores a page can read', async () => {
    const tab = await browser.openTab(server.origin);
    await tryIt(tab);
    const key = server.ready.enrollmentGroups[0]?.primaryKey ?? 'no group';
    await tab.page.getByRole('tab', { name: 'Keys' }).click();
    const shown = tab.page.getByText(key);
    expect(await tab.page.content()).not.toContain(key);
    await tab.page.getByRole('button', { name: /^Show/ }).first().click();
    await shown.waitFor();
    expect(tab.page.url()).not.toContain(encodeURIComponent(key));
    expect(await tab.page.evaluate(() => JSON.stringify(localStorage))).not.toContain(key);
    expect(await plainTextOfDatabases(tab)).not.toContain(key);
  });

  test('a device that runs in one tab is not started in a second, which is told where the first is', async () => {
    const first = await browser.openTab(server.origin);
    await tryIt(first);
    const second = await browser.openTab(first.page.url());
    await second.page.getByRole('button', { name: 'Start' }).click();
    await second.page
      .getByText(/another (tab|window)|elsewhere/i)
      .first()
      .waitFor();
    await first.page.getByText(/^Connected to /).waitFor();
  });

  test('two tabs share one cloud in the browser, and the second takes it over when the first is closed', async () => {
    const first = await browser.openTab(server.origin);
    const second = await browser.openTab(`${server.origin}/#/cloud`);
    await isWholePage(first);
    await second.page.getByRole('radio', { name: 'This browser' }).check({ force: true });
    await server.kill();
    await tryIt(first);
    const name = await deviceNameOf(first);
    await second.page.getByText(name).first().waitFor();
    await first.page.close();
    await second.page.getByRole('row', { name }).getByText('Not connected').waitFor();
  });
});

/** Everything that IndexedDB holds, as text: byte arrays as latin-1, so that a key in them would be found. */
function plainTextOfDatabases(tab: Tab): Promise<string> {
  return tab.page.evaluate(async () => {
    const textOf = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
      if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
      if (typeof value === 'object' && value !== null) return Object.values(value).map(textOf).join('\n');
      return String(value);
    };
    const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const texts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await asPromise(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        texts.push(textOf(await asPromise(database.transaction(store).objectStore(store).getAll())));
      }
      database.close();
    }
    return texts.join('\n');
  });
}
