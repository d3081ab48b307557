import { makeServiceName } from '#core/certificate-export/print-x509-enrollment';
import type { CertificateMaker, KeptCertificate } from '#core/ports/certificate-maker';
import {
  CERTIFICATE_SLOTS,
  createCloudAuthorities,
  type CertificateProof,
  type CloudAuthority,
} from '../cloud-certificates.ts';
import type { CloudGroup } from '../cloud-groups.ts';
import type { CloudOperator } from '../cloud-operator.ts';
import type { StepLog } from '../stores/step-log.ts';

/** What is done until a local cloud knows an authority, or a group by it. */
export type ProofStep = 'upload' | 'group' | 'code' | 'make' | 'verify';

/** Where an authority is proved, with what, and who is told of it. */
export interface ProofDesk {
  readonly operator: CloudOperator;
  readonly certificates: Pick<CertificateMaker, 'prove'>;
  readonly authority: KeptCertificate;
  readonly log: StepLog<ProofStep>;
}

/**
 * Makes an authority known to the DPS of a local cloud and proves that its key is here; what was done before is skipped.
 * Gives the name that it has there. Errors: `cloud/…`, `certificate/…`.
 */
export async function proveToCloud({ operator, certificates, authority, log }: ProofDesk): Promise<string> {
  const authorities = createCloudAuthorities(operator.ask);
  const atDps = (await authorities.list()).filter(({ service }) => service === 'dps');
  const known = atDps.find(({ sha1Thumbprint }) => sha1Thumbprint === authority.facts.sha1Thumbprint);
  const name = known?.name ?? freeName(makeServiceName(authority), atDps);
  if (known !== undefined) log.skip('upload', name);
  else {
    const upload = (): Promise<void> => authorities.upload('dps', name, authority.facts.derBase64, false);
    await log.run('upload', upload, () => name);
  }
  if (known?.verified === true) log.skip('verify', name);
  else await prove({ certificates, authority, log }, authorities.proof('dps', name));
  return name;
}

/**
 * Makes an enrollment group of a local cloud that takes the devices of an authority, and proves its key there; what was
 * done before is skipped. Gives the name of the group. Errors: `cloud/…`, `certificate/…`.
 */
export async function makeGroupInCloud({ operator, certificates, authority, log }: ProofDesk): Promise<string> {
  const { groups } = operator;
  const all = await groups.list();
  const known = findPlace(all, authority);
  if (known !== undefined) {
    log.skip('group', known.group.displayName);
    if (known.verified) log.skip('verify', known.group.displayName);
    else await prove({ certificates, authority, log }, groups.proof(known.group.id, known.slot));
    return known.group.displayName;
  }
  const id = freeId(makeServiceName(authority).replace(/[^A-Za-z0-9-]+/g, '-'), all);
  const displayName = authority.facts.commonName || id;
  const make = async (): Promise<void> => {
    await groups.make({ id, displayName, type: 'iot', attestation: { type: 'x509' } });
    await groups.putCertificate(id, 'primary', authority.facts.derBase64, false);
  };
  await log.run('group', make, () => displayName);
  await prove({ certificates, authority, log }, groups.proof(id, 'primary'));
  return displayName;
}

/** The proof itself: a code goes out, a certificate with it as its name comes back. */
async function prove(
  { certificates, authority, log }: Omit<ProofDesk, 'operator'>,
  proof: CertificateProof,
): Promise<void> {
  const code = await log.run(
    'code',
    () => proof.generateCode(),
    (made) => made,
  );
  const { facts } = await log.run('make', () => certificates.prove(authority.id, code));
  await log.run('verify', () => proof.verify(facts.derBase64));
}

function findPlace(groups: readonly CloudGroup[], { facts }: KeptCertificate) {
  for (const group of groups) {
    const { attestation } = group;
    if (attestation?.type !== 'x509') continue;
    for (const slot of CERTIFICATE_SLOTS) {
      const certificate = attestation[slot];
      if (certificate?.sha1Thumbprint === facts.sha1Thumbprint) return { group, slot, verified: certificate.verified };
    }
  }
  return undefined;
}

function freeName(name: string, known: readonly CloudAuthority[]): string {
  return numberUntil(name, (one) => known.every((other) => other.name.toLowerCase() !== one.toLowerCase()));
}

function freeId(id: string, known: readonly CloudGroup[]): string {
  return numberUntil(id, (one) => known.every((other) => other.id.toLowerCase() !== one.toLowerCase()));
}

/** Names of DPS have 64 characters at most. */
function numberUntil(name: string, isFree: (name: string) => boolean): string {
  let number = 1;
  let numbered = name;
  while (!isFree(numbered)) {
    number += 1;
    numbered = `${name.slice(0, 60)}-${number}`;
  }
  return numbered;
}
