import { beforeAll, describe, expect, test } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFountainSource } from '#core/qr/fountain-source';
import { encodeConnectCode } from '#core/qr/forms/workbench-1';
import { printLocked, readLocked, sealText } from '#core/qr/locked-text';
import type { LockedText, TransferPart } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { makeTransferMessage } from '#core/qr/transfer-message';
import { createTransferReceiver, type ReceiveState, type TransferReceiver } from '#app/stores/transfer-receive';
import { type CodeDensity, createTransferSender, type SendState, type TransferSender } from '#app/stores/transfer-send';
import {
  createTestCertificateMaker,
  deviceWish,
  rootWish,
  type TestCertificateMaker,
} from '../../../support/certificate-makers.ts';
import { makeNewDevice } from '../../../support/fake-device-host.ts';
import { createFakeServices, type FakeServices, SERVER_CLOUD } from '../../../support/fake-services.ts';
import { makeNoise } from '../../../support/fountain-run.ts';
import { valueOf } from '../../../support/issuing.ts';

const PASSPHRASE = 'a long way from here';
const DEVICE_KEY = { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) } as const;

/** A browser with a real maker of certificates. */
interface Browser {
  readonly services: FakeServices;
  readonly certificates: TestCertificateMaker;
}

function createBrowser(): Browser {
  const certificates = createTestCertificateMaker();
  return { services: { ...createFakeServices(), certificates } as unknown as FakeServices, certificates };
}

const shownBy = (sender: TransferSender): SendState & { kind: 'shown' } => {
  const state = sender.state.get();
  if (state.kind !== 'shown') throw new Error(`${state.kind}, and shown was wanted: ${JSON.stringify(state)}`);
  return state;
};

/** Resolves once the receiver is at something of a kind. */
function reach<Kind extends ReceiveState['kind']>(
  receiver: TransferReceiver,
  kind: Kind,
): Promise<ReceiveState & { kind: Kind }> {
  return new Promise((resolve) => {
    const look = (): void => {
      const state = receiver.state.get();
      if (state.kind === kind) resolve(state as ReceiveState & { kind: Kind });
    };
    receiver.state.subscribe(look);
    look();
  });
}

/** The text of a code that is shown. */
async function textOf(sender: TransferSender, { services }: Browser, number: number): Promise<string> {
  await sender.draw(number);
  return services.seen.at(-1)?.replace(/^draw L /, '') ?? '';
}

async function partOf(sender: TransferSender, browser: Browser, number: number): Promise<TransferPart> {
  const payload = readPayload(await textOf(sender, browser, number));
  if (payload.kind !== 'part') throw new Error(`${payload.kind}, and a part was wanted`);
  return payload.part;
}

/** A device that connects with a certificate of two issuers: too much for one code. */
async function addCertified({ services, certificates }: Browser): Promise<string> {
  const root = await certificates.makeAuthority(rootWish());
  const line = await certificates.makeAuthority(rootWish({ commonName: 'Line 4', authorityId: root, pathLength: 0 }));
  const primaryId = await certificates.makeDevice(deviceWish(line));
  return services.devices.add(makeNewDevice('pump-17', { kind: 'certificate', primaryId }));
}

async function show(browser: Browser, deviceId: string, density?: CodeDensity): Promise<TransferSender> {
  const sender = createTransferSender(browser.services);
  sender.choose({ kind: 'device', id: deviceId });
  sender.typePassphrase(PASSPHRASE);
  await sender.lock();
  if (density !== undefined) sender.setDensity(density);
  return sender;
}

const transfer = async (bytes: Uint8Array<ArrayBuffer>, pieceBytes: number) => {
  const message = await makeTransferMessage(crypto.subtle, bytes);
  return createFountainSource(message.sequence, message.bytes, pieceBytes);
};

describe('the sending side', () => {
  let browser: Browser;
  let keyed: string;
  let certified: string;

  beforeAll(async () => {
    browser = createBrowser();
    keyed = await browser.services.devices.add(makeNewDevice('boiler-7', DEVICE_KEY));
    certified = await addCertified(browser);
  });

  test('shows what fits as one code, or in parts where somebody wants that', async () => {
    const sender = await show(browser, keyed);
    const { codes } = shownBy(sender);
    expect(codes).toMatchObject({ density: 'one', densities: ['one', 'small', 'medium', 'large'], pieces: 1 });
    const text = await textOf(sender, browser, 0);
    expect(text).toMatch(/^DW1L:[0-9A-Z $%*+\-./:]+$/);
    expect(await textOf(sender, browser, 5)).toBe(text);
    sender.setDensity('small');
    expect(shownBy(sender).codes.pieces).toBeGreaterThan(1);
    expect(await textOf(sender, browser, 0)).toMatch(/^DW1P:/);
  });

  test.each([
    ['small', 279],
    ['medium', 535],
    ['large', 1046],
  ] as const)('cuts what does not fit into codes of a size: %s, at most %d characters', async (density, limit) => {
    const sender = await show(browser, certified);
    expect(shownBy(sender).codes).toMatchObject({ density: 'medium', densities: ['small', 'medium', 'large'] });
    sender.setDensity(density);
    const { pieces } = shownBy(sender).codes;
    for (const number of [0, pieces, 4_294_967_295]) {
      const text = await textOf(sender, browser, number);
      expect(text).toMatch(/^DW1P:[0-9A-Z $%*+\-./:]+$/);
      expect(text.length).toBeLessThanOrEqual(limit);
    }
  });

  test('keeps its check number when the codes are cut anew', async () => {
    const sender = await show(browser, certified);
    const before = shownBy(sender).codes;
    sender.setDensity('small');
    const after = shownBy(sender).codes;
    expect(after.checkNumber).toBe(before.checkNumber);
    expect(after.checkNumber).toMatch(/^\d{3} \d{3}$/);
    expect(after.pieces).toBeGreaterThan(before.pieces);
  });

  test('makes a passphrase of four groups, another one each time', () => {
    const sender = createTransferSender(browser.services);
    sender.makePassphrase();
    const { passphrase, isMade } = sender.draft.get();
    expect(passphrase).toMatch(/^([2-9a-hj-kmnp-z]{4}-){3}[2-9a-hj-kmnp-z]{4}$/);
    expect(isMade).toBe(true);
    sender.makePassphrase();
    expect(sender.draft.get().passphrase).not.toBe(passphrase);
    sender.typePassphrase('x');
    expect(sender.draft.get()).toMatchObject({ passphrase: 'x', isMade: false });
  });

  test('shows nothing without a passphrase, and says so until one is typed', async () => {
    const sender = createTransferSender(browser.services);
    await sender.lock();
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
    sender.choose({ kind: 'device', id: keyed });
    await sender.lock();
    expect(sender.state.get()).toMatchObject({
      kind: 'draft',
      problem: { finding: { code: 'qr/passphrase-missing' } },
    });
    sender.typePassphrase('x');
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
    await expect(sender.draw(0)).rejects.toThrow(TypeError);
  });

  test('says why a key may not leave', async () => {
    const { certificates, services } = browser;
    const root = await certificates.makeAuthority(rootWish());
    const locked = await certificates.makeDevice(deviceWish(root, { name: 'valve-3', keyPlace: 'vault' }));
    const sender = createTransferSender(services);
    sender.choose({ kind: 'certificate', id: locked });
    sender.typePassphrase(PASSPHRASE);
    await sender.lock();
    expect(sender.state.get()).toEqual({
      kind: 'draft',
      problem: { kind: 'finding', finding: { code: 'transfer/key-not-exportable', facts: { name: 'valve-3' } } },
    });
  });

  test('forgets what it showed, and its passphrase, when it ends', async () => {
    const sender = await show(browser, keyed);
    expect(sender.draft.get().passphrase).toBe(PASSPHRASE);
    sender.end();
    expect(sender.draft.get()).toMatchObject({ passphrase: '', subject: { id: keyed } });
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
    await expect(sender.draw(0)).rejects.toThrow(TypeError);
  });

  test('asks once more before the key of a group goes into codes, and takes no answer for anything else', async () => {
    const secret = { kind: 'group-key', primaryKey: btoa('g'.repeat(64)) } as const;
    const grouped = await browser.services.devices.add(makeNewDevice('mixer-3', secret));
    const sender = await show(browser, grouped);
    expect(sender.state.get()).toEqual({ kind: 'asking' });
    await expect(sender.draw(0)).rejects.toThrow(TypeError);
    sender.decline();
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
    await sender.agree();
    expect(sender.state.get().kind).toBe('draft');
    await sender.lock();
    sender.choose({ kind: 'device', id: keyed });
    expect(sender.state.get().kind).toBe('draft');
    sender.choose({ kind: 'device', id: grouped });
    await sender.lock();
    await sender.agree();
    expect(await textOf(sender, browser, 0)).toMatch(/^DW1L:/);
  });

  test('shows no code of one thing under the name of another', async () => {
    const sender = await show(browser, keyed);
    sender.choose({ kind: 'device', id: keyed });
    expect(sender.state.get().kind).toBe('shown');
    sender.choose({ kind: 'device', id: certified });
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
    expect(sender.draft.get()).toMatchObject({ passphrase: '', subject: { id: certified } });
    sender.typePassphrase(PASSPHRASE);
    const locking = sender.lock();
    sender.choose({ kind: 'device', id: keyed });
    await locking;
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
  });

  test('shows nothing that was ended while it was encrypted', async () => {
    const sender = createTransferSender(browser.services);
    sender.choose({ kind: 'device', id: keyed });
    sender.typePassphrase(PASSPHRASE);
    const locking = sender.lock();
    expect(sender.state.get().kind).toBe('locking');
    sender.dispose();
    await locking;
    expect(sender.state.get()).toEqual({ kind: 'draft', problem: undefined });
  });
});

describe('from one browser to another', () => {
  test('a device with its certificate, chain and key comes whole, though parts are lost and it joins late', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const sender = await show(there, await addCertified(there), 'small');
    const { checkNumber, pieces } = shownBy(sender).codes;
    const receiver = createTransferReceiver(here.services);
    for (let number = 3; receiver.state.get().kind !== 'receiving' || number < pieces * 4; number += 1) {
      if (number % 3 !== 0) receiver.take(await partOf(sender, there, number));
    }
    expect((await reach(receiver, 'locked')).checkNumber).toBe(checkNumber);
    expect(await receiver.unlock('another one')).toEqual({ code: 'qr/passphrase-wrong', facts: {} });
    expect(receiver.state.get().kind).toBe('locked');
    expect(await receiver.unlock(PASSPHRASE)).toBeUndefined();
    const opened = await reach(receiver, 'opened');
    expect(opened.contents).toMatchObject({
      device: { name: 'pump-17', isLocal: true, secretKind: 'certificate' },
      certificates: [
        { commonName: 'pump-17', issuers: ['Line 4', 'Fleet Root'], keyKind: 'P-256', isAuthority: false },
      ],
    });
    await receiver.save({ mayLeave: true });
    const { kept } = await reach(receiver, 'saved');
    expect(kept.isReadBackWhole).toBe(true);
    const file = { dpsHost: '', directory: '' };
    for (const output of ['key', 'full-chain'] as const) {
      const [sent] = (await there.certificates.shelf()).certificates.filter(({ role }) => role === 'device');
      const arrived = await here.certificates.output(kept.certificates[0]?.id ?? '', output, file);
      expect(arrived.content).toBe((await there.certificates.output(sent?.id ?? '', output, file)).content);
    }
  });

  test('one code comes as it is', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const sender = await show(there, await there.services.devices.add(makeNewDevice('boiler-7', DEVICE_KEY)));
    const payload = readPayload(await textOf(sender, there, 0));
    const receiver = createTransferReceiver(here.services);
    if (payload.kind !== 'locked') throw new Error('one code was wanted');
    await receiver.takeLocked(payload.locked);
    expect(await reach(receiver, 'locked')).toMatchObject({ checkNumber: shownBy(sender).codes.checkNumber });
    await receiver.unlock(PASSPHRASE);
    await receiver.save({ mayLeave: false });
    expect(await reach(receiver, 'saved')).toMatchObject({ kept: { deviceId: '1', certificates: [] } });
  });
});

describe('the receiving side', () => {
  test('counts pieces, whatever comes twice', async () => {
    const source = await transfer(makeNoise(1000, 1), 200);
    const receiver = createTransferReceiver(createFakeServices());
    expect(receiver.state.get()).toEqual({ kind: 'waiting' });
    for (const number of [1, 1, 4]) receiver.take(source.part(number));
    expect(receiver.state.get()).toEqual({ kind: 'receiving', known: 2, pieces: 6, seen: 3, isOther: false });
  });

  test('says that another sequence is shown, keeps what it has, and goes over when told', async () => {
    const [one, other] = [await transfer(makeNoise(1000, 1), 200), await transfer(makeNoise(1000, 2), 200)];
    const receiver = createTransferReceiver(createFakeServices());
    receiver.takeOther();
    receiver.take(one.part(0));
    receiver.take(other.part(0));
    expect(receiver.state.get()).toMatchObject({ known: 1, seen: 1, isOther: true });
    receiver.take(one.part(1));
    expect(receiver.state.get()).toMatchObject({ known: 2, seen: 2, isOther: false });
    receiver.take(other.part(3));
    receiver.takeOther();
    expect(receiver.state.get()).toMatchObject({ known: 1, seen: 1, isOther: false });
    receiver.take(other.part(4));
    expect(receiver.state.get()).toMatchObject({ known: 2, isOther: false });
  });

  test('begins anew by itself when the same is cut into codes of another size', async () => {
    const bytes = makeNoise(1000, 1);
    const [coarse, fine] = [await transfer(bytes, 200), await transfer(bytes, 100)];
    const receiver = createTransferReceiver(createFakeServices());
    receiver.take(coarse.part(0));
    receiver.take(fine.part(0));
    expect(receiver.state.get()).toMatchObject({ known: 1, pieces: 11, isOther: false });
  });

  test('refuses a whole of which a part was forged, and takes nothing until it is told to begin anew', async () => {
    const source = await transfer(makeNoise(1000, 1), 200);
    const receiver = createTransferReceiver(createFakeServices());
    for (let number = 0; number < 5; number += 1) receiver.take(source.part(number));
    receiver.take({ ...source.part(5), bytes: makeNoise(source.part(5).bytes.length, 9) });
    // While it is checked.
    receiver.take(source.part(5));
    expect(await reach(receiver, 'refused')).toEqual({
      kind: 'refused',
      finding: { code: 'transfer/mismatch', facts: {} },
    });
    receiver.take(source.part(0));
    expect(receiver.state.get().kind).toBe('refused');
    receiver.clear();
    receiver.take(source.part(0));
    expect(receiver.state.get()).toMatchObject({ kind: 'receiving', known: 1 });
  });

  test('refuses a whole that nobody locked', async () => {
    const source = await transfer(makeNoise(100, 1), 200);
    const receiver = createTransferReceiver(createFakeServices());
    receiver.take(source.part(0));
    const { finding } = await reach(receiver, 'refused');
    expect(['qr/damaged', 'qr/field-form']).toContain(finding.code);
  });

  test('names what is no identity', async () => {
    const services = createFakeServices();
    const receiver = createTransferReceiver(services);
    const code = { route: { kind: 'dps', idScope: '0ne00123ABC', registrationId: 'a' } } as const;
    const plain = { kind: 'connect-code', bytes: encodeConnectCode(code) } as const;
    await receiver.takeLocked(lockedOf(await sealText(crypto, plain, PASSPHRASE)));
    expect(await receiver.unlock(PASSPHRASE)).toEqual({ code: 'transfer/kind', facts: {} });
    receiver.clear();
    const opened = makeNoise(40, 3);
    await receiver.takeIdentity(opened);
    expect(receiver.state.get()).toEqual({
      kind: 'refused',
      finding: { code: 'transfer/form', facts: { part: 'outline' } },
    });
    // Whatever it was, it is nowhere but in the state that shows it.
    expect(opened.every((byte) => byte === 0)).toBe(true);
  });

  test('is not disturbed by a code that stays before the camera while its passphrase is typed', async () => {
    const receiver = createTransferReceiver(createFakeServices());
    const [one, other] = [lockedOf(await sealed()), lockedOf(await sealed())];
    await receiver.takeLocked(one);
    const before = receiver.state.get();
    await receiver.takeLocked(other);
    receiver.take((await transfer(makeNoise(1000, 1), 200)).part(0));
    expect(receiver.state.get()).toBe(before);
  });

  test('says why it was not kept, and tries again', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const receiver = await receive(there, here);
    here.services.devices.fail('add', new WorkbenchError('device/name-taken', { name: 'boiler-7' }));
    await receiver.save({ mayLeave: false });
    expect(receiver.state.get()).toMatchObject({
      kind: 'opened',
      isSaving: false,
      problem: { finding: { code: 'device/name-taken' } },
    });
  });

  test('puts a device to the local cloud that knows it, else to the one that somebody chooses', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const receiver = await receive(there, here);
    expect(receiver.state.get()).toMatchObject({
      place: { kind: 'local', place: 'server', reason: 'assumed', places: ['server', 'browser'] },
    });
    receiver.choosePlace('browser');
    expect(receiver.state.get()).toMatchObject({ place: { place: 'browser', reason: 'chosen' } });
    await receiver.save({ mayLeave: false });
    expect((await here.services.devices.list())[0]?.record.cloud).toEqual({ kind: 'tab' });

    const known = createBrowser();
    known.services.setWorkbench(async () => ({ cloud: { ...SERVER_CLOUD, idScope: '0ne00ABCDEF' } }));
    expect((await receive(there, known)).state.get()).toMatchObject({ place: { place: 'server', reason: 'known' } });
  });

  test('forgets what was opened when it is left, and stops opening', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const receiver = await receive(there, here);
    receiver.attend()();
    expect(receiver.state.get()).toEqual({ kind: 'waiting' });
    await receiver.save({ mayLeave: false });
    expect(await here.services.devices.list()).toEqual([]);

    await receiver.takeLocked(lockedOf(await sealed()));
    const leave = receiver.attend();
    const unlocking = receiver.unlock(PASSPHRASE);
    leave();
    expect(await unlocking).toBeUndefined();
    expect(receiver.state.get().kind).toBe('locked');
  });

  test('keeps on when it is left while it keeps, and leaves nothing of the private key afterwards', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const keys: Uint8Array[] = [];
    const keepIn = here.certificates.importCertificate.bind(here.certificates);
    here.certificates.importCertificate = async (given, place) => {
      const key = given.parts.at(-1);
      if (key instanceof Uint8Array) keys.push(key);
      await Promise.resolve();
      return keepIn(given, place);
    };
    const receiver = await receive(there, here, await addCertified(there));
    const leave = receiver.attend();
    const saving = receiver.save({ mayLeave: true });
    leave();
    await saving;
    expect(receiver.state.get()).toMatchObject({ kind: 'saved', kept: { isReadBackWhole: true } });
    expect(keys).toHaveLength(1);
    expect(keys[0]?.every((byte) => byte === 0)).toBe(true);
  });

  test('forgets what could not be kept once it is left', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const receiver = await receive(there, here);
    here.services.devices.fail('add', new WorkbenchError('device/name-taken', { name: 'boiler-7' }));
    const leave = receiver.attend();
    const saving = receiver.save({ mayLeave: false });
    leave();
    await saving;
    expect(receiver.state.get()).toEqual({ kind: 'waiting' });
  });

  test('forgets all of it when it is cleared, also while it is opened', async () => {
    const [there, here] = [createBrowser(), createBrowser()];
    const receiver = createTransferReceiver(here.services);
    const sender = await show(there, await there.services.devices.add(makeNewDevice('boiler-7', DEVICE_KEY)));
    const payload = readPayload(await textOf(sender, there, 0));
    if (payload.kind !== 'locked') throw new Error('one code was wanted');
    await receiver.takeLocked(payload.locked);
    const unlocking = receiver.unlock(PASSPHRASE);
    receiver.dispose();
    expect(await unlocking).toBeUndefined();
    expect(receiver.state.get()).toEqual({ kind: 'waiting' });
    await receiver.save({ mayLeave: false });
    expect(await here.services.devices.list()).toEqual([]);
  });
});

const sealed = (): Promise<Uint8Array<ArrayBuffer>> =>
  sealText(crypto, { kind: 'identity', bytes: new Uint8Array(4) }, PASSPHRASE);

const lockedOf = (bytes: Uint8Array<ArrayBuffer>): LockedText => {
  expect(readPayload(printLocked(bytes)).kind).toBe('locked');
  return valueOf(readLocked(bytes));
};

/** An opened device of a local cloud. */
async function receive(there: Browser, here: Browser, deviceId?: string): Promise<TransferReceiver> {
  const receiver = createTransferReceiver(here.services);
  const { devices } = there.services;
  const sender = await show(there, deviceId ?? (await devices.add(makeNewDevice('boiler-7', DEVICE_KEY))));
  for (let number = 0; receiver.state.get().kind !== 'locked' && number < shownBy(sender).codes.pieces; number += 1) {
    const payload = readPayload(await textOf(sender, there, number));
    if (payload.kind === 'locked') await receiver.takeLocked(payload.locked);
    if (payload.kind === 'part') receiver.take(payload.part);
  }
  await reach(receiver, 'locked');
  await receiver.unlock(PASSPHRASE);
  return receiver;
}
