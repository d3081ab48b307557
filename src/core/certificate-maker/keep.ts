import { WorkbenchError } from '../errors/workbench-error.ts';
import type { CertificateRole, Profile } from '../issuing/certificate-plan.ts';
import { describeCertificate } from '../issuing/describe-certificate.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import type { Certificate } from '../x509/certificate.ts';
import { appendToLog, findIssued, makeEntry } from './issuance-log.ts';
import { KIND, makeRecord, readContent } from './kept-records.ts';
import type { KeyInPlace } from './new-key.ts';
import { changeAlone, type CertificateMakerPorts, type MakingPorts } from './ports.ts';

/** A certificate that is to be kept. */
export interface NewCertificate extends Pick<KeptCertificate, 'origin'> {
  readonly certificate: Certificate;
  readonly role: CertificateRole;
  readonly profile: Profile;
  readonly key: KeyInPlace;
  /** Who issued it, if that is kept here. */
  readonly issuer: KeptCertificate | undefined;
  /** The issuers of one that came in with them; otherwise those of its issuer. */
  readonly chain?: readonly CertificateFacts[];
  readonly pair?: KeptCertificate['pair'];
  readonly replaces?: string;
}

/** How what was just issued here is kept. */
export interface IssuedCertificate extends NewCertificate {
  readonly issuer: KeptCertificate;
  /** Although its issuer has issued one for the name before. */
  readonly again: boolean;
}

/** Gives what the shelf says of a new certificate. */
export async function describeNew(
  { crypto, clock }: CertificateMakerPorts,
  made: NewCertificate,
): Promise<KeptCertificate> {
  const id = crypto.randomUUID();
  const { issuer, role, profile, origin, key, pair, replaces } = made;
  const isOwnIssuer = role === 'root' || role === 'self-signed';
  return {
    id,
    role,
    profile,
    origin,
    facts: await describeCertificate(crypto.subtle, made.certificate),
    chain: made.chain ?? (issuer === undefined ? [] : [issuer.facts, ...issuer.chain]),
    authorityId: issuer?.id ?? (isOwnIssuer ? id : undefined),
    key: key.place,
    pair,
    replaces,
    createdAt: clock.now(),
  };
}

/** Keeps certificates that sign themselves, or that others have issued, all or none. Gives their ids. */
export async function keepCertificates(
  ports: MakingPorts,
  made: readonly NewCertificate[],
): Promise<readonly string[]> {
  const kept = await Promise.all(made.map((one) => describeNew(ports, one)));
  const write = kept.map((certificate, index) => makeCertificateRecord(certificate, made[index]?.key.keyId));
  return changeAlone(ports, async () => {
    await requireKept(
      ports,
      made.map(({ replaces }) => replaces),
    );
    ports.signal.throwIfAborted();
    await ports.vault.change({ write, keys: made.flatMap(({ key }) => key.vaultKey ?? []) });
    return kept.map(({ id }) => id);
  });
}

/** Throws `certificate/unknown` for one that was removed meanwhile, and `vault/tampered` for one that was altered. */
export async function requireKept({ vault }: MakingPorts, ids: readonly (string | undefined)[]): Promise<void> {
  for (const id of ids) {
    if (id !== undefined) await readContent(vault, KIND.certificate, id);
  }
}

/**
 * Keeps a certificate that an authority issued here, and notes it in the log. Gives its id. Throws
 * `certificate/issued-before`, `certificate/unknown` for what was removed meanwhile, and AbortError.
 */
export async function keepIssued(ports: MakingPorts, made: IssuedCertificate): Promise<string> {
  const { vault } = ports;
  const { issuer, again, key } = made;
  const certificate = await describeNew(ports, made);
  return changeAlone(ports, async () => {
    await requireKept(ports, [issuer.id, made.replaces]);
    if (!again) await refuseSecond(ports, issuer, certificate.facts.commonName);
    const log = await appendToLog(vault, issuer.id, [makeEntry(certificate, certificate.createdAt)]);
    ports.signal.throwIfAborted();
    await vault.change({
      write: [makeCertificateRecord(certificate, key.keyId), ...log],
      keys: key.vaultKey === undefined ? [] : [key.vaultKey],
    });
    return certificate.id;
  });
}

/** Makes the record of a certificate. */
export function makeCertificateRecord(certificate: KeptCertificate, keyId: string | undefined) {
  return makeRecord(KIND.certificate, certificate.id, { certificate, keyId });
}

/** Throws `certificate/issued-before` when the authority has issued a certificate for the name. */
export async function refuseSecond(
  { vault }: CertificateMakerPorts,
  issuer: KeptCertificate,
  name: string,
): Promise<void> {
  const { first } = await findIssued(vault, issuer.id, [name]);
  if (first === undefined) return;
  const { commonName } = issuer.facts;
  throw new WorkbenchError('certificate/issued-before', { name, issuer: commonName, issuedAt: first.issuedAt });
}
