import { isSameRegistration } from '#core/identity/same-registration';
import type { KeptCertificate, PairSlot } from '#core/ports/certificate-maker';
import { CERTIFICATE_SLOTS } from '../cloud-certificates.ts';
import { createCloudEnrollments, type CloudEnrollment } from '../cloud-enrollments.ts';
import type { CloudOperator } from '../cloud-operator.ts';

/** Certificates that sign themselves, for one device; one without a pair stands in the first place. */
export type PairCertificates = { readonly [Slot in PairSlot]?: KeptCertificate };

/** What came of an enrollment. `other`: there is one of the device that proves itself by something else; it was left. */
export type PairEnrollment = 'made' | 'known' | 'other';

/** Enrolls a device in a local cloud with its pair, unless there is an enrollment of it. Errors: `cloud/…`. */
export async function enrollPair(operator: CloudOperator, pair: PairCertificates): Promise<PairEnrollment> {
  const [first] = CERTIFICATE_SLOTS.flatMap((slot) => pair[slot] ?? []);
  if (first === undefined) throw new TypeError('A pair has a certificate at least');
  const registrationId = first.facts.commonName;
  const enrollments = createCloudEnrollments(operator.ask);
  const known = (await enrollments.list()).find((one) => isSameRegistration(one.registrationId, registrationId));
  if (known !== undefined) return hasAll(known, pair) ? 'known' : 'other';
  const certificates = Object.fromEntries(
    CERTIFICATE_SLOTS.flatMap((slot) => {
      const certificate = pair[slot];
      return certificate === undefined ? [] : [[slot, certificate.facts.derBase64] as const];
    }),
  );
  await enrollments.make({ registrationId, deviceId: '', type: 'iot', attestation: { type: 'x509', ...certificates } });
  return 'made';
}

function hasAll({ attestation }: CloudEnrollment, pair: PairCertificates): boolean {
  if (attestation.type !== 'x509') return false;
  return CERTIFICATE_SLOTS.every(
    (slot) => pair[slot] === undefined || attestation[slot]?.sha1Thumbprint === pair[slot].facts.sha1Thumbprint,
  );
}
