import {
  contextTag,
  type DerReader,
  type DerValue,
  failDer,
  readBitString,
  readBoolean,
  readCount,
  readDer,
  readEach,
  readInteger,
  readOid,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { type GeneralName, readGeneralName } from './general-name.ts';

/** One extension as it stands (RFC 5280, 4.1). */
export interface CertificateExtension {
  /** Dotted form. */
  readonly oid: string;
  readonly critical: boolean;
  /** What the octet string holds. */
  readonly value: Uint8Array<ArrayBuffer>;
}

/** RFC 5280, 4.2.1.9. */
export interface BasicConstraints {
  readonly ca: boolean;
  /** How many intermediate authorities may stand below; undefined for any number. */
  readonly pathLength: number | undefined;
}

/** RFC 5280, 4.2.1.3, in the order of the bits. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

/** Purposes of a key (RFC 5280, 4.2.1.12), in dotted form. */
export const EXTENDED_KEY_USAGE = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** RFC 5280, 4.2.1.1. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
  readonly issuer: readonly GeneralName[] | undefined;
  readonly serialNumber: Uint8Array | undefined;
}

/** RFC 5280, 4.2.1.10. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** What the extensions say that we understand; undefined where there is no such extension. */
export interface KnownExtensions {
  readonly extensions: readonly CertificateExtension[];
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: readonly KeyUsage[] | undefined;
  /** Purposes in dotted form. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectAlternativeNames: readonly GeneralName[] | undefined;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  readonly nameConstraints: NameConstraints | undefined;
}

/**
 * Extensions that the judge processes, or whose processing changes nothing as long as nobody asks for a policy
 * (certificatePolicies, inhibitAnyPolicy; RFC 5280, 6.1.1 (c) and (e)). Any other one that is critical is refused.
 */
export const PROCESSED_EXTENSIONS: readonly string[] = [14, 15, 17, 19, 30, 32, 35, 37, 54].map(
  (arc) => `2.5.29.${arc}`,
);

/** Reads a value of `Extensions`, which has each extension once at most (RFC 5280, 4.2). Throws `DerError`. */
export function readExtensions(list: DerValue | undefined): KnownExtensions {
  const extensions = list === undefined ? [] : readEach(list, TAG.sequence).map(readExtension);
  if (new Set(extensions.map(({ oid }) => oid)).size < extensions.length) failDer();
  const find = <T>(arc: number, tag: number, read: (value: DerValue) => T): T | undefined => {
    const found = extensions.find(({ oid }) => oid === `2.5.29.${arc}`);
    return found === undefined ? undefined : read(readDer(found.value, tag));
  };
  return {
    extensions,
    subjectKeyIdentifier: find(14, TAG.octetString, ({ content }) => content),
    keyUsage: find(15, TAG.bitString, readKeyUsage),
    subjectAlternativeNames: find(17, TAG.sequence, readGeneralNames),
    basicConstraints: find(19, TAG.sequence, readBasicConstraints),
    nameConstraints: find(30, TAG.sequence, readNameConstraints),
    authorityKeyIdentifier: find(35, TAG.sequence, readAuthorityKeyIdentifier),
    extendedKeyUsage: find(37, TAG.sequence, (value) => atLeastOne(readEach(value, TAG.oid).map(readOid))),
  };
}

/** `critical FALSE` may be written out: DER forbids it for a default, and certificates in use have it. */
function readExtension(value: DerValue): CertificateExtension {
  return readWithin(value, (reader) => ({
    oid: readOid(reader.read(TAG.oid)),
    critical: readFlag(reader),
    value: reader.read(TAG.octetString).content,
  }));
}

function readFlag(reader: DerReader): boolean {
  const flag = reader.readOptional(TAG.boolean);
  return flag !== undefined && readBoolean(flag);
}

function readBasicConstraints(value: DerValue): BasicConstraints {
  return readWithin(value, (reader) => {
    const ca = readFlag(reader);
    const pathLength = reader.readOptional(TAG.integer);
    return { ca, pathLength: pathLength === undefined ? undefined : readCount(pathLength) };
  });
}

function readKeyUsage(value: DerValue): KeyUsage[] {
  const { bytes } = readBitString(value);
  return atLeastOne(KEY_USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) << (bit & 7)) & 0x80));
}

function readGeneralNames(value: DerValue): GeneralName[] {
  return atLeastOne(readEach(value).map((name) => readGeneralName(name)));
}

function readAuthorityKeyIdentifier(value: DerValue): AuthorityKeyIdentifier {
  return readWithin(value, (reader) => {
    const keyIdentifier = reader.readOptional(contextTag(0))?.content;
    const issuer = reader.readOptional(contextTag(1, true));
    const serialNumber = reader.readOptional(contextTag(2));
    return {
      keyIdentifier,
      issuer: issuer && readGeneralNames(issuer),
      serialNumber: serialNumber && readInteger(serialNumber),
    };
  });
}

function readNameConstraints(value: DerValue): NameConstraints {
  return readWithin(value, (reader) => {
    const permitted = reader.readOptional(contextTag(0, true));
    const excluded = reader.readOptional(contextTag(1, true));
    atLeastOne([permitted, excluded].filter((list) => list !== undefined));
    return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) };
  });
}

/** `minimum` is 0 and not written, `maximum` absent: RFC 5280, 4.2.1.10, has no use for them. */
function readSubtrees(list: DerValue | undefined): GeneralName[] {
  if (list === undefined) return [];
  return atLeastOne(
    readEach(list, TAG.sequence).map((tree) => readWithin(tree, (reader) => readGeneralName(reader.read(), [8, 32]))),
  );
}

function atLeastOne<T>(values: T[]): T[] {
  if (values.length === 0) failDer();
  return values;
}
