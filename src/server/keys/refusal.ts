import type { Finding, Verdict } from '#core/errors/workbench-error';

/** An input that was judged and refused, with all that is wrong with it. */
export class Refusal extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(({ code }) => code).join(', '));
    this.name = 'Refusal';
    this.findings = findings;
  }
}

/** Gives what a verdict accepts and tells its notes. Throws a `Refusal` with what it rejects. */
export function settle<Value>(verdict: Verdict<Value>, note: (finding: Finding) => void): Value {
  if (!verdict.ok) throw new Refusal(verdict.findings);
  verdict.notes.forEach(note);
  return verdict.value;
}
