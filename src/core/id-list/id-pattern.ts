import type { PatternFault } from '../errors/facts.ts';
import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { judgeId } from '../identity/device-id.ts';
import { ID_LIMIT } from './listed-id.ts';

/** A row of numbered IDs, which are made when they are asked for. */
export interface IdPattern {
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** The ID at a place, counted from 0. */
  at(index: number): string;
}

/** Blanks beside the numbers are no harm. */
const PATTERN = /^([^{}]*)\{\s*(\d+)\s*\.\.\s*(\d+)\s*\}([^{}]*)$/;
/** How else people write a row of numbers: brackets of another kind or none, three dots, a colon, a dash. */
const MEANT = /^([^[\](){}]*?)[[({]?\s*(\d+)\s*(?:\.{2,3}|…|:|-|–|—|,|;|\bto\b)\s*(\d+)\s*[\])}]?([^[\](){}]*)$/;
/** Far more than any pattern needs; what is looked for takes time in the square of the length. */
const MEND_LIMIT = 300;

/**
 * Reads a numbered pattern such as `sensor-{0001..0500}`: one pair of braces with the first and the last number, and
 * text before, after, or neither. As in a shell, a leading zero on either number gives all of them the width of the
 * longer one. Rejects with `list/pattern-form`, with `list/too-long`, or with what is wrong with the IDs for DPS
 * (`id/…`, positions counted in the pattern): then it is wrong with each of them.
 */
export function parseIdPattern(text: string): Verdict<IdPattern> {
  const pattern = text.trim();
  const match = PATTERN.exec(pattern);
  if (match === null) return reject(nameFault(pattern));
  const [, prefix = '', from = '', to = '', suffix = ''] = match;
  const width = /^0\d/.test(from) || /^0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const print = (number: string): string => `${prefix}${number.padStart(width, '0')}${suffix}`;

  // The longest of them. Judged before counting, so that numbers of a thousand digits are never made.
  const longest = print(to.length < from.length ? from : to);
  const verdict = judgeId(longest, 'dps');
  if (!verdict.ok) return rejectIds(verdict.findings, prefix.length, pattern.length - longest.length);
  const start = BigInt(from);
  const count = Number(BigInt(to) - start) + 1;
  if (count < 1) return reject(makeFault('backwards', orderPattern(prefix, to, from, suffix)));
  if (count > ID_LIMIT) return reject(makeFinding('list/too-long', { count, limit: ID_LIMIT }));
  const at = (index: number): string => print(String(start + BigInt(index)));
  return accept({ count, first: at(0), last: at(count - 1), at });
}

/** Moves positions behind the number to where they are in the pattern. */
function rejectIds(findings: readonly [Finding, ...Finding[]], numberAt: number, shift: number): Verdict<never> {
  const [first, ...more] = findings.map((finding) =>
    finding.code === 'id/character' && finding.facts.position >= numberAt
      ? makeFinding('id/character', { ...finding.facts, position: finding.facts.position + shift })
      : finding,
  );
  return reject(first ?? findings[0], ...more);
}

function nameFault(pattern: string): Finding {
  if (pattern === '') return makeFault('empty');
  const opening = pattern.split('{').length - 1;
  const closing = pattern.split('}').length - 1;
  if (opening > 1 && closing > 1) return makeFault('several-braces');
  const [, prefix = '', from, to, suffix = ''] = pattern.length > MEND_LIMIT ? [] : (MEANT.exec(pattern) ?? []);
  const mend = from === undefined || to === undefined ? undefined : orderPattern(prefix, from, to, suffix);
  if (opening + closing === 0) return makeFault('no-braces', mend);
  return makeFault(opening === closing ? 'range' : 'open-brace', mend);
}

function makeFault(reason: PatternFault, mend?: string): Finding {
  return makeFinding('list/pattern-form', { reason, ...(mend === undefined ? {} : { mend }) });
}

/** Gives a pattern that counts up, or undefined when it would not pass either. */
function orderPattern(prefix: string, from: string, to: string, suffix: string): string | undefined {
  const range = BigInt(from) <= BigInt(to) ? `${from}..${to}` : `${to}..${from}`;
  const pattern = `${prefix}{${range}}${suffix}`;
  return parseIdPattern(pattern).ok ? pattern : undefined;
}
