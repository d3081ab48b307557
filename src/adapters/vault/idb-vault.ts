import { WorkbenchError } from '#core/errors/workbench-error';
import type { Locks } from '#core/ports/locks';
import { PRIVATE_KEY, type Vault, type VaultChange, type VaultPlace } from '#core/ports/vault';
import { kindsOf } from './change-kinds.ts';
import { generationOf, openManifest, sealManifest, withChange, type Manifest } from './manifest.ts';
import { unwrapVaultKey, wrapNewVaultKey } from './seal.ts';
import {
  openPrivateKey,
  openPssKey,
  openRecord,
  sealPrivateKey,
  sealRecord,
  type StoredRecord,
} from './stored-record.ts';
import { identifyVaultError, openVaultDatabase, type VaultDatabase } from './vault-database.ts';

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
  const listeners = new Set<(kinds?: readonly string[]) => void>();
  const channel = new BroadcastChannel(name);
  let opening: Promise<Opened> | undefined;
  let isDisposed = false;

  const tell = (kinds?: readonly string[]): void => [...listeners].forEach((listener) => listener(kinds));
  // A tab with an older version of the app says that something changed, and no more.
  channel.onmessage = ({ data }) => tell(Array.isArray(data) ? data : undefined);

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
  const change = async (wanted: VaultChange): Promise<void> => {
    const vault = await opened();
    await alone(async () => commit(crypto, vault, await sealChange(crypto, vault, wanted))).catch(rethrow);
    const kinds = kindsOf(wanted);
    channel.postMessage(kinds);
    tell(kinds);
  };

  const openKeyBy = async (
    open: (...stored: Parameters<typeof openPssKey>) => Promise<CryptoKey | undefined>,
    id: string,
  ): Promise<CryptoKey | undefined> => {
    const vault = await opened();
    const stored = await findRecord(crypto, vault, { kind: PRIVATE_KEY, id }).catch(rethrow);
    return stored && open(crypto, vault.key, stored);
  };
  return {
    async list(kind) {
      const { database } = await opened();
      const found = await database.getAll('records', IDBKeyRange.bound([kind], [kind, []])).catch(rethrow);
      return found.map(({ id, schema, public: shown }) => ({ id, kind, schema, public: shown }));
    },
    async read(kind, id) {
      const vault = await opened();
      const stored = await findRecord(crypto, vault, { kind, id }).catch(rethrow);
      return stored && openRecord(crypto, vault.key, stored);
    },
    openKey: (id) => openKeyBy(openPrivateKey, id),
    openPssKey: (id) => openKeyBy(openPssKey, id),
    write: (record) => change({ write: [record] }),
    remove: (kind, id) => change({ remove: [{ kind, id }] }),
    change,
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

/** A change as it goes to the database. */
interface SealedChange {
  readonly manifest: Manifest;
  readonly put: readonly StoredRecord[];
  readonly remove: readonly VaultPlace[];
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

async function sealChange(
  crypto: Crypto,
  { database, key }: Opened,
  { write = [], keys = [], remove = [] }: VaultChange,
): Promise<SealedChange> {
  const before = await openManifest(crypto, key, await database.get('manifest', MANIFEST));
  const keyPlaces = keys.map(({ id }) => ({ kind: PRIVATE_KEY, id }));
  const manifest = withChange(before, [...write, ...keyPlaces], remove);
  const put = await Promise.all([
    ...write.map((record) => sealRecord(crypto, key, record, manifest.serial)),
    ...keys.map((kept) => sealPrivateKey(crypto, key, kept, manifest.serial)),
  ]);
  return { manifest, put, remove };
}

/** Records and manifest go together, and are on the disk when this resolves. */
async function commit(
  crypto: Crypto,
  { database, key }: Opened,
  { manifest, put, remove }: SealedChange,
): Promise<void> {
  const sealed = await sealManifest(crypto, key, manifest);
  const transaction = database.transaction(['records', 'manifest'], 'readwrite', { durability: 'strict' });
  const records = transaction.objectStore('records');
  const asked: Promise<unknown>[] = [transaction.done];
  try {
    for (const record of put) asked.push(records.put(record));
    for (const { kind, id } of remove) asked.push(records.delete([kind, id]));
    asked.push(transaction.objectStore('manifest').put(sealed, MANIFEST));
  } catch (error) {
    // Refused at once: what was asked before it must not be done either.
    transaction.abort();
    await Promise.allSettled(asked);
    throw error;
  }
  await Promise.all(asked);
}

/** Gives a record that fits the manifest, or undefined where there is none. Throws `vault/tampered`. */
async function findRecord(
  crypto: Crypto,
  { database, key }: Opened,
  { kind, id }: VaultPlace,
): Promise<StoredRecord | undefined> {
  // One transaction: a writer of another tab must not come between the two.
  const transaction = database.transaction(['records', 'manifest'], 'readonly');
  const [record, sealedManifest] = await Promise.all([
    transaction.objectStore('records').get([kind, id]),
    transaction.objectStore('manifest').get(MANIFEST),
  ]);
  const manifest = await openManifest(crypto, key, sealedManifest);
  if (record?.generation !== generationOf(manifest, kind, id)) throw new WorkbenchError('vault/tampered', { kind });
  return record;
}
