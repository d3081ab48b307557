import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HubAuthentication } from '#cloud/state/cloud-state';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { DeviceDetail, NewDevice } from '#core/ports/device-host';
import type { VaultRecord } from '#core/ports/vault';
import {
  CERTIFICATE_HUB,
  createCertificateBench,
  createCertificateRoom,
  isIn,
  type CertificateBench,
  type CertificateRoom,
} from '../../support/certificate-bench.ts';
import { deviceWish, rootWish } from '../../support/certificate-makers.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import { makeCertificateGroup } from '../../support/shown-certificates.ts';

const DAY_MS = 86_400_000;
const ID = 'pump-17';
const TO_HUB: NewDevice['record']['route'] = { kind: 'hub', hubHost: CERTIFICATE_HUB, deviceId: ID };

let room: CertificateRoom;
let rootId: string;
let deviceId: string;
let strangerId: string;
beforeAll(async () => {
  room = createCertificateRoom();
  rootId = await room.makeAuthority(rootWish());
  const strangeRootId = await room.makeAuthority(rootWish({ commonName: 'Strange Root' }));
  deviceId = await room.makeDevice(deviceWish(rootId));
  strangerId = await room.makeDevice(deviceWish(strangeRootId));
});

let bench: CertificateBench;
afterEach(() => bench.dispose());

const open = async (): Promise<void> => {
  const group = makeCertificateGroup('fleet', { primary: await room.der(rootId) });
  bench = await createCertificateBench(room, ({ enrollmentGroups }) => ({
    enrollmentGroups: [...enrollmentGroups, group],
  }));
};

const openHub = async (authentication: HubAuthentication): Promise<void> => {
  const known = await startCloud();
  await known.addDevice(ID);
  const identities = known.cloud.snapshot().identities.map((identity) => ({ ...identity, authentication }));
  bench = await createCertificateBench(room, () => ({ identities }));
};

const beRefused = async (primaryId: string, record: Partial<NewDevice['record']> = {}): Promise<DeviceDetail> => {
  const id = await bench.addWith(primaryId, undefined, record);
  await bench.host.start(id);
  return bench.reach(id, isIn('refused'));
};

const reasonOf = ({ state }: DeviceDetail): Finding | undefined =>
  state.kind === 'refused' ? state.reason : undefined;

const causesOf = (detail: DeviceDetail): readonly string[] => {
  const facts = reasonOf(detail)?.facts;
  return facts !== undefined && 'causes' in facts ? facts.causes.map(({ cause }) => cause) : [];
};

/** Words for keys, which a device with a certificate has none of. */
const OF_KEYS = ['wrong-key', 'group-key-used-as-device-key', 'derived-twice', 'upper-case-id', 'clock-behind'];

describe('a certificate that cannot be used keeps a device from dialling', () => {
  const expectAtHome = (detail: DeviceDetail, reason: Finding): void => {
    expect(reasonOf(detail)).toEqual(reason);
    expect(detail.preflight.find(({ check }) => check === 'certificate')).toEqual({
      check: 'certificate',
      result: 'bad',
      finding: reason,
    });
    expect(bench.road.dialled).toEqual([]);
  };

  test('for it has ended', async () => {
    const now = room.clock.now();
    const validity = { notBefore: now - 10 * DAY_MS, notAfter: now + 1000 };
    const endingId = await room.makeDevice(deviceWish(rootId, { name: 'brief', validity, again: true }));
    await open();
    await bench.clock.advance(2000);
    const detail = await beRefused(endingId, { route: bench.route('brief') });
    expectAtHome(detail, makeFinding('device/certificate-ended', { name: 'brief', notAfter: validity.notAfter }));
  });

  test('for it is not valid yet', async () => {
    const now = room.clock.now();
    const validity = { notBefore: Math.floor(now / 1000) * 1000 + DAY_MS, notAfter: now + 30 * DAY_MS };
    const earlyId = await room.makeDevice(deviceWish(rootId, { name: 'early', validity, again: true }));
    await open();
    const detail = await beRefused(earlyId, { route: bench.route('early') });
    expectAtHome(
      detail,
      makeFinding('device/certificate-not-yet-valid', { name: 'early', notBefore: validity.notBefore }),
    );
  });

  test('for it names another device, whatever the case', async () => {
    await open();
    const detail = await beRefused(deviceId, { route: bench.route('pump-18') });
    expectAtHome(detail, makeFinding('device/certificate-for-other', { name: ID, id: 'pump-18' }));
    const upper = await bench.addWith(deviceId, undefined, { route: bench.route('PUMP-17') });
    await bench.host.start(upper);
    await bench.reach(upper, isIn('online'));
  });

  test('for it was removed', async () => {
    const goneId = await room.makeDevice(deviceWish(rootId, { again: true }));
    await open();
    await room.remove(goneId);
    expectAtHome(await beRefused(goneId), makeFinding('device/certificate-missing', {}));
    const [{ record } = { record: undefined }] = await bench.host.list();
    expect((await bench.detail(record?.id ?? '')).certificates?.primary).toBeUndefined();
  });

  test('for its key is elsewhere', async () => {
    const record = (await room.vault.read('certificate', deviceId)) as VaultRecord<object>;
    await room.vault.write({ ...record, id: 'keyless', public: { ...record.public, keyId: undefined } });
    await open();
    expectAtHome(await beRefused('keyless'), makeFinding('device/certificate-key-elsewhere', { name: ID }));
  });

  test('for the kept key is another one', async () => {
    const record = (await room.vault.read('certificate', deviceId)) as VaultRecord<{ keyId: string }>;
    const other = (await room.vault.read('certificate', strangerId)) as VaultRecord<{ keyId: string }>;
    await room.vault.write({ ...record, id: 'swapped', public: { ...record.public, keyId: other.public.keyId } });
    await open();
    expectAtHome(await beRefused('swapped'), makeFinding('device/certificate-key-changed', { name: ID }));
    await room.vault.remove('certificate', 'swapped');
  });
});

describe('a certificate that a service does not take is refused in words for certificates', () => {
  test('by DPS', async () => {
    await open();
    const detail = await beRefused(strangerId);
    expect(reasonOf(detail)).toMatchObject({
      code: 'dps/certificate-refused',
      facts: { said: { errorCode: 401002, message: 'Invalid certificate.' } },
    });
    expect(causesOf(detail)).toEqual([
      'certificate-not-enrolled',
      'authority-not-verified',
      'wrong-id-scope',
      'unknown-device',
      'device-disabled',
    ]);
    expect(bench.road.dialled).toHaveLength(1);
  });

  test('by DPS that has another ID scope since', async () => {
    const group = makeCertificateGroup('fleet', { primary: await room.der(rootId) });
    bench = await createCertificateBench(
      room,
      ({ enrollmentGroups }) => ({ enrollmentGroups: [...enrollmentGroups, group] }),
      { localIdScope: '0ne00ABCDEF' },
    );
    const route = { kind: 'dps', dpsHost: CERTIFICATE_HUB, idScope: '0ne00000000', registrationId: ID } as const;
    const detail = await beRefused(deviceId, { route });
    expect(reasonOf(detail)).toMatchObject({
      code: 'dps/certificate-refused',
      facts: { localIdScope: '0ne00ABCDEF' },
    });
    expect(causesOf(detail)[0]).toBe('wrong-id-scope');
  });

  test('by a hub', async () => {
    await openHub({ type: 'selfSigned', primaryThumbprint: 'A'.repeat(40), secondaryThumbprint: null });
    const detail = await beRefused(deviceId, { route: TO_HUB });
    expect(reasonOf(detail)).toMatchObject({
      code: 'hub/refused',
      facts: { returnCode: 5, usesCertificate: true },
    });
    expect(causesOf(detail)).toContain('thumbprint-differs');
    expect(causesOf(detail)).not.toContain('certificate-names-other');
    for (const cause of OF_KEYS) expect(causesOf(detail)).not.toContain(cause);
  });

  test('by a hub that knows the device under another name than its certificate', async () => {
    await openHub({ type: 'selfSigned', primaryThumbprint: 'A'.repeat(40), secondaryThumbprint: null });
    const detail = await beRefused(deviceId, { route: { ...TO_HUB, deviceId: 'pump-of-another-name' } });
    expect(causesOf(detail)[0]).toBe('certificate-names-other');
  });
});

describe('what the road knows of an end becomes the refusal', () => {
  const AFTER = { description: 42, name: 'bad_certificate', duringHandshake: false, afterCertificate: true };

  test.each<[string, Finding]>([
    ['a server that is another one', makeFinding('tls/wrong-host', { host: 'h', names: [] })],
    ['a relay that does not know us', makeFinding('relay/token', { address: 'a' })],
    ['no relay at all', makeFinding('relay/none', {})],
    ['an alert about our certificate, where there is no other', makeFinding('tls/alert', AFTER)],
    ['bytes that are no TLS, before the device was ever online', makeFinding('tls/not-tls', {})],
  ])('for good: %s', async (_name, finding) => {
    await open();
    bench.road.isBlocked = true;
    bench.road.finding = finding;
    const detail = await beRefused(deviceId);
    expect(reasonOf(detail)).toEqual(finding);
    expect(bench.road.dialled).toHaveLength(1);
  });

  test('and is waited for where it may pass', async () => {
    await open();
    bench.road.isBlocked = true;
    bench.road.finding = makeFinding('relay/busy', { address: 'a' });
    const id = await bench.addWith(deviceId);
    await bench.host.start(id);
    const { state } = await bench.reach(id, isIn('waiting'));
    expect(state).toMatchObject({ reason: bench.road.finding });
    bench.road.isBlocked = false;
    await bench.reach(id, isIn('online'));
  });

  test('while it is online, too; but that the server has ended the connection says no more than before', async () => {
    await open();
    const id = await bench.addWith(deviceId);
    await bench.host.start(id);
    await bench.reach(id, isIn('online'));
    bench.road.finding = makeFinding('tls/bad-record', {});
    bench.road.cut();
    expect((await bench.reach(id, isIn('waiting'))).state).toMatchObject({ reason: { code: 'tls/bad-record' } });
    await bench.reach(id, isIn('online'));
    bench.road.finding = makeFinding('tls/cut-off', { host: CERTIFICATE_HUB, duringHandshake: false });
    bench.road.cut();
    expect((await bench.reach(id, isIn('waiting'))).state).toMatchObject({ reason: { code: 'hub/closed' } });
  });
});
