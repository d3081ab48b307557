import { decodeBase64 } from '../bytes/base64.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import { printPem } from '../x509/pem.ts';

/** Gives a certificate as DER. */
export function derOf({ derBase64 }: Pick<CertificateFacts, 'derBase64'>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(decodeBase64(derBase64) ?? []);
}

/** Prints a certificate as PEM, with nothing before it and one line feed behind it. */
export function printCertificate(facts: Pick<CertificateFacts, 'derBase64'>): string {
  return printPem('CERTIFICATE', derOf(facts));
}

/**
 * Prints what a device sends: its certificate, then each issuer, the root included where it is known. DPS asks for the
 * certificates from the leaf to one that it has verified, and which one that is only its owner knows; a root too many
 * does no harm (RFC 8446, 4.4.2, lets it be left out).
 */
export function printFullChain({ facts, chain }: Pick<KeptCertificate, 'facts' | 'chain'>): string {
  return [facts, ...chain].map(printCertificate).join('');
}
