import {
  contextTag,
  type DerReader,
  type DerValue,
  failDer,
  readCount,
  readEach,
  readOid,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import type { Verdict } from '../errors/workbench-error.ts';
import { type EnterPart, readSigned, type Signed } from './certificate.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import { type KnownExtensions, readExtensions } from './extensions.ts';
import { type PublicKeyInfo, readPublicKey } from './public-key.ts';
import { judgeSignature } from './signature.ts';

/** A certification request, PKCS #10 (RFC 2986), read and not judged; the extensions are those that it asks for. */
export interface SigningRequest extends Signed, KnownExtensions {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly subject: DistinguishedName;
  readonly publicKey: PublicKeyInfo;
}

/** extensionRequest (RFC 2985, 5.4.2) and Microsoft's own, which Windows writes. */
const EXTENSION_REQUESTS: readonly string[] = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];

/** Reads one request in DER and nothing behind it, or says which part cannot be read (`x509/form`). */
export function readSigningRequest(der: Uint8Array): Verdict<SigningRequest> {
  return readSigned('request', der, readRequestInfo);
}

/** Says whether the request is signed with the key that it names: its maker has that key (RFC 2986, 3). */
export async function verifySigningRequest(subtle: SubtleCrypto, request: SigningRequest): Promise<boolean> {
  return (await judgeSignature(subtle, request, request.publicKey)) === 'good';
}

/** RFC 2986, 4.1. */
function readRequestInfo(reader: DerReader, enter: EnterPart) {
  enter('version');
  if (readCount(reader.read(TAG.integer)) !== 0) failDer();
  enter('subject');
  const subject = readName(reader);
  enter('public-key');
  const publicKey = readPublicKey(reader);
  enter('extensions');
  // Some tools leave an empty list of attributes out.
  const attributes = reader.readOptional(contextTag(0, true));
  const requested = attributes === undefined ? [] : readEach(attributes, TAG.sequence).flatMap(readRequested);
  if (requested.length > 1) failDer();
  return { subject, publicKey, ...readExtensions(requested[0]) };
}

function readRequested(attribute: DerValue): DerValue[] {
  return readWithin(attribute, (reader) => {
    const type = readOid(reader.read(TAG.oid));
    const values = reader.read(TAG.set);
    return EXTENSION_REQUESTS.includes(type) ? readEach(values, TAG.sequence) : [];
  });
}
