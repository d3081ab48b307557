import { findingOf, makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import {
  deviceName,
  hasKeys,
  type CloudAddress,
  type DeviceSecret,
  type IssuedCertificate,
} from '#core/identity/device-record';
import { canTake } from '#core/identity/road';
import type { DeviceHost, NewDevice } from '#core/ports/device-host';
import type { VaultKey } from '#core/ports/vault';
import type { Connections } from './connections.ts';
import { createDeviceArchive, type ArchivedDevice } from './device-archive.ts';
import { watchDetail } from './device-detail.ts';
import { createHostedDevices } from './hosted-devices.ts';
import { isRunning } from './device-view.ts';
import { nameChangeLock, nameRegistrationLock } from './lock-names.ts';
import { createRegistrationCheck } from './registration-check.ts';
import { withRoad } from './road-in-use.ts';
import { testRelay } from './test-relay.ts';
import { trackLocks } from './tracked-locks.ts';
import { createVirtualDevice, type DevicePorts, type VirtualDevice } from './virtual-device.ts';
import { watchPoints, watchRows, watchValue, type Watcher } from './watchers.ts';

/** The world as the host of all devices sees it. */
export interface DeviceHostPorts extends Omit<DevicePorts, 'readRecord' | 'keepIssued' | 'readLocalIdScope'> {
  /** Gives the ID scope that a local cloud has now, or undefined when nobody says; never rejects. */
  readonly readLocalIdScope: (cloud: CloudAddress) => Promise<string | undefined>;
  /** What all devices share on their way. */
  readonly connections: Connections;
}

/**
 * Hosts the devices of a vault: keeps them, runs them, and tells watchers, at most once a frame. Devices that another
 * tab adds or removes come and go here too; whether they run is this host's own matter.
 */
export function createDeviceHost(hostPorts: DeviceHostPorts): DeviceHost & { dispose(): Promise<void> } {
  const locks = trackLocks(hostPorts.locks);
  const ports = { ...hostPorts, locks };
  const { clock, crypto, vault, connections } = ports;
  const archive = createDeviceArchive(vault);
  const hosted = createHostedDevices({
    clock,
    locks,
    vault,
    archive,
    createDevice: (readRecord, onChange) =>
      createVirtualDevice(
        {
          ...ports,
          readRecord,
          readLocalIdScope: () => ports.readLocalIdScope(readRecord().cloud),
          keepIssued: (issued, key) => keepIssued(readRecord().id, issued, key),
        },
        onChange,
      ),
  });
  const { find } = hosted;
  const registration = createRegistrationCheck({
    ...ports,
    async isRunningHere(record) {
      await hosted.loaded();
      const name = nameRegistrationLock(record);
      return hosted.summaries().some((one) => isRunning(one.state) && nameRegistrationLock(one.record) === name);
    },
  });

  /** Lets nobody else, in no tab, change what is kept of this device between a reading and the writing after it. */
  const alone = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const release = await locks.hold(nameChangeLock(id));
    try {
      return await work();
    } finally {
      release();
    }
  };
  /** Changes what is kept of a device; the newest of both sides, whoever wrote it. */
  const change = async (
    id: string,
    make: (kept: ArchivedDevice) => ArchivedDevice,
    keys: readonly VaultKey[] = [],
  ): Promise<void> => {
    const one = await find(id);
    await alone(id, async () => {
      const changed = make(await archive.read(id));
      await archive.write(changed, keys);
      one.record = changed.record;
    });
    hosted.show(one);
  };
  function keepIssued(id: string, issued: IssuedCertificate, key: VaultKey): Promise<void> {
    return change(id, ({ record, secret }) => ({ record, secret: { ...secret, issued } }), [key]);
  }
  const replaceSecret = (id: string, secret: DeviceSecret): Promise<void> =>
    change(id, ({ record: { certificateInUse: _before, ...record } }) => {
      requireRoad(record, secret);
      return { record: { ...record, keyKind: secret.kind }, secret };
    });
  /** Keeps the key that the service has accepted as a group key; nobody waits for it, so the device tells a failure. */
  const keepGroupSecret = async (id: string, device: VirtualDevice, secret: DeviceSecret): Promise<void> => {
    try {
      // What DPS has issued in the same start stays with the device.
      await change(id, ({ record, secret: { issued } }) => ({
        record: { ...record, keyKind: secret.kind },
        secret: issued === undefined ? secret : { ...secret, issued },
      }));
      device.note({ kind: 'group-key-kept' });
    } catch (error) {
      const reason = findingOf(error);
      if (reason === undefined) throw error;
      device.warn({ kind: 'group-key-not-kept', reason }, makeFinding('device/group-key-not-kept', {}));
    }
  };
  const watch = (watchers: Set<Watcher>, watcher: Watcher): (() => void) => {
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      watcher.dispose();
    };
  };

  return {
    list: async () => {
      await hosted.loaded();
      return hosted.summaries();
    },
    async add({ record, secret }: NewDevice) {
      await hosted.loaded();
      requireRoad(record, secret);
      const kept = { ...record, id: crypto.randomUUID(), createdAt: clock.now(), keyKind: secret.kind };
      const name = nameRegistrationLock(kept);
      if (hosted.records().some((one) => nameRegistrationLock(one) === name)) {
        throw new WorkbenchError('device/name-taken', { name: deviceName(kept.route) });
      }
      await archive.write({ record: kept, secret });
      hosted.host(kept);
      return kept.id;
    },
    async remove(id) {
      const { device } = await find(id);
      await device.stop();
      const { record, secret } = await alone(id, async () => {
        const kept = await archive.read(id);
        await archive.remove(id);
        return kept;
      });
      // Forgotten once it is gone for good: a device that the vault did not let go of stays in the list.
      await hosted.forget(id);
      const { id: _id, createdAt: _createdAt, keyKind: _keyKind, ...rest } = record;
      return { record: rest, secret: withoutIssued(secret) };
    },
    replaceSecret,
    async start(id) {
      const { device } = await find(id);
      const { record, secret } = await archive.read(id);
      device.start(record, secret);
    },
    check: registration.check,
    cancelCheck: registration.cancel,
    async startAsGroupKey(id) {
      const { device } = await find(id);
      const { record, secret } = await archive.read(id);
      if (!hasKeys(secret)) throw new WorkbenchError('device/key-missing', {});
      const groupSecret: DeviceSecret = { ...secret, kind: 'group-key' };
      await device.stop();
      device.note({ kind: 'as-group-key' });
      const keep = (): void => void keepGroupSecret(id, device, groupSecret);
      device.start({ ...record, keyKind: 'group-key' }, groupSecret, keep);
    },
    stop: async (id) => (await find(id)).device.stop(),
    async takeRoad(id, road) {
      const { record } = await find(id);
      if (!canTake(road, record)) throw new WorkbenchError('device/road-not-possible', {});
      const chosen = road === 'relay' ? road : undefined;
      await change(id, (kept) => ({ ...kept, record: withRoad(kept.record, chosen) }));
    },
    async useCertificate(id, slot) {
      const { device, record } = await find(id);
      const { secret } = await archive.read(id);
      if (secret.kind !== 'certificate' || secret.secondaryId === undefined) {
        throw new WorkbenchError('device/certificate-no-secondary', {});
      }
      const isInUse = (device.view.slotInUse ?? slot) === slot;
      if (isInUse && slot === (record.certificateInUse ?? 'primary')) return;
      const { openCertificate } = await import('./certificates/open-certificate.ts');
      const certificateId = slot === 'primary' ? secret.primaryId : secret.secondaryId;
      const proof = await openCertificate(ports, certificateId, slot);
      await change(id, (kept) => ({ ...kept, record: { ...kept.record, certificateInUse: slot } }));
      device.note({ kind: 'other-certificate', slot });
      device.useCertificate(proof);
    },
    reveal: async (id) => withoutIssued((await archive.read(id)).secret),
    sendTelemetry: async (id, body, properties) => (await find(id)).device.sendTelemetry(body, properties),
    report: async (id, patch) => (await find(id)).device.report(patch),
    async setInterval(id, intervalMs) {
      const { device } = await find(id);
      device.setInterval(intervalMs);
      await change(id, ({ record, secret }) => ({ record: { ...record, intervalMs }, secret }));
    },
    setPayload: (id, payload) =>
      change(id, ({ record, secret }) => {
        const { payload: _payload, ...rest } = record;
        return { record: payload === undefined ? rest : { ...rest, payload }, secret };
      }),
    async clearTrace(id) {
      const one = await find(id);
      one.device.trace.clear();
      hosted.show(one);
    },
    watchConnections: (listener) => connections.watch(listener),
    useRelay: (relay) => connections.useRelay(relay),
    testRelay: () => testRelay(ports.transportFor({ cloud: { kind: 'azure' }, keyKind: 'certificate' })),
    trustRoot: (source) => connections.trustRoot(source),
    forgetRoot: (id) => connections.forgetRoot(id),
    async watchList(listener) {
      await hosted.loaded();
      return hosted.watchList(() => watchValue(clock, hosted.summaries, listener));
    },
    async watchDevice(id, listener) {
      const one = await find(id);
      return watch(one.watchers, await watchDetail({ ...ports, archive, hosted }, one, listener));
    },
    async watchTrace(id, listener) {
      const one = await find(id);
      return watch(one.watchers, watchRows(clock, one.device.trace, listener));
    },
    async watchTelemetry(id, listener) {
      const one = await find(id);
      return watch(one.watchers, watchPoints(clock, one.device.rings, listener));
    },
    async dispose() {
      await registration.cancel();
      await hosted.dispose();
    },
  };
}

/** DPS would be shown what only the browser can show, and the hub what only the relay can. */
function requireRoad({ wantsCertificate }: NewDevice['record'], { kind }: DeviceSecret): void {
  if (wantsCertificate !== true || kind !== 'browser-certificate') return;
  throw new WorkbenchError('device/road-not-possible', {});
}

/** What DPS issued is of use with its key alone, which stays in the vault, and goes with the device. */
function withoutIssued({ issued: _issued, ...secret }: DeviceSecret): DeviceSecret {
  return secret;
}
