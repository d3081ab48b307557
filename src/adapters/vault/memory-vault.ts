import { PRIVATE_KEY, type Vault, type VaultChange, type VaultKey, type VaultRecord } from '#core/ports/vault';
import { kindsOf } from './change-kinds.ts';
import { describeKey, KEY_SCHEMA, pssParametersOf, refusePrivateKey } from './key-record.ts';

/** Gives a vault that forgets everything with its realm, for where the browser keeps nothing, and for tests. */
export function createMemoryVault(subtle: SubtleCrypto): Vault {
  const records = new Map<string, VaultRecord>();
  const keys = new Map<string, LockedKey>();
  const listeners = new Set<(kinds: readonly string[]) => void>();
  const placeOf = (kind: string, id: string): string => JSON.stringify([kind, id]);
  const change = async (wanted: VaultChange): Promise<void> => {
    const { write = [], remove = [] } = wanted;
    write.forEach(({ kind }) => refusePrivateKey(kind));
    const taken = structuredClone(write);
    const locked = await Promise.all((wanted.keys ?? []).map((kept) => lockKey(subtle, kept)));
    for (const record of [...taken, ...locked.map(({ record: ofKey }) => ofKey)]) {
      records.set(placeOf(record.kind, record.id), record);
    }
    for (const one of locked) keys.set(one.record.id, one);
    for (const { kind, id } of remove) {
      records.delete(placeOf(kind, id));
      if (kind === PRIVATE_KEY) keys.delete(id);
    }
    const kinds = kindsOf(wanted);
    [...listeners].forEach((listener) => listener(kinds));
  };
  return {
    async list(kind) {
      const found = [...records.values()].filter((record) => record.kind === kind);
      return found.map(({ secret: _secret, ...entry }) => structuredClone(entry));
    },
    async read(kind, id) {
      refusePrivateKey(kind);
      return structuredClone(records.get(placeOf(kind, id)));
    },
    openKey: async (id) => keys.get(id)?.key,
    openPssKey: async (id) => keys.get(id)?.pssKey,
    write: (record) => change({ write: [record] }),
    remove: (kind, id) => change({ remove: [{ kind, id }] }),
    change,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };
}

interface LockedKey {
  readonly record: VaultRecord;
  readonly key: CryptoKey;
  readonly pssKey: CryptoKey | undefined;
}

/** From here on nobody can read the key, unless it is exportable. */
async function lockKey(subtle: SubtleCrypto, kept: VaultKey): Promise<LockedKey> {
  const shown = describeKey(kept);
  const record = { id: kept.id, kind: PRIVATE_KEY, schema: KEY_SCHEMA, public: shown, secret: undefined };
  if (kept.place === 'browser') return { record, key: kept.key, pssKey: undefined };
  const pkcs8 = await subtle.exportKey('pkcs8', kept.key);
  const forPss = pssParametersOf(shown);
  return {
    record,
    key: kept.isExportable ? kept.key : await subtle.importKey('pkcs8', pkcs8, shown.algorithm, false, shown.usages),
    pssKey: forPss && (await subtle.importKey('pkcs8', pkcs8, forPss, false, ['sign'])),
  };
}
