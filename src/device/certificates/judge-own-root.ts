import { decodeBase64 } from '#core/bytes/base64';
import { settle } from '#core/errors/settle';
import { describeCertificate } from '#core/issuing/describe-certificate';
import type { TrustedRoot } from '#core/ports/device-host';
import { judgeRoot, type RootContext } from '#core/trust/judge-root';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { readCertificate, type Certificate } from '#core/x509/certificate';

/** Judges a root that somebody wants to trust, PEM or DER, and gives its facts. Throws `x509/…`, `root/…`. */
export async function judgeOwnRoot(
  subtle: SubtleCrypto,
  source: Uint8Array | string,
  context: RootContext,
): Promise<CertificateFacts> {
  return describeCertificate(subtle, settle(judgeRoot(source, context)).value);
}

/** Reads a root that was judged when it was kept. */
export function readRoot({ facts }: TrustedRoot): Certificate {
  return settle(readCertificate(decodeBase64(facts.derBase64) ?? new Uint8Array())).value;
}
