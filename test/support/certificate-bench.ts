import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import type { CloudState } from '#cloud/state/cloud-state';
import type { CertificateMaker, KeptCertificate } from '#core/ports/certificate-maker';
import type { DeviceDetail, NewDevice } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import { createTestCertificateMaker, type SetClock } from './certificate-makers.ts';
import { startCloud } from './cloud-harness.ts';
import { createDeviceBench, type BenchOptions, type DeviceBench } from './device-bench.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** The host that the cloud of these devices gives out as their hub. */
export const CERTIFICATE_HUB = 'localhost';

/** A room of certificates, whose vault the devices share. */
export interface CertificateRoom extends CertificateMaker {
  readonly clock: FakeClock;
  readonly vault: Vault;
  kept(id: string): Promise<KeptCertificate>;
  der(id: string): Promise<{ readonly der: Uint8Array }>;
}

/** Gives a room in which nothing is kept yet. */
export function createCertificateRoom(): CertificateRoom {
  const clock = createFakeClock();
  const vault = createMemoryVault(globalThis.crypto.subtle);
  // A maker reads the time and waits for nothing.
  const maker = createTestCertificateMaker({ vault, clock: clock as FakeClock & SetClock, locks: createMemoryLocks() });
  return {
    ...maker,
    clock,
    vault,
    async der(id) {
      return { der: Uint8Array.from(Buffer.from((await maker.kept(id)).facts.derBase64, 'base64')) };
    },
  };
}

/** Devices and a cloud on one clock, with real signatures. */
export interface CertificateBench extends DeviceBench {
  /** A raw device with certificates by their ids, for the cloud's DPS unless `record` says another route. */
  addWith(primaryId: string, secondaryId?: string, record?: Partial<NewDevice['record']>): Promise<string>;
  /** Starts, and moves time on until `isReached`. */
  reach(id: string, isReached: (detail: DeviceDetail) => boolean): Promise<DeviceDetail>;
  route(registrationId: string): NewDevice['record']['route'];
}

/** Gives a bench whose cloud has this state in addition to what every cloud has. */
export async function createCertificateBench(
  room: CertificateRoom,
  change: (state: CloudState) => Partial<CloudState>,
  options: Omit<BenchOptions, 'shared' | 'crypto'> = {},
): Promise<CertificateBench> {
  const { clock, vault } = room;
  const empty = (await startCloud()).cloud.snapshot();
  const settings = { ...empty.settings, retryAfterSeconds: 0 };
  const { cloud } = await startCloud({ clock, state: { ...empty, settings, ...change(empty) } });
  const bench = await createDeviceBench({
    ...options,
    crypto: globalThis.crypto,
    shared: { clock, cloud, vault },
  });
  const route = (registrationId: string): NewDevice['record']['route'] => {
    const { idScope } = cloud.describe();
    return { kind: 'dps', dpsHost: CERTIFICATE_HUB, idScope, registrationId };
  };
  return {
    ...bench,
    route,
    addWith: (primaryId, secondaryId, record = {}) =>
      bench.host.add({
        record: {
          cloud: { kind: 'node', origin: 'http://localhost:8080' },
          route: route('pump-17'),
          behaviour: 'raw',
          intervalMs: 600_000,
          ...record,
        },
        secret: { kind: 'certificate', primaryId, ...(secondaryId === undefined ? {} : { secondaryId }) },
      }),
    async dispose() {
      // The room goes on with the next bench, whose devices may have the same names.
      for (const { record } of await bench.host.list()) await bench.host.remove(record.id);
      await bench.dispose();
    },
    async reach(id, isReached) {
      for (let tries = 0; tries < 1000; tries += 1) {
        const detail = await bench.detail(id);
        if (isReached(detail)) return detail;
        // Signatures come from threads of the platform, which know nothing of the bench's clock.
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (tries % 8 === 7) await clock.advance(250);
      }
      throw new Error(
        `not reached: ${JSON.stringify((await bench.detail(id)).state)}\n${(await bench.trace(id)).join('\n')}`,
      );
    },
  };
}

/** For `reach`. */
export const isIn = (kind: DeviceDetail['state']['kind']) => (detail: DeviceDetail) => detail.state.kind === kind;
