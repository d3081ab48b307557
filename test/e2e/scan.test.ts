import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { printConnectLink } from '#core/qr/connect-link';
import { printConnectCode } from '#core/qr/print-connect-code';
import { deriveKey } from '../conformance/sdk-process.ts';
import { openBrowser, PHONE, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { makeCodePicture } from '../support/code-picture.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
const tabs: Tab[] = [];

beforeAll(async () => {
  server = await startWorkbench('start');
  browser = await openBrowser({ viewport: PHONE });
});

afterAll(async () => {
  await browser?.close();
  await server?.kill();
});

afterEach(() => {
  for (const { violations, uncaught } of tabs.splice(0)) {
    expect({ violations, uncaught }).toEqual({ violations: [], uncaught: [] });
  }
});

async function open(address: string): Promise<Tab> {
  const tab = await browser.openTab(address);
  tabs.push(tab);
  return tab;
}

const keyOf = (deviceId: string): string => deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', deviceId);

/** The text of a code as IoT Central shows it. */
function centralText(deviceId: string, deviceKey = keyOf(deviceId)): string {
  const { idScope } = server.ready;
  return Buffer.from(JSON.stringify({ deviceId, scopeId: idScope, deviceKey })).toString('base64');
}

const press = ({ page }: Tab, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
const see = ({ page }: Tab, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const enter = async (tab: Tab, text: string): Promise<void> => {
  await tab.page.getByLabel('From text').fill(text);
  await press(tab, 'Read it');
};
const seenByCloud = async (deviceId: string): Promise<{ status: number; connected: unknown }> => {
  const { status, body } = await server.operator('GET', `/_emu/devices/${deviceId}`);
  return { status, connected: (body as { connected?: unknown }).connected };
};

/** Every address in the history of the tab, and whatever the page keeps where it can be looked at. */
const traces = ({ page }: Tab): Promise<string> =>
  page.evaluate(() => {
    const { navigation } = window as unknown as { navigation: { entries(): { url: string | null }[] } };
    const addresses = [location.href, document.referrer, ...navigation.entries().map(({ url }) => url)];
    return JSON.stringify([addresses, localStorage, sessionStorage, history.state]);
  });

describe('a code that was scanned', () => {
  test('is one of two in a picture, is checked without being connected, and kept without being sent', async () => {
    const tab = await open(`${server.origin}/#/scan`);
    const picture = makeCodePicture(centralText('pump-01'), 'WIFI:T:WPA;S:guests;P:open sesame;;');
    await tab.page
      .locator('.picture-source input:not([capture])')
      .setInputFiles({ name: 'label.png', mimeType: 'image/png', buffer: picture });
    await see(tab, '2 codes');
    await press(tab, /^pump-01/);
    await see(tab, 'It has the ID scope of the code.');
    expect(await seenByCloud('pump-01')).toMatchObject({ status: 404 });
    await press(tab, 'Check');
    await see(tab, 'This key works');
    expect(await seenByCloud('pump-01')).toEqual({ status: 200, connected: false });
    await press(tab, 'Save');
    await see(tab, 'It is kept in this browser. Nothing was sent.');
    expect(await seenByCloud('pump-01')).toEqual({ status: 200, connected: false });
    await tab.page.getByRole('link', { name: 'Open it' }).click();
    await tab.page.getByRole('heading', { level: 1, name: 'pump-01' }).waitFor();
  });

  test('is a text that is typed, with a key that the cloud does not know, and then with its own', async () => {
    const tab = await open(`${server.origin}/#/scan`);
    await enter(tab, centralText('pump-02', keyOf('another')));
    await press(tab, 'Check');
    await tab.page.locator('.scan-outcome [role=alert]').waitFor();
    expect(await tab.page.locator('.scan-outcome').innerText()).not.toContain('says nothing about the code');
    await press(tab, 'Scan another code');
    await enter(tab, centralText('pump-02'));
    await press(tab, 'Connect as this device');
    await see(tab, /^Connected to /);
    expect(await seenByCloud('pump-02')).toEqual({ status: 200, connected: true });
    expect(await traces(tab)).not.toContain(keyOf('pump-02'));
  });

  test('comes in a link, of which neither address nor history nor storage has anything afterwards', async () => {
    const route = { kind: 'dps', idScope: server.ready.idScope, registrationId: 'pump-03' } as const;
    const code = (primaryKey: string): string =>
      printConnectCode({ route, keys: { kind: 'device-key', primaryKey }, name: 'Pump of the linked code' });
    const tab = await open(printConnectLink(`${server.origin}/`, code(keyOf('pump-03'))));
    await see(tab, 'Pump of the linked code');
    expect(new URL(tab.page.url()).hash).toBe('#/scan?seen=1');
    // And again while the app is open, as when a link is pasted into the address bar.
    await press(tab, 'Scan another code');
    await tab.page.evaluate(
      (hash) => (location.hash = hash),
      new URL(printConnectLink(server.origin, code(keyOf('x')))).hash,
    );
    await see(tab, 'Pump of the linked code');
    await tab.page.reload();
    await tab.page.getByRole('button', { name: 'Turn on the camera' }).waitFor();
    const left = await traces(tab);
    for (const secret of ['connect/', 'DW1C', encodeURIComponent(code(keyOf('pump-03'))), 'pump-03']) {
      expect(left).not.toContain(secret);
    }
  });

  test('is not blamed for a server that is gone', async () => {
    const tab = await open(`${server.origin}/#/scan`);
    await enter(tab, centralText('pump-04'));
    await see(tab, 'It has the ID scope of the code.');
    await server.kill();
    await press(tab, 'Check');
    await see(tab, 'This says nothing about the code');
  });
});
