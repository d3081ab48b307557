import { WorkbenchError } from '#core/errors/workbench-error';
import { quoteInput } from '#core/identity/quote-input';
import { OPTION_EXPECTATIONS } from '#core/words/en/server-banner';

/** The options of a command, each with what it sets. Maps, because an object also answers to names such as `constructor`. */
export interface OptionTable<Options> {
  /** Options without a value, such as `--help`. */
  readonly flags: ReadonlyMap<string, (options: Options) => void>;
  /** Options that take a value, which is the next word or stands after `=`. */
  readonly values: ReadonlyMap<string, (options: Options, value: string, option: string) => void>;
  /** Takes the words that are no option, such as files; without it there is no such word. */
  readonly word?: (options: Options, word: string) => void;
}

/**
 * Reads words into `options`; both `--port 80` and `--port=80` are understood. Throws `terminal/option` for an option that
 * does not exist and `terminal/option-value` for a value that is missing or that nothing takes.
 */
export function readOptions<Options>(argv: readonly string[], table: OptionTable<Options>, options: Options): void {
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [option, joined] = splitAtEquals(word);
    const flag = table.flags.get(option);
    const reader = table.values.get(option);
    if (flag !== undefined && joined !== undefined) throw unfitOption(option, '', 'noValue');
    if (flag !== undefined) flag(options);
    else if (reader !== undefined) reader(options, joined ?? takeValue(words, option, table), option);
    else if (table.word !== undefined && isPlain(word)) table.word(options, word);
    else throw new WorkbenchError('terminal/option', { option: quoteWord(option) });
  }
}

/** `-` alone is standard input. */
const isPlain = (word: string): boolean => word === '-' || !word.startsWith('-');

function splitAtEquals(word: string): [option: string, joined?: string] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function takeValue(words: string[], option: string, { flags, values }: OptionTable<never>): string {
  const [value] = words;
  const isOption = value !== undefined && (value.startsWith('--') || flags.has(value) || values.has(value));
  if (value === undefined || isOption) throw unfitOption(option, quoteWord(value ?? ''), 'value');
  words.shift();
  return value;
}

/** Gives an option whole, also a long one; of anything else no more than can be told: a key may have lost its option. */
export function quoteWord(word: string): string {
  return /^--?[a-z][a-z-]{0,30}$/i.test(word) ? word : quoteInput(word.replace(/^(-+[a-z]+)[:=].*$/is, '$1'));
}

/** Gives the number of a port, where 0 means any free one. Throws `terminal/option-value`. */
export function readPort(value: string, option: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw unfitOption(option, value, 'port');
  return port;
}

/** Gives a path as it was written. Throws `terminal/option-value` for none. */
export function readPath(value: string, option: string): string {
  if (value === '') throw unfitOption(option, value, 'path');
  return value;
}

/**
 * Gives a host, in lower case, as it may stand in a content security policy: a stray `;` or blank would open a hole in
 * that. Throws `terminal/option-value`.
 */
export function readAllowedHost(value: string, option: string): string {
  const fits = /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(\d{1,5}|\*))?$/i.test(value);
  if (!fits) throw unfitOption(option, value, 'allowedHost');
  return value.toLowerCase();
}

/** Gives the error for a value that an option does not take. */
export function unfitOption(
  option: string,
  value: string,
  expected: keyof typeof OPTION_EXPECTATIONS,
): WorkbenchError<'terminal/option-value'> {
  return new WorkbenchError('terminal/option-value', { option, value, expected: OPTION_EXPECTATIONS[expected] });
}
