import { WorkbenchError } from '#core/errors/workbench-error';
import { EXPORT_FORMATS, type ExportFormat } from '#core/export/flashed-device';
import { parseIdPattern } from '#core/id-list/id-pattern';
import { quoteInput } from '#core/identity/quote-input';
import { PATTERN_EXPECTATION, type OPTION_EXPECTATIONS } from '#core/words/en/server-banner';
import { unfitOption } from '../read-options.ts';

/** The end of the year 9999, in seconds since the Unix epoch; milliseconds given for seconds are beyond it. */
const LAST_MOMENT = 253_402_300_799;
/** ISO 8601, a day or a moment with its zone: without one it would mean another moment on another machine. */
const ISO_MOMENT = /^\d{4}-\d{2}-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/i;

/** Gives a whole number of seconds, 1 or more. */
export function readSeconds(value: string, option: string): number {
  const seconds = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (seconds < 1) throw refuse(option, value, 'seconds');
  return seconds;
}

/** Gives a moment, written as Unix seconds or in ISO 8601, in seconds since the Unix epoch. */
export function readMoment(value: string, option: string): number {
  const seconds = /^\d{1,15}$/.test(value) ? Number(value) : readIsoMoment(value);
  if (seconds === undefined || seconds > LAST_MOMENT) throw refuse(option, value, 'moment');
  return seconds;
}

function readIsoMoment(value: string): number | undefined {
  const day = ISO_MOMENT.exec(value)?.[1];
  const milliseconds = Date.parse(value.replace(' ', 'T').toUpperCase());
  if (day === undefined || Number.isNaN(milliseconds)) return undefined;
  // A 31st of April would be read as the 1st of May.
  const dayRead = new Date(Date.parse(value.slice(0, 10))).getUTCDate();
  return dayRead === Number(day) ? Math.floor(milliseconds / 1000) : undefined;
}

/** Gives how the result is written: `tsv` is az's name for plain text. */
export function readOutput(value: string, option: string): 'json' | 'tsv' {
  if (value === 'json' || value === 'tsv') return value;
  throw refuse(option, value, 'output');
}

/** Gives the name of a format. */
export function readFormat(value: string, option: string): ExportFormat {
  const format = EXPORT_FORMATS.find((name) => name === value);
  if (format === undefined) throw refuse(option, value, 'format');
  return format;
}

/** Gives a pattern with braces; a shell takes them apart where they are not quoted. */
export function readPattern(value: string, option: string): string {
  if (/[{}]/.test(value)) return value;
  const expected = PATTERN_EXPECTATION(guessPattern(value) ?? 'sensor-{0001..0500}');
  throw new WorkbenchError('terminal/option-value', { option, value: quoteInput(value), expected });
}

function guessPattern(value: string): string | undefined {
  const verdict = parseIdPattern(value);
  if (verdict.ok) return value;
  const [fault] = verdict.findings;
  return fault.code === 'list/pattern-form' ? fault.facts.mend : undefined;
}

/** Gives what a token opens. A text that is encoded already would be encoded twice, and open nothing. */
export function readResource(value: string, option: string): string {
  if (value === '' || value.includes('://') || /%2f/i.test(value)) throw refuse(option, value, 'resource');
  return value;
}

/** Gives the sign between the columns of a table. */
export function readDelimiter(value: string, option: string): string {
  if (/^(?:tab|\\t)$/i.test(value)) return '\t';
  if (value.length !== 1 || /["\r\n]/.test(value)) throw refuse(option, value, 'delimiter');
  return value;
}

function refuse(option: string, value: string, expected: keyof typeof OPTION_EXPECTATIONS): Error {
  return unfitOption(option, quoteInput(value), expected);
}
