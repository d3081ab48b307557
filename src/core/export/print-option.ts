import { quoteForShell } from './quote-for-shell.ts';

/** Prints `--name value` for a POSIX shell; a value that begins with a dash would be taken for an option itself. */
export function printOption(name: string, value: string): string {
  return `--${name}${value.startsWith('-') ? '=' : ' '}${quoteForShell(value)}`;
}
