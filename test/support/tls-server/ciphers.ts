import {
  constants,
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { bytes, join, number, record, text, vector } from './wire.ts';

/** A cipher suite: what its keys are for, and how long they are. */
export interface Suite {
  readonly number: number;
  readonly hash: 'sha256' | 'sha384';
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm';
  readonly keyLength: 16 | 32;
}

const suite = (id: number, isLong: boolean): Suite => ({
  number: id,
  hash: isLong ? 'sha384' : 'sha256',
  cipher: isLong ? 'aes-256-gcm' : 'aes-128-gcm',
  keyLength: isLong ? 32 : 16,
});

export const SUITES = {
  TLS_AES_128_GCM_SHA256: suite(0x1301, false),
  TLS_AES_256_GCM_SHA384: suite(0x1302, true),
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: suite(0xc02b, false),
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: suite(0xc02c, true),
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: suite(0xc02f, false),
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: suite(0xc030, true),
} as const;
export type SuiteName = keyof typeof SUITES;

export const GROUPS = { secp256r1: 23, secp384r1: 24, x25519: 29 } as const;
export type GroupName = keyof typeof GROUPS;

/** Signature schemes (RFC 8446, 4.2.3): hash, and whether the padding is PSS. */
export const SCHEMES = {
  rsa_pkcs1_sha1: [0x0201, 'sha1', false],
  ecdsa_sha1: [0x0203, 'sha1', false],
  rsa_pkcs1_sha256: [0x0401, 'sha256', false],
  ecdsa_secp256r1_sha256: [0x0403, 'sha256', false],
  rsa_pkcs1_sha384: [0x0501, 'sha384', false],
  ecdsa_secp384r1_sha384: [0x0503, 'sha384', false],
  rsa_pkcs1_sha512: [0x0601, 'sha512', false],
  rsa_pss_rsae_sha256: [0x0804, 'sha256', true],
  rsa_pss_rsae_sha384: [0x0805, 'sha384', true],
  rsa_pss_rsae_sha512: [0x0806, 'sha512', true],
} as const;
export type SchemeName = keyof typeof SCHEMES;

const CURVES = { secp256r1: 'prime256v1', secp384r1: 'secp384r1' } as const;
/** What stands before the point in the SubjectPublicKeyInfo of an X25519 key (RFC 8410, section 4). */
const X25519_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

/** Half of a key exchange: what the peer is sent, and what comes of the peer's own. */
export interface Exchange {
  readonly share: Uint8Array<ArrayBuffer>;
  readonly derive: (peer: Uint8Array) => Uint8Array<ArrayBuffer>;
}

/** Makes a fresh key of a group. */
export function agree(group: GroupName): Exchange {
  if (group === 'x25519') return agreeOnX25519();
  const ecdh = createECDH(CURVES[group]);
  return { share: join(ecdh.generateKeys()), derive: (peer) => join(ecdh.computeSecret(peer)) };
}

function agreeOnX25519(): Exchange {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    share: join(spki.subarray(X25519_HEAD.length)),
    derive: (peer) => {
      const other = createPublicKey({ key: Buffer.concat([X25519_HEAD, peer]), format: 'der', type: 'spki' });
      return join(diffieHellman({ privateKey, publicKey: other }));
    },
  };
}

export const digest = (hash: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  join(createHash(hash).update(Buffer.concat(parts)).digest());

export const hmac = (hash: string, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  join(createHmac(hash, key).update(Buffer.concat(parts)).digest());

/** PRF of TLS 1.2 (RFC 5246, section 5). */
export function deriveTls12(hash: string, secret: Uint8Array, label: string, seed: Uint8Array, length: number) {
  const labelled = join(text(label), seed);
  let link: Uint8Array = labelled;
  let made = bytes();
  while (made.length < length) {
    link = hmac(hash, secret, link);
    made = join(made, hmac(hash, secret, link, labelled));
  }
  return made.subarray(0, length);
}

/** HKDF-Expand-Label (RFC 8446, 7.1). */
export function expandLabel(hash: string, secret: Uint8Array, label: string, context: Uint8Array, length: number) {
  const info = join(number(2, length), vector(1, text(`tls13 ${label}`)), vector(1, context));
  let block = bytes();
  let made = bytes();
  for (let count = 1; made.length < length; count += 1) {
    block = hmac(hash, secret, block, info, bytes(count));
    made = join(made, block);
  }
  return made.subarray(0, length);
}

/** Signs as TLS has it; ECDSA in DER. */
export function signWith(scheme: SchemeName, key: KeyObject, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const [, hash, isPss] = SCHEMES[scheme];
  return join(sign(hash, data, isPss ? pss(key) : { key }));
}

/** Checks a signature by a scheme's number. */
export function isSignedWith(scheme: number, key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  const found = Object.values(SCHEMES).find(([id]) => id === scheme);
  if (found === undefined) return false;
  return verify(found[1], data, found[2] ? pss(key) : { key }, signature);
}

const pss = (key: KeyObject) => ({
  key,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
});

/** Opens a private key, PKCS #8 in PEM. */
export const openKey = (pem: string): KeyObject => createPrivateKey(pem);

/** Keys of one direction: seals or opens record after record. */
export interface RecordKeys {
  seal(type: number, content: Uint8Array, padding?: number): Uint8Array<ArrayBuffer>;
  /** Gives type and content; undefined when the record is not one of these keys. */
  open(head: Uint8Array, body: Uint8Array): { readonly type: number; readonly content: Uint8Array } | undefined;
}

const TAG_LENGTH = 16;

function sealGcm(cipher: Suite['cipher'], key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, content: Uint8Array) {
  const gcm = createCipheriv(cipher, key, nonce).setAAD(aad);
  return join(gcm.update(content), gcm.final(), gcm.getAuthTag());
}

function openGcm(cipher: Suite['cipher'], key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array) {
  if (sealed.length < TAG_LENGTH) return undefined;
  const end = sealed.length - TAG_LENGTH;
  const gcm = createDecipheriv(cipher, key, nonce).setAAD(aad).setAuthTag(sealed.subarray(end));
  try {
    return join(gcm.update(sealed.subarray(0, end)), gcm.final());
  } catch {
    return undefined;
  }
}

/** RFC 5288, section 3, and RFC 5246, 6.2.3.3. */
export function keysOfTls12({ cipher }: Suite, key: Uint8Array, salt: Uint8Array): RecordKeys {
  let opened = 0;
  let sealed = 0;
  const additional = (count: number, type: number, length: number): Uint8Array =>
    join(number(4, 0), number(4, count), bytes(type, 3, 3), number(2, length));
  return {
    seal(type, content) {
      const explicit = join(number(4, 0), number(4, sealed));
      const body = sealGcm(cipher, key, join(salt, explicit), additional(sealed, type, content.length), content);
      sealed += 1;
      return record(type, join(explicit, body));
    },
    open([type = 0], body) {
      const nonce = join(salt, body.subarray(0, 8));
      const aad = additional(opened, type, Math.max(0, body.length - 8 - TAG_LENGTH));
      const content = openGcm(cipher, key, nonce, aad, body.subarray(8));
      opened += 1;
      return content && { type, content };
    },
  };
}

/** RFC 8446, 5.2, 5.3 and 7.3. */
export function keysOfTls13({ cipher, hash, keyLength }: Suite, secret: Uint8Array): RecordKeys {
  const key = expandLabel(hash, secret, 'key', bytes(), keyLength);
  const iv = expandLabel(hash, secret, 'iv', bytes(), 12);
  let opened = 0;
  let sealed = 0;
  const nonce = (count: number): Uint8Array => {
    const counter = join(number(6, 0), number(6, count));
    return iv.map((octet, at) => octet ^ (counter[at] ?? 0));
  };
  return {
    seal(type, content, padding = 0) {
      const inner = join(content, bytes(type), new Uint8Array(padding));
      const head = join(bytes(23, 3, 3), number(2, inner.length + TAG_LENGTH));
      const body = sealGcm(cipher, key, nonce(sealed), head, inner);
      sealed += 1;
      return join(head, body);
    },
    open(head, body) {
      const inner = openGcm(cipher, key, nonce(opened), head, body);
      if (inner === undefined) return undefined;
      opened += 1;
      const end = inner.findLastIndex((octet) => octet !== 0);
      return { type: inner[end] ?? 0, content: inner.subarray(0, Math.max(0, end)) };
    },
  };
}
