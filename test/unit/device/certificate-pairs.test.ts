import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeFinding } from '#core/errors/workbench-error';
import type { DeviceDetail } from '#core/ports/device-host';
import {
  createCertificateBench,
  createCertificateRoom,
  isIn,
  type CertificateBench,
  type CertificateRoom,
} from '../../support/certificate-bench.ts';
import { deviceWish, pairWish, rootWish } from '../../support/certificate-makers.ts';
import { makeCertificateEntry, makeCertificateGroup } from '../../support/shown-certificates.ts';

const DAY_MS = 86_400_000;
const ID = 'pump-17';

let room: CertificateRoom;
let primaryId: string;
let secondaryId: string;
beforeAll(async () => {
  room = createCertificateRoom();
  [primaryId, secondaryId] = await room.makePair(pairWish({ deviceId: ID }));
});

let bench: CertificateBench;
afterEach(() => bench.dispose());

const openWith = async (...enrolled: readonly ['primary' | 'secondary', string][]): Promise<void> => {
  const slots = await Promise.all(enrolled.map(async ([slot, id]) => [slot, await room.der(id)] as const));
  const entry = makeCertificateEntry(ID, Object.fromEntries(slots));
  bench = await createCertificateBench(room, () => ({ individualEnrollments: [entry] }));
};
const openBoth = (): Promise<void> => openWith(['primary', primaryId], ['secondary', secondaryId]);

/** Which of the two each connection was made with. */
const shown = async (): Promise<readonly string[]> => {
  const slots = new Map<string, string>();
  for (const [slot, id] of Object.entries({ primary: primaryId, secondary: secondaryId })) {
    slots.set((await room.kept(id).catch(() => undefined))?.facts.derBase64 ?? '', slot);
  }
  return bench.road.shown.map((one) => slots.get(Buffer.from(one?.chain[0] ?? []).toString('base64')) ?? 'none');
};

const isOnlineWith =
  (slot: string) =>
  ({ state, certificates }: DeviceDetail): boolean =>
    state.kind === 'online' && certificates?.inUse === slot;

const goOnline = async (): Promise<string> => {
  const id = await bench.addWith(primaryId, secondaryId);
  await bench.host.start(id);
  await bench.reach(id, isIn('online'));
  return id;
};

describe('a primary certificate that is refused makes way for the secondary one, once', () => {
  test('at DPS', async () => {
    await openWith(['secondary', secondaryId]);
    const id = await bench.addWith(primaryId, secondaryId);
    await bench.host.start(id);
    await bench.reach(id, isOnlineWith('secondary'));
    expect(await shown()).toEqual(['primary', 'secondary', 'secondary']);
    expect(await bench.trace(id)).toContain('note NOTE The primary certificate was refused; trying the secondary one.');
    expect((await bench.detail(id)).record.certificateInUse).toBeUndefined();
  });

  test('by an alert of TLS', async () => {
    await openBoth();
    bench.road.isBlocked = true;
    const alert = { description: 46, name: 'certificate_unknown', duringHandshake: true, afterCertificate: true };
    bench.road.finding = makeFinding('tls/alert', alert);
    const id = await bench.addWith(primaryId, secondaryId);
    await bench.host.start(id);
    const { state, checks } = await bench.reach(id, isIn('refused'));
    expect(state).toMatchObject({ reason: { code: 'tls/alert' } });
    expect(await shown()).toEqual(['primary', 'secondary']);
    expect(checks.find(({ check }) => check === 'credential')?.result).toBe('failed');
  });
});

describe('one of a pair that cannot be used is passed over', () => {
  test('when it was removed', async () => {
    const [goneId, leftId] = await room.makePair(pairWish({ deviceId: ID }));
    await openWith(['secondary', leftId]);
    await room.remove(goneId);
    const id = await bench.addWith(goneId, leftId);
    await bench.host.start(id);
    const { preflight, certificates } = await bench.reach(id, isOnlineWith('secondary'));
    expect(preflight.find(({ check }) => check === 'certificate')).toEqual({
      check: 'certificate',
      result: 'doubtful',
      finding: makeFinding('device/certificate-missing', {}),
    });
    expect(certificates?.primary).toBeUndefined();
    expect(await bench.trace(id)).toContain(
      'note NOTE The primary certificate is passed over: The certificate of this device is missing.',
    );
  });
});

describe('the other certificate of a pair', () => {
  test('takes over while the device runs, at once, registered first, and stays after a stop', async () => {
    await openBoth();
    const id = await goOnline();
    const before = bench.clock.now();
    await bench.host.useCertificate(id, 'secondary');
    await bench.reach(id, isOnlineWith('secondary'));
    expect(bench.clock.now() - before).toBeLessThan(2500);
    expect(await shown()).toEqual(['primary', 'primary', 'secondary', 'secondary']);
    expect(bench.road.dialled.map(({ service }) => service)).toEqual(['dps', 'hub', 'dps', 'hub']);
    expect(bench.road.open).toBe(1);
    expect(await bench.trace(id)).toContain('note NOTE Connecting with the secondary certificate from now on.');
    const { record, counters } = await bench.detail(id);
    expect(record.certificateInUse).toBe('secondary');
    expect(counters).toMatchObject({ reconnects: 1, errors: 0 });

    await bench.host.stop(id);
    expect((await bench.detail(id)).certificates?.inUse).toBe('secondary');
    await bench.host.start(id);
    await bench.reach(id, isOnlineWith('secondary'));
    expect((await shown()).slice(4)).toEqual(['secondary', 'secondary']);
    await bench.host.useCertificate(id, 'primary');
    await bench.reach(id, isOnlineWith('primary'));
  });

  test('that is in use already changes nothing', async () => {
    await openBoth();
    const id = await goOnline();
    await bench.host.useCertificate(id, 'primary');
    await bench.clock.advance(1000);
    expect(bench.road.dialled).toHaveLength(2);
    expect((await bench.trace(id)).filter((row) => row.includes('from now on'))).toEqual([]);
  });

  test('ends a wait for the next attempt', async () => {
    await openBoth();
    const id = await goOnline();
    bench.road.isBlocked = true;
    bench.road.cut();
    await bench.reach(id, isIn('waiting'));
    bench.road.isBlocked = false;
    const before = bench.clock.now();
    await bench.host.useCertificate(id, 'secondary');
    await bench.reach(id, isOnlineWith('secondary'));
    expect(bench.clock.now() - before).toBeLessThan(2500);
  });

  test('gives its place back when the hub refuses it', async () => {
    const [, strangeId] = await room.makePair(pairWish({ deviceId: ID }));
    await openWith(['primary', primaryId]);
    const id = await bench.addWith(primaryId, strangeId);
    await bench.host.start(id);
    await bench.reach(id, isIn('online'));
    await bench.host.useCertificate(id, 'secondary');
    await bench.reach(id, isOnlineWith('primary'));
    expect(await bench.trace(id)).toContain('note NOTE The secondary certificate was refused; trying the primary one.');
  });

  test('must be there, with its key', async () => {
    await openBoth();
    const alone = await bench.addWith(primaryId);
    await expect(bench.host.useCertificate(alone, 'secondary')).rejects.toMatchObject({
      code: 'device/certificate-no-secondary',
    });
    await bench.host.remove(alone);
    const [leftId, goneId] = await room.makePair(pairWish({ deviceId: ID }));
    await room.remove(goneId);
    const id = await bench.addWith(leftId, goneId);
    await expect(bench.host.useCertificate(id, 'secondary')).rejects.toMatchObject({
      code: 'device/certificate-missing',
    });
    expect((await bench.detail(id)).record.certificateInUse).toBeUndefined();
  });

  test('is forgotten with the pair', async () => {
    await openBoth();
    const id = await goOnline();
    await bench.host.useCertificate(id, 'secondary');
    await bench.host.replaceSecret(id, { kind: 'certificate', primaryId });
    expect((await bench.detail(id)).record.certificateInUse).toBeUndefined();
  });
});

describe('the end of a certificate', () => {
  test('is told in time, again before it comes, and when it has come; the service judges it', async () => {
    const now = Math.floor(room.clock.now() / 1000) * 1000;
    const rootId = await room.makeAuthority(rootWish());
    const validity = { notBefore: now, notAfter: now + 100 * DAY_MS };
    const deviceId = await room.makeDevice(deviceWish(rootId, { validity }));
    const group = makeCertificateGroup('fleet', { primary: await room.der(rootId) });
    bench = await createCertificateBench(room, ({ enrollmentGroups }) => ({
      enrollmentGroups: [...enrollmentGroups, group],
    }));
    const id = await bench.addWith(deviceId);
    // A fifth of its life is left.
    await bench.clock.advance(79.999 * DAY_MS);
    await bench.host.start(id);
    const good = await bench.reach(id, isIn('online'));
    expect(good.warning).toBeUndefined();
    await bench.clock.advance(0.002 * DAY_MS);
    const soon = makeFinding('device/certificate-ends-soon', { name: ID, notAfter: validity.notAfter });
    expect((await bench.detail(id)).warning).toEqual(soon);
    await bench.host.stop(id);
    await bench.host.start(id);
    const { preflight, warning } = await bench.reach(id, isIn('online'));
    expect(warning).toEqual(soon);
    expect(preflight.find(({ check }) => check === 'certificate')).toMatchObject({ result: 'doubtful', finding: soon });
  });
});
