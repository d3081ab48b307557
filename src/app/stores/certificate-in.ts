import { decodeBase64 } from '#core/bytes/base64';
import type { IssueWish } from '#core/issuing/judge-issue';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { readCertificate, type Certificate } from '#core/x509/certificate';

/** Reads what is kept of a certificate; throws `TypeError` for one that cannot be read, which is never kept. */
export function certificateIn({ facts }: Pick<KeptCertificate, 'facts'>): Certificate {
  const verdict = readCertificate(decodeBase64(facts.derBase64) ?? new Uint8Array());
  if (!verdict.ok) throw new TypeError(`A kept certificate cannot be read: ${verdict.findings[0].code}`);
  return verdict.value;
}

/** Reads who is to sign, and who stands above it, as `judgeIssue` takes them; nobody, where a certificate signs itself. */
export function signerIn(
  authority: Pick<KeptCertificate, 'facts' | 'chain'> | undefined,
): Pick<IssueWish, 'authority' | 'issuers'> {
  if (authority === undefined) return {};
  return { authority: certificateIn(authority), issuers: authority.chain.map((facts) => certificateIn({ facts })) };
}
