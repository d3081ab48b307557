import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceSecret } from '#core/identity/device-record';
import type { NewDevice } from '#core/ports/device-host';
import { readPayload } from '#core/qr/read-payload';
import { makeNewDevice } from '../support/fake-device-host.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const KEY = btoa('k'.repeat(32));
const SECOND = btoa('s'.repeat(32));
const GROUP_KEY = btoa('g'.repeat(64));
const SCOPE = '0ne00A1B2C3';
const DEVICE_KEYS: DeviceSecret = { kind: 'device-key', primaryKey: KEY, secondaryKey: SECOND };
const GROUP_KEYS: DeviceSecret = { kind: 'group-key', primaryKey: GROUP_KEY };

async function openMake(
  secret: DeviceSecret = DEVICE_KEYS,
  fragment = '#/scan/make?device=1',
  record: NewDevice['record'] = makeNewDevice('pump-7').record,
): Promise<Workbench> {
  const bench = await openWorkbench(fragment, async ({ devices }) => {
    await devices.add({ record, secret });
  });
  await bench.eventually(() => bench.host.querySelector('dw-made-code'));
  await settle(bench.host);
  return bench;
}

const choose = (bench: Workbench, name: string): Promise<void> =>
  userEvent.click(bench.byRole('radio', name).closest('label') as HTMLElement);
const fill = (bench: Workbench, id: string, text: string): Promise<void> =>
  userEvent.fill(bench.find(`#make-code-${id}`), text);
const drawnTexts = ({ services }: Workbench): readonly string[] =>
  services.seen.filter((entry) => entry.startsWith('draw ')).map((entry) => entry.slice('draw M '.length));
const isShown = (bench: Workbench): boolean => bench.host.querySelector('.qr-image') !== null;

async function make(bench: Workbench): Promise<void> {
  await bench.press('button', 'Make the code');
  await bench.eventually(() => bench.host.querySelector('.make-view'));
  await settle(bench.host);
}

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the part in %s colours, from form to code', async (theme) => {
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openMake(GROUP_KEYS);
    const isGood = async (): Promise<void> => {
      await settle(bench.host);
      expect(await complaints(bench.find('dw-scan-view'))).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    };
    await make(bench);
    await bench.press('button', 'Make the link all the same');
    await isGood();
    await choose(bench, 'The same, locked');
    await bench.press('button', 'Make one for me');
    await userEvent.selectOptions(bench.find('#make-code-source'), 'typed');
    await bench.press('button', 'Make the code');
    await isGood();
  });
});

describe('making a code of a kept device', () => {
  test('shows it after one press, and what is in it in words', async () => {
    const bench = await openMake();
    expect(isShown(bench)).toBe(false);
    await make(bench);
    await bench.eventually(() => isShown(bench));
    expect(bench.find('.qr-image').getAttribute('aria-label')).toBe('QR code of pump-7');
    expect(bench.text()).toContain('both keys of the device');
    expect(bench.text()).toContain('Whoever sees this code has the key');
    expect(readPayload(drawnTexts(bench)[0] ?? '')).toMatchObject({
      kind: 'connect',
      code: { keys: { primaryKey: KEY, secondaryKey: SECOND } },
    });
    expect(document.activeElement).toBe(bench.find('.make-view'));
  });

  test('hides it by a press, and does not bring it back by itself', async () => {
    const bench = await openMake();
    await make(bench);
    await bench.press('button', 'Hide the code');
    await choose(bench, '600 dpi');
    await settle(bench.host);
    expect(isShown(bench)).toBe(false);
    expect(bench.text()).toContain('At least 1.7 mm wide');
  });

  test('never has a key in the document, nor in the address', async () => {
    const bench = await openMake();
    await make(bench);
    expect(bench.host.innerHTML).not.toContain(KEY);
    expect(location.href).not.toContain('DW1');
    expect(location.hash).toBe('#/scan/make?device=1');
  });

  test('takes it away with the next change, and when the part is left', async () => {
    const bench = await openMake();
    await make(bench);
    const said = bench.find('.make-none');
    expect(said.textContent).toBe('');
    await choose(bench, 'None');
    await settle(bench.host);
    expect(isShown(bench)).toBe(false);
    // It was there before, so that it is heard.
    expect(bench.find('.make-none')).toBe(said);
    expect(said.role).toBe('status');
    expect(said.textContent).toContain('You changed the keys in it: make it again.');
    await make(bench);
    await bench.press('tab', 'Scan');
    await bench.press('tab', 'Make a code');
    await bench.eventually(() => bench.text().includes('No code yet'));
  });

  test('says that a device is not there any more', async () => {
    const bench = await openMake(DEVICE_KEYS, '#/scan/make?device=77');
    await bench.eventually(() => bench.text().includes('This device is not here any more'));
  });

  test.each<[string, NewDevice['record']['cloud'], string, string | undefined]>([
    ['in this browser', { kind: 'tab' }, 'this-browser.local', 'Only this browser reaches that service'],
    ['at localhost', { kind: 'node', origin: 'http://localhost:8080' }, 'localhost', 'start the server with --lan'],
    ['elsewhere', { kind: 'node', origin: 'https://10.1.2.3:8443' }, 'localhost', undefined],
    ['named localhost', { kind: 'azure' }, 'localhost', 'Every machine calls itself localhost'],
  ])('says who reaches a service %s', async (_, cloud, dpsHost, said) => {
    const bench = await openMake(DEVICE_KEYS, '#/scan/make?device=1', {
      ...makeNewDevice('pump-7').record,
      cloud,
      route: { kind: 'dps', dpsHost, idScope: SCOPE, registrationId: 'pump-7' },
    });
    const warnings = bench.findAll('.make-form .notice').map((notice) => notice.textContent);
    expect(warnings).toEqual(said === undefined ? [] : [expect.stringContaining(said)]);
  });

  test('offers what IoT Central’s own code has a place for, and no more', async () => {
    const bench = await openMake();
    await choose(bench, 'IoT Central’s own code');
    await make(bench);
    expect(bench.services.seen).toContainEqual(expect.stringMatching(/^draw L eyJ/));
    expect(bench.host.querySelector('#make-code-secondary')).toBeNull();
  });
});

describe('a group key', () => {
  test('is put into a code after it was chosen and after a question, whose no leaves everything as it was', async () => {
    const bench = await openMake(GROUP_KEYS);
    await choose(bench, 'Of the group');
    await bench.press('button', 'Make the code');
    await bench.eventually(() => bench.text().includes('Put the group key into the code?'));
    expect(drawnTexts(bench)).toEqual([]);
    await bench.press('button', 'Cancel');
    expect(drawnTexts(bench)).toEqual([]);
    expect(bench.text()).toContain('No code yet');
    await bench.press('button', 'Make the code');
    await bench.press('button', 'Put the group key in');
    await bench.eventually(() => bench.text().includes('Whoever sees this code has the group key'));
    expect(readPayload(drawnTexts(bench)[0] ?? '')).toMatchObject({ code: { keys: { kind: 'group-key' } } });
  });

  test('is worked with and left out where nobody asks for it', async () => {
    const bench = await openMake(GROUP_KEYS);
    expect(bench.text()).toContain('The group key stays out of the code.');
    await make(bench);
    expect(readPayload(drawnTexts(bench)[0] ?? '')).toMatchObject({ code: { keys: { kind: 'device-key' } } });
  });
});

describe('a device that is typed', () => {
  test('takes the place of a kept one where it is chosen, and the other way round', async () => {
    const bench = await openMake();
    const source = bench.find<HTMLSelectElement>('#make-code-source');
    await userEvent.selectOptions(source, 'typed');
    await bench.eventually(() => bench.host.querySelector('#make-code-deviceId'));
    expect(location.hash).toBe('#/scan/make');
    await settle(bench.host);
    expect(source.value).toBe('typed');
    await userEvent.selectOptions(source, 'device 1');
    await bench.eventually(() => bench.host.querySelector('#make-code-deviceId') === null);
    expect(location.hash).toBe('#/scan/make?device=1');
    await make(bench);
    expect(bench.text()).toContain('Code of pump-7');
  });

  test('is asked for what is missing, in place, and the first of it is focused', async () => {
    const bench = await openMake(DEVICE_KEYS, '#/scan/make');
    await bench.press('button', 'Make the code');
    await settle(bench.host);
    expect(bench.text()).toContain('3 fields need a change');
    expect(document.activeElement?.id).toBe('make-code-deviceId');
    await fill(bench, 'deviceId', 'pump-9');
    await fill(bench, 'idScope', SCOPE);
    await fill(bench, 'primaryKey', KEY);
    await make(bench);
    expect(readPayload(drawnTexts(bench)[0] ?? '')).toMatchObject({
      code: { route: { idScope: SCOPE, registrationId: 'pump-9' }, keys: { primaryKey: KEY } },
    });
  });

  test('with a key as long as that of a group is asked about', async () => {
    const bench = await openMake(DEVICE_KEYS, '#/scan/make');
    await fill(bench, 'deviceId', 'pump-9');
    await fill(bench, 'idScope', SCOPE);
    await fill(bench, 'primaryKey', GROUP_KEY);
    await bench.press('button', 'Make the code');
    await bench.eventually(() => bench.text().includes('Is this the key of one device?'));
    await userEvent.keyboard('{Escape}');
    await bench.eventually(() => !bench.text().includes('Is this the key of one device?'));
    expect(drawnTexts(bench)).toEqual([]);
  });
});

describe('a locked code', () => {
  test('asks for a passphrase, warns of a weak one, and makes a long one', async () => {
    const bench = await openMake();
    await choose(bench, 'The same, locked');
    await bench.press('button', 'Make the code');
    expect(bench.text()).toContain('Type a passphrase, or have one made.');
    await fill(bench, 'passphrase', 'short');
    expect(bench.text()).toContain('One like this is found by trying');
    await bench.press('button', 'Make one for me');
    expect(bench.text()).toContain('Keep this passphrase');
    await make(bench);
    expect(bench.text()).toContain('both keys of the device, encrypted');
    expect(bench.text()).not.toContain('Whoever sees this code has the key');
    // What is of no use to others stays in sight.
    expect(bench.host.querySelector('dw-qr-code')).toBeNull();
    expect(isShown(bench)).toBe(true);
  });

  test('is not made with a last day that is over', async () => {
    const bench = await openMake();
    await choose(bench, 'The same, locked');
    await fill(bench, 'passphrase', 'correct horse battery staple');
    await fill(bench, 'ends-on', '2020-01-01');
    await bench.press('button', 'Make the code');
    expect(bench.text()).toContain('This day is over.');
    expect(drawnTexts(bench)).toEqual([]);
    await fill(bench, 'ends-on', '2099-01-01');
    await make(bench);
    expect(bench.text()).toContain('1 Jan 2099');
  });
});

describe('what is done with a code', () => {
  test('it is saved as SVG and PNG under the name of the device', async () => {
    const bench = await openMake();
    await make(bench);
    await bench.press('button', 'Save as SVG');
    await bench.eventually(() => bench.text().includes('pump-7.svg was saved'));
    await bench.press('button', 'Save as PNG');
    await bench.eventually(() => bench.text().includes('pump-7.png was saved'));
    const [svg = ''] = bench.services.seen.filter((entry) => entry.startsWith('save pump-7.svg'));
    expect(svg).toContain('<title>Connect code of pump-7</title>');
    await choose(bench, 'None');
    await make(bench);
    expect(bench.text()).not.toContain('was saved');
  });

  test('what one code does not hold is said, and the code stays as it was', async () => {
    const bench = await openMake();
    await choose(bench, 'None');
    await make(bench);
    const tooLarge = new WorkbenchError('qr/too-large', { bytes: 2000, limit: 1273 });
    Object.assign(bench.services, { drawQr: () => Promise.reject(tooLarge) });
    await userEvent.selectOptions(bench.find('#make-code-level'), 'H');
    await bench.eventually(() => bench.text().includes('One code does not hold this much'));
    expect(bench.find<HTMLSelectElement>('#make-code-level').value).toBe('M');
    expect(isShown(bench)).toBe(true);
  });

  test('with a key in clear it becomes a link only after a yes', async () => {
    const bench = await openMake();
    await make(bench);
    expect(bench.host.querySelector('#make-code-appAddress')).toBeNull();
    await bench.press('button', 'Make the link all the same');
    await bench.eventually(() => document.activeElement === bench.host.querySelector('.make-link'));
    expect(bench.find('.make-link').innerText).toContain('The link itself');
    await bench.press('button', 'Show link');
    await bench.eventually(() => bench.text().includes('http://localhost:8080/#/connect/DW1C%3A'));
    await fill(bench, 'appAddress', 'tools.example.com');
    await userEvent.tab();
    await settle(bench.host);
    expect(bench.text()).toContain('is no address that begins with https://');
    expect(bench.host.querySelector('[aria-label="Show link"]')).toBeNull();
    await fill(bench, 'appAddress', 'https://tools.example.com/bench/');
    await bench.press('button', 'Copy link');
    expect(bench.services.seen.at(-1)).toMatch(/^copy https:\/\/tools\.example\.com\/bench\/#\/connect\/DW1C%3A/);
  });

  test('it is drawn at another level, and with its link in it', async () => {
    const bench = await openMake();
    await choose(bench, 'None');
    await make(bench);
    await userEvent.selectOptions(bench.find('#make-code-level'), 'H');
    await bench.eventually(() => bench.services.seen.some((entry) => entry.startsWith('draw H DW1C:')));
    await choose(bench, 'The link');
    await bench.eventually(() =>
      bench.services.seen.some((entry) => entry.startsWith('draw H http://localhost:8080/#')),
    );
  });
});

describe('the ways to it', () => {
  test('from the keys of a device', async () => {
    const bench = await openMake(DEVICE_KEYS, '#/scan/make');
    bench.router.go({ room: 'device', id: '1', tab: 'credentials' });
    await bench.press('link', 'Make a connect code');
    await bench.eventually(() => bench.find<HTMLSelectElement>('#make-code-source').value === 'device 1');
    expect(location.hash).toBe('#/scan/make?device=1');
  });

  test('from a row of the Keys room, which fills in where its devices register', async () => {
    const bench = await openWorkbench('#/keys');
    await bench.eventually(() => bench.host.querySelector('#make-keys'));
    await userEvent.fill(bench.find('#keys-primaryKey'), GROUP_KEY);
    await userEvent.fill(bench.find('#keys-idScope'), SCOPE);
    await userEvent.fill(bench.find('#keys-oneId'), 'fan-3');
    // The list is read a moment after the last letter.
    await bench.services.clock.advance(300);
    await bench.press('button', 'Make the key');
    await bench.press('button', 'Actions for fan-3');
    await bench.press('menuitem', 'Make a connect code');
    await bench.eventually(() => bench.find<HTMLSelectElement>('#make-code-source').value === 'keyed');
    expect(bench.text()).toContain('fan-3, of the Keys room');
    expect(bench.find<HTMLInputElement>('#make-code-idScope').value).toBe(SCOPE);
    await make(bench);
    expect(readPayload(drawnTexts(bench)[0] ?? '')).toMatchObject({ code: { route: { registrationId: 'fan-3' } } });
  });

  test('after a reload the keys of that room are gone, and that is said', async () => {
    const bench = await openMake(DEVICE_KEYS, '#/scan/make?keys=0');
    await bench.eventually(() => bench.text().includes('These keys are not here any more'));
  });
});
