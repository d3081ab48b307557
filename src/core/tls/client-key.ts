import { concatBytes } from '../bytes/compare.ts';
import { attemptDer, DerError, DerReader } from '../bytes/der.ts';
import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import type { ClientIdentity } from '../identity/client-identity.ts';
import { printName, readName } from '../x509/distinguished-name.ts';
import type { Handshake } from './handshake.ts';
import { encodeUint, encodeVector } from './presentation.ts';
import { isForKey, nameOfScheme, SIGNATURE_SCHEMES, type SignatureScheme, signBy } from './signature-schemes.ts';
import type { TlsVersion } from './tls-report.ts';

/** What a CertificateRequest asks for. */
export interface CertificateRequest {
  readonly schemes: readonly number[];
  /** Names in DER, of those whose certificates are wished for. */
  readonly authorities: readonly Uint8Array<ArrayBuffer>[];
  /** TLS 1.2: kinds of keys (RFC 5246, 7.4.4; RFC 8422, 5.5). */
  readonly types: Uint8Array | undefined;
}

/** How we prove to have the key of our certificate. */
export interface ClientProof {
  readonly key: CryptoKey;
  readonly scheme: SignatureScheme;
}

/** What WebCrypto tells of a key that signs: a curve, or the length of an RSA key and its hash. */
interface SigningAlgorithm extends KeyAlgorithm {
  readonly namedCurve?: string;
  readonly modulusLength?: number;
  readonly hash?: KeyAlgorithm;
}

const TYPES = { RSA: 1, EC: 64 } as const;
/** Of what the server asks for: schemes, and names of authorities, that are told of. */
const TOLD = 100;

/** Sends our certificates. Gives how to prove them, or undefined when we have none, or none that the server takes. */
export function sendCertificate(
  { options: { identity }, tell, send }: Handshake,
  version: TlsVersion,
  { schemes, authorities, types }: CertificateRequest,
): ClientProof | undefined {
  const asked = schemes.slice(0, TOLD).map(nameOfScheme);
  const told = authorities.slice(0, TOLD).flatMap(printAuthority);
  const isOfType = types?.includes(isEc(identity?.key) ? TYPES.EC : TYPES.RSA) ?? true;
  const proof = identity && isOfType ? findProof(identity, version, schemes) : undefined;
  // RFC 5246, 7.4.6; RFC 8446, 4.4.2: whoever has none that fits says so with an empty list.
  const chain = proof === undefined ? [] : (identity?.chain ?? []);
  const notTaken = identity && proof === undefined && { notTaken: tellNotTaken(identity.key, asked) };
  tell({
    asked: { signatureSchemes: asked, authorities: told },
    sent: { chain, signature: proof?.scheme.name, ...notTaken },
  });
  // RFC 8446, 4.4.2: with the context of the request, which is empty, and each one with extensions, of which we have none.
  const isModern = version === 'TLS 1.3';
  const nothing = new Uint8Array(isModern ? 2 : 0);
  const list = encodeVector(3, ...chain.flatMap((der) => [encodeVector(3, der), nothing]));
  send('certificate', isModern ? concatBytes([encodeVector(1), list]) : list);
  return proof;
}

/** Sends CertificateVerify, a signature of this (RFC 5246, 7.4.8; RFC 8446, 4.4.3). */
export async function sendProof(
  { subtle, send }: Handshake,
  { key, scheme }: ClientProof,
  data: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const signature = await signBy(subtle, scheme, key, data);
  send('certificate_verify', concatBytes([encodeUint(scheme.id, 2), encodeVector(2, signature)]));
}

/** Says whether a device could prove itself by that version; without a key it need not. */
export function canProve(identity: ClientIdentity | undefined, version: TlsVersion): boolean {
  const all = SIGNATURE_SCHEMES.map(({ id }) => id);
  return identity === undefined || findProof(identity, version, all) !== undefined;
}

/** Gives the key and the scheme of ours that a server takes. */
function findProof(
  { key, pssKey }: Pick<ClientIdentity, 'key' | 'pssKey'>,
  version: TlsVersion,
  schemes: readonly number[],
): ClientProof | undefined {
  const scheme = SIGNATURE_SCHEMES.find((one) => schemes.includes(one.id) && fits(one, key, version));
  if (scheme !== undefined) return { key, scheme };
  return pssKey && findProof({ key: pssKey }, version, schemes);
}

/** A key of WebCrypto signs in one way: on one curve, or with one padding and one hash. */
function fits(scheme: SignatureScheme, { algorithm }: CryptoKey, version: TlsVersion): boolean {
  const { name, namedCurve, hash } = algorithm as SigningAlgorithm;
  if (name !== scheme.algorithm || !isForKey(scheme, namedCurve, version)) return false;
  return namedCurve !== undefined || hash?.name === scheme.hash;
}

function isEc(key: CryptoKey | undefined): boolean {
  return key?.algorithm.name === 'ECDSA';
}

function tellNotTaken({ algorithm }: CryptoKey, asked: readonly string[]): Finding {
  const { name, namedCurve, modulusLength, hash } = algorithm as SigningAlgorithm;
  const keyKind = namedCurve ?? `RSA-${modulusLength} (${name}, ${hash?.name})`;
  return makeFinding('tls/key-not-taken', { keyKind, asked });
}

/** What cannot be read is nobody's name, and is not told. */
function printAuthority(der: Uint8Array<ArrayBuffer>): string[] {
  const name = attemptDer(() => readName(new DerReader(der)));
  return name instanceof DerError ? [] : [printName(name)];
}
