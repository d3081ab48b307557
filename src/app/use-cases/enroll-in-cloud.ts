import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { createCloudOperator } from '../cloud-operator.ts';
import type { LocalCloudAddress, Services } from '../services.ts';
import type { CertificateChoice } from '../stores/certificate-choice.ts';
import { createStepLog } from '../stores/step-log.ts';
import { enrollPair } from './enroll-pair.ts';
import { makeGroupInCloud, type ProofStep } from './prove-to-cloud.ts';
import { isEnrolled } from './start-certificate-device.ts';

type Needs = Pick<Services, 'operator' | 'clock' | 'certificates'>;

/**
 * Gives who makes a device known to a local cloud: the nearest of its issuers whose key is here, by a group; nobody where
 * the key of none is here. What signs itself makes itself known.
 */
export function findEnroller(
  { primary }: CertificateChoice,
  shelf: Pick<Shelf, 'certificates'>,
): KeptCertificate | undefined {
  if (primary.role === 'self-signed') return primary;
  const own = shelf.certificates.filter((one) => isGroupAuthority(one) && one.key.kind !== 'elsewhere');
  return primary.chain
    .map(({ sha256Thumbprint }) => own.find(({ facts }) => facts.sha256Thumbprint === sha256Thumbprint))
    .find((one) => one !== undefined);
}

/**
 * Sees to it that a local cloud takes a device by its certificate: enrolls it where it signs itself, else makes a group of
 * its authority and proves that key. What is there already is left. Errors: `cloud/…`, `certificate/…`.
 */
export async function enrollInCloud(
  services: Needs,
  address: LocalCloudAddress,
  choice: CertificateChoice,
  enroller: KeptCertificate,
): Promise<void> {
  const operator = createCloudOperator(services.operator(address));
  if (await isEnrolled(operator, choice)) return;
  if (enroller.role === 'self-signed') {
    const pair = [choice.primary, choice.secondary].flatMap((one) => one ?? []);
    await enrollPair(operator, Object.fromEntries(pair.map((one) => [one.pair?.slot ?? 'primary', one])));
    return;
  }
  const log = createStepLog<ProofStep>(services.clock);
  await makeGroupInCloud({ operator, certificates: services.certificates, authority: enroller, log });
}
