/** Nothing in these means anything to a shell, nor to a parser of options. */
const PLAIN = /^[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+,=-]*$/;

/** Gives a word that a POSIX shell reads as this very text (Shell Command Language, 2.2.2), without quotes where it can. */
export function quoteForShell(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
