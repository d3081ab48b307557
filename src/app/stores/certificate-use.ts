import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';

/** What a certificate is needed for, by the ids of certificates that are kept. */
export interface CertificateUse {
  /** Those that have it in their chain. */
  readonly below: readonly string[];
  /** How many more it signed that stand in its log alone. */
  readonly issued: number;
  /** The other one of its pair. */
  readonly otherHalf: string | undefined;
  /** The one whose place it takes, and the one that takes its place; they may be gone. */
  readonly replaces: string | undefined;
  readonly replacedBy: string | undefined;
}

/** Tells what depends on a certificate. */
export function useOf(certificate: KeptCertificate, { certificates, issued }: Shelf): CertificateUse {
  const { id, facts, pair, replaces } = certificate;
  const isBelow = ({ chain }: KeptCertificate): boolean =>
    chain.some(({ sha256Thumbprint }) => sha256Thumbprint === facts.sha256Thumbprint);
  return {
    below: certificates.filter(isBelow).map((one) => one.id),
    issued: issued.reduce((sum, { authorityId, count }) => (authorityId === id ? sum + count : sum), 0),
    otherHalf: pair && certificates.find((one) => one.id !== id && one.pair?.id === pair.id)?.id,
    replaces,
    replacedBy: certificates.find((one) => one.replaces === id)?.id,
  };
}
