import type { Finding, Verdict } from '#core/errors/workbench-error';

/** What is wrong with a field, and what is only worth knowing. */
export interface FieldJudgement {
  readonly error: Finding | undefined;
  readonly notes: readonly Finding[];
}

/** Gives a verdict as a field shows it: its first fault, or its notes. */
export function judgementOf(verdict: Verdict<unknown>): FieldJudgement {
  if (verdict.ok) return { error: undefined, notes: verdict.notes };
  return { error: verdict.findings[0], notes: [] };
}

/** Gives what passed; throws `TypeError` for a field that still has a fault. */
export function valueOf<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new TypeError(`A field still has a fault: ${verdict.findings[0].code}`);
  return verdict.value;
}
