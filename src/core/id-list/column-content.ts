import { isGoodId } from './id-lines.ts';

/** A column of IDs has more good ones than this. */
const HALF = 0.5;

const DATE = /^\d{4}-\d\d?-\d\d?|^\d\d?\.\d\d?\.\d{4}/;
/** Thumbprints of certificates, and keys in hexadecimal. */
const LONG_HEXADECIMAL = /^[\da-f]{40,}$/i;
const BASE64_KEY = /^[A-Za-z0-9+/]{22,}={1,2}$/;

/** Gives the column that looks most like IDs by its values, the left one of several alike; undefined if none does. */
export function findIdsByContent(columns: readonly (readonly string[])[]): number | undefined {
  let best: { column: number; score: number } | undefined;
  for (const [column, values] of columns.entries()) {
    const score = scoreIds(values);
    if (score !== undefined && score > (best?.score ?? 0)) best = { column, score };
  }
  return best?.column;
}

/** Tells from 0 to 1 how much values look like IDs; undefined if most of them could not be any. */
export function scoreIds(values: readonly string[]): number | undefined {
  const good = values.filter(isGoodId);
  if (values.length === 0 || good.length <= values.length * HALF) return undefined;
  const distinct = new Set(good).size / good.length;
  const weight = isCounter(good) ? 0.2 : good.reduce((sum, value) => sum + weigh(value), 0) / good.length;
  return (good.length / values.length) * distinct * weight;
}

function weigh(value: string): number {
  if (DATE.test(value)) return 0.1;
  if (LONG_HEXADECIMAL.test(value)) return 0.3;
  if (!/\d/.test(value)) return 0.5;
  return /[a-z]/i.test(value) ? 1 : 0.8;
}

/** 1, 2, 3 …: the numbers of the rows. */
function isCounter(values: readonly string[]): boolean {
  return values.length > 1 && values.every((value, index) => Number(value) === Number(values[0]) + index);
}

/** Whether values look like names for people: words, and neither keys nor thumbprints. */
export function looksLikeNames(values: readonly string[]): boolean {
  return (
    values.some((value) => /\p{L}/u.test(value)) &&
    !values.some((value) => BASE64_KEY.test(value) || LONG_HEXADECIMAL.test(value))
  );
}
