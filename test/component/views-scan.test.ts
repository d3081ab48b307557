import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createLinkedCode } from '#app/stores/linked-code';
import { WorkbenchError } from '#core/errors/workbench-error';
import { encodeConnectCode } from '#core/qr/forms/workbench-1';
import { printLocked, sealText } from '#core/qr/locked-text';
import { frameText } from '#core/qr/text-frame';
import { encodePart } from '#core/qr/transfer-part';
import { printConnectCode } from '#core/qr/print-connect-code';
import { followSecretFragments } from '#ui/secret-fragment';
import { SCAN_PARTS } from '#ui/views/scan/scan-tabs';
import type { FakeServices } from '../support/fake-services.ts';
import { SERVER_CLOUD } from '../support/fake-services.ts';
import { centralText, OTHER_KEY, SCANNED, SCANNED_KEY } from '../support/scanned-codes.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const HOSTILE = '<img src=x onerror="document.body.dataset.hit=1">\u202e';

async function openRoom(prepare?: (services: FakeServices) => Promise<void> | void): Promise<Workbench> {
  const bench = await openWorkbench('#/scan', prepare);
  await bench.eventually(() => bench.host.querySelector('dw-scan dw-viewfinder'));
  return bench;
}

function paste(text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

function drop(...files: File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

/** The room with the code of a text. */
async function openCode(text: string, prepare?: (services: FakeServices) => Promise<void> | void): Promise<Workbench> {
  const bench = await openRoom(prepare);
  paste(text);
  await bench.eventually(() => bench.host.querySelector('.scan-result'));
  await bench.eventually(() => !bench.text().includes('Looking whether'));
  await settle(bench.host);
  return bench;
}

const keepPump = async ({ devices }: FakeServices, primaryKey: string): Promise<void> => {
  await devices.add({
    record: {
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: { kind: 'dps', dpsHost: 'localhost', idScope: SERVER_CLOUD.idScope, registrationId: 'pump-01' },
      behaviour: 'thermostat',
    },
    secret: { kind: 'device-key', primaryKey },
  });
};

/** What was asked of the device host, but for looking. */
const actsOf = ({ services }: Workbench): string[] =>
  services.devices.calls.filter((call) => !/^(reveal|watch)/.test(call));

/** What is said of a button before it is pressed. */
function toldOf(bench: Workbench, name: string): string {
  const button = bench.byRole('button', name);
  return document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
}

/** The buttons that say what to do next. */
const firstOf = (bench: Workbench): string[] =>
  bench.findAll('.scan-act .btn.primary').map(({ innerText }) => innerText.trim());

async function lockedText(passphrase: string, endsAt?: number): Promise<string> {
  const plain = { kind: 'connect-code', bytes: encodeConnectCode(SCANNED) } as const;
  return printLocked(await sealText(crypto, plain, passphrase, endsAt === undefined ? {} : { endsAt }));
}

beforeEach(() => sessionStorage.clear());

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the room in %s colours', async (theme) => {
    // So high that the bar at the foot covers nothing, which axe would take for a target that is too small.
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openRoom();
    expect(await complaints(bench.host)).toEqual([]);
    paste(printConnectCode({ ...SCANNED, keys: { kind: 'group-key', primaryKey: SCANNED_KEY }, name: 'Pump' }));
    await bench.eventually(() => bench.text().includes('key of a whole group'));
    await bench.press('button', 'Check');
    await bench.eventually(() => bench.text().includes('This key works'));
    expect(await complaints(bench.host)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  test('axe has nothing against a choice, a locked code, one of somebody else and one that is refused', async () => {
    await page.viewport(width, 4000);
    const bench = await openRoom(({ codes }) => codes.setPicture(centralText('pump-01'), HOSTILE));
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.eventually(() => bench.host.querySelector('.code-rows'));
    expect(await complaints(bench.host)).toEqual([]);
    for (const text of [await lockedText('open sesame', Date.UTC(2027, 0, 1)), 'https://example.com/a', 'eyJkZXZpY2']) {
      paste(text);
      await settle(bench.host);
      expect(await complaints(bench.host)).toEqual([]);
    }
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

describe('the room', () => {
  test('is one of the places, and its name is in the title', async () => {
    const bench = await openRoom();
    expect(document.title).toBe('Scan – Device Workbench');
    expect(bench.byRole('link', 'Scan').getAttribute('aria-current')).toBe('page');
    location.hash = '#/keys';
    await bench.eventually(() => bench.host.querySelector('dw-keys-view'));
    await userEvent.keyboard('s');
    await bench.eventually(() => bench.host.querySelector('dw-scan'));
  });

  test('is offered to whoever has no device yet', async () => {
    const bench = await openWorkbench('#/devices');
    await bench.press('link', 'Scan a code');
    await bench.eventually(() => bench.host.querySelector('dw-scan'));
  });

  test('says when one of its parts cannot be fetched, and fetches it when that is wished', async () => {
    const bench = await openRoom();
    const make = SCAN_PARTS.find(({ id }) => id === 'make');
    const load = vi.spyOn(make ?? SCAN_PARTS[0], 'load').mockRejectedValue(new TypeError('gone'));
    await bench.press('tab', 'Make a code');
    await bench.eventually(() => bench.text().includes('A part of the page could not be fetched'));
    load.mockRestore();
    await bench.press('button', 'Try again');
    await bench.eventually(() => bench.host.querySelector('dw-make-code'));
  });

  test('is of use where there is no camera', async () => {
    const bench = await openRoom(({ camera, codes }) => {
      camera.refuse(new WorkbenchError('camera/none', {}));
      codes.setPicture(centralText('pump-01'));
    });
    await bench.press('button', 'Turn on the camera');
    await bench.eventually(() => bench.host.querySelector('dw-viewfinder [role=alert]'));
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.eventually(() => bench.host.querySelector('dw-scanned-device'));
  });
});

describe('a code', () => {
  test('says for whom it is, by what, and where it belongs; its key is shown by a press alone', async () => {
    const bench = await openCode(centralText('pump-01'));
    expect(bench.text()).toContain('pump-01');
    expect(bench.text()).toContain('Connect code of IoT Central');
    expect(bench.text()).toContain('It has the ID scope of the code.');
    expect(bench.find<HTMLSelectElement>('#code-target').value).toBe('server');
    expect(bench.host.innerHTML).not.toContain(SCANNED_KEY);
    await bench.press('button', 'Show device key');
    await bench.eventually(() => bench.text().includes(SCANNED_KEY));
    expect(actsOf(bench)).toEqual([]);
    expect(firstOf(bench)).toEqual(['Check']);
  });

  test('says before each act what it does to the device and its data', async () => {
    const bench = await openCode(centralText('pump-01'));
    const told = (name: string): string => toldOf(bench, name);
    expect(told('Check')).toMatch(/may move or reset the data .* reprovision policy/);
    expect(told('Connect as this device')).toMatch(
      /may move or reset .* disconnects the device that has this identity/,
    );
    expect(told('Save')).toContain('Nothing is sent');
    expect(told('Connect as this device')).toContain('This tab sends nothing by itself');
    expect(bench.text()).not.toContain('made-up');
  });

  test('says when the device that is kept here sends by itself', async () => {
    const bench = await openCode(centralText('pump-01'), (services) => keepPump(services, SCANNED_KEY));
    await bench.eventually(() => bench.text().includes('This device is kept here, with the same key.'));
    expect(bench.find('.scan-acts').innerText).toContain('What is kept here sends made-up values by itself');
    expect(bench.find('.scan-acts').innerText).not.toContain('sends nothing by itself');
  });

  test('shows in its name what would not be seen', async () => {
    const bench = await openCode(printConnectCode({ ...SCANNED, name: 'Pump\u200b\u200f 1' }));
    expect(bench.text()).toContain('Pump<U+200B><U+200F> 1');
  });

  test('is checked, and nothing is kept', async () => {
    const bench = await openCode(centralText('pump-01'));
    await bench.press('button', 'Check');
    await bench.eventually(() => bench.text().includes('This key works'));
    expect(bench.text()).toContain('assigned “pump-01” to hub.local');
    expect(actsOf(bench)).toEqual(['check pump-01']);
    // What is done is not what comes next.
    expect(firstOf(bench)).toEqual(['Save']);
    await bench.press('button', 'Save');
    await bench.eventually(() => bench.text().includes('It is kept in this browser.'));
    expect(firstOf(bench)).toEqual(['Connect as this device']);
  });

  test('is saved without being connected, and can be opened then', async () => {
    const bench = await openCode(centralText('pump-01'));
    await bench.press('button', 'Save');
    await bench.eventually(() => bench.text().includes('It is kept in this browser. Nothing was sent.'));
    expect(actsOf(bench)).toEqual(['add']);
    expect(bench.findAll('button').map(({ innerText }) => innerText.trim())).not.toContain('Save');
    expect(bench.find('.scan-outcome').innerText).toContain('Open it');
    await bench.press('link', 'Open it');
    await bench.eventually(() => location.hash.startsWith('#/devices/1'));
  });

  test('is connected as, which leads to the page of the device', async () => {
    const bench = await openCode(centralText('pump-01'));
    await bench.press('button', 'Connect as this device');
    await bench.eventually(() => bench.host.querySelector('dw-device-view'));
    expect(actsOf(bench)).toEqual(['add', 'start 1']);
  });

  test('of a device that is kept with another key offers to open it or to replace what is kept', async () => {
    const bench = await openCode(centralText('pump-01'), (services) => keepPump(services, OTHER_KEY));
    await bench.eventually(() => bench.text().includes('This device is kept here, with another key.'));
    bench.byRole('link', 'Open it');
    // Connecting replaces it too, and the key that was there is gone.
    expect(toldOf(bench, 'Connect as this device')).toContain('gives it the key of the code');
    await bench.press('button', 'Check');
    await bench.eventually(() => bench.text().includes('This key works'));
    expect(firstOf(bench)).toEqual([]);
    await bench.press('button', 'Replace what is kept');
    await bench.eventually(() => bench.text().includes('It is kept in this browser. Nothing was sent.'));
    expect(actsOf(bench)).toEqual(['add', 'check pump-01', 'stop 1', 'replaceSecret 1']);
  });

  test('of a device that runs here has nothing to check, and with its key nothing else to do either', async () => {
    const running = async (services: FakeServices, key: string): Promise<void> => {
      await keepPump(services, key);
      await services.devices.start('1');
    };
    const same = await openCode(centralText('pump-01'), (services) => running(services, SCANNED_KEY));
    await same.eventually(() => same.text().includes('It runs now'));
    expect(same.findAll('.scan-act')).toEqual([]);
    same.byRole('link', 'Open it');
    same.host.remove();
    const other = await openCode(centralText('pump-01'), (services) => running(services, OTHER_KEY));
    await other.eventually(() => other.text().includes('with another key'));
    expect(other.findAll('.scan-act button').map(({ innerText }) => innerText.trim())).toEqual([
      'Replace what is kept',
      'Connect as this device',
    ]);
  });

  test('is never blamed for what happened on the way, and is for what a service said of it', async () => {
    const beside = 'This says nothing about the code';
    const bench = await openCode(centralText('pump-01'), ({ devices }) =>
      devices.fail('check', new WorkbenchError('socket/silent', { address: 'wss://localhost', seconds: 10 })),
    );
    await bench.press('button', 'Check');
    await bench.eventually(() => bench.text().includes(beside));
    bench.services.devices.fail('check', new WorkbenchError('dps/disabled', { said: {} }));
    await bench.press('button', 'Check');
    await bench.eventually(() => !bench.text().includes(beside) && bench.host.querySelector('.scan-outcome .notice'));
  });

  test('can be stopped while it is checked', async () => {
    const bench = await openCode(centralText('pump-01'), ({ devices }) => {
      devices.check = () => new Promise(() => undefined);
    });
    await bench.press('button', 'Check');
    await bench.press('button', 'Stop checking');
    await bench.eventually(() => bench.services.devices.calls.includes('cancelCheck'));
    expect(bench.findAll('.scan-outcome .notice')).toEqual([]);
    expect(document.activeElement).toBe(bench.byRole('button', 'Check'));
  });

  test('of a hub has nothing to check', async () => {
    const text = `HostName=contoso.azure-devices.net;DeviceId=pump-01;SharedAccessKey=${SCANNED_KEY}`;
    const bench = await openCode(text);
    expect(bench.text()).toContain('there is nothing to register with');
    expect(bench.findAll('button').some(({ innerText }) => innerText.trim() === 'Check')).toBe(false);
    bench.byRole('button', 'Connect as this device');
  });

  test('without a key leads to the form that asks for it, filled in as far as it says', async () => {
    const bench = await openCode(printConnectCode({ route: SCANNED.route, modelId: 'dtmi:com:example:Pump;1' }));
    expect(bench.text()).toContain('names a device and holds no key');
    await bench.press('button', 'Add it with a key');
    await bench.eventually(() => bench.host.querySelector('dialog[open] #new-deviceId'));
    await settle(bench.host);
    expect(bench.find<HTMLInputElement>('#new-deviceId').value).toBe('pump-01');
    expect(bench.find<HTMLInputElement>('#new-idScope').value).toBe(SERVER_CLOUD.idScope);
    expect(bench.find<HTMLInputElement>('#new-modelId').value).toBe('dtmi:com:example:Pump;1');
    expect(bench.find<HTMLSelectElement>('#new-endpoint').value).toBe('server');
  });

  test('without a key of a device that is kept leads there', async () => {
    const bench = await openCode(printConnectCode({ route: SCANNED.route }), (services) =>
      keepPump(services, OTHER_KEY),
    );
    await bench.eventually(() => bench.text().includes('This device is kept here.'));
    expect(bench.text()).not.toContain('Add it with a key');
    bench.byRole('link', 'Open it');
  });

  test('that is locked asks for its passphrase and shows what is in it', async () => {
    const bench = await openCode(await lockedText('open sesame', Date.UTC(2027, 0, 1)));
    expect(bench.text()).toContain('cryptography does not enforce it');
    const input = bench.find<HTMLInputElement>('#code-passphrase');
    await userEvent.type(input, 'wrong');
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => input.getAttribute('aria-invalid') === 'true');
    await userEvent.clear(input);
    await userEvent.type(input, 'open sesame');
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => bench.host.querySelector('dw-scanned-device'));
    expect(bench.text()).toContain('Locked code of Device Workbench');
  });

  test('that is locked takes its passphrase by pasting anywhere, and shows it nowhere', async () => {
    const bench = await openCode(await lockedText('open sesame'));
    paste('open sesame');
    await settle(bench.host);
    expect(bench.text()).not.toContain('open sesame');
    await bench.press('button', 'Open it');
    await bench.eventually(() => bench.host.querySelector('dw-scanned-device'));
    bench.host.remove();
    const other = await openCode(await lockedText('open sesame'));
    paste(centralText('pump-02'));
    await other.eventually(() => other.text().includes('pump-02'));
  });

  test('that is past its end asks for nothing', async () => {
    const bench = await openCode(await lockedText('open sesame', Date.UTC(2025, 0, 1)));
    expect(bench.findAll('#code-passphrase')).toEqual([]);
    expect(bench.host.querySelector('.notice')).not.toBeNull();
  });

  test('of somebody else is named, and what is in it is text and nothing else', async () => {
    const bench = await openCode('https://example.com/a');
    expect(bench.text()).toContain('A web address');
    expect(bench.findAll('.scan-result a')).toEqual([]);
    paste(HOSTILE);
    await bench.eventually(() => bench.text().includes('<U+202E>'));
    expect(document.body.dataset['hit']).toBeUndefined();
    paste(SCANNED_KEY);
    await bench.press('button', 'Look at it in Inspect');
    await bench.eventually(() => bench.services.inspector.calls.some(([method]) => method === 'inspect'));
    expect(location.hash).toBe('#/inspect');
  });
});

describe('what crosses an air gap', () => {
  test('is put together in a part of its own, from the first of its codes on', async () => {
    const part = { sequence: 7, length: 30, pieces: 10, number: 0, bytes: Uint8Array.of(1, 2, 3) };
    const bench = await openRoom();
    paste(frameText('P', encodePart(part)));
    await bench.eventually(
      () => location.hash === '#/scan/transfer' && bench.host.querySelector('dw-transfer progress'),
    );
  });

  test('in one locked code is opened here, and goes on there', async () => {
    const plain = { kind: 'identity', bytes: Uint8Array.of(1, 2, 3) } as const;
    const bench = await openCode(printLocked(await sealText(crypto, plain, 'open sesame')));
    await userEvent.type(bench.find('#code-passphrase'), 'open sesame{Enter}');
    await bench.eventually(() => location.hash === '#/scan/transfer');
    // These bytes are no identity, which is said.
    await bench.eventually(() => bench.host.querySelector('dw-transfer dw-finding-notice'));
    location.hash = '#/scan';
    await bench.eventually(() => bench.host.querySelector('dw-scan dw-viewfinder'));
  });
});

describe('the Back button', () => {
  /** Waits until the browser is there. */
  const travel = async (bench: Workbench, steps: number): Promise<void> => {
    await new Promise((resolve) => {
      window.addEventListener('popstate', resolve, { once: true });
      history.go(steps);
    });
    await settle(bench.host);
  };
  const isPlain = (bench: Workbench): boolean =>
    location.hash === '#/scan' &&
    bench.host.querySelector('dw-scan dw-viewfinder') !== null &&
    bench.host.querySelector('.scan-result') === null;

  test('leads from what was read to where it was read, and Forward to no empty page', async () => {
    const bench = await openCode(centralText('pump-01'));
    await bench.eventually(() => location.hash === '#/scan?seen=1');
    await travel(bench, -1);
    await bench.eventually(() => isPlain(bench));
    await travel(bench, 1);
    await bench.eventually(() => isPlain(bench));
    paste(centralText('pump-02'));
    await bench.eventually(() => location.hash === '#/scan?seen=1' && bench.text().includes('pump-02'));
    await travel(bench, -1);
    await bench.eventually(() => isPlain(bench));
  });

  test('leads from one of several codes to all of them, and then to where they were read', async () => {
    const bench = await openRoom(({ codes }) => codes.setPicture(centralText('pump-01'), 'WIFI:S:guests;;'));
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.press('button', 'pump-01');
    await bench.eventually(() => location.hash === '#/scan?seen=2');
    await travel(bench, -1);
    await bench.eventually(() => location.hash === '#/scan?seen=1' && bench.host.querySelector('.code-rows'));
    await travel(bench, -1);
    await bench.eventually(() => isPlain(bench));
  });

  test('has as many steps as before after a button led back', async () => {
    const bench = await openRoom(({ codes }) => codes.setPicture(centralText('pump-01'), 'WIFI:S:guests;;'));
    const { length } = history;
    for (const _again of [1, 2]) {
      drop(new File(['picture'], 'a.png', { type: 'image/png' }));
      await bench.press('button', 'pump-01');
      await bench.eventually(() => location.hash === '#/scan?seen=2');
      await bench.press('button', 'All codes');
      await bench.eventually(() => location.hash === '#/scan?seen=1');
      await bench.press('button', 'pump-01');
      await bench.eventually(() => location.hash === '#/scan?seen=2');
      await bench.press('button', 'Scan another code');
      await bench.eventually(() => isPlain(bench));
    }
    expect(history.length).toBeLessThanOrEqual(length + 2);
  });

  test('leads to where it was read also from what another room was left for', async () => {
    const bench = await openRoom(({ codes }) => codes.setPicture(centralText('pump-01'), 'WIFI:S:guests;;'));
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.press('button', 'pump-01');
    bench.router.go({ room: 'keys' });
    await bench.eventually(() => bench.host.querySelector('dw-keys-view'));
    await bench.press('link', 'Scan');
    await bench.eventually(() => location.hash === '#/scan?seen=2');
    await travel(bench, -1);
    await bench.eventually(() => location.hash === '#/scan?seen=1' && bench.host.querySelector('.code-rows'));
    await travel(bench, -1);
    await bench.eventually(() => isPlain(bench));
  });

  test('leads back from a code of a link that was opened while another one was shown', async () => {
    let linked: ((text: string) => void) | undefined;
    const stop = followSecretFragments(window, ({ text }) => linked?.(text));
    const bench = await openCode(centralText('pump-01'));
    linked = (text) => bench.app.keep(createLinkedCode).set(text);
    await bench.eventually(() => location.hash === '#/scan?seen=1');
    location.hash = `#/connect/${encodeURIComponent(centralText('pump-02'))}`;
    await bench.eventually(() => location.hash === '#/scan?seen=1' && bench.text().includes('pump-02'));
    stop();
    await travel(bench, -1);
    await bench.eventually(() => isPlain(bench));
  });

  test('has nothing to lead back from where the address says that there was something', async () => {
    const bench = await openWorkbench('#/scan?seen=2');
    await bench.eventually(() => isPlain(bench));
  });
});

describe('codes come', () => {
  test('by typing, and the field is empty afterwards', async () => {
    const bench = await openRoom();
    await userEvent.fill(bench.find('#code-text'), centralText('pump-01'));
    await bench.press('button', 'Read it');
    await bench.eventually(() => bench.host.querySelector('dw-scanned-device'));
    await bench.eventually(() => document.activeElement?.textContent === 'pump-01');
    await bench.press('button', 'Scan another code');
    expect(bench.find<HTMLTextAreaElement>('#code-text').value).toBe('');
    expect(bench.findAll('.scan-result')).toEqual([]);
  });

  test('several at once, to choose one of and go back', async () => {
    const bench = await openRoom(({ codes }) => codes.setPicture(centralText('pump-01'), 'WIFI:S:guests;;'));
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.eventually(() => bench.text().includes('2 codes'));
    await bench.press('button', 'A code for a Wi-Fi network');
    await bench.eventually(() => bench.text().includes('guests'));
    await bench.press('button', 'All codes');
    await bench.press('button', 'pump-01');
    await bench.eventually(() => bench.host.querySelector('dw-scanned-device'));
  });

  test('in no picture without one, which says so', async () => {
    const bench = await openRoom();
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.eventually(() => bench.host.querySelector('dw-scan > .notice, dw-scan > dw-finding-notice'));
  });

  test('from a picture that takes long, which can be stopped', async () => {
    const bench = await openRoom(({ codes }) => void codes.holdPictures());
    drop(new File(['picture'], 'a.png', { type: 'image/png' }));
    await bench.services.clock.advance(500);
    await bench.press('button', 'Stop');
    await bench.eventually(() => bench.services.codes.calls.includes('cancel'));
    expect(bench.text()).not.toContain('Looking for codes');
  });

  test('by the address, before the room is there and while it is shown', async () => {
    const bench = await openWorkbench('#/devices');
    bench.app.keep(createLinkedCode).set(centralText('pump-01'));
    location.hash = '#/scan';
    await bench.eventually(() => bench.text().includes('pump-01') && bench.host.querySelector('dw-scanned-device'));
    bench.app.keep(createLinkedCode).set(centralText('pump-02'));
    await bench.eventually(() => bench.text().includes('pump-02'));
    expect(bench.text()).not.toContain('pump-01');
  });

  test('and stay while another room is shown, until they are cleared', async () => {
    const bench = await openCode(centralText('pump-01'));
    location.hash = '#/keys';
    await bench.eventually(() => bench.host.querySelector('dw-keys-view'));
    location.hash = '#/scan';
    await bench.eventually(() => bench.host.querySelector('dw-scanned-device'));
    expect(location.href).not.toContain('pump');
  });
});
