import { WorkbenchError } from '#core/errors/workbench-error';
import type { Locks } from '#core/ports/locks';
import type { Vault, VaultRecord } from '#core/ports/vault';
import { generationOf, openManifest, sealManifest, withRemoval, withWrite, type Manifest } from './manifest.ts';
import { seal, unseal, unwrapVaultKey, wrapNewVaultKey } from './seal.ts';
import { identifyVaultError, openVaultDatabase, type StoredRecord, type VaultDatabase } from './vault-database.ts';

/** What the vault stands on. */
export interface IdbVaultOptions {
  /** Name of the database. */
  readonly name: string;
  readonly crypto: Crypto;
  readonly locks: Locks;
}

/** The one lock there is yet: a key that this browser keeps and nobody can read. */
const THIS_BROWSER = 'this-browser';
const MANIFEST = 'manifest';

interface Opened {
  readonly database: VaultDatabase;
  readonly key: CryptoKey;
}

/**
 * Gives the vault of this origin in IndexedDB. Each record's secret is sealed under one random vault key, with all
 * that is public about the record authenticated. Writers of all tabs come one after the other, by a lock. Opens
 * itself when first used, and again when the browser took the database away.
 */
export function createIdbVault(options: IdbVaultOptions): Vault {
  const { crypto, locks, name } = options;
  const listeners = new Set<() => void>();
  const channel = new BroadcastChannel(name);
  let opening: Promise<Opened> | undefined;
  let isDisposed = false;

  const tell = (): void => [...listeners].forEach((listener) => listener());
  channel.onmessage = tell;

  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const release = await locks.hold(`${name}-write`);
    try {
      return await work();
    } finally {
      release();
    }
  };
  const open = async (): Promise<Opened> => {
    const database = await openVaultDatabase(name, () => {
      opening = undefined;
      if (!isDisposed) tell();
    });
    try {
      return { database, key: await openKey(crypto, database, alone) };
    } catch (error) {
      database.close();
      throw error;
    }
  };
  const opened = async (): Promise<Opened> => {
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw identifyVaultError(error);
    }
  };
  const change = async (make: (vault: Opened, manifest: Manifest) => Promise<Change>): Promise<void> => {
    const vault = await opened();
    await alone(async () => {
      const manifest = await openManifest(crypto, vault.key, await vault.database.get('manifest', MANIFEST));
      await commit(crypto, vault, await make(vault, manifest));
    });
    channel.postMessage('changed');
    tell();
  };

  return {
    async list(kind) {
      const { database } = await opened();
      const found = await database.getAll('records', IDBKeyRange.bound([kind], [kind, []])).catch(rethrow);
      return found.map(({ id, schema, public: shown }) => ({ id, kind, schema, public: shown }));
    },
    async read(kind, id) {
      const vault = await opened();
      return openRecord(crypto, vault, kind, id).catch(rethrow);
    },
    write: (record) =>
      change(async ({ key }, before) => {
        const manifest = withWrite(before, record.kind, record.id);
        return { manifest, write: { put: await sealRecord(crypto, key, record, manifest.serial) } };
      }).catch(rethrow),
    remove: (kind, id) =>
      change(async (_vault, before) => ({
        manifest: withRemoval(before, kind, id),
        write: { remove: [kind, id] },
      })).catch(rethrow),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      isDisposed = true;
      listeners.clear();
      channel.close();
      // A vault that could not be opened has nothing to close, and has said so to whoever asked.
      opening?.then(
        ({ database }) => database.close(),
        () => undefined,
      );
    },
  };
}

interface Change {
  readonly manifest: Manifest;
  readonly write: { readonly put: StoredRecord } | { readonly remove: [kind: string, id: string] };
}

function rethrow(error: unknown): never {
  throw identifyVaultError(error);
}

/** Opens the lock of this browser; makes it, and the vault key under it, when the vault is new. */
async function openKey(
  crypto: Crypto,
  database: VaultDatabase,
  alone: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<CryptoKey> {
  const lock = await alone(async () => (await database.get('locks', THIS_BROWSER)) ?? makeLock(crypto, database));
  try {
    return await unwrapVaultKey(crypto, lock.key, lock.wrapped);
  } catch (cause) {
    throw new WorkbenchError('vault/tampered', { kind: 'vault key' }, { cause });
  }
}

async function makeLock(crypto: Crypto, database: VaultDatabase) {
  const usages: KeyUsage[] = ['wrapKey', 'unwrapKey'];
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, usages);
  const lock = { id: THIS_BROWSER, key, wrapped: await wrapNewVaultKey(crypto, key) };
  await database.put('locks', lock);
  return lock;
}

/** Record and manifest go together, and are on the disk when this resolves. */
async function commit(crypto: Crypto, { database, key }: Opened, { manifest, write }: Change): Promise<void> {
  const sealed = await sealManifest(crypto, key, manifest);
  const transaction = database.transaction(['records', 'manifest'], 'readwrite', { durability: 'strict' });
  const records = transaction.objectStore('records');
  // The record first: should it be refused at once, the manifest stays as it was.
  const written = 'put' in write ? records.put(write.put) : records.delete(write.remove);
  await Promise.all([written, transaction.objectStore('manifest').put(sealed, MANIFEST), transaction.done]);
}

/** Everything about a record but its secret: none of it can be changed without breaking the seal. */
function contextOf(record: Omit<StoredRecord, 'sealed'>): unknown {
  return [record.kind, record.id, record.schema, record.generation, record.public];
}

async function sealRecord(
  crypto: Crypto,
  key: CryptoKey,
  { secret, ...entry }: VaultRecord,
  generation: number,
): Promise<StoredRecord> {
  const open = { ...structuredClone(entry), generation };
  return { ...open, sealed: await seal(crypto, key, contextOf(open), secret) };
}

async function openRecord(
  crypto: Crypto,
  { database, key }: Opened,
  kind: string,
  id: string,
): Promise<VaultRecord | undefined> {
  // One transaction: a writer of another tab must not come between the two.
  const transaction = database.transaction(['records', 'manifest'], 'readonly');
  const [record, sealedManifest] = await Promise.all([
    transaction.objectStore('records').get([kind, id]),
    transaction.objectStore('manifest').get(MANIFEST),
  ]);
  const manifest = await openManifest(crypto, key, sealedManifest);
  if (record?.generation !== generationOf(manifest, kind, id)) throw new WorkbenchError('vault/tampered', { kind });
  if (record === undefined) return undefined;
  const { sealed, generation: _generation, ...entry } = record;
  try {
    return { ...entry, secret: await unseal(crypto, key, contextOf(record), sealed) };
  } catch (cause) {
    throw new WorkbenchError('vault/tampered', { kind }, { cause });
  }
}
