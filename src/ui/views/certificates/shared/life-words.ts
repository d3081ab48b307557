import { lifeOf, type LifeState } from '#core/rolling/certificate-life';
import type { ValidityPeriod } from '#core/issuing/certificate-plan';
import { uiCertificatesWords as words } from '#core/words/en/ui-certificates';
import type { StatusKind } from '../../../elements/status/status.ts';

const KINDS: Readonly<Record<LifeState, StatusKind>> = {
  'not-yet': 'waiting',
  good: 'online',
  soon: 'waiting',
  ended: 'failed',
};

/** How long a certificate is good still, as shape and word. */
export interface LifeWords {
  readonly kind: StatusKind;
  /** "9 years left". */
  readonly word: string;
}

/** Says where a certificate is in its life. */
export function lifeWords(period: ValidityPeriod, now: number): LifeWords {
  const { state } = lifeOf(period, now);
  const until = state === 'not-yet' ? period.notBefore : period.notAfter;
  return { kind: KINDS[state], word: words.life[state](Math.abs(until - now) / 1000) };
}
