import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceDetail, NewDevice } from '#core/ports/device-host';
import { PRIVATE_KEY } from '#core/ports/vault';
import { requestCertificate } from '#device/certificates/request-certificate';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { settle } from '#core/errors/settle';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import { readSigningRequest } from '#core/x509/signing-request';
import {
  createCertificateBench,
  createCertificateRoom,
  isIn,
  type CertificateBench,
  type CertificateRoom,
} from '../../support/certificate-bench.ts';
import { deviceWish, rootWish } from '../../support/certificate-makers.ts';
import { makeFault } from '../../support/faults.ts';
import { keysOf, validity } from '../../support/issuing.ts';
import { makeCertificateGroup } from '../../support/shown-certificates.ts';

const MINUTE_MS = 60_000;
const ID = 'pump-17';
const POLICY = { policyName: 'thirty-days', authorityName: null, namespaceName: null };

let room: CertificateRoom;
let bench: CertificateBench;
beforeEach(() => void (room = createCertificateRoom()));
afterEach(() => bench.dispose());

const open = async (issuance: typeof POLICY | null = POLICY): Promise<void> => {
  bench = await createCertificateBench(room, ({ enrollmentGroups }) => ({
    enrollmentGroups: enrollmentGroups.map((group) => ({ ...group, issuance })),
  }));
};

/** A device of the cloud's own group that asks for a certificate. */
const addAsking = (record: Partial<NewDevice['record']> = {}): Promise<string> =>
  bench.host.add({
    record: {
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: bench.route(ID),
      behaviour: 'raw',
      intervalMs: 600_000,
      wantsCertificate: true,
      ...record,
    },
    secret: { kind: 'group-key', primaryKey: bench.cloud.describe().enrollmentGroups[0]?.primaryKey ?? '' },
  });

const goOnline = async (): Promise<string> => {
  const id = await addAsking();
  await bench.host.start(id);
  await bench.reach(id, isIn('online'));
  return id;
};

const keysInVault = async (): Promise<readonly string[]> => (await bench.vault.list(PRIVATE_KEY)).map(({ id }) => id);

describe('a certificate that DPS issues', () => {
  test('is asked for with a key, and shown to the hub with its chain', async () => {
    await open();
    const id = await goOnline();
    const detail = await bench.detail(id);
    const { issued } = detail.certificates ?? {};
    expect(issued?.facts).toMatchObject({ commonName: ID, keyKind: 'P-384' });
    expect(issued?.chain).toHaveLength(1);
    const [atDps, atHub] = bench.road.shown;
    expect(atDps).toBeUndefined();
    expect(atHub?.chain.map((der) => encodeBase64(der))).toEqual(
      [issued?.facts, ...(issued?.chain ?? [])].map((facts) => facts?.derBase64),
    );
    expect(atHub?.key.extractable).toBe(false);
    expect(detail.road).toEqual({ road: 'relay', reason: 'only', next: undefined });
    expect(await bench.trace(id)).toContain(
      'note NOTE DPS issued a certificate, good until 2026-02-04 09:10 UTC; it is kept with its key.',
    );
  });

  test('may be asked for with a certificate', async () => {
    const rootId = await room.makeAuthority(rootWish());
    const deviceId = await room.makeDevice(deviceWish(rootId));
    const group = makeCertificateGroup('fleet', { primary: await room.der(rootId) }, { issuance: POLICY });
    bench = await createCertificateBench(room, () => ({ enrollmentGroups: [group] }));
    const id = await bench.addWith(deviceId, undefined, { wantsCertificate: true });
    await bench.host.start(id);
    const { certificates } = await bench.reach(id, isIn('online'));
    const [atDps, atHub] = bench.road.shown.map((one) => encodeBase64(one?.chain[0] ?? new Uint8Array()));
    expect(atDps).toBe(certificates?.primary?.facts.derBase64);
    expect(atHub).toBe(certificates?.issued?.facts.derBase64);
  });

  test('serves the next start, and nobody reads its key or takes it along', async () => {
    await open();
    const id = await goOnline();
    const [key, ...more] = await keysInVault();
    expect(more).toEqual([]);
    await bench.host.stop(id);
    await bench.host.start(id);
    await bench.reach(id, isIn('online'));
    expect(await keysInVault()).toEqual([key]);
    expect(bench.road.shown.map((one) => one !== undefined)).toEqual([false, true, false, true]);
    expect(await bench.host.reveal(id)).not.toHaveProperty('issued');
    expect((await bench.host.remove(id)).secret).not.toHaveProperty('issued');
    expect(await keysInVault()).toEqual([]);
  });

  /** Stops the device until a minute before its certificate is due, and starts it again. */
  const goOnlineLater = async () => {
    const id = await goOnline();
    const first = (await bench.detail(id)).certificates?.issued?.facts;
    if (first === undefined) throw new Error('nothing was issued');
    const dueAt = first.notBefore + 0.8 * (first.notAfter - first.notBefore);
    await bench.host.stop(id);
    await bench.clock.advance(dueAt - bench.clock.now() - MINUTE_MS);
    await bench.host.start(id);
    const { certificates } = await bench.reach(id, isIn('online'));
    expect(certificates?.issued?.facts).toEqual(first);
    return { id, first };
  };

  test('is renewed when four fifths of its life are over, while the device runs', async () => {
    await open();
    const { id, first } = await goOnlineLater();
    const [firstKey] = await keysInVault();
    await bench.clock.advance(MINUTE_MS);
    const { certificates, warning } = await bench.reach(
      id,
      (now) => now.state.kind === 'online' && now.certificates?.issued?.facts.derBase64 !== first.derBase64,
    );
    expect(certificates?.issued?.facts.notAfter).toBeGreaterThan(first.notAfter);
    expect(warning).toBeUndefined();
    const [secondKey, ...more] = await keysInVault();
    expect([firstKey, ...more]).not.toContain(secondKey);
    expect(await bench.trace(id)).toContain(
      'note NOTE Most of the life of the issued certificate is over; asking DPS for a new one.',
    );
  });

  test('stays in use, with a warning, while it is good and DPS issues no other', async () => {
    await open();
    const { id } = await goOnlineLater();
    const faults = [makeFault('refuse', { service: 'dps', returnCode: 5 })];
    await bench.operator('PATCH', '/_emu/settings', { faults });
    const isWarned = ({ state, warning }: DeviceDetail): boolean => state.kind === 'online' && warning !== undefined;
    await bench.clock.advance(MINUTE_MS);
    expect((await bench.reach(id, isWarned)).warning).toMatchObject({ code: 'dps/refused' });
    expect(await bench.trace(id)).toContain(
      'note NOTE DPS refused the connection; going on with the issued certificate, and asking again in an hour.',
    );
    const services = (): readonly string[] => bench.road.dialled.map(({ service }) => service);
    expect(services()).toEqual(['dps', 'hub', 'dps', 'hub', 'dps', 'hub']);
    await bench.clock.advance(58 * MINUTE_MS);
    expect(services()).toHaveLength(6);
    await bench.operator('PATCH', '/_emu/settings', { faults: [] });
    await bench.clock.advance(2 * MINUTE_MS);
    const renewed = await bench.reach(id, ({ state }) => state.kind === 'online' && services().length === 8);
    expect(renewed.warning).toBeUndefined();
  }, 30_000);

  test('is asked for anew when the kept one cannot be opened', async () => {
    await open();
    const id = await goOnline();
    const [firstKey = ''] = await keysInVault();
    await bench.host.stop(id);
    await bench.vault.change({ remove: [{ kind: PRIVATE_KEY, id: firstKey }] });
    await bench.host.start(id);
    await bench.reach(id, isIn('online'));
    expect(await keysInVault()).not.toEqual([firstKey]);
  });

  test('stays with a device whose key is found to be a group key in the same start', async () => {
    await open();
    const id = await addAsking();
    const { primaryKey = '' } = bench.cloud.describe().enrollmentGroups[0] ?? {};
    await bench.host.replaceSecret(id, { kind: 'device-key', primaryKey });
    await bench.host.startAsGroupKey(id);
    await bench.reach(id, ({ state, record }) => state.kind === 'online' && record.keyKind === 'group-key');
    expect((await bench.detail(id)).certificates?.issued).toBeDefined();
    expect(await keysInVault()).toHaveLength(1);
  });

  test('is not to be had from an enrollment without a policy, which DPS says', async () => {
    await open(null);
    const id = await addAsking();
    await bench.host.start(id);
    const { state } = await bench.reach(id, isIn('refused'));
    expect(state).toMatchObject({
      reason: {
        code: 'dps/bad-request',
        facts: {
          said: { message: 'The enrollment is not linked to a certificate issuance policy.' },
          wantedCertificate: true,
        },
      },
    });
  });

  test('needs a road of its own, which the browser’s certificate has not', async () => {
    await open();
    const added = bench.host.add({
      record: {
        cloud: { kind: 'azure' },
        route: bench.route(ID),
        behaviour: 'raw',
        wantsCertificate: true,
      },
      secret: { kind: 'browser-certificate' },
    });
    await expect(added).rejects.toMatchObject({ code: 'device/road-not-possible' });
  });
});

describe('what is issued is judged before it is kept', () => {
  const kept: unknown[] = [];
  const request = () =>
    requestCertificate({ vault: room.vault, crypto }, ID, (...issued) => Promise.resolve(void kept.push(issued)));
  const chainOf = async (name: string): Promise<readonly string[]> => {
    const rootId = await room.makeAuthority(rootWish());
    const made = await room.kept(await room.makeDevice(deviceWish(rootId, { name, keyKind: 'P-384' })));
    return [made.facts, ...made.chain].map(({ derBase64 }) => derBase64);
  };
  beforeEach(() => open());

  test.each<[string, () => Promise<readonly string[] | undefined>, string]>([
    ['nothing', () => Promise.resolve(undefined), 'device/not-issued'],
    ['no certificate at all', () => Promise.resolve([]), 'device/issued-chain-form'],
    ['something that is none', async () => [...(await chainOf(ID)), 'AAAA'], 'device/issued-chain-form'],
    ['one for another key', () => chainOf(ID), 'device/issued-other-key'],
  ])('%s is refused', async (_name, chain, code) => {
    const { take } = await request();
    await expect(take(await chain())).rejects.toMatchObject({ code });
    expect(kept).toEqual([]);
  });

  test('one for its key with the name of another device is refused', async () => {
    const { csrBase64, take } = await request();
    const { publicKey } = settle(readSigningRequest(decodeBase64(csrBase64)!)).value;
    const keys = { publicKey: publicKey.spki, privateKey: (await keysOf('P-256')).privateKey };
    const der = await issueSelfSigned(crypto, { commonName: 'pump-18', keys, validity, profile: 'azure' });
    await expect(take([encodeBase64(der)])).rejects.toMatchObject({ code: 'device/issued-other-key' });
    expect(kept).toEqual([]);
  });
});
