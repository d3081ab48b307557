import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { drawQr } from '#adapters/qr-image/draw-qr';
import { SHEET_PRESETS } from '#core/labels/sheet-presets';
import type { NewDevice } from '#core/ports/device-host';
import { readPayload } from '#core/qr/read-payload';
import type { FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const SCOPE = '0ne00A1B2C3';
const KEY = btoa('k'.repeat(32));
const PUMP: NewDevice = {
  record: {
    cloud: { kind: 'azure' },
    route: { kind: 'dps', dpsHost: 'global.azure-devices-provisioning.net', idScope: SCOPE, registrationId: 'pump-1' },
    behaviour: 'raw',
  },
  secret: { kind: 'device-key', primaryKey: KEY },
};
const BOILER: NewDevice = {
  record: { ...PUMP.record, route: { kind: 'hub', hubHost: 'h.azure-devices.net', deviceId: 'boiler-2' } },
  secret: { kind: 'device-key', primaryKey: KEY },
};
const CERTIFIED: NewDevice = {
  record: { ...PUMP.record, route: { ...PUMP.record.route, registrationId: 'valve-3' } as never },
  secret: { kind: 'browser-certificate' },
};

let prints: number;
const { print } = window;

beforeEach(() => {
  prints = 0;
  window.print = () => void (prints += 1);
});
afterEach(() => {
  window.print = print;
});

/** The part with true codes, whose texts are kept. */
async function openLabels(devices: readonly NewDevice[] = [], fragment = '#/scan/labels'): Promise<Workbench> {
  const bench = await openWorkbench(fragment, async (services) => {
    const texts = services.seen;
    (services as { drawQr: FakeServices['drawQr'] }).drawQr = async (text, level) => {
      texts.push(`draw ${text}`);
      return drawQr(text, level);
    };
    for (const device of devices) await services.devices.add(device);
  });
  await bench.eventually(() => bench.host.querySelector('dw-labels .labels-preview'));
  await settle(bench.host);
  return bench;
}

const choose = (bench: Workbench, name: string): Promise<void> =>
  userEvent.click(bench.byRole('radio', name).closest('label') as HTMLElement).then(() => settle(bench.host));
const fill = async (bench: Workbench, id: string, text: string): Promise<void> => {
  await userEvent.fill(bench.find(`#labels-${id}`), text);
  await bench.services.clock.advance(300);
  await settle(bench.host);
};
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#labels-${id}-error`)?.innerText;
const sheetName = (bench: Workbench): string | null =>
  bench.host.querySelector('.label-sheet')?.getAttribute('aria-label') ?? null;
const printed = (): Element[] => [...document.querySelectorAll('body > .label-print > .label-page')];
const wordsOf = (root: ParentNode): string[] =>
  [...root.querySelectorAll('text')].map((text) => text.textContent ?? '');

async function giveList(bench: Workbench, ids: string): Promise<void> {
  await choose(bench, 'A list');
  await fill(bench, 'list', ids);
  await fill(bench, 'idScope', SCOPE);
}

/** Prints; gives the texts of the codes that were made for it. */
async function printAll(bench: Workbench): Promise<string[]> {
  const before = bench.services.seen.length;
  await userEvent.click(bench.find('#labels-print'));
  await bench.eventually(() => bench.host.querySelector('.labels-ready'));
  await settle(bench.host);
  return bench.services.seen.slice(before).map((one) => one.replace(/^draw /, ''));
}

describe.each([
  ['phone', 390, 'light'],
  ['desktop', 1440, 'dark'],
] as const)('on a %s', (_, width, theme) => {
  /** So high that the bar at the foot covers nothing, which axe would take for a target that is too small. */
  async function openTall(devices: readonly NewDevice[]): Promise<Workbench> {
    await page.viewport(width, 5000);
    document.documentElement.dataset['theme'] = theme;
    return openLabels(devices);
  }

  async function expectGood(bench: Workbench): Promise<void> {
    await settle(bench.host);
    expect(await complaints(bench.find('dw-labels'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  }

  test('axe has nothing against the form, its preview and what is missing before keys are printed', async () => {
    const bench = await openTall([PUMP, BOILER]);
    await bench.eventually(() => sheetName(bench));
    await choose(bench, 'The device and its key, in clear');
    await bench.press('button', 'Print 2 labels');
    await expectGood(bench);
    await choose(bench, 'The device and its key, locked');
    await fill(bench, 'passphrase', 'correct horse battery');
    await printAll(bench);
    await expectGood(bench);
  });

  test('axe has nothing against lines that are left out, codes that are too small and numbers that do not fit', async () => {
    const bench = await openTall([]);
    await giveList(bench, 'pump-1\nbad id\npump-2');
    await choose(bench, 'Roll');
    await fill(bench, 'roll-height', '9');
    await bench.eventually(() => bench.text().includes('The codes become too small'));
    await expectGood(bench);
    await choose(bench, 'Letter sheets');
    await bench.press('button', 'Change these measures');
    await fill(bench, 'grid-columns', '7');
    await userEvent.tab();
    await expectGood(bench);
  });
});

describe('the devices', () => {
  test('are all that are kept at first, or the one that the part was opened for', async () => {
    const bench = await openLabels([PUMP, BOILER]);
    await bench.eventually(() => sheetName(bench) === 'Page 1: pump-1 to boiler-2');
    const [, boiler] = await bench.services.devices.list();
    location.hash = `#/scan/labels?device=${boiler?.record.id}`;
    await bench.eventually(() => sheetName(bench) === 'Page 1: boiler-2');
    expect(bench.find<HTMLSelectElement>('#labels-device').selectedOptions[0]?.text).toBe('boiler-2');
    await userEvent.selectOptions(bench.find('#labels-device'), 'All 2 devices');
    await bench.eventually(() => sheetName(bench) === 'Page 1: pump-1 to boiler-2');
  });

  test('of a list come with their problems, and a file can be dropped anywhere', async () => {
    const bench = await openLabels();
    expect(bench.text()).toContain('No device is kept here');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['Serial;Device ID;Name\n1;a-1;Küche\n2;bad id;x\n3;a-2;厨房\n'], 'ids.csv'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    await bench.eventually(() => bench.text().includes('2 devices get labels'));
    expect(bench.text()).toContain('1 line is left out');
    expect(sheetName(bench)).toBeNull();
    expect(bench.text()).toContain('filled in, such as the ID scope');
    await fill(bench, 'idScope', SCOPE);
    await bench.eventually(() => sheetName(bench) === 'Page 1: a-1 to a-2');
    expect(wordsOf(bench.find('.label-sheet'))).toEqual(['a-1', 'Küche', 'a-2', '厨房']);
    expect(bench.services.keys.calls).toEqual(['list']);
  });

  test('of the Keys room are those that have keys there, with the ID scope that was typed there', async () => {
    const bench = await openLabels([], '#/scan/labels?keys=');
    await bench.eventually(() => bench.text().includes('The Keys room has made no keys yet'));
    expect(bench.find<HTMLButtonElement>('#labels-print').disabled).toBe(true);
    await bench.press('link', 'Open the Keys room');
    await bench.eventually(() => bench.host.querySelector('#make-keys'));
    await userEvent.fill(bench.find('#keys-primaryKey'), btoa('g'.repeat(64)));
    await userEvent.fill(bench.find('#keys-idScope'), SCOPE);
    await userEvent.click(bench.byRole('radio', 'Pattern').closest('label') as HTMLElement);
    await userEvent.fill(bench.find('#keys-pattern'), 'valve-{1..3}');
    await userEvent.click(bench.find('#make-keys'));
    await bench.eventually(() => bench.host.querySelector('.made-head'));
    await bench.press('link', 'Print labels');
    await bench.eventually(() => sheetName(bench) === 'Page 1: valve-1 to valve-3');
    expect(bench.find<HTMLInputElement>('#labels-idScope').value).toBe(SCOPE);
  });
});

describe('the way to labels', () => {
  test('warns of codes that name a service which only this computer reaches', async () => {
    const bench = await openLabels([PUMP, { ...BOILER, record: { ...BOILER.record, cloud: { kind: 'tab' } } }]);
    expect(bench.text()).toContain('1 device is at a local cloud');
    await choose(bench, 'The device ID alone');
    expect(bench.text()).not.toContain('local cloud');
  });

  test('is an item of the palette', async () => {
    const bench = await openWorkbench('#/');
    await userEvent.keyboard('{Control>}k{/Control}');
    await bench.eventually(() => bench.host.querySelector('dw-palette [role=option]'));
    await userEvent.keyboard('print labels{Enter}');
    await bench.eventually(() => bench.host.querySelector('dw-labels'));
    expect(location.hash).toBe('#/scan/labels');
  });

  test('is beside the credentials of a device, one with a certificate too, and is for that device', async () => {
    const bench = await openWorkbench('#/', async ({ devices }) => {
      for (const device of [PUMP, CERTIFIED]) await devices.add(device);
    });
    const [, valve] = await bench.services.devices.list();
    location.hash = `#/devices/${valve?.record.id}/credentials`;
    await bench.press('link', 'Print a label');
    await bench.eventually(() => sheetName(bench) === 'Page 1: valve-3');
  });
});

describe('the code', () => {
  test('names the device without a key, unless something else is chosen', async () => {
    const bench = await openLabels([PUMP, BOILER]);
    const texts = await printAll(bench);
    expect(texts.map((text) => readPayload(text))).toMatchObject([
      { kind: 'connect', code: { route: { kind: 'dps', registrationId: 'pump-1', idScope: SCOPE } } },
      { kind: 'connect', code: { route: { kind: 'hub', deviceId: 'boiler-2' } } },
    ]);
    expect(bench.services.devices.calls.filter((call) => call.startsWith('reveal'))).toEqual([]);
  });

  test('holds a key in clear only after a yes, and the preview shows none', async () => {
    const bench = await openLabels([PUMP]);
    await choose(bench, 'The device and its key, in clear');
    await bench.eventually(() => bench.text().includes('The codes of this preview hold no key'));
    await bench.press('button', 'Print the label');
    await bench.eventually(() => bench.text().includes('Turn this on to print keys in clear'));
    expect(document.activeElement?.id).toBe('labels-agree');
    expect(prints).toBe(0);
    expect(bench.services.devices.calls.filter((call) => call.startsWith('reveal'))).toEqual([]);
    await userEvent.click(bench.find('#labels-agree'));
    const [text = ''] = await printAll(bench);
    expect(readPayload(text)).toMatchObject({ code: { keys: { kind: 'device-key', primaryKey: KEY } } });
    expect(prints).toBe(1);
  });

  test('holds a key that may be that of a group after one more yes, also where it is locked', async () => {
    const bench = await openLabels([{ ...PUMP, secret: { kind: 'device-key', primaryKey: btoa('g'.repeat(64)) } }]);
    await choose(bench, 'The device and its key, locked');
    await fill(bench, 'passphrase', 'correct horse battery');
    const isAsked = (): boolean => bench.find<HTMLDialogElement>('#labels-group-key').open;
    await bench.press('button', 'Print the label');
    await bench.eventually(isAsked);
    expect(bench.find('#labels-group-key').innerText).toContain('pump-1');
    await bench.press('button', 'Cancel');
    await bench.eventually(() => bench.host.querySelector('#labels-print'));
    expect([prints, printed().length]).toEqual([0, 0]);
    await bench.press('button', 'Print the label');
    await bench.eventually(isAsked);
    await bench.press('button', 'It is of one device');
    await bench.eventually(() => bench.host.querySelector('.labels-ready'));
    expect([prints, printed().length]).toEqual([1, 1]);
  });

  test('that is locked asks for a passphrase first, and says when it is short', async () => {
    const bench = await openLabels([PUMP]);
    await choose(bench, 'The device and its key, locked');
    await bench.press('button', 'Print the label');
    await bench.eventually(() => errorOf(bench, 'passphrase')?.includes('Type the passphrase'));
    await fill(bench, 'passphrase', 'short');
    expect(bench.text()).toContain('A short passphrase can be guessed by trying');
    await fill(bench, 'passphrase', 'correct horse battery');
    const [text = ''] = await printAll(bench);
    expect(readPayload(text)).toMatchObject({ kind: 'locked' });
    expect(text).not.toContain('correct');
  });

  test('of a device with a certificate has no key to hold, which is said before anything is printed', async () => {
    const bench = await openLabels([PUMP, CERTIFIED]);
    await choose(bench, 'The device and its key, locked');
    await fill(bench, 'passphrase', 'correct horse battery');
    await bench.eventually(() => bench.text().includes('A device has no key to print'));
    await bench.press('button', 'Print 2 labels');
    expect(prints).toBe(0);
    expect(printed()).toEqual([]);
  });

  test('of a list is offered without keys alone, and that is said', async () => {
    const bench = await openLabels();
    await giveList(bench, 'pump-1');
    const offered = bench.findAll('input[name=labels-code]').map((input) => input.getAttribute('value'));
    expect(offered).toEqual(['connect', 'id']);
    expect(bench.text()).toContain('A list names devices and brings no keys');
    await choose(bench, 'Kept here');
    expect(bench.text()).not.toContain('A list names devices and brings no keys');
  });
});

describe('the paper', () => {
  test('is one of the known grids, or any other whose numbers fit the page', async () => {
    const bench = await openLabels([PUMP]);
    const grids = [...bench.find<HTMLSelectElement>('#labels-grid').options].map(({ text }) => text);
    expect(grids.length).toBe(SHEET_PRESETS.filter(({ paper }) => paper === 'a4').length + 1);
    expect(grids[0]).toBe('21 labels, 63.5 × 38.1 mm, as Avery L7160');
    await bench.press('button', 'Change these measures');
    expect(bench.find<HTMLInputElement>('#labels-grid-width').value).toBe('63.5');
    await fill(bench, 'grid-columns', '4');
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, 'grid-columns')).toContain('they need 268.8 mm across, and the page has 210 mm');
    expect(bench.text()).toContain('The preview comes when what is marked is mended');
    await bench.press('button', 'Print the label');
    expect(document.activeElement?.id).toBe('labels-grid-columns');
    expect(prints).toBe(0);
    await fill(bench, 'grid-width', '40');
    await bench.eventually(() => sheetName(bench) === 'Page 1: pump-1');
    expect(bench.findAll('.label-cell').length).toBe(28);
  });

  test('that is used already is begun behind the labels that are gone', async () => {
    const bench = await openLabels([PUMP, BOILER]);
    await fill(bench, 'skip', '20');
    await bench.eventually(() => bench.text().includes('2 labels on 2 sheets'));
    await bench.eventually(() => bench.findAll('.label-used').length === 20);
    expect(wordsOf(bench.find('.label-sheet'))).toEqual(['pump-1']);
    await bench.press('button', 'Next');
    await bench.eventually(() => sheetName(bench) === 'Page 2: boiler-2');
    expect(bench.findAll('.label-used')).toEqual([]);
  });

  test('of a roll warns of a code that is too small for it, and prints none where there is no room', async () => {
    const bench = await openLabels([PUMP]);
    await choose(bench, 'Roll');
    await bench.eventually(() => bench.text().includes('1 label, one after the other'));
    expect(bench.text()).not.toContain('The codes become too small');
    await fill(bench, 'roll-height', '15');
    await bench.eventually(() => bench.text().includes('The codes become too small'));
    expect(bench.find<HTMLButtonElement>('#labels-print').disabled).toBe(false);
    await choose(bench, 'The device ID alone');
    await bench.eventually(() => !bench.text().includes('The codes become too small'));
    await fill(bench, 'roll-height', '8');
    await choose(bench, 'The device and its key, locked');
    await bench.eventually(() => bench.find<HTMLButtonElement>('#labels-print').disabled);
  });
});

describe('the print', () => {
  test('stands behind the app with pages of the sheet’s size, and goes with the next change', async () => {
    const bench = await openLabels([PUMP, BOILER]);
    await printAll(bench);
    expect(prints).toBe(1);
    expect(document.activeElement?.className).toContain('labels-ready');
    const [sheet, ...more] = printed();
    expect(more).toEqual([]);
    expect([sheet?.getAttribute('width'), sheet?.getAttribute('height')]).toEqual(['210mm', '297mm']);
    expect(getComputedStyle(sheet?.parentElement as Element).display).toBe('none');
    expect(wordsOf(sheet as Element)).toEqual(['pump-1', 'boiler-2']);
    expect(pageRules()).toEqual(['@page { size: 210mm 297mm; margin: 0px; }']);
    await bench.press('button', 'Print again');
    expect(prints).toBe(2);
    await fill(bench, 'note', 'Contoso');
    expect(printed()).toEqual([]);
    expect(pageRules()).toEqual([]);
    expect(document.documentElement.hasAttribute('data-prints-labels')).toBe(false);
  });

  test('goes with the part, keys and passphrase too', async () => {
    const bench = await openLabels([PUMP]);
    await choose(bench, 'The device and its key, locked');
    await fill(bench, 'passphrase', 'correct horse battery');
    await printAll(bench);
    location.hash = '#/devices';
    await bench.eventually(() => bench.host.querySelector('dw-devices-view'));
    expect(printed()).toEqual([]);
    location.hash = '#/scan/labels';
    await bench.eventually(() => bench.host.querySelector('#labels-passphrase'));
    expect(bench.find<HTMLInputElement>('#labels-passphrase').value).toBe('');
  });

  test('says in place why a key could not be read, and prints nothing', async () => {
    const bench = await openLabels([PUMP]);
    await choose(bench, 'The device and its key, in clear');
    await userEvent.click(bench.find('#labels-agree'));
    bench.services.devices.fail('reveal', new TypeError('broken'));
    await userEvent.click(bench.find('#labels-print'));
    await bench.eventually(() => bench.host.querySelector('.labels-preview [role=alert]'));
    expect(prints).toBe(0);
    expect(printed()).toEqual([]);
    expect(bench.byRole('button', 'Print the label')).toBeTruthy();
  });

  test('is dark on light in the dark theme too', async () => {
    document.documentElement.dataset['theme'] = 'dark';
    const bench = await openLabels([PUMP]);
    await bench.eventually(() => sheetName(bench));
    expect(getComputedStyle(bench.find('.label-sheet')).backgroundColor).toBe('rgb(255, 255, 255)');
    expect(getComputedStyle(bench.find('.label-code')).fill).toBe('rgb(0, 0, 0)');
    expect(getComputedStyle(bench.find('.label-id')).fill).toBe('rgb(0, 0, 0)');
  });
});

function pageRules(): string[] {
  return document.adoptedStyleSheets
    .flatMap((sheet) => [...sheet.cssRules])
    .map(({ cssText }) => cssText)
    .filter((text) => text.startsWith('@page'));
}
