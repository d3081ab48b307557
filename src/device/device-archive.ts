import type { DeviceRecord, DeviceSecret } from '#core/identity/device-record';
import { PRIVATE_KEY, type Vault, type VaultEntry, type VaultKey, type VaultPlace } from '#core/ports/vault';
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
  /** Keeps a device, with a new key of its own if there is one; the key of what was issued before goes. */
  write(device: ArchivedDevice, keys?: readonly VaultKey[]): Promise<void>;
  /** Removes a device with the key of what DPS issued to it; the certificates of the Certificates room stay. */
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
    async write({ record, secret }, keys = []) {
      const before = await vault.read(KIND, record.id);
      const gone = keyOfIssued(before?.secret).filter(({ id }) => id !== secret.issued?.keyId);
      const written = { id: record.id, kind: KIND, schema: SCHEMA, public: record, secret };
      await vault.change({ write: [written], keys, remove: gone });
    },
    async remove(id) {
      const before = await vault.read(KIND, id);
      await vault.change({ remove: [{ kind: KIND, id }, ...keyOfIssued(before?.secret)] });
    },
    onChange: (listener) => vault.onChange(listener),
  };
}

function keyOfIssued(secret: unknown): readonly VaultPlace[] {
  const keyId = (secret as DeviceSecret | undefined)?.issued?.keyId;
  return keyId === undefined ? [] : [{ kind: PRIVATE_KEY, id: keyId }];
}

function recordOf(entry: VaultEntry): DeviceRecord {
  if (entry.schema > SCHEMA) throw new WorkbenchError('vault/newer', { found: entry.schema, known: SCHEMA });
  return entry.public as DeviceRecord;
}
