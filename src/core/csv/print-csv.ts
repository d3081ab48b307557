import { guardFormula } from './formula-guard.ts';

/** A row of a CSV file, or several. */
export interface CsvText {
  readonly text: string;
  /** Cells that got a `'` in front, so that no spreadsheet takes them for a formula. */
  readonly guarded: number;
}

/** Quotes are needed for `,` `"` and line breaks (RFC 4180, 2.6); with the others no reader guesses a wrong delimiter. */
const NEEDS_QUOTES = /[",;|\t\r\n]|^\s|\s$/;

/** A cell that stands as it is: its text is known to be harmless, whatever it begins with. */
export interface ExactCell {
  readonly exact: string;
}

/** Prints a row of two cells or more with its line break, CRLF (RFC 4180); no cell of it is a formula but exact ones. */
export function printCsvRow(cells: readonly (string | ExactCell)[]): CsvText {
  let guarded = 0;
  const printed = cells.map((cell) => {
    if (typeof cell !== 'string') return cell.exact;
    const safe = guardFormula(cell);
    if (safe !== cell) guarded += 1;
    return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return { text: `${printed.join(',')}\r\n`, guarded };
}
