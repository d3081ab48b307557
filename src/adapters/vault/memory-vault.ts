import type { Vault, VaultRecord } from '#core/ports/vault';

/** Gives a vault that forgets everything with its realm, for where the browser keeps nothing, and for tests. */
export function createMemoryVault(): Vault {
  const records = new Map<string, VaultRecord>();
  const listeners = new Set<() => void>();
  const keyOf = (kind: string, id: string): string => JSON.stringify([kind, id]);
  const tell = (): void => [...listeners].forEach((listener) => listener());
  return {
    async list(kind) {
      const found = [...records.values()].filter((record) => record.kind === kind);
      return found.map(({ secret: _secret, ...entry }) => structuredClone(entry));
    },
    read: async (kind, id) => structuredClone(records.get(keyOf(kind, id))),
    async write(record) {
      records.set(keyOf(record.kind, record.id), structuredClone(record));
      tell();
    },
    async remove(kind, id) {
      if (records.delete(keyOf(kind, id))) tell();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };
}
