import type { ErrorCode, FactsByCode } from '../errors/facts.ts';

/** What the screen may offer as a button beside a notice. */
export interface WordsAction {
  readonly kind: 'try-as-group-key' | 'start-again' | 'open-other-tab' | 'edit-keys';
  readonly label: string;
}

/** One finding in words: a title of at most eight words, what happened and why, and the next step. */
export interface Described {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly action?: WordsAction;
}

/** A text, or how it is made from the facts. */
export type Sentence<Facts> = string | ((facts: Facts) => string);

/** The words of one code. Service codes and tracking IDs are not in them: the screen shows those from the facts. */
export interface Words<Facts> {
  readonly title: string;
  readonly explanation: Sentence<Facts>;
  readonly remedy: Sentence<Facts>;
  readonly action?: WordsAction | ((facts: Facts) => WordsAction | undefined);
}

/** Words for every code of an area: `WordsOf<'key'>` is not complete before each `key/…` has its own. */
export type WordsOf<Area extends string> = {
  readonly [Code in Extract<ErrorCode, `${Area}/${string}`>]: Words<FactsByCode[Code]>;
};

/** Words for every code; one that is missing does not compile. */
export type WordsByCode = { readonly [Code in ErrorCode]: Words<FactsByCode[Code]> };
