import type { ValidityPeriod } from '../issuing/certificate-plan.ts';

/** Where a certificate is in its life. `soon`: so much of it is over that it is time for the next one. */
export type LifeState = 'not-yet' | 'good' | 'soon' | 'ended';

/** The life of a certificate as seen at one moment. */
export interface CertificateLife {
  readonly state: LifeState;
  /** When it is time for the next one, in milliseconds since the Unix epoch. */
  readonly renewAt: number;
  /** How much of it is over, from 0 to 1. */
  readonly passed: number;
}

/** How much of a life passes before something should be done; IoT Edge renews at the same. */
const SOON_SHARE = 0.8;

/** Tells where a certificate is in its life at `now`. It is still good in its last millisecond (RFC 5280, 4.1.2.5). */
export function lifeOf({ notBefore, notAfter }: ValidityPeriod, now: number): CertificateLife {
  const length = Math.max(0, notAfter - notBefore);
  const renewAt = notBefore + Math.round(length * SOON_SHARE);
  const passed = length === 0 ? Number(now >= notBefore) : Math.min(1, Math.max(0, (now - notBefore) / length));
  return { state: stateAt({ notBefore, notAfter }, renewAt, now), renewAt, passed };
}

function stateAt({ notBefore, notAfter }: ValidityPeriod, renewAt: number, now: number): LifeState {
  if (now > notAfter) return 'ended';
  if (now < notBefore) return 'not-yet';
  return now >= renewAt ? 'soon' : 'good';
}
