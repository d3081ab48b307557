import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, openBrowser, PHONE, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;

beforeAll(async () => {
  server = await startWorkbench('start');
});

afterAll(async () => {
  await server?.stop();
});

const SMALL = { width: 320, height: 640 };

/** Every rule is held once for each layout and each theme; where both were seen, what a theme or a width can break. */
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } satisfies axe.RunOnly;
const OF_THEMES = { type: 'rule', values: ['color-contrast'] } satisfies axe.RunOnly;
const OF_WIDTHS = { type: 'rule', values: ['target-size'] } satisfies axe.RunOnly;

describe.each([
  { name: 'phone, light', viewport: PHONE, colorScheme: 'light' as const, rules: ALL },
  { name: 'phone, dark', viewport: PHONE, colorScheme: 'dark' as const, rules: OF_THEMES },
  { name: 'desktop, light', viewport: DESKTOP, colorScheme: 'light' as const, rules: OF_THEMES },
  { name: 'desktop, dark', viewport: DESKTOP, colorScheme: 'dark' as const, rules: ALL },
  { name: 'smallest phone, light', viewport: SMALL, colorScheme: 'light' as const, rules: OF_WIDTHS },
])('every screen, $name', ({ viewport, colorScheme, rules }) => {
  let browser: OpenedBrowser;
  let tab: Tab;
  const expectSound = (shown: Tab): Promise<void> => expectSoundBy(shown, rules);

  beforeAll(async () => {
    // Colours are judged at rest, not half-way through a transition.
    browser = await openBrowser({ viewport, colorScheme, reducedMotion: 'reduce' });
    tab = await browser.openTab(server.origin);
  });

  afterAll(async () => {
    await browser?.close();
  });

  test('the empty list', async () => {
    await tab.page.getByRole('button', { name: 'Try it with the local cloud' }).waitFor();
    await expectSound(tab);
  });

  test('the dialog for a new device', async () => {
    await tab.page
      .getByRole('button', { name: /^(New device|Add a device)$/ })
      .first()
      .click();
    await tab.page.getByRole('dialog').getByLabel('Device ID').waitFor();
    await expectSound(tab);
    await tab.page.keyboard.press('Escape');
  });

  test('a running device, tab by tab', async () => {
    await tab.page.getByRole('button', { name: 'Try it with the local cloud' }).click();
    await tab.page.getByText(/^Connected to /).waitFor();
    for (const name of ['Connection', 'Telemetry', 'Properties', 'Commands', 'Messages', 'Trace', 'Keys']) {
      await tab.page.getByRole('tab', { name }).click();
      await expectSound(tab);
    }
  });

  test('the list with a device', async () => {
    await tab.page.getByRole('link', { name: 'Devices' }).first().click();
    await tab.page.getByRole('link', { name: /^thermostat-/ }).waitFor();
    await expectSound(tab);
  });

  test('Inspect: the empty room, a chain, a certificate with faults and a broken file', async () => {
    const { page } = tab;
    await page.getByRole('link', { name: 'Inspect' }).click();
    await page.getByRole('heading', { name: 'What it reads' }).waitFor();
    await expectSound(tab);
    for (const [sample, item] of [
      ['A chain in the wrong order', 'boiler-room-03'],
      ['A certificate that is refused', 'Boiler Room 03'],
      ['A config.toml that does not work', 'IoT Edge configuration'],
    ] as const) {
      await page.getByRole('button', { name: sample }).click();
      await page.locator('.item-title').getByText(item, { exact: true }).waitFor();
      await expectSound(tab);
      await page.getByRole('button', { name: 'Clear' }).click();
    }
  });

  test('the certificates: none, the dialogs, an authority that is proved, and a device with its files', async () => {
    const { page } = tab;
    await page.getByRole('link', { name: 'Certificates' }).click();
    await page.getByRole('heading', { name: 'No authority yet' }).waitFor();
    await expectSound(tab);
    await page.getByRole('button', { name: 'Import' }).click();
    await expectSound(tab);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make a root' }).click();
    await page.getByRole('dialog').getByText('Kind of key, profile and path length').click();
    await expectSound(tab);
    await page.getByLabel('Name', { exact: true }).fill('Fleet Root');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Fleet Root' }).waitFor();
    await page.getByRole('button', { name: 'Prove to the local cloud' }).click();
    await page.getByText('DPS knows the authority as').waitFor();
    await page.getByLabel('Verification code').fill('AAEC1DA657F1B63F440BCB58DFE5E3E274B6162D2B2FA6CD');
    await page.getByRole('button', { name: 'Make the certificate' }).click();
    await page.getByText('The verification certificate is made').waitFor();
    await expectSound(tab);
    await page.getByRole('button', { name: 'Make a device certificate' }).click();
    await page.locator('#device-certificate-name').fill('pump-17');
    await page.getByRole('radio', { name: 'Sealed, exportable' }).check({ force: true });
    await expectSound(tab);
    await page.locator('dialog[open] [type=submit]').click();
    await page.getByRole('heading', { level: 1, name: 'pump-17' }).waitFor();
    await page.getByRole('button', { name: 'Settings and commands: Set for a downstream device' }).click();
    await page.getByRole('button', { name: 'Make one for me' }).click();
    await expectSound(tab);
    await page.getByRole('link', { name: 'Devices' }).last().click();
    await page.getByRole('tab', { name: 'Authorities' }).click();
    await page.getByRole('link', { name: 'Fleet Root' }).waitFor();
    await expectSound(tab);
  });

  test('the certificates: a request, many at once, what ends when, and a rolling', async () => {
    const { page } = tab;
    await page.getByRole('tab', { name: 'Requests' }).click();
    await expectSound(tab);
    await page.getByRole('button', { name: 'Sign a request' }).click();
    await expectSound(tab);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make a request' }).click();
    await page.getByRole('radio', { name: 'DPS, when a device registers' }).check({ force: true });
    await page.locator('#request-name').fill('pump-18');
    await expectSound(tab);
    await page.locator('dialog[open] [type=submit]').click();
    await page.getByRole('heading', { level: 1, name: 'pump-18' }).waitFor();
    await expectSound(tab);
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByRole('tab', { name: 'Many at once' }).click();
    await page.locator('#many-pattern').fill('sensor-{1..3}');
    await page.getByText('3 devices: sensor-1 … sensor-3').waitFor();
    await page.locator('#many-kept').check();
    await expectSound(tab);
    await page.getByRole('button', { name: 'Make 3 certificates' }).click();
    await page.getByText('All are made').waitFor();
    await expectSound(tab);
    await page.getByRole('tab', { name: 'Ends' }).click();
    await page.getByRole('link', { name: '3 certificates issued' }).waitFor();
    await expectSound(tab);
    await page.getByRole('button', { name: 'Actions for pump-17' }).click();
    await page.getByRole('menuitem', { name: 'Roll step by step' }).click();
    await expectSound(tab);
    await page.locator('dialog[open] [type=submit]').click();
    await page.getByRole('button', { name: 'Renew it here' }).click();
    await expectSound(tab);
    await page.locator('dialog[open] [type=submit]').click();
    await page.getByText('1 of 3 steps').waitFor();
    for (const summary of await page.locator('.guide-step.later summary').all()) await summary.click();
    await expectSound(tab);
    await page.getByRole('link', { name: 'Ends' }).click();
    await page.getByRole('tab', { name: 'Devices' }).click();
    await page.getByRole('link', { name: 'pump-17' }).first().waitFor();
    await expectSound(tab);
  });

  test('the keys: the form with a list that has faults, and the result', async () => {
    const { page } = tab;
    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Make new keys' }).click();
    await page.getByRole('menuitem', { name: /^64 random bytes/ }).click();
    await page.getByRole('radio', { name: 'List' }).check();
    await page.getByLabel('Device IDs').fill('pump-1\nbad id\npump-1\nPUMP-1\npump-2');
    await page.getByText('3 devices get keys').waitFor();
    await expectSound(tab);
    await page.getByRole('button', { name: 'Make keys for 3 devices' }).click();
    await page.getByRole('heading', { name: '3 devices have keys' }).waitFor();
    await expectSound(tab);
    await page.getByLabel('Format').selectOption({ label: '.env' });
    await page.getByRole('button', { name: 'Make a virtual device of pump-1', exact: true }).click();
    await page.getByRole('heading', { name: 'Where does pump-1 register?' }).waitFor();
    await expectSound(tab);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
  });

  test('the cloud, its groups, its attempts, and one of its devices', async () => {
    await tab.page.getByRole('link', { name: 'Cloud' }).click();
    await tab.page
      .getByRole('link', { name: /^thermostat-/ })
      .first()
      .waitFor();
    await expectSound(tab);
    await tab.page
      .getByRole('checkbox', { name: /^Choose thermostat-/ })
      .first()
      .check();
    await tab.page.getByText('1 chosen').first().waitFor();
    await expectSound(tab);
    await tab.page.getByRole('button', { name: 'More for the list' }).click();
    await tab.page.getByRole('menuitem', { name: 'Import from a CSV file' }).click();
    await tab.page.getByText('Choose a file').waitFor();
    await expectSound(tab);
    await tab.page.keyboard.press('Escape');
    await tab.page.getByRole('tab', { name: /^Enrollment groups/ }).click();
    await tab.page.getByRole('button', { name: 'Show Primary key of SAS-IoT-Devices' }).click();
    await expectSound(tab);
    await tab.page.getByRole('button', { name: 'New group' }).click();
    await tab.page.getByLabel('ID', { exact: true }).waitFor();
    await expectSound(tab);
    await tab.page.keyboard.press('Escape');
    await tab.page.getByRole('tab', { name: /^Attempts/ }).click();
    await expectSound(tab);
    await tab.page.getByRole('tab', { name: /^Devices/ }).click();
    await tab.page
      .getByRole('link', { name: /^thermostat-/ })
      .first()
      .click();
    await tab.page.getByRole('heading', { name: 'Messages as they came' }).waitFor();
    for (const part of ['Telemetry', 'Properties', 'Commands', 'Messages', 'Connection', 'Attempts']) {
      await tab.page.getByRole('tab', { name: part }).click();
      if (part === 'Connection') await tab.page.getByRole('button', { name: 'Show the code' }).click();
      if (part === 'Connection') await tab.page.getByRole('img', { name: /^QR code of/ }).waitFor();
      await expectSound(tab);
    }
  });
});

/** None of these accessibility rules is broken, nothing scrolls sideways, and the places to go lie inside the window. */
async function expectSoundBy(tab: Tab, rules: axe.RunOnly): Promise<void> {
  if (!(await tab.page.evaluate(() => 'axe' in globalThis))) await tab.page.evaluate(axe.source);
  const faults = await tab.page.evaluate(async (runOnly) => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations } = await run.run(document, { runOnly });
    // What the bottom bar covers in part can be scrolled out from under it.
    const isCovered = (summary: string | undefined): boolean => summary?.includes('partially obscured') ?? false;
    const standing = violations
      .map(({ id, nodes }) => ({ id, nodes: nodes.filter((node) => !isCovered(node.failureSummary)) }))
      .filter(({ nodes }) => nodes.length > 0);
    return standing.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join(', ')}`,
    );
  }, rules);
  expect(faults).toEqual([]);
  const outside = await tab.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const links = [...document.querySelectorAll('nav a')].filter((link) => {
      const { left, right } = link.getBoundingClientRect();
      return left < 0 || right > width + 1;
    });
    // A gutter kept for the scroll bar makes the content narrower than the window, never wider.
    return {
      sideways: Math.max(0, document.documentElement.scrollWidth - width),
      links: links.map((link) => link.textContent),
    };
  });
  expect(outside).toEqual({ sideways: 0, links: [] });
  expect(tab.violations).toEqual([]);
}
