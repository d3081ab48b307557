import type { CloudContext } from '../cloud-context.ts';
import { changeOf, tellEntry, type EnrollmentEntry } from './enrollments.ts';

/**
 * Takes an entry off the enrollment list. Devices that came by it stay at their hub with the keys they have there, and
 * cannot register by it again; registrations that go on by it are forgotten.
 */
export function removeEntry(context: CloudContext, entry: EnrollmentEntry): void {
  const { kind, enrollment } = entry;
  if (kind === 'group') context.enrollments.removeGroup(enrollment.id);
  else context.enrollments.removeIndividual(enrollment.registrationId);
  for (const [name, { proof, result }] of context.operations) {
    if (result === undefined && proof.entry.enrollment === enrollment) context.operations.delete(name);
  }
  context.changed(...changeOf(entry));
  tellEntry(context, entry, 'removed');
}
