import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HubAuthentication } from '#cloud/state/cloud-state';
import type { NewDevice } from '#core/ports/device-host';
import {
  CERTIFICATE_HUB,
  createCertificateBench,
  createCertificateRoom,
  isIn,
  type CertificateBench,
  type CertificateRoom,
} from '../../support/certificate-bench.ts';
import { deviceWish, pairWish, rootWish } from '../../support/certificate-makers.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import { makeCertificateEntry, makeCertificateGroup, makeUploaded } from '../../support/shown-certificates.ts';

const HOUR_MS = 3_600_000;
const ID = 'pump-17';
const TO_HUB: NewDevice['record']['route'] = { kind: 'hub', hubHost: CERTIFICATE_HUB, deviceId: ID };

let room: CertificateRoom;
let rootId: string;
let deviceId: string;
let deepId: string;
let pair: readonly [string, string];
beforeAll(async () => {
  room = createCertificateRoom();
  rootId = await room.makeAuthority(rootWish());
  const caId = await room.makeAuthority(rootWish({ commonName: 'Line CA', authorityId: rootId }));
  deviceId = await room.makeDevice(deviceWish(rootId, { keyPlace: 'vault' }));
  deepId = await room.makeDevice(deviceWish(caId, { keyPlace: 'browser' }));
  pair = await room.makePair(pairWish({ deviceId: ID }));
});

let bench: CertificateBench;
afterEach(() => bench.dispose());

const openGroup = async (): Promise<void> => {
  const group = makeCertificateGroup('fleet', { primary: await room.der(rootId) });
  bench = await createCertificateBench(room, ({ enrollmentGroups }) => ({
    enrollmentGroups: [...enrollmentGroups, group],
  }));
};

/** A cloud whose hub knows the device, and no DPS that does. */
const openHub = async (authentication: HubAuthentication): Promise<void> => {
  const known = await startCloud();
  await known.addDevice(ID);
  const identities = known.cloud.snapshot().identities.map((identity) => ({ ...identity, authentication }));
  const authority = makeUploaded('hub', 'fleet', await room.der(rootId));
  bench = await createCertificateBench(room, () => ({ identities, authorities: [authority] }));
};

const goOnline = async (primaryId: string, secondaryId?: string, record: Partial<NewDevice['record']> = {}) => {
  const id = await bench.addWith(primaryId, secondaryId, record);
  await bench.host.start(id);
  return { id, detail: await bench.reach(id, isIn('online')) };
};

describe('a device with a certificate goes online', () => {
  test('through DPS, by the group of its authority', async () => {
    await openGroup();
    const { detail } = await goOnline(deviceId);
    expect(detail.state).toMatchObject({ hub: CERTIFICATE_HUB, deviceId: ID });
    expect(detail.preflight.map(({ check, result }) => `${check} ${result}`).slice(0, 2)).toEqual([
      'certificate good',
      'id good',
    ]);
    expect(detail.checks.map(({ check, result }) => `${check} ${result}`)).toEqual([
      'identity passed',
      'credential passed',
      'permission passed',
    ]);
  });

  test('with its whole chain up to the root, as it is saved, and a key that nobody can read', async () => {
    await openGroup();
    await goOnline(deepId);
    const { facts, chain } = await room.kept(deepId);
    expect(chain).toHaveLength(2);
    const sent = [facts, ...chain].map(({ derBase64 }) => derBase64);
    expect(bench.road.shown).toHaveLength(2);
    for (const identity of bench.road.shown) {
      expect(identity?.chain.map((der) => Buffer.from(der).toString('base64'))).toEqual(sent);
      expect(identity?.key.extractable).toBe(false);
    }
  });

  test('through DPS, by an enrollment of its own', async () => {
    const entry = makeCertificateEntry(ID, { primary: await room.der(pair[0]), secondary: await room.der(pair[1]) });
    bench = await createCertificateBench(room, () => ({ individualEnrollments: [entry] }));
    await goOnline(...pair);
    expect(bench.road.shown).toHaveLength(2);
  });

  test('at a hub that knows its thumbprint', async () => {
    const { der } = await room.der(pair[0]);
    const primaryThumbprint = createHash('sha256').update(der).digest('hex').toUpperCase();
    await openHub({ type: 'selfSigned', primaryThumbprint, secondaryThumbprint: null });
    await goOnline(pair[0], undefined, { route: TO_HUB });
    expect(bench.road.dialled).toEqual([{ host: CERTIFICATE_HUB, service: 'hub' }]);
  });

  test('at a hub that knows its authority', async () => {
    await openHub({ type: 'certificateAuthority' });
    await goOnline(deviceId, undefined, { route: TO_HUB });
    expect(bench.road.dialled).toEqual([{ host: CERTIFICATE_HUB, service: 'hub' }]);
  });
});

describe('a device that is online with a certificate', () => {
  test('has no token that would have to be renewed', async () => {
    await openGroup();
    const { id } = await goOnline(deviceId);
    await bench.clock.advance(1.5 * HOUR_MS);
    expect((await bench.detail(id)).state.kind).toBe('online');
    expect(bench.road.dialled).toHaveLength(2);
  }, 30_000);

  test('shows its certificate and its road, and keeps of them no more than the names of what the room has', async () => {
    await openGroup();
    const { id, detail } = await goOnline(deviceId);
    const { facts, chain } = await room.kept(deviceId);
    expect(detail.certificates).toEqual({
      primary: { id: deviceId, facts, chain },
      secondary: undefined,
      issued: undefined,
      inUse: 'primary',
    });
    // Its cloud is reached at http:, where the browser's own certificate would be asked for by nobody.
    expect(detail.road).toEqual({ road: 'relay', reason: 'usual', next: undefined });
    expect(await bench.host.reveal(id)).toEqual({ kind: 'certificate', primaryId: deviceId });
    const kept = await bench.host.remove(id);
    expect(kept.secret).toEqual({ kind: 'certificate', primaryId: deviceId });
    expect((await room.kept(deviceId)).facts).toEqual(facts);
  });
});
