import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { ValidityPeriod } from '#core/issuing/certificate-plan';
import { defaultsOf } from '#core/issuing/defaults';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import { createCloudOperator } from '../cloud-operator.ts';
import type { Services } from '../services.ts';
import { listCertificateChoices } from '../stores/certificate-choice.ts';
import { createStepLog } from '../stores/step-log.ts';
import { findLocalCloud } from './find-local-cloud.ts';
import { makeGroupInCloud, type ProofStep } from './prove-to-cloud.ts';
import { addCertificateDevice, registrationAt } from './start-certificate-device.ts';
import { makeThermostatName } from './try-local-cloud.ts';

/** The common name of the root that is made for trying; it is made once. */
export const TRY_ROOT_NAME = 'Workbench trial root';
const PROFILE = 'azure';
const DAY_MS = 86_400_000;

/**
 * Makes a thermostat that proves itself with a certificate, starts it and gives its id (ours): a root of its own, which the
 * local cloud is shown to be ours and takes as a group, and a certificate of that root. What was made before is used again.
 * Errors: `cloud/…`, `certificate/…`, `vault/…`.
 */
export async function tryCertificate(services: Services): Promise<string> {
  const { certificates, clock } = services;
  const cloud = await findLocalCloud(services);
  const root = await takeRoot(services);
  const operator = createCloudOperator(services.operator(cloud.address));
  await makeGroupInCloud({ operator, certificates, authority: root, log: createStepLog<ProofStep>(clock) });
  const id = await certificates.makeDevice({
    role: 'device',
    name: makeThermostatName(services.crypto),
    authorityId: root.id,
    profile: PROFILE,
    keyKind: defaultsOf(PROFILE, 'device').keyKind,
    validity: periodOf('device', clock.now(), root.facts.notAfter),
    keyPlace: 'vault',
  });
  const choice = listCertificateChoices(await certificates.shelf()).find((one) => one.id === id);
  if (choice === undefined) throw new TypeError('What was made is not kept');
  return addCertificateDevice(services, choice, registrationAt(cloud));
}

async function takeRoot({ certificates, clock }: Services): Promise<KeptCertificate> {
  const now = clock.now();
  const isTrialRoot = (one: KeptCertificate): boolean =>
    isGroupAuthority(one) &&
    one.facts.commonName === TRY_ROOT_NAME &&
    one.key.kind !== 'elsewhere' &&
    lifeOf(one.facts, now).state === 'good';
  const find = (shelf: Shelf, accepts: (one: KeptCertificate) => boolean): KeptCertificate | undefined =>
    shelf.certificates.find(accepts);
  const kept = find(await certificates.shelf(), isTrialRoot);
  if (kept !== undefined) return kept;
  const id = await certificates.makeAuthority({
    commonName: TRY_ROOT_NAME,
    authorityId: undefined,
    profile: PROFILE,
    keyKind: defaultsOf(PROFILE, 'root').keyKind,
    validity: periodOf('root', now),
    pathLength: undefined,
    keyPlace: 'vault',
  });
  const made = find(await certificates.shelf(), (one) => one.id === id);
  if (made === undefined) throw new TypeError('What was made is not kept');
  return made;
}

function periodOf(role: 'root' | 'device', now: number, latest = Infinity): ValidityPeriod {
  const notBefore = Math.floor(now / 1000) * 1000;
  return { notBefore, notAfter: Math.min(latest, notBefore + defaultsOf(PROFILE, role).days * DAY_MS) };
}
