import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLocked } from '#core/qr/locked-text';
import { printConnectCode } from '#core/qr/print-connect-code';
import { readPayload } from '#core/qr/read-payload';
import { deriveKey } from '../conformance/sdk-process.ts';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { ROOT } from '../support/source-files.ts';
import { openStaticHost, type StaticHost } from '../support/static-host.ts';
import { runTool } from '../support/tools.ts';
import { traceTasks } from '../support/trace-tasks.ts';

const SCOPE = '0ne00A1B2C3';
const GROUP_KEY = Buffer.alloc(64, 7).toString('base64');
const MM_AN_INCH = 25.4;
const POINTS_AN_INCH = 72;

let host: StaticHost;
let browser: OpenedBrowser;
let tab: Tab;
let folder: string;

beforeAll(async () => {
  host = await openStaticHost(join(ROOT, 'dist/app'));
  browser = await openBrowser();
  folder = mkdtempSync(join(tmpdir(), 'workbench-labels-'));
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  tab = await browser.openTab(`${host.url}#/scan/labels`);
  // A browser under automation has no dialog: the test prints in its place.
  await tab.page.evaluate(() => {
    const counted = globalThis as unknown as { prints: number };
    counted.prints = 0;
    window.print = () => void (counted.prints += 1);
  });
  await tab.page.getByRole('heading', { level: 2, name: 'Preview' }).waitFor();
});

afterEach(async () => {
  expect(tab.violations).toEqual([]);
  expect(tab.uncaught).toEqual([]);
  await tab.page.close();
});

/** Its label is what is pressed: the radio button itself may lie under it. */
const choose = (name: string): Promise<void> =>
  tab.page.locator('label', { has: tab.page.getByRole('radio', { name, exact: true }) }).click();
/** A field by its label; one that may stay empty says so behind it. */
const field = (label: string) =>
  tab.page.getByLabel(new RegExp(`^${label}( \\(?optional\\)?)?$`)).and(tab.page.locator('input:not([role=switch])'));

interface ListedDevice {
  readonly id: string;
  readonly name: string;
}

async function giveList(devices: readonly ListedDevice[]): Promise<void> {
  await choose('A list');
  await choose('File');
  const rows = devices.map(({ id, name }) => `${id};"${name}"`);
  const buffer = Buffer.from(['Device ID;Name', ...rows].join('\r\n'));
  await tab.page.locator('input[type=file]').setInputFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer });
  await field('ID scope').fill(SCOPE);
}

interface PrintedSheets {
  /** Of each page, in points. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  readonly pages: readonly Picture[];
  /** Everything in words, without blanks and ends of lines. */
  readonly words: string;
}

/** Prints to a PDF, as large as the style sheet of the pages says, and has other programs look at it. */
async function print(dpi: number): Promise<PrintedSheets> {
  await tab.page.evaluate(() => void ((globalThis as unknown as { prints: number }).prints = 0));
  await tab.page.getByRole('button', { name: /^Print (the label|[\d,]+ labels)$/ }).click();
  await tab.page.getByRole('button', { name: 'Print again' }).waitFor();
  expect(await tab.page.evaluate(() => (globalThis as unknown as { prints: number }).prints)).toBe(1);
  const place = mkdtempSync(join(folder, 'print-'));
  const pdf = join(place, 'labels.pdf');
  writeFileSync(pdf, await tab.page.pdf({ preferCSSPageSize: true, printBackground: true }));
  runTool('pdftoppm', ['-r', String(dpi), '-gray', pdf, join(place, 'page')]);
  const pictures = readdirSync(place)
    .filter((name) => name.endsWith('.pgm'))
    .sort();
  const found = runTool('pdfinfo', ['-l', '-1', pdf]).stdout.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+) pts/gm);
  return {
    sizes: [...found].map(([, width, height]) => ({ width: Number(width), height: Number(height) })),
    pages: pictures.map((name) => readPicture(join(place, name))),
    words: runTool('pdftotext', ['-raw', pdf, '-']).stdout.replace(/\s+/g, ''),
  };
}

/** Where labels are on a sheet, in millimetres, as its maker says. */
interface Grid {
  readonly columns: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly stepX: number;
  readonly stepY: number;
}
const L7160: Grid = { columns: 3, left: 7.21, top: 15.15, width: 63.5, height: 38.1, stepX: 66.04, stepY: 38.1 };
const A5160: Grid = { columns: 3, left: 4.76, top: 12.7, width: 66.68, height: 25.4, stepX: 69.85, stepY: 25.4 };

/** Reads the codes of a page by zbarimg, each within its own label. */
function readLabels(page: Picture, grid: Grid, dpi: number, first: number, count: number): string[] {
  const dots = (millimetres: number): number => Math.round((millimetres * dpi) / MM_AN_INCH);
  return readCodes(
    Array.from({ length: count }, (_, at) => {
      const [column, row] = [(first + at) % grid.columns, Math.floor((first + at) / grid.columns)];
      const left = dots(grid.left + column * grid.stepX);
      const top = dots(grid.top + row * grid.stepY);
      return cutOut(page, { left, top, width: dots(grid.width), height: dots(grid.height) });
    }),
  );
}

/** Reads pictures with one code each; a code that is not read, or read twice, leaves another number of texts. */
function readCodes(pictures: readonly Picture[]): string[] {
  const place = mkdtempSync(join(folder, 'codes-'));
  const paths = pictures.map((picture, at) => {
    const path = join(place, `${String(at).padStart(4, '0')}.pgm`);
    writeFileSync(path, Buffer.concat([Buffer.from(`P5 ${picture.width} ${picture.height} 255\n`), picture.dots]));
    return path;
  });
  const { stdout } = runTool('zbarimg', ['--raw', '-q', '-Sdisable', '-Sqrcode.enable', ...paths]);
  return stdout.split('\n').filter((line) => line !== '');
}

function expectSizes({ sizes }: PrintedSheets, pages: number, millimetres: readonly [number, number]): void {
  expect(sizes.length).toBe(pages);
  const [width, height] = millimetres.map((side) => (side / MM_AN_INCH) * POINTS_AN_INCH) as [number, number];
  for (const size of sizes) {
    // Chromium rounds pages to whole pixels of CSS.
    expect(Math.abs(size.width - width)).toBeLessThan(0.8);
    expect(Math.abs(size.height - height)).toBeLessThan(0.8);
  }
}

const connectCode = (registrationId: string): string =>
  printConnectCode({ route: { kind: 'dps', idScope: SCOPE, registrationId } });
const numbered = (stem: string, count: number, name = (number: number): string => `No. ${number}`): ListedDevice[] =>
  Array.from({ length: count }, (_, at) => ({ id: `${stem}${String(at + 1).padStart(3, '0')}`, name: name(at + 1) }));

describe('labels that were printed are read back, each with what was asked for:', () => {
  test('connect codes on sheets of A4, the first of which is used already, with long IDs and names of every script', async () => {
    const devices = [
      { id: `line-7.${'x'.repeat(120)}1`, name: 'Kessel' },
      { id: 'a'.repeat(64), name: 'Küche 3' },
      { id: '00:1B:44:11:3A:B7', name: 'Насос 12' },
      { id: 'Sensor_9', name: '厨房の温度計' },
      { id: 'pump-rtl', name: 'مضخة ٧' },
      ...numbered('boiler-house-', 19, (number) => `Boiler 🔥 ${number}`),
    ];
    await giveList(devices);
    await tab.page.getByLabel('Labels that are gone from the first sheet').fill('4');
    const printed = await print(200);
    expectSizes(printed, 2, [210, 297]);
    const [first, second] = printed.pages as [Picture, Picture];
    const read = [...readLabels(first, L7160, 200, 4, 17), ...readLabels(second, L7160, 200, 0, 7)];
    expect(read).toEqual(devices.map(({ id }) => connectCode(id)));
    for (const { id } of devices) expect(printed.words).toContain(id);
    for (const name of ['Kessel', 'Küche3', 'Насос12']) expect(printed.words).toContain(name);
  });

  test('device IDs in plain text on a sheet of Letter, from an app that is dark', async () => {
    await tab.page.evaluate(() => void (document.documentElement.dataset['theme'] = 'dark'));
    const devices = numbered('meter.', 30);
    await giveList(devices);
    await choose('The device ID alone');
    await choose('Letter sheets');
    await field('A line of your own').fill('Property of Contoso');
    const printed = await print(200);
    expectSizes(printed, 1, [215.9, 279.4]);
    expect(printed.pages.flatMap((page) => readLabels(page, A5160, 200, 0, 30))).toEqual(devices.map(({ id }) => id));
    expect(printed.words.split('PropertyofContoso').length).toBe(31);
    for (const { dots } of printed.pages) expect(dots[0]).toBe(255);
  });

  test('connect codes on a roll, every square of which is a whole number of the printer’s dots', async () => {
    const devices = numbered('sensor-', 8);
    await giveList(devices);
    await choose('Roll');
    const printed = await print(203);
    expectSizes(printed, 8, [50, 25]);
    expect(readCodes(printed.pages)).toEqual(devices.map(({ id }) => connectCode(id)));
    for (const page of printed.pages) expect(measureFinder(page)).toEqual({ edge: 28, middle: [4, 4, 12, 4, 4] });
  });
});

/** Shades of grey, row by row. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly dots: Uint8Array;
}

function readPicture(path: string): Picture {
  const bytes = readFileSync(path);
  const [head = '', width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 64)) ?? [];
  return { width: Number(width), height: Number(height), dots: bytes.subarray(head.length) };
}

function cutOut({ width, dots }: Picture, part: { left: number; top: number; width: number; height: number }): Picture {
  const cut = new Uint8Array(part.width * part.height);
  for (let row = 0; row < part.height; row += 1) {
    const from = (part.top + row) * width + part.left;
    cut.set(dots.subarray(from, from + part.width), row * part.width);
  }
  return { width: part.width, height: part.height, dots: cut };
}

/**
 * Measures the upper left finder pattern of a code (ISO/IEC 18004, 6.3.3.1): seven dark squares along its upper edge, and
 * along its middle dark and light ones as 1:1:3:1:1. Gives the dots of each of these runs.
 */
function measureFinder({ width, height, dots }: Picture): {
  readonly edge: number;
  readonly middle: readonly number[];
} {
  const isDark = (x: number, y: number): boolean => (dots[y * width + x] ?? 255) < 128;
  let [left, top] = [0, 0];
  while (top < height && !isDark(left, top)) [left, top] = left < width / 2 ? [left + 1, top] : [0, top + 1];
  const runFrom = (x: number, y: number): number => {
    let end = x;
    while (end < width && isDark(end, y) === isDark(x, y)) end += 1;
    return end - x;
  };
  const edge = runFrom(left, top);
  const middle: number[] = [];
  for (let x = left; middle.length < 5; x += middle.at(-1) ?? 0) middle.push(runFrom(x, top + Math.floor(edge / 2)));
  return { edge, middle };
}

describe('labels with keys', () => {
  const devices = ['valve-1', 'valve-2'].map((registrationId) => ({
    route: { kind: 'dps' as const, idScope: SCOPE, registrationId },
    keys: { kind: 'device-key' as const, primaryKey: deriveKey(GROUP_KEY, registrationId) },
  }));

  async function printTwo(): Promise<string[]> {
    const { pages } = await print(200);
    return pages.flatMap((page) => readLabels(page, L7160, 200, 0, 2));
  }

  async function makeKeys(): Promise<void> {
    await tab.page.getByRole('link', { name: 'Keys' }).click();
    await field('Group key').fill(GROUP_KEY);
    await choose('Pattern');
    await tab.page.getByRole('textbox', { name: 'Pattern' }).fill('valve-{1..2}');
    await tab.page.getByRole('button', { name: /^Make keys/ }).click();
    await tab.page.getByRole('heading', { name: '2 devices have keys' }).waitFor();
    await tab.page.evaluate(() => void (location.hash = '#/scan/labels?keys='));
    await tab.page.getByText('2 devices that have keys in the Keys room').waitFor();
    await field('ID scope').fill(SCOPE);
  }

  test('are printed in clear only after a yes, in IoT Central’s form or ours, and never with the group’s key', async () => {
    await makeKeys();
    await choose('The device and its key, in clear');
    await tab.page.getByRole('button', { name: 'Print 2 labels' }).click();
    await tab.page.getByText('Turn this on to print keys in clear').waitFor();
    await tab.page.getByRole('switch', { name: 'Print keys in clear' }).check({ force: true });
    expect(await printTwo()).toEqual(devices.map((device) => printConnectCode(device)));
    await choose('IoT Central’s');
    expect((await printTwo()).map((text) => JSON.parse(atob(text)) as unknown)).toEqual(
      devices.map(({ route: { registrationId }, keys: { primaryKey } }) => ({
        deviceId: registrationId,
        scopeId: SCOPE,
        deviceKey: primaryKey,
      })),
    );
  });

  test('that are locked open with their passphrase alone, each to its own device', async () => {
    await makeKeys();
    await choose('The device and its key, locked');
    await field('Passphrase').fill('correct horse battery');
    const opened = await Promise.all((await printTwo()).map(open));
    expect(opened.map(({ code }) => code)).toEqual(devices);
    expect(opened.map(({ wrong }) => wrong)).toEqual(['qr/passphrase-wrong', 'qr/passphrase-wrong']);
  });

  async function open(text: string): Promise<{ code: unknown; wrong: string | undefined }> {
    const payload = readPayload(text);
    if (payload.kind !== 'locked') throw new TypeError(`a code is ${payload.kind}`);
    const right = await openLocked(crypto, payload.locked, 'correct horse battery', Date.now());
    const wrong = await openLocked(crypto, payload.locked, 'incorrect horse battery', Date.now());
    return {
      code: right.ok && right.value.kind === 'connect-code' ? right.value.code : undefined,
      wrong: wrong.ok ? undefined : wrong.findings[0].code,
    };
  }
});

test('a thousand labels come up with progress, can be cancelled, and never hold the page up for 50 ms', async () => {
  const pages = tab.page.locator('body > .label-print > .label-page');
  const pattern = tab.page.getByRole('textbox', { name: 'Pattern' });
  await choose('A list');
  await choose('Pattern');
  await pattern.fill('sensor-{0001..5000}');
  await field('ID scope').fill(SCOPE);
  await tab.page.getByText('5,000 labels on 239 sheets').waitFor();
  await tab.page.getByRole('button', { name: 'Print 5,000 labels' }).click();
  await tab.page.getByRole('progressbar', { name: 'Making labels' }).waitFor();
  await tab.page.getByRole('button', { name: 'Cancel' }).click();
  await tab.page.getByRole('button', { name: 'Print 5,000 labels' }).waitFor();
  expect(await pages.count()).toBe(0);
  // Whatever else runs on this machine can hold a page up too, so the best of three runs counts.
  const longest: number[] = [];
  for (let run = 0; run < 3 && !longest.some((task) => task < 50); run += 1) {
    await pattern.fill(`sensor-${run}-{0001..1000}`);
    await tab.page.locator('.label-sheet').getByText(`sensor-${run}-0001`).waitFor();
    const tasks = await traceTasks(tab.page, async () => {
      await tab.page.getByRole('button', { name: 'Print 1,000 labels' }).click();
      await tab.page.getByRole('button', { name: 'Print again' }).waitFor({ timeout: 30_000 });
    });
    longest.push(Math.max(...tasks));
  }
  expect(Math.min(...longest)).toBeLessThan(50);
  expect(await pages.count()).toBe(48);
  expect(await pages.locator('.label-code').count()).toBe(1000);
});
