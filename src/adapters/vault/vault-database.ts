import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Sealed } from './seal.ts';
import type { StoredRecord } from './stored-record.ts';

/** One way to open the vault: a key that unwraps the vault key. */
export interface StoredLock {
  readonly id: string;
  /** Non-extractable: the browser lets it be used, never read. */
  readonly key: CryptoKey;
  readonly wrapped: Sealed;
}

interface VaultSchema extends DBSchema {
  records: { key: [kind: string, id: string]; value: StoredRecord };
  manifest: { key: string; value: Sealed };
  locks: { key: string; value: StoredLock };
}

/** The open database. */
export type VaultDatabase = IDBPDatabase<VaultSchema>;

const VERSION = 1;

/**
 * Opens the database and answers its four life events: makes its stores (`upgrade`), gives up when an older tab is in
 * the way (`blocked`), makes way for a newer one (`blocking`) and tells that the browser took it away (`terminated`);
 * after the last two `onLost` is called, and the database is closed. Throws `vault/blocked`, `vault/newer`,
 * `vault/unavailable`.
 */
export function openVaultDatabase(name: string, onLost: () => void): Promise<VaultDatabase> {
  return new Promise((resolve, reject) => {
    let gaveUp = false;
    openDB<VaultSchema>(name, VERSION, {
      upgrade(database) {
        database.createObjectStore('records', { keyPath: ['kind', 'id'] });
        database.createObjectStore('manifest');
        database.createObjectStore('locks', { keyPath: 'id' });
      },
      blocked() {
        gaveUp = true;
        reject(new WorkbenchError('vault/blocked', {}));
      },
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        onLost();
      },
      terminated: onLost,
    }).then(
      // The older tab may go after all; this attempt is over by then.
      (database) => (gaveUp ? database.close() : resolve(database)),
      (error: unknown) => void identifyOpenError(name, error).then(reject),
    );
  });
}

async function identifyOpenError(name: string, cause: unknown): Promise<Error> {
  if ((cause as DOMException).name !== 'VersionError') return identifyVaultError(cause);
  const known = (await indexedDB.databases?.())?.find((database) => database.name === name);
  return new WorkbenchError('vault/newer', { found: known?.version ?? VERSION + 1, known: VERSION }, { cause });
}

/** Says what an error of IndexedDB means for a user; what is no such error stays as it is. */
export function identifyVaultError(cause: unknown): Error {
  if (cause instanceof WorkbenchError) return cause;
  const { name } = cause as Partial<DOMException>;
  if (name === 'QuotaExceededError') return new WorkbenchError('vault/full', {}, { cause });
  if (name !== undefined && UNAVAILABLE.has(name)) return new WorkbenchError('vault/unavailable', {}, { cause });
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** What browsers give in private windows, with storage turned off, or with a broken profile. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'InvalidStateError',
  'SecurityError',
  'UnknownError',
  'NotAllowedError',
  'AbortError',
  'ReferenceError',
]);
