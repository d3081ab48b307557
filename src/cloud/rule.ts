import type { Json } from '#core/bytes/json';

/** What a value must be, and how that is said behind “must be”. */
export interface Rule {
  readonly fits: (value: Json | undefined) => boolean;
  readonly words: string;
}

/** A whole number within bounds, both included. */
export const whole = (least: number, most: number): Rule => ({
  fits: (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
  words: `a whole number from ${least} to ${most}`,
});

/** One of some values. */
export const oneOf = (...values: readonly (string | number)[]): Rule => ({
  fits: (value) => values.some((one) => one === value),
  words: `one of ${values.join(', ')}`,
});

/** What the rule takes, or null. */
export const orNull = ({ fits, words }: Rule): Rule => ({
  fits: (value) => value === null || fits(value),
  words: `${words}, or null`,
});
