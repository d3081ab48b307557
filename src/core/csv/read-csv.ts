import type { CsvRow, ParseCsv } from '../ports/csv-parser.ts';

/** A delimiter in the first line tells which one the table has; Central writes commas, spreadsheets others too. */
const DELIMITER = /[,;\t]/;

/**
 * Reads a table as RFC 4180 has it, for those who may not use a package: lines may end in any way, a byte order mark
 * goes. A cell that begins with a quotation mark which is not closed where it should be is a quote fault, and is taken
 * up to the next delimiter.
 */
export const readCsv: ParseCsv = (text, delimiter) => {
  const content = `${text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')}\n`;
  const used = delimiter ?? DELIMITER.exec(content.slice(0, content.indexOf('\n')))?.[0] ?? ',';
  const rows: CsvRow[] = [];
  const quoteFaults = new Set<number>();
  let cells: string[] = [];
  let begins = 1;
  let line = 1;
  for (const [raw, quoted, plain = '', end] of content.matchAll(makeCellPattern(used))) {
    if (quoted === undefined && plain.startsWith('"')) quoteFaults.add(begins);
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += raw.split('\n').length - 1;
    if (end !== '\n') continue;
    if (cells.length > 1 || cells[0]?.trim() !== '') rows.push({ cells, line: begins });
    cells = [];
    begins = line;
  }
  return { rows, delimiter: used, quoteFaults: [...quoteFaults] };
};

/** A cell with what ends it: quoted, or anything else, which always fits. */
function makeCellPattern(delimiter: string): RegExp {
  const mark = delimiter.replace(/[|^$.*+?()[\]{}\\]/, '\\$&');
  return new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^${mark}\\n]*))(${mark}|\\n)`, 'gy');
}
