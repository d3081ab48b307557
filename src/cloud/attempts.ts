import { attemptWords, type AttemptCause, type AttemptFacts, type AttemptWords } from '#core/words/en/cloud-attempts';
import type { LinkFacts } from './link.ts';

/** One line of the cloud's own log: what was tried, and the true cause of the outcome. */
export interface Attempt {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly service: 'dps' | 'hub' | 'central';
  /** Registration ID, `deviceId` or `deviceId/moduleId`; empty when the connection did not say. */
  readonly identity: string;
  readonly outcome: 'accepted' | 'refused';
  /** Code that Azure would log or answer with, such as 401002; null where it has none. */
  readonly code: number | null;
  readonly cause: AttemptCause;
  readonly reason: string;
  readonly remedy: string;
  readonly road: AttemptOrigin['road'];
  readonly remote: string;
}

/** Where an attempt came from: a connection, or a single HTTP request. */
export interface AttemptOrigin {
  readonly road: LinkFacts['road'] | 'http';
  /** An address, or the name of a tab. */
  readonly remote: string;
}

/** A cause with its facts and code, not yet tied to a connection. */
export type AttemptFinding<Cause extends AttemptCause = AttemptCause> = {
  [C in Cause]: { readonly cause: C; readonly facts: AttemptFacts[C]; readonly code: number | null };
}[Cause];

/** Gives a finding. `code` is the service code that Azure logs for it, where there is one. */
export function makeAttempt<C extends AttemptCause>(
  cause: C,
  facts: AttemptFacts[C],
  code: number | null = null,
): AttemptFinding {
  return { cause, facts, code } as unknown as AttemptFinding;
}

/** Attempts that are kept; the oldest go first. */
export const ATTEMPT_LIMIT = 1000;

/** Characters that are kept of each text that a client sent; some may have 65,535, from whoever can reach the cloud. */
const TEXT_LIMIT = 512;

/** The log of attempts, newest last inside, newest first outside. */
export interface AttemptLog {
  add(attempt: Omit<Attempt, 'reason' | 'remedy' | 'cause' | 'code'>, finding: AttemptFinding): Attempt;
  /** Gives at most `top` attempts, newest first. */
  list(top: number): readonly Attempt[];
}

/** Gives an empty log. */
export function createAttemptLog(): AttemptLog {
  const attempts: Attempt[] = [];
  return {
    add(head, finding) {
      const { cause, code, facts } = finding;
      const describe = attemptWords[cause] as (facts: object) => AttemptWords;
      const attempt: Attempt = { ...head, identity: cut(head.identity), code, cause, ...describe(cutTexts(facts)) };
      attempts.push(attempt);
      // Cut in blocks, so that a full log does not move a thousand entries at each new one.
      if (attempts.length >= ATTEMPT_LIMIT * 2) attempts.splice(0, attempts.length - ATTEMPT_LIMIT);
      return attempt;
    },
    list: (top) => (top <= 0 ? [] : attempts.slice(-Math.min(top, ATTEMPT_LIMIT)).reverse()),
  };
}

function cutTexts(facts: object): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]),
  );
}

function cut(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text;
}
