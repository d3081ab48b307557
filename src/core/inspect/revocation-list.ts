import {
  attemptDer,
  contextTag,
  DerError,
  type DerReader,
  failDer,
  readBitOctets,
  readCount,
  readDer,
  readEach,
  readInner,
  readInteger,
  readTime,
  readUnsigned,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import type { Signed } from '../x509/certificate.ts';
import { type DistinguishedName, readName } from '../x509/distinguished-name.ts';
import { type CertificateExtension, readExtensions } from '../x509/extensions.ts';
import { readAlgorithm } from '../x509/public-key.ts';

/** A certificate revocation list (RFC 5280, 5.1), read and not judged. */
export interface RevocationList extends Signed {
  readonly issuer: DistinguishedName;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** When each certificate was revoked, by its serial number as `encodeHex` gives its octets. */
  readonly revoked: ReadonlyMap<string, number>;
  readonly extensions: readonly CertificateExtension[];
  /** RFC 5280, 5.2.3: upper-case hexadecimal. */
  readonly number: string | undefined;
}

const LIST_NUMBER = '2.5.29.20';

/** Reads one revocation list in DER and nothing behind it (`inspect/form`). */
export function readRevocationList(der: Uint8Array): Verdict<RevocationList> {
  const read = attemptDer(() =>
    readWithin(readDer(der, TAG.sequence), (reader) => {
      const tbs = reader.read(TAG.sequence);
      const signatureAlgorithm = readAlgorithm(reader);
      const signature = readBitOctets(reader.read(TAG.bitString));
      return { tbs: tbs.der, signatureAlgorithm, signature, ...readWithin(tbs, readListContent) };
    }),
  );
  return read instanceof DerError ? reject(makeFinding('inspect/form', { mistake: read.mistake })) : accept(read);
}

/** RFC 5280, 5.1.2. */
function readListContent(reader: DerReader) {
  const version = reader.readOptional(TAG.integer);
  if (version !== undefined && readCount(version) !== 1) failDer();
  readAlgorithm(reader);
  const issuer = readName(reader);
  const thisUpdate = readTime(reader.read());
  const isTime = reader.tag === TAG.utcTime || reader.tag === TAG.generalizedTime;
  const nextUpdate = isTime ? readTime(reader.read()) : undefined;
  const entries = reader.readOptional(TAG.sequence);
  const list = reader.readOptional(contextTag(0, true));
  const { extensions } = readExtensions(list && readInner(list, TAG.sequence));
  const number = extensions.find(({ oid }) => oid === LIST_NUMBER);
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    revoked: new Map(
      entries === undefined ? [] : readEach(entries, TAG.sequence).map((entry) => readWithin(entry, readRevoked)),
    ),
    extensions,
    number: number && encodeHex(readUnsigned(readDer(number.value, TAG.integer))).toUpperCase(),
  };
}

function readRevoked(reader: DerReader): [serial: string, at: number] {
  const serial = encodeHex(readInteger(reader.read(TAG.integer)));
  const at = readTime(reader.read());
  reader.readOptional(TAG.sequence);
  return [serial, at];
}
