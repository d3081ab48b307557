import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { DeviceRoute } from '#core/identity/device-record';
import { isSameRegistration } from '#core/identity/same-registration';
import { lifeOf } from '#core/rolling/certificate-life';
import type { CertificateFacts } from '#core/x509/certificate-facts';

const DAY_MS = 86_400_000;
/** Before the end people are told again: time enough for whoever has to be asked, and the last call. */
const REMINDERS_MS: readonly number[] = [30 * DAY_MS, 7 * DAY_MS];

/** Says what makes a start with a certificate pointless; undefined when nothing is known to. */
export function findObstacle(facts: CertificateFacts, route: DeviceRoute, now: number): Finding | undefined {
  const { commonName: name, notBefore, notAfter } = facts;
  // A hub may go by thumbprint, whatever the name; DPS takes the registration ID from it.
  if (route.kind === 'dps' && !isSameRegistration(name, route.registrationId)) {
    return makeFinding('device/certificate-for-other', { name, id: route.registrationId });
  }
  const { state } = lifeOf(facts, now);
  if (state === 'not-yet') return makeFinding('device/certificate-not-yet-valid', { name, notBefore });
  return state === 'ended' ? makeFinding('device/certificate-ended', { name, notAfter }) : undefined;
}

/** Says that a certificate has ended, or ends soon; undefined while it is far from it. */
export function judgeEnd(facts: CertificateFacts, now: number): Finding | undefined {
  const { commonName: name, notAfter } = facts;
  const { state } = lifeOf(facts, now);
  if (state === 'ended') return makeFinding('device/certificate-ended', { name, notAfter });
  return state === 'soon' ? makeFinding('device/certificate-ends-soon', { name, notAfter }) : undefined;
}

/** Counts how often people should have been told by now: at 80 % of its life, at the reminders behind that, at its end. */
export function countCalls(facts: CertificateFacts, now: number): number {
  const { renewAt } = lifeOf(facts, now);
  const reminders = REMINDERS_MS.map((leftMs) => facts.notAfter - leftMs).filter((at) => at > renewAt);
  // It is still good in its last millisecond (RFC 5280, 4.1.2.5).
  return [renewAt, ...reminders, facts.notAfter + 1].filter((at) => now >= at).length;
}
