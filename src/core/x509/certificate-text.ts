import { decodeBase64 } from '../bytes/base64.ts';
import { attemptDer, DerError, type DerValue, readDer, readEach, TAG } from '../bytes/der.ts';
import type { CryptoFileKind } from '../errors/facts.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { type Certificate, readCertificate } from './certificate.ts';

/** How large a text or file may be: some thousand certificates. */
export const CERTIFICATE_TEXT_LIMIT = 4_194_304;

/**
 * Reads the certificates of a text, in its order: PEM with anything around it, also with line ends written as `\n`; or
 * base64 alone, of DER or of such a PEM text, as IoT Central's REST takes it. Keys, requests and the like beside a
 * certificate are notes (`x509/other-kind`), in its place they are called by name; nothing of them is kept or told.
 */
export function readCertificateText(text: string): Verdict<readonly Certificate[]> {
  const bytes = text.length;
  if (bytes > CERTIFICATE_TEXT_LIMIT)
    return reject(makeFinding('x509/too-large', { bytes, limit: CERTIFICATE_TEXT_LIMIT }));
  if (text.trim() === '') return reject(makeFinding('x509/empty', {}));
  return readArmoured(text) ?? readBase64(text);
}

/** Reads the certificates of a file: DER, or any text that `readCertificateText` takes, in UTF-8 or marked UTF-16. */
export function readCertificateBytes(bytes: Uint8Array): Verdict<readonly Certificate[]> {
  return readDerFile(bytes) ?? readCertificateText(decodeText(bytes));
}

/** As `readCertificateText`, where one certificate is wanted: several are refused (`x509/several`). */
export function readOneCertificateText(text: string): Verdict<Certificate> {
  return takeOne(readCertificateText(text));
}

/** As `readCertificateBytes`, where one certificate is wanted: several are refused (`x509/several`). */
export function readOneCertificateBytes(bytes: Uint8Array): Verdict<Certificate> {
  return takeOne(readCertificateBytes(bytes));
}

function takeOne(read: Verdict<readonly Certificate[]>): Verdict<Certificate> {
  if (!read.ok) return read;
  const [first, ...more] = read.value;
  if (first !== undefined && more.length === 0) return accept(first, read.notes);
  return reject(makeFinding('x509/several', { count: read.value.length }));
}

/** Gives the text of a file: UTF-8, or UTF-16 that is marked. The byte order mark goes, where there is one. */
export const decodeText = (bytes: Uint8Array): string =>
  new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8').decode(bytes);

/** Label, body and last line of an armoured block (RFC 7468), in a text; the last is empty where the block is not closed. */
export const ARMOUR = /-----BEGIN ([^\n-]*)-----([^]*?)(-----END \1-----|(?=-----BEGIN )|$)/g;
/** Line ends as JSON and environment variables write them. */
export const ESCAPED_LINE_END = /\\r|\\n/g;

/** RFC 7468; undefined for a text without armour. */
function readArmoured(text: string): Verdict<readonly Certificate[]> | undefined {
  const blocks = [...text.replace(ESCAPED_LINE_END, '\n').matchAll(ARMOUR)];
  if (blocks.length === 0) return undefined;
  const read = blocks.map(([, label = '', body = '', end], index) => {
    const kind = kindOfLabel(label, body);
    return kind === 'certificate' ? readBlock(body, end !== '', index + 1) : rejectKind(kind);
  });
  const certificates = read.flatMap((one) => (one.ok ? [one.value] : []));
  const findings = read.flatMap((one) => (one.ok ? [] : one.findings));
  const [fault, ...faults] = findings.filter(({ code }) => code !== 'x509/other-kind');
  if (fault !== undefined) return reject(fault, ...faults);
  if (certificates.length > 0) return accept(certificates, findings);
  const [other = makeFinding('x509/none-found', {}), ...others] = findings;
  return reject(other, ...others);
}

function readBlock(body: string, isClosed: boolean, number: number): Verdict<Certificate> {
  if (!isClosed) return reject(makeFinding('x509/cut-short', { number }));
  const der = decodeBase64(body.replace(/\s/g, ''));
  return der === undefined ? reject(makeFinding('x509/not-base64', { number })) : readDerContent(der);
}

/** Labels of RFC 7468 and of OpenSSL; old encrypted keys say so in a line of their own. */
function kindOfLabel(label: string, body: string): CryptoFileKind | 'certificate' {
  if (label.endsWith('PRIVATE KEY')) return /ENCRYPTED/.test(label + body) ? 'encrypted-key' : 'private-key';
  if (label.endsWith('PUBLIC KEY')) return 'public-key';
  if (label.endsWith('REQUEST')) return 'request';
  if (label.endsWith('CRL')) return 'revocation-list';
  if (label.endsWith('CERTIFICATE')) return 'certificate';
  return label === 'PKCS7' || label === 'CMS' ? 'pkcs7' : 'other';
}

/** Base64 without armour, of DER or of a text that has it. */
function readBase64(text: string): Verdict<readonly Certificate[]> {
  const base64 = text.replace(/[\s"']|\\[rn]/g, '');
  const bytes = decodeBase64(base64);
  if (bytes !== undefined) {
    return readDerFile(bytes) ?? readArmoured(decodeText(bytes)) ?? reject(makeFinding('x509/none-found', {}));
  }
  if (text.includes('-----END ')) return reject(makeFinding('x509/cut-short', { number: 1 }));
  // So begins the base64 of every DER that is longer than 255 bytes.
  const isLikely = base64.startsWith('MII');
  return reject(isLikely ? makeFinding('x509/not-base64', { number: undefined }) : makeFinding('x509/none-found', {}));
}

/** Undefined for what is no DER: text does not go on like this after the digit 0. */
function readDerFile(bytes: Uint8Array): Verdict<readonly Certificate[]> | undefined {
  const [tag, length = 0] = bytes;
  if (tag !== TAG.sequence || (length < 0x80 && length !== bytes.length - 2)) return undefined;
  const read = readDerContent(bytes);
  return read.ok ? accept([read.value]) : read;
}

function readDerContent(der: Uint8Array): Verdict<Certificate> {
  const read = readCertificate(der);
  const kind = read.ok ? undefined : identifyDer(der);
  return kind === undefined ? read : rejectKind(kind);
}

const rejectKind = (kind: CryptoFileKind): Verdict<never> => reject(makeFinding('x509/other-kind', { kind }));

/** Tags of the values within, and in brackets of those within the first of them. */
const OUTLINES: readonly (readonly [RegExp, CryptoFileKind])[] = [
  [/^2,(2|48,4|4)(,|$)/, 'private-key'], // RFC 8017 A.1.2, RFC 5208 5, RFC 5915 3
  [/^48\[6.*\],4$/, 'encrypted-key'], // RFC 5208, 6
  [/^48\[6.*\],3$/, 'public-key'], // RFC 5280, 4.1
  [/^48\[2,48,48(,160)?\],48,3$/, 'request'], // RFC 2986, 4.2
  [/^48\[(2,)?48,48,2[34].*\],48,3$/, 'revocation-list'], // RFC 5280, 5.1
  [/^2,48(,48)?$/, 'pfx'], // RFC 7292, 4
  [/^6,160$/, 'pkcs7'], // RFC 5652, 3
];

/** Tells by its outline what DER is that is no certificate; undefined for all that is not known. */
export function identifyDer(der: Uint8Array): CryptoFileKind | undefined {
  const outline = attemptDer(() => readEach(readDer(der, TAG.sequence)).map(printOutline).join());
  return outline instanceof DerError ? undefined : OUTLINES.find(([shape]) => shape.test(outline))?.[1];
}

function printOutline(value: DerValue, index: number): string {
  const within =
    index === 0 && value.tag === TAG.sequence
      ? `[${readEach(value)
          .map(({ tag }) => tag)
          .join()}]`
      : '';
  return `${value.tag}${within}`;
}
