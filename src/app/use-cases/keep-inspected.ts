import type { CertificateSource, KeptCertificate, NewKeyPlace } from '#core/ports/certificate-maker';
import type { Services } from '../services.ts';

/**
 * Keeps a certificate that was looked at, with its chain and its key as far as they are there, and gives what is kept.
 * Errors: those of `importCertificate`.
 */
export async function keepInspected(
  { certificates }: Pick<Services, 'certificates'>,
  source: CertificateSource,
  keyPlace: NewKeyPlace,
): Promise<KeptCertificate> {
  const id = await certificates.importCertificate(source, keyPlace);
  const kept = (await certificates.shelf()).certificates.find((one) => one.id === id);
  if (kept === undefined) throw new TypeError('What was imported is not kept');
  return kept;
}
