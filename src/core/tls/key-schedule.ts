import type { CipherSuite } from './cipher-suites.ts';
import { expandLabel, type Mac, makeMac } from './mac.ts';
import type { RecordKeys } from './record-protection.ts';

const NOTHING = new Uint8Array(0);

/** A secret of one direction, and what is made of it (RFC 8446, 7.1 to 7.3 and 4.4.4). */
export class TrafficSecret {
  readonly #subtle: SubtleCrypto;
  readonly #suite: CipherSuite;
  readonly #mac: Mac;
  readonly #length: number;

  private constructor(subtle: SubtleCrypto, suite: CipherSuite, mac: Mac, length: number) {
    this.#subtle = subtle;
    this.#suite = suite;
    this.#mac = mac;
    this.#length = length;
  }

  static async of(subtle: SubtleCrypto, suite: CipherSuite, secret: Uint8Array<ArrayBuffer>): Promise<TrafficSecret> {
    return new TrafficSecret(subtle, suite, await makeMac(subtle, suite.hash, secret), secret.length);
  }

  /** 7.3. */
  async makeKeys(): Promise<RecordKeys> {
    const [key, iv] = await Promise.all([
      expandLabel(this.#mac, 'key', NOTHING, this.#suite.keyLength),
      expandLabel(this.#mac, 'iv', NOTHING, 12),
    ]);
    return { key: await importRecordKey(this.#subtle, key), iv };
  }

  /** 4.4.4: what Finished holds after a handshake with this hash. */
  async makeFinished(transcriptHash: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const key = await expandLabel(this.#mac, 'finished', NOTHING, this.#length);
    return (await makeMac(this.#subtle, this.#suite.hash, key))(transcriptHash);
  }

  /** 7.2: the secret after a KeyUpdate. */
  async makeNext(): Promise<TrafficSecret> {
    const next = await expandLabel(this.#mac, 'traffic upd', NOTHING, this.#length);
    return TrafficSecret.of(this.#subtle, this.#suite, next);
  }
}

/** The secrets of both directions in one part of a connection. */
export interface TrafficSecrets {
  readonly client: TrafficSecret;
  readonly server: TrafficSecret;
}

/** The key schedule of a handshake without PSK (RFC 8446, 7.1), from the shared secret on. */
export class KeySchedule {
  readonly #subtle: SubtleCrypto;
  readonly #suite: CipherSuite;
  readonly #handshake: Mac;
  readonly #length: number;

  private constructor(subtle: SubtleCrypto, suite: CipherSuite, handshake: Mac, length: number) {
    this.#subtle = subtle;
    this.#suite = suite;
    this.#handshake = handshake;
    this.#length = length;
  }

  /** `shared`: the secret of the key exchange. */
  static async begin(subtle: SubtleCrypto, suite: CipherSuite, shared: Uint8Array<ArrayBuffer>): Promise<KeySchedule> {
    const zeros = new Uint8Array(suite.hash === 'SHA-384' ? 48 : 32);
    const early = await extract(subtle, suite, zeros, zeros);
    const handshake = await extract(subtle, suite, await deriveSalt(subtle, suite, early, zeros.length), shared);
    return new KeySchedule(subtle, suite, handshake, zeros.length);
  }

  /** `transcriptHash`: up to ServerHello. */
  async deriveHandshake(transcriptHash: Uint8Array): Promise<TrafficSecrets> {
    return this.#derive(this.#handshake, 'hs', transcriptHash);
  }

  /** `transcriptHash`: up to the server's Finished. */
  async deriveApplication(transcriptHash: Uint8Array): Promise<TrafficSecrets> {
    const salt = await deriveSalt(this.#subtle, this.#suite, this.#handshake, this.#length);
    const main = await extract(this.#subtle, this.#suite, salt, new Uint8Array(this.#length));
    return this.#derive(main, 'ap', transcriptHash);
  }

  async #derive(mac: Mac, part: 'hs' | 'ap', transcriptHash: Uint8Array): Promise<TrafficSecrets> {
    const [client, server] = await Promise.all(
      ['c', 's'].map(async (side) => {
        const secret = await expandLabel(mac, `${side} ${part} traffic`, transcriptHash, this.#length);
        return TrafficSecret.of(this.#subtle, this.#suite, secret);
      }),
    );
    return { client: client!, server: server! };
  }
}

/** Imports a key of AES-GCM, for both versions. */
export async function importRecordKey(subtle: SubtleCrypto, key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** HKDF-Extract (RFC 5869, 2.2), and HMAC under what it gives. */
async function extract(
  subtle: SubtleCrypto,
  { hash }: CipherSuite,
  salt: Uint8Array<ArrayBuffer>,
  input: Uint8Array<ArrayBuffer>,
): Promise<Mac> {
  return makeMac(subtle, hash, await (await makeMac(subtle, hash, salt))(input));
}

/** Derive-Secret(…, "derived", ""), the salt of the next stage. */
async function deriveSalt(
  subtle: SubtleCrypto,
  { hash }: CipherSuite,
  mac: Mac,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return expandLabel(mac, 'derived', new Uint8Array(await subtle.digest(hash, NOTHING)), length);
}
