import {
  type DerReader,
  type DerValue,
  encodeDer,
  readDer,
  readEach,
  readInner,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { type CertificateContent, makeCertificate } from '../x509/peculiar.ts';
import { encodeEcdsaSignature } from '../x509/signature.ts';
import { signingAlgorithmOf } from './key-pair.ts';

/** What differs between the certificates of one template. */
export interface TemplateSubject {
  /** The whole name in DER. */
  readonly name: Uint8Array;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** As long as the one that the template was made with. */
  readonly keyIdentifier: Uint8Array;
}

/** What is the same in all of them. */
export type TemplateContent = Pick<CertificateContent, 'issuer' | 'validity' | 'signingKey' | 'extensions'>;

/** Signs certificates that differ in nothing but their subject, key and number. */
export type CertificateTemplate = (subject: TemplateSubject) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Makes a template of a whole certificate that the library makes for `example`. Of that one everything stays but what
 * differs, and the name of the issuer, which is taken over octet by octet (RFC 5280, 4.1.2.4 and 7.1). About ninety per
 * cent of the library's time for a certificate would go into writing the same again.
 */
export async function makeTemplate(
  crypto: Crypto,
  content: TemplateContent,
  example: TemplateSubject,
): Promise<CertificateTemplate> {
  const { name, spki } = example;
  const serialNumber = makeSerialNumber(crypto);
  const frame = cutFrame(await makeCertificate(crypto, { ...content, serialNumber, subject: name, spki }));
  const { signingKey, issuer } = content;
  const scheme = signingAlgorithmOf(signingKey);
  return async (subject) => {
    const tbs = encodeDer(
      TAG.sequence,
      frame.version,
      encodeDer(TAG.integer, makeSerialNumber(crypto)),
      frame.algorithm,
      issuer,
      frame.validity,
      subject.name,
      subject.spki,
      frame.beforeIdentifier,
      subject.keyIdentifier,
      frame.behindIdentifier,
    );
    const raw = new Uint8Array(await crypto.subtle.sign(scheme, signingKey, tbs));
    const signature = scheme.name === 'ECDSA' ? encodeEcdsaSignature(raw) : raw;
    return encodeDer(TAG.sequence, tbs, frame.algorithm, encodeDer(TAG.bitString, NO_UNUSED_BITS, signature));
  };
}

const NO_UNUSED_BITS = new Uint8Array(1);

/** 16 random octets, positive and without a leading zero: unique, and at most 20 (RFC 5280, 4.1.2.2). */
function makeSerialNumber(crypto: Crypto): Uint8Array<ArrayBuffer> {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets;
}

/** What stays of the example, each a whole value in DER but for the last two, between which the identifier stands. */
interface Frame {
  readonly version: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly validity: Uint8Array;
  readonly beforeIdentifier: Uint8Array;
  readonly behindIdentifier: Uint8Array;
}

function cutFrame(der: Uint8Array): Frame {
  return readWithin(readDer(der, TAG.sequence), (reader) => {
    const tbs = reader.read(TAG.sequence);
    const algorithm = reader.read(TAG.sequence).der;
    reader.read(TAG.bitString);
    return { algorithm, ...readWithin(tbs, cutTbs) };
  });
}

/** RFC 5280, 4.1.2: version, number, algorithm, issuer, validity, subject, key, extensions. */
function cutTbs(reader: DerReader): Omit<Frame, 'algorithm'> {
  const version = reader.read().der;
  for (const tag of [TAG.integer, TAG.sequence, TAG.sequence]) reader.read(tag);
  const validity = reader.read(TAG.sequence).der;
  for (const tag of [TAG.sequence, TAG.sequence]) reader.read(tag);
  const extensions = reader.read();
  const { byteOffset, length } = findIdentifier(extensions);
  const at = byteOffset - extensions.der.byteOffset;
  return {
    version,
    validity,
    beforeIdentifier: extensions.der.subarray(0, at),
    behindIdentifier: extensions.der.subarray(at + length),
  };
}

/** `2.5.29.14`. */
const SUBJECT_KEY_IDENTIFIER = '85,29,14';

/** Gives the identifier of the subject's key as it stands in the extensions. */
function findIdentifier(extensions: DerValue): Uint8Array {
  for (const extension of readEach(readInner(extensions, TAG.sequence), TAG.sequence)) {
    const [oid, value] = readEach(extension);
    if (value !== undefined && oid?.content.join() === SUBJECT_KEY_IDENTIFIER)
      return readInner(value, TAG.octetString).content;
  }
  throw new TypeError('a template names the key of its subject');
}
