import type { ValidityPeriod } from '#core/issuing/certificate-plan';

/** How the end of a certificate is told: so many days or years on, or by its date. */
export type ValidityEnd = 'days' | 'years' | 'date';

/** From when to when a certificate is to be good, as it stands in a form. Dates as `2026-11-22`, in UTC. */
export interface ValidityDraft {
  readonly end: ValidityEnd;
  readonly amount: string;
  readonly untilDate: string;
  /** `now`: from the moment that it is made. */
  readonly start: 'now' | 'date';
  readonly fromDate: string;
}

/** What keeps a form from telling a period. */
export type ValidityFault = 'amount' | 'until-date' | 'from-date';

/** A period, or what is missing. Whether it is good for a certificate is judged with everything else about it. */
export type JudgedValidity =
  | { readonly kind: 'period'; readonly period: ValidityPeriod }
  | { readonly kind: 'faults'; readonly faults: readonly ValidityFault[] };

const DAY_MS = 86_400_000;
/** RFC 5280, 4.1.2.5: certificates know no later year. */
const LAST_YEAR = 9999;

/** Gives a draft of so many days from now; whole years are told as years. */
export function makeValidityDraft(days: number): ValidityDraft {
  const isYears = days % 365 === 0;
  return {
    end: isYears ? 'years' : 'days',
    amount: String(isYears ? days / 365 : days),
    untilDate: '',
    start: 'now',
    fromDate: '',
  };
}

/** Gives the period that a draft tells at this moment, whole seconds; a date begins at midnight UTC and ends before the next. */
export function judgeValidityDraft(draft: ValidityDraft, now: number): JudgedValidity {
  const notBefore = draft.start === 'now' ? Math.floor(now / 1000) * 1000 : parseDate(draft.fromDate);
  const notAfter = notBefore === undefined ? undefined : endOf(draft, notBefore);
  const faults: ValidityFault[] = [];
  if (notBefore === undefined) faults.push('from-date');
  if (draft.end === 'date' && parseDate(draft.untilDate) === undefined) faults.push('until-date');
  if (draft.end !== 'date' && (readAmount(draft) === undefined || (notBefore !== undefined && notAfter === undefined)))
    faults.push('amount');
  if (notBefore === undefined || notAfter === undefined || faults.length > 0) return { kind: 'faults', faults };
  return { kind: 'period', period: { notBefore, notAfter } };
}

/**
 * Gives a draft that ends with the issuer at the latest, on its last whole day (UTC); one that ends before stays as it
 * is, and so does every draft where the issuer has no whole day left.
 */
export function endWithIssuer(draft: ValidityDraft, issuerEnd: number, now: number): ValidityDraft {
  const judged = judgeValidityDraft(draft, now);
  if (judged.kind === 'period' && judged.period.notAfter <= issuerEnd) return draft;
  const untilDate = new Date(issuerEnd + 1000 - DAY_MS).toISOString().slice(0, 10);
  const ended: ValidityDraft = { ...draft, end: 'date', untilDate };
  const mended = judgeValidityDraft(ended, now);
  return mended.kind === 'period' && mended.period.notAfter > mended.period.notBefore ? ended : draft;
}

function endOf(draft: ValidityDraft, notBefore: number): number | undefined {
  if (draft.end === 'date') {
    const day = parseDate(draft.untilDate);
    return day === undefined ? undefined : day + DAY_MS - 1000;
  }
  const amount = readAmount(draft);
  if (amount === undefined) return undefined;
  const end = new Date(notBefore);
  if (draft.end === 'days') end.setUTCDate(end.getUTCDate() + amount);
  else end.setUTCFullYear(end.getUTCFullYear() + amount);
  return end.getUTCFullYear() <= LAST_YEAR ? end.getTime() : undefined;
}

function readAmount({ amount }: ValidityDraft): number | undefined {
  return /^\s*[1-9]\d{0,6}\s*$/.test(amount) ? Number(amount) : undefined;
}

function parseDate(text: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
