import type { CipherSuite } from './cipher-suites.ts';
import { expandLabel, type Mac, makeMac } from './mac.ts';
import type { RecordKeys } from './record-protection.ts';

const NOTHING = new Uint8Array(0);

/** A secret of one direction, and what is made of it. */
export interface TrafficSecret {
  /** RFC 8446, 7.3. */
  makeKeys(): Promise<RecordKeys>;
  /** RFC 8446, 4.4.4: what Finished holds after a handshake with this hash. */
  makeFinished(transcriptHash: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** RFC 8446, 7.2: the secret after a KeyUpdate. */
  makeNext(): Promise<TrafficSecret>;
}

/** The secrets of both directions in one part of a connection. */
export interface TrafficSecrets {
  readonly client: TrafficSecret;
  readonly server: TrafficSecret;
}

/** The key schedule of a handshake without PSK (RFC 8446, 7.1). */
export interface KeySchedule {
  /** `transcriptHash`: up to ServerHello. */
  deriveHandshake(transcriptHash: Uint8Array): Promise<TrafficSecrets>;
  /** `transcriptHash`: up to the server's Finished. */
  deriveApplication(transcriptHash: Uint8Array): Promise<TrafficSecrets>;
}

/** Opens the key of HMAC once, for all that is made of the secret. */
export async function openTrafficSecret(
  subtle: SubtleCrypto,
  suite: CipherSuite,
  secret: Uint8Array<ArrayBuffer>,
): Promise<TrafficSecret> {
  const { hash, keyLength } = suite;
  const mac = await makeMac(subtle, hash, secret);
  const expand = (label: string, length = secret.length) => expandLabel(mac, label, NOTHING, length);
  return {
    async makeKeys() {
      const [key, iv] = await Promise.all([expand('key', keyLength), expand('iv', 12)]);
      return { key: await importRecordKey(subtle, key), iv };
    },
    makeFinished: async (transcriptHash) => (await makeMac(subtle, hash, await expand('finished')))(transcriptHash),
    makeNext: async () => openTrafficSecret(subtle, suite, await expand('traffic upd')),
  };
}

/** `shared`: the secret of the key exchange, which is waited for as late as can be. */
export async function openKeySchedule(
  subtle: SubtleCrypto,
  suite: CipherSuite,
  shared: Promise<Uint8Array<ArrayBuffer>>,
): Promise<KeySchedule> {
  const { hash } = suite;
  // It may fail before it is asked for.
  shared.catch(() => undefined);
  const empty = new Uint8Array(await subtle.digest(hash, NOTHING));
  const { length } = empty;
  const zeros = new Uint8Array(length);
  // HKDF-Extract (RFC 5869, 2.2), and HMAC under what it gives.
  const extract = async (salt: Uint8Array<ArrayBuffer>, input: Uint8Array<ArrayBuffer>): Promise<Mac> =>
    makeMac(subtle, hash, await (await makeMac(subtle, hash, salt))(input));
  const goOn = async (stage: Mac, input: typeof shared): Promise<Mac> =>
    extract(await expandLabel(stage, 'derived', empty, length), await input);
  const derive = async (stage: Mac, part: 'hs' | 'ap', transcriptHash: Uint8Array): Promise<TrafficSecrets> => {
    const open = async (side: 'c' | 's'): Promise<TrafficSecret> =>
      openTrafficSecret(subtle, suite, await expandLabel(stage, `${side} ${part} traffic`, transcriptHash, length));
    const [client, server] = await Promise.all([open('c'), open('s')]);
    return { client, server };
  };

  const handshake = await goOn(await extract(zeros, zeros), shared);
  // Made while the server's messages come.
  const main = goOn(handshake, Promise.resolve(zeros));
  main.catch(() => undefined);
  return {
    deriveHandshake: async (transcriptHash) => derive(handshake, 'hs', transcriptHash),
    deriveApplication: async (transcriptHash) => derive(await main, 'ap', transcriptHash),
  };
}

/** Imports a key of AES-GCM, for both versions. */
export async function importRecordKey(subtle: SubtleCrypto, key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
