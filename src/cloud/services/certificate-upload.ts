import type { Json } from '#core/bytes/json';
import { describeFinding } from '#core/words/words';
import { printName, type Certificate } from '#core/x509/certificate';
import { readOneCertificateText } from '#core/x509/certificate-text';

/**
 * Reads what a back end sends as one certificate: PEM, base64 of the DER, or base64 of a PEM file. Gives a sentence when
 * it is none; what was sent is not in it, for it may be a private key.
 */
export function readCertificateUpload(value: Json | undefined): Certificate | string {
  if (typeof value !== 'string') return 'certificate must be text: PEM, base64 of the DER, or base64 of a PEM file.';
  const read = readOneCertificateText(value);
  if (read.ok) return read.value;
  const { title, explanation, remedy } = describeFinding(read.findings[0]);
  return `${title}. ${explanation} ${remedy}`;
}

/** Reads the certificate of an authority that signs others, or gives a sentence when it is none. */
export function readAuthorityUpload(value: Json | undefined): Certificate | string {
  const read = readCertificateUpload(value);
  if (typeof read === 'string' || read.basicConstraints?.ca === true) return read;
  const name = printName(read.subject);
  return `The certificate of ${name} may not sign others: it does not say that it is a CA (basicConstraints, CA:TRUE). Send the certificate of the root or intermediate CA that signs the devices.`;
}
