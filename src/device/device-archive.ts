import type { DeviceRecord, DeviceSecret } from '#core/identity/device-record';
import type { Vault, VaultEntry } from '#core/ports/vault';
import { WorkbenchError } from '#core/errors/workbench-error';

/** Kind of a device's record in the vault, and version of its shape. */
const KIND = 'device';
const SCHEMA = 1;

/** A device with its keys. */
export interface ArchivedDevice {
  readonly record: DeviceRecord;
  readonly secret: DeviceSecret;
}

/** The devices of the vault. Throws `vault/…`; `vault/newer` for a record that a later version of the app wrote. */
export interface DeviceArchive {
  /** Oldest first. */
  list(): Promise<readonly DeviceRecord[]>;
  /** Throws `device/unknown`. */
  read(id: string): Promise<ArchivedDevice>;
  write(device: ArchivedDevice): Promise<void>;
  remove(id: string): Promise<void>;
  onChange(listener: () => void): () => void;
}

/** Gives the devices of a vault. */
export function createDeviceArchive(vault: Vault): DeviceArchive {
  return {
    async list() {
      const entries = await vault.list(KIND);
      return entries.map(recordOf).sort((a, b) => a.createdAt - b.createdAt);
    },
    async read(id) {
      const found = await vault.read(KIND, id);
      if (found === undefined) throw new WorkbenchError('device/unknown', {});
      return { record: recordOf(found), secret: found.secret as DeviceSecret };
    },
    write: ({ record, secret }) => vault.write({ id: record.id, kind: KIND, schema: SCHEMA, public: record, secret }),
    remove: (id) => vault.remove(KIND, id),
    onChange: (listener) => vault.onChange(listener),
  };
}

function recordOf(entry: VaultEntry): DeviceRecord {
  if (entry.schema > SCHEMA) throw new WorkbenchError('vault/newer', { found: entry.schema, known: SCHEMA });
  return entry.public as DeviceRecord;
}
