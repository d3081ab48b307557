import type { Finding, Verdict } from '../errors/workbench-error.ts';

/** Gives what a verdict finds, whether it is good or not. */
export function findingsOf(verdict: Verdict<unknown>): readonly Finding[] {
  return verdict.ok ? verdict.notes : verdict.findings;
}
