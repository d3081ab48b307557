import type { Finding, Verdict } from '#core/errors/workbench-error';

/** An input that was judged and refused, with all that is wrong with it; `about` names it where there may be several. */
export class Refusal extends Error {
  readonly findings: readonly Finding[];
  readonly about: string | undefined;

  constructor(findings: readonly Finding[], about?: string) {
    super(findings.map(({ code }) => code).join(', '));
    this.name = 'Refusal';
    this.findings = findings;
    this.about = about;
  }
}

/** Gives what a verdict accepts and tells its notes, both about the input named. Throws a `Refusal` with what it rejects. */
export function settle<Value>(
  verdict: Verdict<Value>,
  note: (finding: Finding, about?: string) => unknown,
  about?: string,
): Value {
  if (!verdict.ok) throw new Refusal(verdict.findings, about);
  for (const finding of verdict.notes) note(finding, about);
  return verdict.value;
}
