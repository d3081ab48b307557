import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { deriveKey, startSdkDevice, type SdkDevice } from '../conformance/sdk-process.ts';
import { makeTlsFolder } from '../conformance/tls-folder.ts';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { traceTasks } from '../support/trace-tasks.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import published from '../vectors/vectors.json';

const HUB = 'workbench-hub.azure-devices.net';
const SCOPE = '0ne00ABCDEF';
const GROUP_KEY = Buffer.alloc(64, 7).toString('base64');
/** What an OEM exports from a spreadsheet: other headings, semicolons, a name with a semicolon in it. */
const FACTORY_LINES = [
  'Serial;Device ID;Label',
  ...Array.from(
    { length: 10 },
    (_, at) => `${1000 + at};pump-${String(at + 1).padStart(2, '0')};"Pump ${at + 1}; hall"`,
  ),
];
const FACTORY_CSV = {
  name: 'factory.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(FACTORY_LINES.join('\r\n')),
};

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;
const sdkDevices: SdkDevice[] = [];

async function openKeys(...options: string[]): Promise<void> {
  server = await startWorkbench('start', ...options);
  browser = await openBrowser();
  tab = await browser.openTab(`${server.origin}/#/keys`);
  await tab.page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
}

afterEach(async () => {
  await Promise.all(sdkDevices.splice(0).map((device) => device.end()));
  await browser?.close();
  await server?.kill();
});

/** A field by its label; one that may stay empty says so behind it. */
const field = (label: string) => tab.page.getByLabel(new RegExp(`^${label}( \\(?optional\\)?)?$`));
const way = (name: string) => tab.page.getByRole('radio', { name, exact: true }).check({ force: true });
const makeKeys = () => tab.page.getByRole('button', { name: /^Make (the key|keys)/ }).click();

/** Chooses a local cloud as the provisioning service and takes over what it says of itself. */
async function fillFrom(cloud: string): Promise<void> {
  await field('Provisioning service').selectOption({ label: cloud });
  await tab.page.getByRole('button', { name: 'Use its ID scope and group key' }).click();
}

async function chooseFile(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await way('File');
  await tab.page.locator('input[type=file]').setInputFiles(file);
}

/** Downloads the devices in the format that is chosen; gives what is in the file. */
async function download(): Promise<string> {
  const coming = tab.page.waitForEvent('download');
  await tab.page.getByRole('button', { name: /^Download / }).click();
  return readFile(await (await coming).path(), 'utf8');
}

interface DownloadedDevice {
  readonly deviceId: string;
  readonly name: string;
  readonly idScope: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

async function downloadJson(): Promise<DownloadedDevice[]> {
  await field('Format').selectOption({ label: 'JSON' });
  return JSON.parse(await download()) as DownloadedDevice[];
}

describe('every published device key', () => {
  const rows = published.filter(({ kind }) => kind === 'dps-derived-key') as unknown as {
    name: string;
    confirmed: boolean;
    inputs: { groupKey: string; registrationId: string };
    expected: { deviceKey: string };
  }[];

  test('comes out of the Keys room as it was published, and a wrong one does not', async () => {
    await openKeys();
    expect(rows.length).toBe(11);
    for (const { name, confirmed, inputs, expected } of rows) {
      await field('Group key').fill(inputs.groupKey);
      await way('One ID');
      await field('Device ID').fill(inputs.registrationId);
      await makeKeys();
      await tab.page.getByRole('heading', { name: `${inputs.registrationId} has its key` }).waitFor();
      await tab.page.getByRole('button', { name: /^Show .*key of/ }).click();
      const shown = tab.page.getByRole('cell').locator('dw-secret');
      await shown.getByText(/=$/).waitFor();
      expect({ name, isPublished: (await shown.innerText()).includes(expected.deviceKey) }).toEqual({
        name,
        isPublished: confirmed,
      });
      await tab.page.getByRole('button', { name: 'Change' }).click();
    }
    expect(tab.violations).toEqual([]);
    expect(tab.uncaught).toEqual([]);
  });
});

describe('a CSV of devices', () => {
  test('goes in, keys come out, and ten of its devices register with the official SDK', async () => {
    await openKeys('--host', HUB, '--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder());
    await fillFrom('Local cloud of this server');
    await chooseFile(FACTORY_CSV);
    await tab.page.getByText('10 devices get keys').waitFor();
    await makeKeys();
    const devices = await downloadJson();
    const group = server.ready.enrollmentGroups[0];
    expect(devices.map(({ deviceId, name, primaryKey }) => ({ deviceId, name, primaryKey }))).toEqual(
      Array.from({ length: 10 }, (_, at) => {
        const deviceId = `pump-${String(at + 1).padStart(2, '0')}`;
        return { deviceId, name: `Pump ${at + 1}; hall`, primaryKey: deriveKey(group?.primaryKey ?? '', deviceId) };
      }),
    );
    await Promise.all(devices.map(registerBySdk));
    expect(tab.violations).toEqual([]);
  });

  test('does the same with the server stopped: the file is saved, and ten devices register with the cloud in the tab', async () => {
    await openKeys();
    await tab.page.getByText('Ready to work offline').waitFor();
    await server.kill();
    await tab.page.reload();
    await fillFrom('Local cloud in this browser');
    await chooseFile(FACTORY_CSV);
    await makeKeys();
    const devices = await downloadJson();
    expect(devices.length).toBe(10);
    for (const { deviceId } of devices) {
      await tab.page.getByRole('button', { name: `Make a virtual device of ${deviceId}` }).click();
      await tab.page.getByRole('heading', { level: 1, name: deviceId }).waitFor();
      await tab.page.getByText(/^Connected to this-browser\.local/).waitFor();
      await tab.page.getByRole('link', { name: 'Keys' }).click();
      await tab.page.getByRole('heading', { name: '10 devices have keys' }).waitFor();
    }
    expect(tab.violations).toEqual([]);
    expect(tab.uncaught).toEqual([]);
  });
});

async function registerBySdk({ deviceId, idScope, primaryKey }: DownloadedDevice): Promise<void> {
  const device = await startSdkDevice({
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  });
  sdkDevices.push(device);
  const registered = await device.ask({
    verb: 'register',
    host: 'global.azure-devices-provisioning.net',
    idScope,
    registrationId: deviceId,
    key: primaryKey,
    transport: 'Mqtt',
    payload: {},
  });
  expect(registered).toMatchObject({ status: 'assigned', deviceId, assignedHub: HUB });
}

describe('100,000 devices', () => {
  const COUNT = 100_000;
  const last = 'sensor-100000';
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workbench-keys-'));
    const ids = Array.from({ length: COUNT }, (_, at) => `sensor-${String(at + 1).padStart(6, '0')}`);
    writeFileSync(join(folder, 'ids.csv'), `deviceId,name\n${ids.map((id) => `${id},Sensor ${id}`).join('\n')}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const sources: Record<string, () => Promise<void>> = {
    'a file': () => chooseFile(join(folder, 'ids.csv')),
    'a pattern': async () => {
      await way('Pattern');
      await tab.page.getByRole('textbox', { name: 'Pattern' }).fill('sensor-{000001..100000}');
    },
    'a paste': async () => {
      await way('List');
      await field('Device IDs').focus();
      // The event of a paste, without the clipboard: a browser under automation asks nobody for it.
      await tab.page.evaluate(() => {
        const { pasted } = globalThis as unknown as PageNotes;
        const event = new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true });
        document.activeElement?.dispatchEvent(event);
      });
    },
  };

  test.each(Object.keys(sources))('from %s never hold the page up for more than 50 ms', async (source) => {
    await openKeys();
    await tab.page.evaluate(preparePaste, COUNT);
    expect(await longestTask(source)).toBeLessThan(50);
    expect(tab.uncaught).toEqual([]);
  });

  /** Reads, makes, finds and downloads; gives the milliseconds of the page's longest task. */
  async function longestTask(source: string): Promise<number> {
    const tasks = await traceTasks(tab.page, async () => {
      await field('Group key').fill(GROUP_KEY);
      await field('ID scope').fill(SCOPE);
      await sources[source]?.();
      await tab.page.getByRole('button', { name: 'Make keys for 100,000 devices' }).click();
      await tab.page.getByRole('heading', { name: '100,000 devices have keys' }).waitFor();
      await tab.page.getByLabel('Find an ID or a name').fill('099999');
      await tab.page.getByRole('button', { name: 'Actions for sensor-099999' }).waitFor();
      const devices = await downloadJson();
      expect(devices.length).toBe(COUNT);
      expect(devices[COUNT - 1]?.primaryKey).toBe(deriveKey(GROUP_KEY, last));
      await tab.page.getByRole('button', { name: 'Clear', exact: true }).click();
    });
    return Math.max(...tasks);
  }
});

/** What the test keeps in the page: what is to be pasted, made before anything is measured. */
interface PageNotes {
  pasted: DataTransfer;
}

function preparePaste(count: number): void {
  const notes = globalThis as unknown as PageNotes;
  notes.pasted = new DataTransfer();
  const ids = Array.from({ length: count }, (_, at) => `sensor-${String(at + 1).padStart(6, '0')}`);
  notes.pasted.setData('text/plain', ids.join('\n'));
}
