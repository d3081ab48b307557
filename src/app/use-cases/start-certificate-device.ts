import { isDeviceLeaf } from '#core/certificate-export/outputs-of';
import { deviceName, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import { isSameRegistration } from '#core/identity/same-registration';
import { CERTIFICATE_SLOTS } from '../cloud-certificates.ts';
import { createCloudEnrollments } from '../cloud-enrollments.ts';
import { createCloudOperator, type CloudOperator } from '../cloud-operator.ts';
import type { Services } from '../services.ts';
import { secretOfChoice, type CertificateChoice } from '../stores/certificate-choice.ts';
import { addDevice } from './add-device.ts';
import type { Registration } from './add-keyed-device.ts';
import { findServerCloud, readTabCloud, type LocalCloud } from './find-local-cloud.ts';
import { THERMOSTAT_MODEL_ID } from './try-local-cloud.ts';

type Needs = Pick<Services, 'operator' | 'readWorkbench' | 'clock' | 'origin' | 'devices' | 'certificates'>;

/**
 * Starts the virtual device that a certificate is for, and gives its id (ours): the one that is here already, which takes
 * the certificate where it still has one that this one took the place of; or a thermostat of a local cloud that has an enrollment for the certificate, the server's before the one in this browser.
 * Undefined where none has, or where it is a module's. Errors: `device/…`, `vault/…`.
 */
export async function startCertificateDevice(services: Needs, choice: CertificateChoice): Promise<string | undefined> {
  const there = await findDeviceOf(services, choice);
  if (there !== undefined) {
    const { id, isBehind } = there;
    if (isBehind) await services.devices.replaceSecret(id, secretOfChoice(choice));
    await services.devices.start(id);
    return id;
  }
  const cloud = isDeviceLeaf(choice.primary) ? await findEnrollingCloud(services, choice) : undefined;
  return cloud && addCertificateDevice(services, choice, registrationAt(cloud));
}

/** Makes a virtual thermostat of a certificate, starts it and gives its id (ours). Errors: `device/…`, `vault/…`. */
export function addCertificateDevice(
  { devices }: Pick<Services, 'devices'>,
  choice: CertificateChoice,
  { cloud, dpsHost, idScope }: Registration,
): Promise<string> {
  const route = { kind: 'dps', dpsHost, idScope, registrationId: choice.name } as const;
  const record = { cloud, route, behaviour: 'thermostat', modelId: THERMOSTAT_MODEL_ID } as const;
  return addDevice(devices, { record, secret: secretOfChoice(choice) }, true);
}

/** Names the virtual devices that connect with a certificate, alone or as one of a pair. Errors: `vault/…`. */
export async function listDevicesWith(
  services: Pick<Services, 'devices'>,
  certificateId: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { record, secret } of readCertificateDevices(services)) {
    if ([secret.primaryId, secret.secondaryId].includes(certificateId)) names.push(deviceName(record.route));
  }
  return names;
}

/** Gives where devices of a local cloud register. */
export function registrationAt({ address, host, idScope }: LocalCloud): Registration {
  return { cloud: address, dpsHost: host, idScope };
}

/** Says whether a local cloud takes a device by its certificate: by an enrollment of its own, else by a group. */
export async function isEnrolled(
  { ask, groups }: CloudOperator,
  { name, primary }: CertificateChoice,
): Promise<boolean> {
  const own = (await createCloudEnrollments(ask).list()).find((one) => isSameRegistration(one.registrationId, name));
  // An enrollment of the device's own goes before its group, also where it names another certificate.
  if (own !== undefined) return own.enabled && hasOne(own.attestation, [primary.facts.sha1Thumbprint], () => true);
  const issuers = primary.chain.map(({ sha1Thumbprint }) => sha1Thumbprint);
  return (await groups.list()).some(
    ({ enabled, attestation }) =>
      enabled && attestation !== undefined && hasOne(attestation, issuers, ({ verified }) => verified === true),
  );
}

type Slots = {
  readonly [Slot in 'primary' | 'secondary']?: { readonly sha1Thumbprint?: string; readonly verified?: boolean };
};

function hasOne(
  attestation: { readonly type: 'symmetricKey' } | ({ readonly type: 'x509' } & Slots),
  thumbprints: readonly string[],
  counts: (slot: NonNullable<Slots['primary']>) => boolean,
): boolean {
  if (attestation.type !== 'x509') return false;
  return CERTIFICATE_SLOTS.some((name) => {
    const slot = attestation[name];
    return slot?.sha1Thumbprint !== undefined && thumbprints.includes(slot.sha1Thumbprint) && counts(slot);
  });
}

/** The device of a certificate. `isBehind`: what it has is a certificate that was renewed since. */
interface DeviceThere {
  readonly id: string;
  readonly isBehind: boolean;
}

async function findDeviceOf(services: Needs, choice: CertificateChoice): Promise<DeviceThere | undefined> {
  const own = [choice.primary.id, choice.secondary?.id];
  const before = await listReplaced(services, choice);
  for await (const { record, secret } of readCertificateDevices(services)) {
    const isBehind = [secret.primaryId, secret.secondaryId].some((one) => one !== undefined && before.has(one));
    if (isBehind || own.includes(secret.primaryId)) return { id: record.id, isBehind };
  }
  return undefined;
}

/** Gives the ids of all certificates in whose place those of a choice are now. */
async function listReplaced(
  { certificates }: Pick<Services, 'certificates'>,
  { primary, secondary }: CertificateChoice,
): Promise<ReadonlySet<string>> {
  const replacedBy = new Map((await certificates.shelf()).certificates.map(({ id, replaces }) => [id, replaces]));
  const found = new Set<string>();
  for (let id of [primary.replaces, secondary?.replaces]) {
    while (id !== undefined && !found.has(id)) {
      found.add(id);
      id = replacedBy.get(id);
    }
  }
  return found;
}

async function* readCertificateDevices({ devices }: Pick<Services, 'devices'>): AsyncGenerator<CertificateDevice> {
  for (const { record } of await devices.list()) {
    if (record.keyKind !== 'certificate') continue;
    const secret = await devices.reveal(record.id);
    if (secret.kind === 'certificate') yield { record, secret };
  }
}

interface CertificateDevice {
  readonly record: DeviceRecord;
  readonly secret: Extract<DeviceSecret, { kind: 'certificate' }>;
}

/** A cloud that cannot be asked has no enrollment that anybody knows of. */
async function findEnrollingCloud(services: Needs, choice: CertificateChoice): Promise<LocalCloud | undefined> {
  for (const find of [findServerCloud, readTabCloud]) {
    try {
      const cloud = await find(services);
      if (cloud !== undefined && (await isEnrolled(createCloudOperator(services.operator(cloud.address)), choice))) {
        return cloud;
      }
    } catch {
      continue;
    }
  }
  return undefined;
}
