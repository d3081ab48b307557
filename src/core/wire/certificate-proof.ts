import { concatBytes } from '../bytes/compare.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import type { ClientIdentity } from '../identity/client-identity.ts';
import { type Certificate, printName, readCertificate } from '../x509/certificate.ts';

/**
 * How a device proves its certificate where there is no TLS: to the cloud in the same browser. The cloud sends random
 * bytes, the device answers with its chain and a signature of its key, made as TLS 1.3 makes its CertificateVerify
 * (RFC 8446, 4.4.3), so that it is worth something for this alone.
 */
export interface CertificateProof {
  /** DER, the device's own certificate first. */
  readonly chain: readonly Uint8Array<ArrayBuffer>[];
  readonly scheme: ProofScheme;
  /** As WebCrypto makes it: of ECDSA r and s side by side. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A proof that was taken, for whoever shows it: plain data, without a secret. */
export interface ProofReport {
  /** The name that was dialled, to which the proof was made. */
  readonly host: string;
  /** Milliseconds since the Unix epoch. */
  readonly provenAt: number;
  /** DER, the device's own certificate first. */
  readonly chain: readonly Uint8Array<ArrayBuffer>[];
  readonly scheme: ProofScheme;
}

/** What a proof was asked for: never twice with the same bytes. */
export interface ProofQuestion {
  readonly challenge: Uint8Array<ArrayBuffer>;
  /** The name that the device dialled. */
  readonly host: string;
}

/** Why a proof is not taken. `certificate`: the name of the device's own, as `printName` prints it. */
export type ProofFault =
  | { readonly kind: 'form' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'signature'; readonly certificate: string }
  /** Nothing came in time. */
  | { readonly kind: 'late'; readonly seconds: number };

export type ProofVerdict =
  { readonly ok: true; readonly chain: CertificateProof['chain'] } | { readonly ok: false; readonly fault: ProofFault };

/** Bytes of all certificates of a proof: what OpenSSL reads of a peer, so that both roads bear the same. */
export const PROOF_CHAIN_LIMIT_BYTES = 102_400;
/** The signature of an RSA key of 8,192 bits. */
const SIGNATURE_LIMIT_BYTES = 1024;
/** The longest name of a host (RFC 1035, 2.3.4). */
const HOST_LIMIT = 253;
const CHALLENGE_BYTES = 32;

/** RFC 8446, 4.4.3: 64 blanks, then whom this is for, then a zero, so that no other protocol's text can be this one. */
const CONTEXT = `${' '.repeat(64)}Device Workbench certificate proof v1\0`;

type Algorithm = RsaPssParams & EcdsaParams & { readonly namedCurve?: string };

const ecdsa = (namedCurve: string, hash: string): Algorithm => ({ name: 'ECDSA', namedCurve, hash, saltLength: 0 });
const rsa = (name: string, bits: number): Algorithm => ({ name, hash: `SHA-${bits}`, saltLength: bits / 8 });

/** By the names that RFC 8446, 4.2.3 gives them; the salt of PSS is as long as the hash there too. */
const SCHEMES = {
  ecdsa_secp256r1_sha256: ecdsa('P-256', 'SHA-256'),
  ecdsa_secp384r1_sha384: ecdsa('P-384', 'SHA-384'),
  rsa_pkcs1_sha256: rsa('RSASSA-PKCS1-v1_5', 256),
  rsa_pkcs1_sha384: rsa('RSASSA-PKCS1-v1_5', 384),
  rsa_pkcs1_sha512: rsa('RSASSA-PKCS1-v1_5', 512),
  rsa_pss_rsae_sha256: rsa('RSA-PSS', 256),
  rsa_pss_rsae_sha384: rsa('RSA-PSS', 384),
  rsa_pss_rsae_sha512: rsa('RSA-PSS', 512),
} as const;

/** How a proof is signed. */
export type ProofScheme = keyof typeof SCHEMES;

/** Gives fresh random bytes for one proof. */
export function makeChallenge(crypto: Pick<Crypto, 'getRandomValues'>): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES));
}

/** Says whether a name is short enough to be proven to. */
export function isProvableHost(host: unknown): host is string {
  return typeof host === 'string' && host !== '' && host.length <= HOST_LIMIT;
}

/** Makes the proof. Throws a TypeError for a key of another kind, and what the engine throws where it cannot sign. */
export async function proveCertificate(
  subtle: SubtleCrypto,
  { chain, key }: ClientIdentity,
  question: ProofQuestion,
): Promise<CertificateProof> {
  const scheme = schemeOf(key);
  const text = await makeText(subtle, chain, question);
  return { chain, scheme, signature: new Uint8Array(await subtle.sign(SCHEMES[scheme], key, text)) };
}

/**
 * Judges an answer, whatever it is: that the holder of the first certificate's key made it, to this question, with this
 * chain. What the certificates themselves are worth is not asked here.
 */
export async function verifyProof(
  subtle: SubtleCrypto,
  answer: unknown,
  question: ProofQuestion,
): Promise<ProofVerdict> {
  if (!isProof(answer)) return { ok: false, fault: { kind: 'form' } };
  const { chain, scheme, signature } = answer;
  const read = readCertificate(chain[0] ?? new Uint8Array());
  if (!read.ok) return { ok: false, fault: { kind: 'unreadable' } };
  const text = await makeText(subtle, chain, question);
  if (await isSignedBy(subtle, read.value, { algorithm: SCHEMES[scheme], signature, text })) return { ok: true, chain };
  return { ok: false, fault: { kind: 'signature', certificate: printName(read.value.subject) } };
}

function schemeOf({ algorithm }: CryptoKey): ProofScheme {
  const { name, hash, namedCurve } = algorithm as KeyAlgorithm & {
    readonly hash?: KeyAlgorithm;
    readonly namedCurve?: string;
  };
  const found = Object.entries(SCHEMES).find(
    ([, one]) =>
      one.name === name && (namedCurve === undefined ? one.hash === hash?.name : one.namedCurve === namedCurve),
  );
  if (found === undefined) throw new TypeError(`a key for ${name} proves no certificate`);
  return found[0] as ProofScheme;
}

/**
 * What is signed. The hash stands where TLS has that of its messages, and is over the same things: the other side's
 * random bytes, the name that was asked for, and all certificates, so that none of them can be put in another's place.
 * Each part is led by its length.
 */
async function makeText(
  subtle: SubtleCrypto,
  chain: readonly Uint8Array[],
  { challenge, host }: ProofQuestion,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = [challenge, encodeUtf8(host), ...chain].flatMap((part) => [encodeLength(part.length), part]);
  const digest = await subtle.digest('SHA-256', concatBytes(parts));
  return concatBytes([encodeUtf8(CONTEXT), new Uint8Array(digest)]);
}

function encodeLength(length: number): Uint8Array {
  return Uint8Array.of(length >> 16, length >> 8, length);
}

function isProof(answer: unknown): answer is CertificateProof {
  if (typeof answer !== 'object' || answer === null) return false;
  const { chain, scheme, signature } = answer as { readonly [K in keyof CertificateProof]?: unknown };
  if (typeof scheme !== 'string' || !Object.hasOwn(SCHEMES, scheme)) return false;
  if (!(signature instanceof Uint8Array) || signature.length > SIGNATURE_LIMIT_BYTES) return false;
  // An array that counts more than it has would be walked for ever: the limit of bytes is one of certificates too.
  if (!Array.isArray(chain) || chain.length === 0 || chain.length > PROOF_CHAIN_LIMIT_BYTES) return false;
  let bytes = 0;
  for (const der of chain as readonly unknown[]) {
    if (!(der instanceof Uint8Array) || der.length === 0) return false;
    bytes += der.length;
  }
  return bytes <= PROOF_CHAIN_LIMIT_BYTES;
}

async function isSignedBy(
  subtle: SubtleCrypto,
  { publicKey }: Certificate,
  {
    algorithm,
    signature,
    text,
  }: {
    readonly algorithm: Algorithm;
    readonly signature: Uint8Array<ArrayBuffer>;
    readonly text: Uint8Array<ArrayBuffer>;
  },
): Promise<boolean> {
  // A scheme of another curve than the key's would be a quarrel of engines; TLS 1.3 binds them too (RFC 8446, 4.2.3).
  if (publicKey.kind === 'ec' ? publicKey.curve !== algorithm.namedCurve : algorithm.name === 'ECDSA') return false;
  try {
    const key = await subtle.importKey('spki', publicKey.spki, algorithm, false, ['verify']);
    return await subtle.verify(algorithm, key, signature, text);
  } catch {
    // Engines throw for a point off its curve, a modulus that is none, a key that is too long for them.
    return false;
  }
}
