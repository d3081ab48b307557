import type { Finding } from '../errors/workbench-error.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { quoteInput } from '../identity/quote-input.ts';
import type { IdProblem } from '../ports/key-maker.ts';
import { judgeListedId, type ListTarget } from './judge-listed-id.ts';
import type { ListedId } from './listed-id.ts';

/** A list that was judged: who gets a key, and what there is to say. */
export interface JudgedIdList {
  readonly good: readonly ListedId[];
  /** In the order of their lines. */
  readonly problems: readonly IdProblem[];
  /** What is to say of the list as a whole. */
  readonly notes: readonly Finding[];
}

/** IoT Central, "manage devices in bulk": names of at most 148 characters. */
const NAME_LIMIT = 148;

/**
 * Judges each ID of a list for DPS, or for the certificates that DPS is shown, and all of them together. Left out: what
 * `judgeListedId` refuses, and repeats (`list/duplicate`). Kept and named: spellings that DPS takes for one registration
 * (`list/case-twin`), names that IoT Central does not take (`list/name-too-long`); capital letters are one note for all
 * (`list/upper-case`). `earlier` are problems of reading the list, in the order of their lines; they take their places
 * among the others. Takes time in proportion to the list.
 */
export function judgeIdList(
  ids: readonly ListedId[],
  earlier: readonly IdProblem[] = [],
  target: ListTarget = 'dps',
): JudgedIdList {
  const good: ListedId[] = [];
  const problems: IdProblem[] = [];
  const known = new KnownIds();
  let capitals = 0;
  let firstCapital = 0;
  for (const listed of ids) {
    const verdict = judgeListedId(listed.id, target);
    const refusal = verdict.ok ? known.findRepeat(listed) : verdict.findings[0];
    if (refusal !== undefined) {
      problems.push(makeProblem(listed, refusal, true));
      continue;
    }
    for (const note of [known.findTwin(listed), noteName(listed)]) {
      if (note !== undefined) problems.push(makeProblem(listed, note, false));
    }
    if (listed.id !== listed.id.toLowerCase() && ++capitals === 1) firstCapital = listed.line;
    known.add(listed);
    good.push(listed);
  }
  const notes = capitals === 0 ? [] : [makeFinding('list/upper-case', { count: capitals, firstLine: firstCapital })];
  return { good, problems: mergeByLine(earlier, problems), notes };
}

/** The IDs so far. DPS compares them without case. */
class KnownIds {
  /** The first spelling of each, by its lower case. */
  readonly #first = new Map<string, ListedId>();
  /** Other spellings, by themselves. */
  readonly #others = new Map<string, ListedId>();

  findRepeat({ id }: ListedId): Finding | undefined {
    const first = this.#first.get(id.toLowerCase());
    const same = first?.id === id ? first : this.#others.get(id);
    return same === undefined ? undefined : makeFinding('list/duplicate', { firstLine: same.line });
  }

  findTwin({ id }: ListedId): Finding | undefined {
    const twin = this.#first.get(id.toLowerCase());
    return twin === undefined ? undefined : makeFinding('list/case-twin', { other: twin.id, firstLine: twin.line });
  }

  add(listed: ListedId): void {
    const lower = listed.id.toLowerCase();
    if (this.#first.has(lower)) this.#others.set(listed.id, listed);
    else this.#first.set(lower, listed);
  }
}

function noteName({ name = '' }: ListedId): Finding | undefined {
  return name.length > NAME_LIMIT
    ? makeFinding('list/name-too-long', { length: name.length, limit: NAME_LIMIT })
    : undefined;
}

function makeProblem({ id, line }: ListedId, finding: Finding, leftOut: boolean): IdProblem {
  return { line, found: quoteInput(id), leftOut, finding };
}

function mergeByLine(earlier: readonly IdProblem[], later: readonly IdProblem[]): readonly IdProblem[] {
  return [...earlier, ...later].sort((a, b) => a.line - b.line);
}
