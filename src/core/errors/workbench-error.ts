import type { ErrorCode, FactsByCode } from './facts.ts';

/** A code with its facts: what a verdict, a state and an error have in common. Plain data, so it crosses threads. */
export type Finding<Code extends ErrorCode = ErrorCode> = {
  [C in Code]: { readonly code: C; readonly facts: FactsByCode[C] };
}[Code];

/** Gives a finding. */
export function makeFinding<Code extends ErrorCode>(code: Code, facts: FactsByCode[Code]): Finding<Code> {
  return { code, facts } as unknown as Finding<Code>;
}

/**
 * The one error of the product: something foreseen went wrong, and the words for it exist (`core/words`).
 * The message is for logs and holds the code alone; facts hold no secret.
 */
export class WorkbenchError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly facts: FactsByCode[Code];

  constructor(code: Code, facts: FactsByCode[Code], options?: { readonly cause?: unknown }) {
    super(code, options);
    this.name = 'WorkbenchError';
    this.code = code;
    this.facts = facts;
  }

  /** The same as plain data. */
  get finding(): Finding {
    return makeFinding<ErrorCode>(this.code, this.facts);
  }
}

/** Gives the error as plain data, or undefined when it is none of ours. */
export function findingOf(error: unknown): Finding | undefined {
  return error instanceof WorkbenchError ? error.finding : undefined;
}

/** A verdict: good with notes, or bad with the findings that make it so. Verdicts are returned, accidents are thrown. */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T; readonly notes: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly [Finding, ...Finding[]] };

export function accept<T>(value: T, notes: readonly Finding[] = []): Verdict<T> {
  return { ok: true, value, notes };
}

export function reject(first: Finding, ...more: Finding[]): Verdict<never> {
  return { ok: false, findings: [first, ...more] };
}
