import { decodeBase64 } from '#core/bytes/base64';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { readCertificate, type Certificate } from '#core/x509/certificate';

/** Reads what is kept of a certificate; throws `TypeError` for one that cannot be read, which is never kept. */
export function certificateIn({ facts }: Pick<KeptCertificate, 'facts'>): Certificate {
  const verdict = readCertificate(decodeBase64(facts.derBase64) ?? new Uint8Array());
  if (!verdict.ok) throw new TypeError(`A kept certificate cannot be read: ${verdict.findings[0].code}`);
  return verdict.value;
}
