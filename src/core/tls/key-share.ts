import { failParameter } from './tls-fault.ts';

/** A group for the key exchange (RFC 8446, 4.2.7; RFC 8422, 5.1.1). */
export interface Group {
  readonly id: number;
  /** As at IANA. */
  readonly name: string;
  readonly algorithm: { readonly name: 'X25519' } | { readonly name: 'ECDH'; readonly namedCurve: string };
  /** Of a public key on the wire, in bytes: points are not compressed (RFC 8446, 4.2.8.2). */
  readonly publicLength: number;
  readonly secretBits: number;
}

export const X25519: Group = {
  id: 0x1d,
  name: 'x25519',
  algorithm: { name: 'X25519' },
  publicLength: 32,
  secretBits: 256,
};
export const SECP256R1: Group = nistGroup(0x17, 'secp256r1', 256);
export const SECP384R1: Group = nistGroup(0x18, 'secp384r1', 384);

function nistGroup(id: number, name: string, bits: number): Group {
  return {
    id,
    name,
    algorithm: { name: 'ECDH', namedCurve: `P-${bits}` },
    publicLength: bits / 4 + 1,
    secretBits: bits,
  };
}

/** Our half of a key exchange. */
export interface KeyShare {
  readonly group: Group;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly privateKey: CryptoKey;
}

/** Makes a new pair. Throws what the engine throws, so for a group that it does not have. */
export async function makeKeyShare(subtle: SubtleCrypto, group: Group): Promise<KeyShare> {
  const pair = (await subtle.generateKey(group.algorithm, false, ['deriveBits'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  return { group, publicKey, privateKey: pair.privateKey };
}

/** Gives the secret that both share (RFC 8446, 7.4; RFC 8422, 5.10). */
export async function agreeOnSecret(
  subtle: SubtleCrypto,
  { group, privateKey }: KeyShare,
  theirs: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  // RFC 8422, 5.4.1 and RFC 8446, 4.2.8.2: the key has one length, and of a point the one form, 4, though engines may read
  // others. That it is a point of the curve (RFC 8422, 5.11) WebCrypto looks at.
  const isOfForm = group.algorithm.name === 'X25519' || theirs[0] === 4;
  if (theirs.length !== group.publicLength || !isOfForm) failParameter('key_exchange');
  const secret = await deriveSecret(subtle, group, privateKey, theirs).catch(() => failParameter('key_exchange'));
  // RFC 8446, 7.4.2: a secret of zeros alone is refused.
  if (secret.every((byte) => byte === 0)) failParameter('key_exchange');
  return secret;
}

async function deriveSecret(
  subtle: SubtleCrypto,
  { algorithm, secretBits }: Group,
  privateKey: CryptoKey,
  theirs: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await subtle.importKey('raw', theirs, algorithm, false, []);
  return new Uint8Array(await subtle.deriveBits({ name: algorithm.name, public: key }, privateKey, secretBits));
}
