import { findingOf } from '#core/errors/workbench-error';
import { isSameRegistration } from '#core/identity/same-registration';
import type { KeptCertificate, PairSlot } from '#core/ports/certificate-maker';
import { otherSlot } from '#core/rolling/print-rolling-command';
import type { RollingKind, RollingStep } from '#core/rolling/rolling-steps';
import { createCloudAuthorities, CERTIFICATE_SLOTS, type CertificateProof } from '../cloud-certificates.ts';
import { createCloudEnrollments, type ClientCertificates, type CloudEnrollment } from '../cloud-enrollments.ts';
import type { CloudGroup } from '../cloud-groups.ts';
import { createCloudOperator, type CloudOperator } from '../cloud-operator.ts';
import type { LocalCloudAddress, Services } from '../services.ts';
import { findServerCloud } from './find-local-cloud.ts';

/** Steps that a local cloud has a part in, and that are done there by a press. */
const CLOUD_STEPS = ['add-new', 'replace-old', 'remove-old', 'disable', 'enable', 'remove-from-hub'] as const;
export type CloudStep = (typeof CLOUD_STEPS)[number];

/** What is rolled: the certificate that goes, and the one that comes, as far as there is one. */
export interface Rolled {
  readonly kind: RollingKind;
  readonly old: KeptCertificate;
  readonly next: KeptCertificate | undefined;
}

/** What was changed, and in which local cloud. */
export interface RolledPlace {
  readonly address: LocalCloudAddress;
  readonly target: 'enrollment' | 'group' | 'authority' | 'device';
  readonly name: string;
}

type Target = Omit<RolledPlace, 'address'>;
type Needs = Pick<Services, 'operator' | 'readWorkbench' | 'clock' | 'origin' | 'certificates'>;

/** Gives a step as one that is done in a local cloud by a press, if it is; all devices of a group are not removed by one. */
export function cloudStepOf(step: RollingStep, kind: RollingKind): CloudStep | undefined {
  if (step === 'remove-from-hub' && kind.startsWith('authority-')) return undefined;
  return CLOUD_STEPS.find((one) => one === step);
}

/**
 * Does a step in the local cloud that knows the certificate: the server's, else the one in this browser. Gives what was
 * changed, or undefined where none knows it. Of a group, the new certificate is proved as well. Errors: `cloud/…`;
 * `certificate/key-elsewhere` where the new one cannot be proved here.
 */
export async function rollInCloud(services: Needs, step: CloudStep, rolled: Rolled): Promise<RolledPlace | undefined> {
  for (const address of await listAddresses(services)) {
    const operator = createCloudOperator(services.operator(address));
    const target = await rollAt({ operator, services, rolled }, step);
    if (target !== undefined) return { address, ...target };
  }
  return undefined;
}

async function listAddresses(services: Needs): Promise<readonly LocalCloudAddress[]> {
  const server = await findServerCloud(services);
  return [...(server === undefined ? [] : [server.address]), { kind: 'tab' }];
}

interface Desk {
  readonly operator: CloudOperator;
  readonly services: Needs;
  readonly rolled: Rolled;
}

function rollAt(desk: Desk, step: CloudStep): Promise<Target | undefined> {
  if (desk.rolled.kind.startsWith('authority-')) return rollAuthority(desk, step);
  switch (step) {
    case 'disable':
      return disable(desk);
    case 'enable':
      return enable(desk);
    case 'remove-from-hub':
      return removeDevice(desk);
    case 'add-new':
    case 'replace-old':
    case 'remove-old':
      return changeEnrollment(desk, step);
  }
}

type Change = 'add-new' | 'replace-old' | 'remove-old';

async function changeEnrollment({ operator, rolled }: Desk, step: Change): Promise<Target | undefined> {
  const enrollments = createCloudEnrollments(operator.ask);
  for (const enrollment of await enrollments.list()) {
    const slots = slotsWith(enrollment.attestation, rolled.old);
    if (slots.length === 0) continue;
    await enrollments.putCertificates(enrollment.registrationId, changeSlots(enrollment, slots, step, rolled));
    return { target: 'enrollment', name: enrollment.registrationId };
  }
  return undefined;
}

/** What the places of an enrollment have after a step. */
function changeSlots(
  { attestation }: CloudEnrollment,
  old: readonly PairSlot[],
  step: Change,
  { next }: Rolled,
): ClientCertificates {
  const comes = next && { certificate: next.facts.derBase64 };
  const taken = step === 'add-new' ? [CERTIFICATE_SLOTS.find((slot) => !old.includes(slot)) ?? 'secondary'] : old;
  const certificates = CERTIFICATE_SLOTS.map((slot): readonly [PairSlot, ClientCertificates[PairSlot]] => {
    if (taken.includes(slot)) return [slot, step === 'remove-old' ? undefined : comes];
    return [slot, attestation.type === 'x509' && attestation[slot] !== undefined ? 'kept' : undefined];
  });
  return Object.fromEntries(certificates.filter(([, certificate]) => certificate !== undefined));
}

/** Locks out one device of a group by an enrollment of its own, which counts before the group's. */
async function disable({ operator, rolled: { old } }: Desk): Promise<Target> {
  const enrollments = createCloudEnrollments(operator.ask);
  const registrationId = old.facts.commonName;
  const known = (await enrollments.list()).find((one) => isSameRegistration(one.registrationId, registrationId));
  if (known === undefined) {
    const attestation = { type: 'x509', primary: old.facts.derBase64 } as const;
    await enrollments.make({ registrationId, deviceId: '', type: 'iot', attestation });
  }
  await enrollments.setEnabled(registrationId, false);
  return { target: 'enrollment', name: registrationId };
}

async function enable({ operator, rolled: { old, next } }: Desk): Promise<Target | undefined> {
  const enrollments = createCloudEnrollments(operator.ask);
  const known = (await enrollments.list()).find(({ attestation }) => slotsWith(attestation, old).length > 0);
  if (known === undefined || next === undefined) return undefined;
  await enrollments.putCertificates(known.registrationId, { primary: { certificate: next.facts.derBase64 } });
  await enrollments.setEnabled(known.registrationId, true);
  return { target: 'enrollment', name: known.registrationId };
}

/** A device's own enrollment may have given it another ID. */
async function removeDevice({ operator, rolled: { old } }: Desk): Promise<Target | undefined> {
  const { commonName } = old.facts;
  const all = await createCloudEnrollments(operator.ask).list();
  const known = all.find(({ registrationId }) => isSameRegistration(registrationId, commonName));
  const name = known?.deviceId ?? commonName;
  try {
    await operator.forget(name);
  } catch (error) {
    if (findingOf(error)?.code === 'cloud/not-found') return undefined;
    throw error;
  }
  return { target: 'device', name };
}

async function rollAuthority(desk: Desk, step: CloudStep): Promise<Target | undefined> {
  const { old } = desk.rolled;
  const places = (await desk.operator.groups.list()).flatMap((group) =>
    slotsWith(group.attestation, old).map((slot) => ({ group, slot })),
  );
  const [first] = places;
  if (step === 'remove-old') {
    for (const { group, slot } of places) await takeOutOfGroup(desk, group.id, slot);
    const removed = await removeFromServices(desk);
    return first === undefined ? removed : nameGroup(first.group);
  }
  for (const { group, slot } of places) await putIntoGroup(desk, group, step === 'add-new' ? otherSlot(slot) : slot);
  return first && nameGroup(first.group);
}

/**
 * After a breach the place is kept for the next one, which is not made yet: the old one stays in it without its proof, so
 * that nothing comes by it, and is found again.
 */
async function takeOutOfGroup({ operator, rolled: { kind, old } }: Desk, id: string, slot: PairSlot): Promise<void> {
  if (kind === 'authority-breach') await operator.groups.putCertificate(id, slot, old.facts.derBase64, false);
  else await operator.groups.removeCertificate(id, slot);
}

/** Puts the new authority into a place of a group and proves that its key is here: nothing comes by it before. */
async function putIntoGroup({ operator, services, rolled: { next } }: Desk, { id }: CloudGroup, slot: PairSlot) {
  if (next === undefined) return;
  await operator.groups.putCertificate(id, slot, next.facts.derBase64, false);
  await proveTo(operator.groups.proof(id, slot), services, next);
}

async function proveTo(proof: CertificateProof, { certificates }: Needs, { id }: KeptCertificate): Promise<void> {
  const { facts } = await certificates.prove(id, await proof.generateCode());
  await proof.verify(facts.derBase64);
}

/** DPS and the hub know authorities by names, which groups refer to. */
async function removeFromServices({ operator, rolled: { old } }: Desk): Promise<Target | undefined> {
  const authorities = createCloudAuthorities(operator.ask);
  const known = (await authorities.list()).filter((one) => one.sha1Thumbprint === old.facts.sha1Thumbprint);
  for (const { service, name } of known) await authorities.remove(service, name);
  const [first] = known;
  return first && { target: 'authority', name: first.name };
}

function nameGroup({ displayName }: CloudGroup): Target {
  return { target: 'group', name: displayName };
}

/** Gives the places of an enrollment or a group that a certificate stands in. */
function slotsWith(
  attestation: CloudEnrollment['attestation'] | CloudGroup['attestation'],
  { facts }: KeptCertificate,
): readonly PairSlot[] {
  if (attestation?.type !== 'x509') return [];
  return CERTIFICATE_SLOTS.filter((slot) => attestation[slot]?.sha1Thumbprint === facts.sha1Thumbprint);
}
