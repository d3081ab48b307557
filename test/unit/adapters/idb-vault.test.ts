import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createIdbVault } from '#adapters/vault/idb-vault';
import type { Vault, VaultKey, VaultRecord } from '#core/ports/vault';
import { writeFirstVault } from '../../support/first-vault.ts';

let made = 0;
let name = '';
const open: Vault[] = [];
afterEach(() => open.splice(0).forEach((vault) => vault.dispose()));

function openVault(fresh = true): Vault {
  if (fresh) name = `vault-${(made += 1)}`;
  const vault = createIdbVault({ name, crypto: globalThis.crypto, locks: createMemoryLocks() });
  open.push(vault);
  return vault;
}

interface Stored {
  readonly sealed: object;
}

const SECRET = 'the-primary-key-of-a-device';
const record = (secret: unknown = SECRET): VaultRecord => ({
  id: 'a',
  kind: 'device',
  schema: 1,
  public: { hub: 'good.test' },
  secret,
});

/** Reaches past the vault into its database, as malware or a careful user could. */
async function inDatabase<T>(work: (database: Awaited<ReturnType<typeof openDB>>) => Promise<T>): Promise<T> {
  const database = await openDB(name);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const tampered = { code: 'vault/tampered', facts: { kind: 'device' } };

describe('what lies in the database', () => {
  test('holds no secret in the clear, and keys that no script can read', async () => {
    await openVault().write(record());
    const [stored, locks] = await inDatabase(async (database) => [
      await database.getAll('records'),
      (await database.getAll('locks')) as { key: CryptoKey }[],
    ]);
    const bytes = stored.flatMap(({ sealed }: { sealed: { bytes: Uint8Array } }) => [...sealed.bytes]);
    expect(String.fromCharCode(...bytes)).not.toContain(SECRET);
    expect(JSON.stringify(stored)).not.toContain(SECRET);
    expect(locks[0]?.key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', locks[0]!.key)).rejects.toThrow();
  });

  test('is sealed anew with each write', async () => {
    const vault = openVault();
    const ivs = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      await vault.write(record());
      const stored = await inDatabase((database) => database.get('records', ['device', 'a']));
      ivs.add(String(stored.sealed.iv));
    }
    expect(ivs.size).toBe(3);
  });

  test('is read by a vault that is opened later', async () => {
    await openVault().write(record());
    expect(await openVault(false).read('device', 'a')).toEqual(record());
  });
});

describe('a record that was changed from outside', () => {
  test.each<[string, (stored: Stored) => object]>([
    ['in its seal', (stored) => ({ ...stored, sealed: { ...stored.sealed, bytes: new Uint8Array(40) } })],
    ['in what is shown', (stored) => ({ ...stored, public: { hub: 'evil.test' } })],
    ['in its schema', (stored) => ({ ...stored, schema: 2 })],
    ['in its generation', (stored) => ({ ...stored, generation: 9 })],
    ['by giving it the ID of another', (stored) => ({ ...stored, id: 'b' })],
  ])('%s is refused', async (_how, change) => {
    const vault = openVault();
    await vault.write(record());
    await inDatabase(async (database) =>
      database.put('records', change(await database.get('records', ['device', 'a']))),
    );
    const id = _how.includes('ID') ? 'b' : 'a';
    await expect(vault.read('device', id)).rejects.toMatchObject(tampered);
  });

  test('by putting an older one back is refused', async () => {
    const vault = openVault();
    await vault.write(record('old key'));
    const old = await inDatabase((database) => database.get('records', ['device', 'a']));
    await vault.write(record('new key'));
    await inDatabase((database) => database.put('records', old));
    await expect(vault.read('device', 'a')).rejects.toMatchObject(tampered);
  });

  test('by putting a removed one back is refused', async () => {
    const vault = openVault();
    await vault.write(record());
    const old = await inDatabase((database) => database.get('records', ['device', 'a']));
    await vault.remove('device', 'a');
    await inDatabase((database) => database.put('records', old));
    await expect(vault.read('device', 'a')).rejects.toMatchObject(tampered);
  });

  test('by taking it away is noticed', async () => {
    const vault = openVault();
    await vault.write(record());
    await inDatabase((database) => database.delete('records', ['device', 'a']));
    await expect(vault.read('device', 'a')).rejects.toMatchObject(tampered);
  });

  test('does not hide the others, and can be removed and written anew', async () => {
    const vault = openVault();
    await vault.write(record());
    await vault.write({ ...record('other'), id: 'b' });
    await inDatabase(async (database) => {
      const stored = await database.get('records', ['device', 'a']);
      await database.put('records', { ...stored, public: {} });
    });
    expect(await vault.list('device')).toHaveLength(2);
    expect((await vault.read('device', 'b'))?.secret).toBe('other');
    await vault.remove('device', 'a');
    expect(await vault.read('device', 'a')).toBeUndefined();
    await vault.write(record('again'));
    expect((await vault.read('device', 'a'))?.secret).toBe('again');
  });

  test('together with a manifest that was changed is refused as a whole', async () => {
    const vault = openVault();
    await vault.write(record());
    await inDatabase(async (database) => {
      const sealed = await database.get('manifest', 'manifest');
      await database.put('manifest', { ...sealed, bytes: new Uint8Array(sealed.bytes.length) }, 'manifest');
    });
    await expect(vault.read('device', 'a')).rejects.toMatchObject({
      code: 'vault/tampered',
      facts: { kind: 'manifest' },
    });
    await expect(vault.write(record())).rejects.toMatchObject({ code: 'vault/tampered' });
  });
});

describe('a private key', () => {
  const makeKey = async (place: VaultKey['place'], id = 'k'): Promise<VaultKey> => {
    const isSealed = place === 'vault';
    const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, isSealed, ['sign', 'verify']);
    return { id, key: made.privateKey, place, isExportable: false };
  };
  const changeStored = (change: (stored: Stored & { public: object }, other?: Stored) => object): Promise<unknown> =>
    inDatabase(async (database) => {
      const [stored, other] = [
        await database.get('records', ['private-key', 'k']),
        await database.get('records', ['private-key', 'other']),
      ];
      return database.put('records', change(stored, other));
    });
  const tamperedKey = { code: 'vault/tampered', facts: { kind: 'private-key' } };

  test('of the vault lies sealed in the database, and nowhere else', async () => {
    const kept = await makeKey('vault');
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', kept.key));
    await openVault().change({ keys: [kept] });
    const stored = await inDatabase((database) => database.get('records', ['private-key', 'k']));
    expect(Object.keys(stored).sort()).toEqual(['generation', 'id', 'kind', 'public', 'schema', 'sealed']);
    // PKCS #8 and the tag of the seal (NIST SP 800-38D), nothing more.
    expect(stored.sealed.bytes).toHaveLength(pkcs8.length + 16);
    expect(String(stored.sealed.bytes)).not.toContain(String(pkcs8.subarray(36, 68)));
  });

  test('of the browser lies in the database as a key that no script can read', async () => {
    await openVault().change({ keys: [await makeKey('browser')] });
    const { key } = (await inDatabase((database) => database.get('records', ['private-key', 'k']))) as {
      key: CryptoKey;
    };
    expect(key).toMatchObject({ type: 'private', extractable: false });
    await expect(crypto.subtle.exportKey('pkcs8', key)).rejects.toThrow();
  });

  test.each(['vault', 'browser'] as const)('of the %s is opened by a vault that is opened later', async (place) => {
    await openVault().change({ keys: [await makeKey(place)] });
    expect(await openVault(false).openKey('k')).toMatchObject({ type: 'private', extractable: false });
  });

  test.each(['vault', 'browser'] as const)(
    'of the %s that was made exportable from outside is refused',
    async (place) => {
      const vault = openVault();
      await vault.change({ keys: [await makeKey(place)] });
      await changeStored((stored) => ({ ...stored, public: { ...stored.public, isExportable: true } }));
      await expect(vault.openKey('k')).rejects.toMatchObject(tamperedKey);
    },
  );

  test('for RSA that was altered is refused for RSA-PSS too', async () => {
    const vault = openVault();
    const rsa = {
      ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 },
      publicExponent: Uint8Array.of(1, 0, 1),
    };
    const { privateKey } = await crypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
    await vault.change({ keys: [{ id: 'k', key: privateKey, place: 'vault', isExportable: false }] });
    expect(await openVault(false).openPssKey('k')).toMatchObject({
      algorithm: { name: 'RSA-PSS' },
      extractable: false,
    });
    await changeStored((stored) => ({ ...stored, public: { ...stored.public, isExportable: true } }));
    await expect(vault.openPssKey('k')).rejects.toMatchObject(tamperedKey);
  });

  test('in whose place another one was put is refused', async () => {
    const vault = openVault();
    await vault.change({ keys: [await makeKey('vault'), await makeKey('vault', 'other')] });
    await changeStored((stored, other) => ({ ...stored, sealed: other?.sealed }));
    await expect(vault.openKey('k')).rejects.toMatchObject(tamperedKey);
  });

  test('of the browser that was taken out of its record is missed', async () => {
    const vault = openVault();
    await vault.change({ keys: [await makeKey('browser')] });
    await changeStored((stored) => ({ ...stored, key: undefined }));
    await expect(vault.openKey('k')).rejects.toMatchObject(tamperedKey);
  });

  test('that was removed and put back is refused', async () => {
    const vault = openVault();
    await vault.change({ keys: [await makeKey('vault')] });
    const old = await inDatabase((database) => database.get('records', ['private-key', 'k']));
    await vault.remove('private-key', 'k');
    await inDatabase((database) => database.put('records', old));
    await expect(vault.openKey('k')).rejects.toMatchObject(tamperedKey);
  });
});

describe('a vault from the time before it kept keys', () => {
  test('is read, and takes keys', async () => {
    name = `vault-${(made += 1)}`;
    await writeFirstVault(name, [record(), { ...record({ list: [1] }), id: 'b' }]);
    const vault = openVault(false);
    expect(await vault.read('device', 'a')).toEqual(record());
    expect((await vault.read('device', 'b'))?.secret).toEqual({ list: [1] });
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, [
      'sign',
      'verify',
    ]);
    const keys: VaultKey[] = [{ id: 'k', key: privateKey, place: 'vault', isExportable: false }];
    await vault.change({ write: [record('new')], keys, remove: [{ kind: 'device', id: 'b' }] });
    const later = openVault(false);
    expect((await later.read('device', 'a'))?.secret).toBe('new');
    expect(await later.list('device')).toHaveLength(1);
    expect(await later.openKey('k')).toMatchObject({ algorithm: { namedCurve: 'P-384' }, extractable: false });
  });
});

describe('the four events of a database', () => {
  test('upgrade: the stores are made once', async () => {
    await openVault().write(record());
    const stores = await inDatabase((database) => Promise.resolve([...database.objectStoreNames]));
    expect(stores).toEqual(['locks', 'manifest', 'records']);
  });

  test('blocking: a newer version gets its way, and this one says that it is newer', async () => {
    const vault = openVault();
    await vault.write(record());
    let told = 0;
    vault.onChange(() => (told += 1));
    const newer = await openDB(name, 7);
    expect(told).toBe(1);
    await expect(vault.read('device', 'a')).rejects.toMatchObject({
      code: 'vault/newer',
      facts: { found: 7, known: 1 },
    });
    newer.close();
  });

  test('blocked: an older tab that does not make way is named', async () => {
    name = `vault-${(made += 1)}`;
    const older = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name, 1);
      opening.onsuccess = () => resolve(opening.result);
    });
    const asVersionTwo = (asked: string) => platformOpen(asked, 2);
    await withOpen(asVersionTwo, () =>
      expect(openVault(false).list('device')).rejects.toMatchObject({ code: 'vault/blocked' }),
    );
    older.close();
  });

  test('terminated: a database that the browser took away is opened again', async () => {
    const databases: IDBDatabase[] = [];
    const recorded = (asked: string, version?: number) => {
      const opening = platformOpen(asked, version);
      opening.addEventListener('success', () => databases.push(opening.result));
      return opening;
    };
    await withOpen(recorded, async () => {
      const vault = openVault();
      await vault.write(record());
      let told = 0;
      vault.onChange(() => (told += 1));
      forceCloseDatabase(databases[0] as never);
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(told).toBe(1);
      expect(await vault.read('device', 'a')).toEqual(record());
      expect(databases).toHaveLength(2);
    });
  });
});

const platformOpen = indexedDB.open.bind(indexedDB);

/** Runs `work` with another `indexedDB.open`. */
async function withOpen(open: typeof platformOpen, work: () => Promise<void>): Promise<void> {
  indexedDB.open = open;
  try {
    await work();
  } finally {
    indexedDB.open = platformOpen;
  }
}

test('a browser that keeps nothing is said to be one', async () => {
  const refuse = () => {
    throw new DOMException('not allowed', 'SecurityError');
  };
  await withOpen(refuse, () => expect(openVault().list('device')).rejects.toMatchObject({ code: 'vault/unavailable' }));
});

test('what is written is asked to be on the disk, and not only with the system', async () => {
  const vault = openVault();
  await vault.read('device', 'a');
  const watching = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await vault.write(record());
  const writing = watching.mock.calls.filter(([, mode]) => mode === 'readwrite');
  watching.mockRestore();
  expect(writing).toEqual([[['records', 'manifest'], 'readwrite', { durability: 'strict' }]]);
});

test('a full disk is said to be one, and the record from before stays', async () => {
  const vault = openVault();
  await vault.write(record('kept'));
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  try {
    await expect(vault.write(record('lost'))).rejects.toMatchObject({ code: 'vault/full' });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  expect((await vault.read('device', 'a'))?.secret).toBe('kept');
});

test('a disk that is full in the middle of a change leaves everything as it was', async () => {
  const vault = openVault();
  await vault.write(record('kept'));
  const { put } = IDBObjectStore.prototype;
  let puts = 0;
  IDBObjectStore.prototype.put = function (...asked) {
    puts += 1;
    if (puts === 2) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, asked);
  };
  const change = { write: [record('lost'), { ...record('lost'), id: 'b' }] };
  try {
    await expect(vault.change(change)).rejects.toMatchObject({ code: 'vault/full' });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  expect((await vault.read('device', 'a'))?.secret).toBe('kept');
  expect(await vault.list('device')).toHaveLength(1);
  await vault.change(change);
  expect((await vault.read('device', 'b'))?.secret).toBe('lost');
});

describe('a vault that cannot be opened', () => {
  test('leaves no connection to its database behind, and no rejection that nobody catches', async () => {
    await openVault().write(record());
    await inDatabase(async (database) => {
      const lock = await database.get('locks', 'this-browser');
      lock.wrapped.bytes[0] ^= 1;
      await database.put('locks', lock);
    });
    open.splice(0).forEach((vault) => vault.dispose());
    const vault = openVault(false);
    const opened: IDBDatabase[] = [];
    const original = indexedDB.open.bind(indexedDB);
    const watching = vi.spyOn(indexedDB, 'open').mockImplementation((...asked) => {
      const request = original(...asked);
      request.addEventListener('success', () => opened.push(request.result));
      return request;
    });
    const reading = vault.read('device', 'a');
    vault.dispose();
    await expect(reading).rejects.toMatchObject({ code: 'vault/tampered', facts: { kind: 'vault key' } });
    watching.mockRestore();
    expect(opened).toHaveLength(1);
    expect(() => opened[0]?.transaction('locks')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  });
});
