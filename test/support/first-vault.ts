import { openDB } from 'idb';
import type { VaultRecord } from '#core/ports/vault';

/*
 * A vault as the app left it behind before it kept keys, written without any of today's code. It stays as it is: what people
 * have in their browsers does not change either.
 */

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const terms = (iv: Uint8Array<ArrayBuffer>, context: unknown): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8(JSON.stringify(context)),
});

/** Writes a database with these records, the first one twice, so that it has generation 2. */
export async function writeFirstVault(name: string, records: readonly VaultRecord[]): Promise<void> {
  const { subtle } = crypto;
  const newIv = () => crypto.getRandomValues(new Uint8Array(12));
  const database = await openDB(name, 1, {
    upgrade(made) {
      made.createObjectStore('records', { keyPath: ['kind', 'id'] });
      made.createObjectStore('manifest');
      made.createObjectStore('locks', { keyPath: 'id' });
    },
  });
  const aes = { name: 'AES-GCM', length: 256 };
  const lock = await subtle.generateKey(aes, false, ['wrapKey', 'unwrapKey']);
  const vaultKey = await subtle.generateKey(aes, true, ['encrypt', 'decrypt']);
  const iv = newIv();
  const bytes = new Uint8Array(await subtle.wrapKey('raw', vaultKey, lock, terms(iv, 'device-workbench vault key')));
  await database.put('locks', { id: 'this-browser', key: lock, wrapped: { iv, bytes } });

  const seal = async (context: unknown, value: unknown) => {
    const fresh = newIv();
    const sealed = await subtle.encrypt(terms(fresh, context), vaultKey, utf8(JSON.stringify({ value })));
    return { iv: fresh, bytes: new Uint8Array(sealed) };
  };
  const generations: Record<string, Record<string, number>> = {};
  let serial = 1;
  for (const { id, kind, schema, public: shown, secret } of records) {
    serial += 1;
    generations[kind] = { ...generations[kind], [id]: serial };
    const sealed = await seal([kind, id, schema, serial, shown], secret);
    await database.put('records', { id, kind, schema, public: shown, generation: serial, sealed });
  }
  await database.put('manifest', await seal('device-workbench manifest', { serial, generations }), 'manifest');
  database.close();
}
