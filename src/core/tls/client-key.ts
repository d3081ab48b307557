import { concatBytes } from '../bytes/compare.ts';
import { attemptDer, DerError, DerReader } from '../bytes/der.ts';
import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import type { ClientIdentity } from '../identity/client-identity.ts';
import { printName, readName } from '../x509/distinguished-name.ts';
import type { HandshakeContext } from './handshake-context.ts';
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

/** Our certificates, and how we prove to have the key of the first one. */
export interface ClientProof {
  readonly identity: ClientIdentity;
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
/** Names of authorities that the report tells. */
const TOLD_AUTHORITIES = 100;

/** Chooses how to answer: undefined when we have no key, or none that the server takes. The report tells which. */
export function chooseProof(
  { options: { identity }, tell }: HandshakeContext,
  version: TlsVersion,
  { schemes, authorities, types }: CertificateRequest,
): ClientProof | undefined {
  const asked = schemes.map(nameOfScheme);
  tell({
    asked: { signatureSchemes: asked, authorities: authorities.slice(0, TOLD_AUTHORITIES).flatMap(printAuthority) },
  });
  const way = identity && findWay(identity, version, schemes);
  const isOfType = types?.includes(isEc(identity?.key) ? TYPES.EC : TYPES.RSA) ?? true;
  if (identity !== undefined && way !== undefined && isOfType) {
    tell({ sent: { chain: identity.chain, signature: way.scheme.name } });
    return { identity, ...way };
  }
  const notTaken = identity && tellNotTaken(identity.key, asked);
  tell({ sent: { chain: [], signature: undefined, ...(notTaken && { notTaken }) } });
  return undefined;
}

/** Gives the signature, as CertificateVerify has it (RFC 5246, 7.4.8; RFC 8446, 4.4.3). */
export async function prove(
  subtle: SubtleCrypto,
  { key, scheme }: ClientProof,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const signature = await signBy(subtle, scheme, key, data);
  return concatBytes([encodeUint(scheme.id, 2), encodeVector(2, signature)]);
}

/** Says whether a device could prove itself by that version; without a key it need not. */
export function canProve(identity: ClientIdentity | undefined, version: TlsVersion): boolean {
  const all = SIGNATURE_SCHEMES.map(({ id }) => id);
  return identity === undefined || findWay(identity, version, all) !== undefined;
}

/** Gives the key and the scheme of ours that a server takes. */
function findWay(
  { key, pssKey }: Pick<ClientIdentity, 'key' | 'pssKey'>,
  version: TlsVersion,
  schemes: readonly number[],
): Pick<ClientProof, 'key' | 'scheme'> | undefined {
  const scheme = SIGNATURE_SCHEMES.find((one) => schemes.includes(one.id) && fits(one, key, version));
  if (scheme !== undefined) return { key, scheme };
  return pssKey && findWay({ key: pssKey }, version, schemes);
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
