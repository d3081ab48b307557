import type { Json } from '../bytes/json.ts';
import { type CborMap, type CborValue, decodeCbor, encodeCbor, isCborMap } from '../bytes/cbor.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { CodeFactsByCode } from '../errors/code-facts.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import type { BehaviourKind, CertificateSlot, DeviceRoute } from '../identity/device-record.ts';
import { readCertificate } from '../x509/certificate.ts';
import { encodeBundledDevice, readBundledDevice } from './bundled-device.ts';

/** What a bundled device proves itself with. Its certificates are those of the bundle, the primary one first. */
export type BundledSecret =
  | {
      readonly kind: 'group-key' | 'device-key';
      /** Base64. */
      readonly primaryKey: string;
      readonly secondaryKey?: string;
    }
  | { readonly kind: 'certificate' };

/** A device on its way to another machine: its record without what is of this one. */
export interface BundledDevice {
  /** Its cloud is a local one, which may be known by another address over there. */
  readonly isLocal: boolean;
  readonly route: DeviceRoute;
  readonly behaviour: BehaviourKind;
  readonly secret: BundledSecret;
  readonly road?: 'direct' | 'relay';
  readonly wantsCertificate?: true;
  readonly certificateInUse?: CertificateSlot;
  readonly modelId?: string;
  readonly payload?: Json;
  readonly intervalMs?: number;
}

/** A certificate on its way, with everything that it is used with. */
export interface BundledCertificate {
  /** DER, leaf first, then its issuers as far as they are known. */
  readonly chain: readonly [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]];
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

/** A whole identity: a device, or certificates, or a device with its certificates. It holds secrets. */
export interface IdentityBundle {
  readonly device?: BundledDevice;
  readonly certificates: readonly BundledCertificate[];
}

/** The version of bundles that is written here, and the latest that is read. */
const VERSION = 1;
const KEY = { version: 0, device: 1, pool: 2, certificates: 3 } as const;
const CERTIFICATE_KEY = { chain: 0, privateKey: 1 } as const;
/** A device has two at most; issuers may be many. */
const LIMITS = { certificates: 2, pool: 32 } as const;

/** Gives the bytes of an identity, always the same for the same one. A certificate that is in several chains is in them once. */
export function printBundle({ device, certificates }: IdentityBundle): Uint8Array<ArrayBuffer> {
  const pool = new Map(certificates.flatMap(({ chain }) => chain).map((der) => [encodeHex(der), der]));
  const places = new Map([...pool.keys()].map((hex, place) => [hex, place]));
  const map = new Map<number, CborValue>([[KEY.version, VERSION]]);
  if (device !== undefined) map.set(KEY.device, encodeBundledDevice(device));
  map.set(KEY.pool, [...pool.values()]);
  map.set(
    KEY.certificates,
    certificates.map(
      ({ chain, privateKey }) =>
        new Map<number, CborValue>([
          [CERTIFICATE_KEY.chain, chain.map((der) => places.get(encodeHex(der)) ?? 0)],
          [CERTIFICATE_KEY.privateKey, privateKey],
        ]),
    ),
  );
  return encodeCbor(map);
}

/**
 * Reads an identity that was opened. Whoever knew the passphrase may have written anything: each field is judged as if
 * it had been typed, each certificate is read. Findings: `transfer/form`, `qr/newer`.
 */
export function readBundle(bytes: Uint8Array): Verdict<IdentityBundle> {
  const map = decodeCbor(bytes);
  if (!isCborMap(map)) return rejectPart('outline');
  const version = map.get(KEY.version);
  if (typeof version === 'number' && version > VERSION) {
    return reject(makeFinding('qr/newer', { found: version, known: VERSION }));
  }
  if (version !== VERSION || !hasOnly(map, Object.values(KEY))) return rejectPart('outline');
  const certificates = readCertificates(map.get(KEY.pool), map.get(KEY.certificates));
  if (certificates === undefined) return rejectPart('certificates');
  const given = map.get(KEY.device);
  if (given === undefined) return certificates.length === 1 ? accept({ certificates }) : rejectPart('outline');
  const device = readBundledDevice(given);
  if (device === undefined) return rejectPart('device');
  const isFitting = device.secret.kind === 'certificate' ? certificates.length > 0 : certificates.length === 0;
  return isFitting ? accept({ device, certificates }) : rejectPart('outline');
}

const rejectPart = (part: CodeFactsByCode['transfer/form']['part']): Verdict<never> =>
  reject(makeFinding('transfer/form', { part }));

/** Says whether a map has no keys but these. */
function hasOnly(map: CborMap, keys: readonly number[]): boolean {
  return [...map.keys()].every((key) => keys.includes(key));
}

function readCertificates(
  givenPool: CborValue | undefined,
  given: CborValue | undefined,
): readonly BundledCertificate[] | undefined {
  if (!isCborArray(givenPool) || !isCborArray(given)) return undefined;
  if (given.length > LIMITS.certificates || givenPool.length > LIMITS.pool) return undefined;
  const pool = givenPool.flatMap((der) => (der instanceof Uint8Array ? [new Uint8Array(der)] : []));
  if (pool.length < givenPool.length || !pool.every((der) => readCertificate(der).ok)) return undefined;
  const certificates = given.map((one) => readBundledCertificate(one, pool));
  return certificates.every((one) => one !== undefined) ? certificates : undefined;
}

function readBundledCertificate(
  given: CborValue,
  pool: readonly Uint8Array<ArrayBuffer>[],
): BundledCertificate | undefined {
  if (!isCborMap(given) || !hasOnly(given, Object.values(CERTIFICATE_KEY))) return undefined;
  const places = given.get(CERTIFICATE_KEY.chain);
  const privateKey = given.get(CERTIFICATE_KEY.privateKey);
  if (!isCborArray(places) || places.length > LIMITS.pool || !(privateKey instanceof Uint8Array)) return undefined;
  const found = places.map((place) => (typeof place === 'number' ? pool[place] : undefined));
  const [leaf, ...issuers] = found.filter((der) => der !== undefined);
  if (leaf === undefined || 1 + issuers.length < found.length) return undefined;
  return { chain: [leaf, ...issuers], privateKey: new Uint8Array(privateKey) };
}

const isCborArray = (value: CborValue | undefined): value is readonly CborValue[] => Array.isArray(value);
