import { decodeTopicId } from './percent.ts';

/** Values of a topic's query by lower-case name, as they were written. */
export type TopicQuery = ReadonlyMap<string, string>;

/**
 * Reads the query at the end of a topic, such as `?$rid=1&retry-after=3`; its order means nothing and names are
 * compared without case. Nothing at all is an empty query. Gives undefined when the text does not begin with `?`.
 */
export function parseTopicQuery(text: string | undefined): TopicQuery | undefined {
  const query = new Map<string, string>();
  if (text === '') return query;
  if (text === undefined || !text.startsWith('?')) return undefined;
  for (const part of text.slice(1).split('&')) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const name = decodeTopicId(part.slice(0, equals)).toLowerCase();
    if (!query.has(name)) query.set(name, part.slice(equals + 1));
  }
  return query;
}

/** Reads a whole number of seconds, a version or a status; gives undefined for anything else. */
export function parseWholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** Reads a number that counts something, so cannot be negative. */
export function parseCount(text: string | undefined): number | undefined {
  const value = parseWholeNumber(text);
  return value === undefined || value < 0 ? undefined : value;
}

/** Gives what follows `prefix`, or undefined when the text does not begin with it. */
export function after(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
