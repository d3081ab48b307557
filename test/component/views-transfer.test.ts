import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createFountainSource } from '#core/qr/fountain-source';
import { printBundle } from '#core/qr/identity-bundle';
import { printLocked, sealText } from '#core/qr/locked-text';
import { frameText } from '#core/qr/text-frame';
import { makeCheckNumber, makeTransferMessage } from '#core/qr/transfer-message';
import { encodePart } from '#core/qr/transfer-part';
import { uiViewfinderWords } from '#core/words/en/ui-viewfinder';
import { bundleIdentity } from '#app/use-cases/bundle-identity';
import { createTestCertificateMaker, deviceWish, rootWish } from '../support/certificate-makers.ts';
import { makeNewDevice } from '../support/fake-device-host.ts';
import { createFakeServices, type FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const PASSPHRASE = 'correct horse battery staple';

const GATEWAY_DEVICE = {
  isLocal: false,
  route: {
    kind: 'hub',
    hubHost: 'contoso.azure-devices.net',
    deviceId: 'pump-17',
    gatewayHostName: 'gateway.example.com',
  },
  behaviour: 'raw',
  secret: { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) },
} as const;

/** A device with a key, and one with a certificate of an authority; the certificates are real. */
async function addIdentities(services: FakeServices): Promise<void> {
  const certificates = createTestCertificateMaker();
  Object.assign(services, { certificates });
  const root = await certificates.makeAuthority(rootWish());
  // With two issuers it is too much for one code.
  const line = await certificates.makeAuthority(rootWish({ commonName: 'Line 4', authorityId: root, pathLength: 0 }));
  const primaryId = await certificates.makeDevice(deviceWish(line));
  await certificates.makeDevice(deviceWish(root, { name: 'valve-3', keyPlace: 'vault' }));
  const { record, secret } = makeNewDevice('boiler-7', { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) });
  await services.devices.add({ record: { ...record, wantsCertificate: true }, secret });
  await services.devices.add(makeNewDevice('pump-17', { kind: 'certificate', primaryId }));
}

/** What another machine shows of its device 2. */
async function makeCodes(): Promise<{ texts: (number: number) => string; pieces: number; checkNumber: string }> {
  const services = createFakeServices();
  await addIdentities(services);
  const bytes = printBundle(await bundleIdentity(services, { kind: 'device', id: '2' }));
  const sealed = await sealText(crypto, { kind: 'identity', bytes }, PASSPHRASE);
  const message = await makeTransferMessage(crypto.subtle, sealed);
  const source = createFountainSource(message.sequence, message.bytes, 335);
  return {
    texts: (number) => frameText('P', encodePart(source.part(number))),
    pieces: source.pieces,
    checkNumber: await makeCheckNumber(crypto.subtle, sealed),
  };
}

const openSending = async (): Promise<Workbench> => {
  const bench = await openWorkbench('#/scan/transfer?device=2', addIdentities);
  await bench.eventually(() => bench.host.querySelector('.transfer-form'));
  return bench;
};

const openReceiving = async (prepare?: (services: FakeServices) => void): Promise<Workbench> => {
  const bench = await openWorkbench('#/scan/transfer', async (services) => {
    await addIdentities(services);
    prepare?.(services);
  });
  await bench.eventually(() => bench.host.querySelector('dw-viewfinder'));
  return bench;
};

const typePassphrase = (bench: Workbench, id: string, passphrase: string): Promise<void> =>
  userEvent.fill(bench.find(`#${id}`), passphrase);

/** The codes of device 2 are shown. */
async function openShown(): Promise<Workbench> {
  const bench = await openSending();
  await typePassphrase(bench, 'transfer-passphrase', PASSPHRASE);
  await bench.press('button', 'Encrypt and show');
  await bench.eventually(() => bench.host.querySelector('.code-image'));
  return bench;
}

const numberShown = (bench: Workbench): number => Number(bench.find('.code-image').dataset['number']);

async function see(bench: Workbench, ...texts: string[]): Promise<void> {
  const codes = texts.map((text) => ({ text, corners: undefined }));
  bench.find('dw-viewfinder').dispatchEvent(new CustomEvent('dw-found', { detail: { codes } }));
  await settle(bench.host);
}

afterEach(() => vi.restoreAllMocks());

describe('by axe', () => {
  test.each([
    ['phone', 390, 'light'],
    ['desktop', 1440, 'dark'],
  ] as const)('nothing is said against either side, on a %s of %d pixels in %s colours', async (_, width, theme) => {
    // So high that the bar at the foot covers nothing, which axe would take for a target that is too small.
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const sending = await openShown();
    expect(await complaints(sending.host)).toEqual([]);
    await sending.press('button', 'Stop showing');
    expect(await complaints(sending.host)).toEqual([]);

    const { texts, pieces } = await makeCodes();
    await sending.press('radio', 'Receive here');
    await see(sending, texts(0));
    expect(await complaints(sending.host)).toEqual([]);
    await see(sending, ...Array.from({ length: pieces }, (_unused, number) => texts(number)));
    await sending.eventually(() => sending.host.querySelector('dw-locked-form'));
    expect(await complaints(sending.host)).toEqual([]);
    await typePassphrase(sending, 'code-passphrase', PASSPHRASE);
    await sending.press('button', 'Open it');
    await sending.eventually(() => sending.text().includes('What came across'));
    expect(await complaints(sending.host)).toEqual([]);
  });
});

describe('sending', () => {
  test('offers what is kept, names what stays, and takes what the page was opened for', async () => {
    const bench = await openSending();
    const options = bench.findAll('#transfer-subject option').map((one) => one.innerText.trim());
    expect(options).toEqual([
      'boiler-7',
      'pump-17',
      'Fleet Root (its key stays here)',
      'Line 4 (its key stays here)',
      'pump-17',
      'valve-3 (its key stays here)',
    ]);
    expect(bench.find<HTMLSelectElement>('#transfer-subject').value).toBe('device 2');
    expect(bench.text()).toContain('with their private keys');
    await userEvent.selectOptions(bench.find('#transfer-subject'), 'device 1');
    await bench.eventually(() => bench.text().includes('What DPS issued to it stays here'));
  });

  test('asks for what lacks, at the field that lacks it', async () => {
    const bench = await openSending();
    await bench.press('button', 'Encrypt and show');
    await bench.eventually(() => document.activeElement?.id === 'transfer-passphrase');
    expect(bench.find('#transfer-passphrase').getAttribute('aria-invalid')).toBe('true');
    expect(bench.host.querySelector('.code-image')).toBeNull();
  });

  test('says how good a passphrase is, and makes one that is', async () => {
    const bench = await openSending();
    await typePassphrase(bench, 'transfer-passphrase', 'boiler');
    await bench.eventually(() => bench.text().includes('Guessed soon'));
    await bench.press('button', 'Make one');
    await bench.eventually(() => bench.text().includes('Nobody guesses this') || bench.text().includes('Holds for'));
    const { value } = bench.find<HTMLInputElement>('#transfer-passphrase');
    expect(value).toHaveLength(19);
    expect(bench.find('.made-passphrase').innerText).toContain(value);
    await typePassphrase(bench, 'transfer-passphrase', 'boiler');
    expect(bench.host.querySelector('.made-passphrase')).toBeNull();
  });

  test('takes a passphrase of several words as it is typed, and no blanks around it', async () => {
    const bench = await openSending();
    bench.find('#transfer-passphrase').focus();
    await userEvent.keyboard(' cold iron ');
    await bench.press('button', 'Encrypt and show');
    await bench.eventually(() => bench.host.querySelector('.code-image'));
    await bench.press('button', 'Show Passphrase');
    await bench.eventually(() => bench.find('dw-shown-codes').innerText.includes('cold iron'));
  });

  test('asks once more before the key of a group goes into codes', async () => {
    const bench = await openWorkbench('#/scan/transfer?device=1', ({ devices }) => {
      void devices.add(makeNewDevice('mixer-3', { kind: 'group-key', primaryKey: btoa('g'.repeat(64)) }));
    });
    await bench.eventually(() => bench.host.querySelector('.transfer-form'));
    await typePassphrase(bench, 'transfer-passphrase', PASSPHRASE);
    await bench.press('button', 'Encrypt and show');
    await bench.eventually(() => bench.find<HTMLDialogElement>('#group-key-in-codes').open);
    await bench.press('button', 'Cancel');
    expect(bench.host.querySelector('.code-image')).toBeNull();
    await bench.press('button', 'Encrypt and show');
    await bench.eventually(() => bench.find<HTMLDialogElement>('#group-key-in-codes').open);
    await bench.press('button', 'Put the group key in');
    await bench.eventually(() => bench.host.querySelector('.code-image'));
  });

  test('says why a key stays where it is, and shows nothing', async () => {
    const bench = await openSending();
    const stays = bench
      .findAll<HTMLOptionElement>('#transfer-subject option')
      .find((one) => one.innerText.startsWith('valve-3'));
    await userEvent.selectOptions(bench.find('#transfer-subject'), stays?.value ?? '');
    await typePassphrase(bench, 'transfer-passphrase', PASSPHRASE);
    await bench.press('button', 'Encrypt and show');
    await bench.eventually(() => bench.text().includes('The private key may not leave this browser'));
    expect(bench.text()).toContain('The key of “valve-3” was made or imported to be used here only');
    expect(bench.host.querySelector('.code-image')).toBeNull();
  });

  test('shows one code after the other at the pace that is set, and waits while it is paused', async () => {
    const bench = await openShown();
    const { clock } = bench.services;
    expect(numberShown(bench)).toBe(0);
    await clock.advance(1000);
    await settle(bench.host);
    expect(numberShown(bench)).toBe(8);
    await bench.press('button', 'Pause');
    await clock.advance(3000);
    await settle(bench.host);
    expect(numberShown(bench)).toBe(8);
    await bench.press('radio', '4');
    await bench.press('button', 'Play');
    await bench.eventually(() => numberShown(bench) === 9);
    await clock.advance(1000);
    await settle(bench.host);
    expect(numberShown(bench)).toBe(13);
    expect(bench.services.seen.filter((call) => call.startsWith('draw L DW1P:')).length).toBeGreaterThan(13);
  });

  test('begins anew when the codes are cut anew, with the same check number', async () => {
    const bench = await openShown();
    await bench.services.clock.advance(500);
    await settle(bench.host);
    const before = bench.find('.check-number').innerText;
    await bench.press('radio', 'Little');
    await bench.eventually(() => numberShown(bench) === 0);
    expect(bench.find('.check-number').innerText).toBe(before);
  });

  test('waits for a press where somebody wants less motion', async () => {
    const { matchMedia } = window;
    vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
      query.includes('reduced-motion') ? ({ matches: true } as MediaQueryList) : matchMedia.call(window, query),
    );
    const bench = await openShown();
    await bench.services.clock.advance(3000);
    await settle(bench.host);
    expect(numberShown(bench)).toBe(0);
    expect(bench.text()).toContain('they wait until you press Play');
    await bench.press('button', 'Play');
    await bench.services.clock.advance(1000);
    await settle(bench.host);
    expect(numberShown(bench)).toBe(9);
  });

  test('one code stands still, and is cut into parts where somebody wants that', async () => {
    const bench = await openSending();
    await userEvent.selectOptions(bench.find('#transfer-subject'), 'device 1');
    await typePassphrase(bench, 'transfer-passphrase', PASSPHRASE);
    await bench.press('button', 'Encrypt and show');
    await bench.eventually(() => bench.host.querySelector('.code-image'));
    expect(bench.text()).toContain('Everything is in this one code');
    expect(bench.host.innerText).not.toContain('Pause');
    expect(bench.services.seen.at(-1)).toMatch(/^draw L DW1L:/);
    await bench.press('radio', 'Little');
    await bench.eventually(() => bench.text().includes('Pause'));
    expect(bench.services.seen.at(-1)).toMatch(/^draw L DW1P:/);
  });

  test('keeps the screen awake while codes are shown, and forgets them when they are left', async () => {
    const bench = await openShown();
    const keeping = (): string[] => bench.services.seen.filter((call) => /^(keep awake|let sleep)$/.test(call));
    expect(keeping()).toEqual(['keep awake']);
    bench.router.go({ room: 'scan', tab: 'scan' });
    await bench.eventually(() => bench.host.querySelector('dw-scan'));
    expect(keeping()).toEqual(['keep awake', 'let sleep']);
    const { pending } = bench.services.clock;
    bench.router.go({ room: 'scan', tab: 'transfer', subject: { kind: 'device', id: '2' } });
    await bench.eventually(() => bench.host.querySelector('#transfer-passphrase'));
    expect(bench.find<HTMLInputElement>('#transfer-passphrase').value).toBe('');
    expect(bench.services.clock.pending).toBeLessThanOrEqual(pending);
  });

  test('shows its passphrase by a press alone', async () => {
    const bench = await openShown();
    expect(bench.host.innerText).not.toContain(PASSPHRASE);
    await bench.press('button', 'Show Passphrase');
    await bench.eventually(() => bench.host.innerText.includes(PASSPHRASE));
  });

  test('says what there could be where there is nothing', async () => {
    const bench = await openWorkbench('#/scan/transfer');
    await bench.press('radio', 'Send from here');
    await bench.eventually(() => bench.text().includes('There is nothing to send yet'));
  });
});

describe('receiving', () => {
  test('counts pieces, opens with the right passphrase alone, and keeps what it says', async () => {
    const { texts, pieces, checkNumber } = await makeCodes();
    const bench = await openReceiving();
    await see(bench, texts(pieces + 4), 'something else', texts(pieces + 4));
    expect(bench.text()).toContain('2 codes read');
    expect(bench.find<HTMLProgressElement>('#transfer-pieces').value).toBe(1);
    expect(bench.find<HTMLProgressElement>('#transfer-pieces').max).toBe(pieces);
    for (let number = pieces; bench.host.querySelector('dw-locked-form') === null; number += 1) {
      await see(bench, texts(number));
    }
    expect(bench.find('.check-number').innerText).toBe(checkNumber);
    expect(bench.find('dw-locked-form').innerText).toContain('An encrypted identity');
    expect(bench.find('.transfer-camera').hidden).toBe(true);
    await bench.eventually(() => document.activeElement?.matches('dw-locked-form [data-result]'));
    await typePassphrase(bench, 'code-passphrase', 'correct horse battery stable');
    await bench.press('button', 'Open it');
    await bench.eventually(() => bench.find('#code-passphrase').getAttribute('aria-invalid') === 'true');
    expect(bench.host.querySelector('dw-arrived-identity')).toBeNull();
    await typePassphrase(bench, 'code-passphrase', ` ${PASSPHRASE} `);
    await bench.press('button', 'Open it');
    await bench.eventually(() => bench.text().includes('What came across'));
    expect(bench.text()).toContain('0ne00ABCDEF');
    expect(bench.text()).toContain('Line 4 · Fleet Root');
    await bench.eventually(() => bench.host.querySelector('#transfer-place'));
    const before = (await bench.services.devices.list()).length;
    await userEvent.click(bench.find('#transfer-may-leave'));
    await bench.press('button', 'Save');
    await bench.eventually(() => bench.text().includes('byte for byte'));
    const devices = await bench.services.devices.list();
    expect(devices).toHaveLength(before + 1);
    const { id } = devices.at(-1)?.record ?? {};
    expect(bench.byRole('link', 'Open the device').getAttribute('href')).toBe(`#/devices/${id}`);
    await bench.press('button', 'Receive another one');
    expect(bench.find('.transfer-camera').hidden).toBe(false);
  });

  test('has how far it is in sight on a phone, with all that a camera can do, and no word of how to begin', async () => {
    const { texts } = await makeCodes();
    const bench = await openReceiving(({ camera }) =>
      camera.setAbilities({ hasTorch: true, zoom: { min: 1, max: 4, step: 0.1, value: 1 } }),
    );
    await page.viewport(390, 844);
    await bench.press('button', 'Turn on the camera');
    await bench.eventually(() => bench.text().includes(uiViewfinderWords.aim));
    await see(bench, texts(0));
    expect(bench.text()).not.toContain(uiViewfinderWords.aim);
    scrollTo(0, 0);
    const card = bench.find('dw-transfer-progress .card');
    const { left, right, bottom } = card.getBoundingClientRect();
    expect(card.contains(document.elementFromPoint((left + right) / 2, bottom - 2))).toBe(true);
  });

  test('forgets an identity that was opened and not saved when its side, its tab or the room is left', async () => {
    const bytes = printBundle({ device: GATEWAY_DEVICE, certificates: [] });
    const bench = await openReceiving();
    const ways: (() => Promise<void> | void)[] = [
      () => bench.press('radio', 'Send from here'),
      () => bench.press('tab', 'Labels'),
      () => bench.router.go({ room: 'keys' }),
    ];
    for (const leave of ways) {
      await see(bench, printLocked(await sealText(crypto, { kind: 'identity', bytes }, PASSPHRASE)));
      await bench.eventually(() => bench.host.querySelector('dw-locked-form'));
      await typePassphrase(bench, 'code-passphrase', PASSPHRASE);
      await bench.press('button', 'Open it');
      await bench.eventually(() => bench.host.querySelector('dw-arrived-identity'));
      await leave();
      await bench.eventually(() => bench.host.querySelector('dw-transfer-receive') === null);
      bench.router.go({ room: 'scan', tab: 'transfer' });
      await bench.press('radio', 'Receive here');
      await bench.eventually(() => bench.host.querySelector('dw-transfer-receive'));
      expect(bench.host.querySelector('dw-arrived-identity')).toBeNull();
      expect(bench.find('.transfer-camera').hidden).toBe(false);
    }
  });

  test('says so where the private key was taken in for good', async () => {
    const { texts, pieces } = await makeCodes();
    const bench = await openReceiving();
    await see(bench, ...Array.from({ length: pieces }, (_, number) => texts(number)));
    await bench.eventually(() => bench.host.querySelector('dw-locked-form'));
    await typePassphrase(bench, 'code-passphrase', PASSPHRASE);
    await bench.press('button', 'Open it');
    await bench.eventually(() => bench.host.querySelector('#transfer-place'));
    await bench.press('button', 'Save');
    await bench.eventually(() => bench.text().includes('is shown to nobody from now on'));
  });

  test('names the gateway that a device would connect to, which is another host than its hub', async () => {
    const bytes = printBundle({ device: GATEWAY_DEVICE, certificates: [] });
    const sealed = await sealText(crypto, { kind: 'identity', bytes }, PASSPHRASE);
    const bench = await openReceiving();
    await see(bench, printLocked(sealed));
    await bench.eventually(() => bench.host.querySelector('dw-locked-form'));
    await typePassphrase(bench, 'code-passphrase', PASSPHRASE);
    await bench.press('button', 'Open it');
    await bench.eventually(() => bench.text().includes('What came across'));
    expect(bench.find('dw-arrived-identity').innerText).toContain('contoso.azure-devices.net');
    expect(bench.find('dw-arrived-identity').innerText).toContain('gateway.example.com');
  });

  test('offers the other sequence that is shown now, and takes it by a press', async () => {
    const [one, other] = [await makeCodes(), await makeCodes()];
    const bench = await openReceiving();
    await see(bench, one.texts(0), one.texts(1), other.texts(0));
    expect(bench.text()).toContain('This code belongs to another sequence');
    expect(bench.find<HTMLProgressElement>('#transfer-pieces').value).toBe(2);
    await bench.press('button', 'Receive the one that is shown now');
    expect(bench.find<HTMLProgressElement>('#transfer-pieces').value).toBe(1);
    expect(bench.text()).not.toContain('another sequence');
  });

  test('says that what arrived is not what was sent, and begins anew by a press', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(100));
    const source = createFountainSource(7, bytes, 335);
    const bench = await openReceiving();
    await see(bench, frameText('P', encodePart(source.part(0))));
    await bench.eventually(() => bench.text().includes('What arrived is not what was sent'));
    await bench.press('button', 'Receive anew');
    expect(bench.text()).not.toContain('What arrived');
    expect(bench.find('.transfer-camera').hidden).toBe(false);
  });
});

describe('the ways to it', () => {
  test('from the keys of a device, and from the menu of a certificate whose key may leave', async () => {
    const bench = await openWorkbench('#/devices/2/credentials', addIdentities);
    await bench.press('link', 'Send across an air gap');
    await bench.eventually(() => bench.find<HTMLSelectElement>('#transfer-subject').value === 'device 2');

    const { certificates } = await bench.services.certificates.shelf();
    const [leaving, staying] = ['pump-17', 'valve-3'].map((name) =>
      certificates.find(({ facts }) => facts.commonName === name),
    );
    bench.router.go({ room: 'certificates', tab: 'devices', id: staying?.id });
    await bench.press('button', 'More actions for valve-3');
    expect(bench.find('#certificate-menu').innerText).not.toContain('air gap');
    await userEvent.keyboard('{Escape}');
    bench.router.go({ room: 'certificates', tab: 'devices', id: leaving?.id });
    await bench.press('button', 'More actions for pump-17');
    await bench.press('menuitem', 'Send across an air gap');
    await bench.eventually(
      () => bench.find<HTMLSelectElement>('#transfer-subject').value === `certificate ${leaving?.id}`,
    );
  });
});
