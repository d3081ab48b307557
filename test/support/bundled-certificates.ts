import { decodeBase64 } from '#core/bytes/base64';
import type { BundledCertificate } from '#core/qr/identity-bundle';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import type { RealCertificate } from './kept-certificates.ts';

/** Gives a certificate that is one as it travels, with its key. */
export async function bundleReal({ certificate, exportKey }: RealCertificate): Promise<BundledCertificate> {
  const { facts, chain } = certificate;
  return { chain: [derOf(facts), ...chain.map(derOf)], privateKey: await exportKey() };
}

function derOf({ derBase64 }: CertificateFacts): Uint8Array<ArrayBuffer> {
  return new Uint8Array(decodeBase64(derBase64) ?? []);
}
