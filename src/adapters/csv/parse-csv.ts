import Papa from 'papaparse';
import type { CsvRow, ParseCsv } from '#core/ports/csv-parser';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough to tell the delimiter by. */
const PREVIEW_CHARACTERS = 65_536;
const PREVIEW_ROWS = 100;
/** How Excel is told the delimiter, in a first line of its own. */
const SEP_LINE = /^sep=(.)\n/i;

/**
 * Reads a table by papaparse, at once and in this thread. Lines may end in any way; within a cell they become `\n`.
 * Quotation marks follow RFC 4180, and blanks between a closing one and the delimiter go. A first line `sep=;`, as
 * Excel takes it, says the delimiter and is no row. A row whose cells are all empty counts as a row; a line without
 * anything but blanks does not.
 */
export const parseCsv: ParseCsv = (text, delimiter) => {
  const unified = unifyLineEnds(text);
  const sepLine = SEP_LINE.exec(unified);
  const body = sepLine === null ? unified : unified.slice(sepLine[0].length);
  const used = delimiter ?? sepLine?.[1] ?? findDelimiter(body);
  const { data, errors } = readRows(body, used);
  const rows = numberRows(data, sepLine === null ? 1 : 2);
  const quoteFaults = errors.flatMap(({ row }) => rows[row ?? -1]?.line ?? []);
  return { rows: rows.filter(isFilled), delimiter: used, quoteFaults: [...new Set(quoteFaults)] };
};

function unifyLineEnds(text: string): string {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return content.includes('\r') ? content.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : content;
}

function readRows(text: string, delimiter: string, preview = 0): Papa.ParseResult<string[]> {
  return Papa.parse<string[]>(text, { delimiter, newline: '\n', preview });
}

/** A row begins one line after the row before, and later by each line end within its cells. */
function numberRows(data: readonly (readonly string[])[], firstLine: number): CsvRow[] {
  let line = firstLine;
  return data.map((cells) => {
    const row = { cells, line };
    line += 1 + countLineEnds(cells);
    return row;
  });
}

function countLineEnds(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count++;
  }
  return count;
}

function isFilled({ cells }: CsvRow): boolean {
  return cells.length > 1 || (cells[0] ?? '').trim() !== '';
}

/**
 * Finds the delimiter that splits most rows into the same number of cells, more than one. Of several alike, it is the
 * one that comes first in the text: in `sensor-1;3,5` the others are part of a cell.
 */
function findDelimiter(text: string): string {
  const preview = text.slice(0, PREVIEW_CHARACTERS);
  const present = DELIMITERS.filter((delimiter) => preview.includes(delimiter)).sort(
    (a, b) => preview.indexOf(a) - preview.indexOf(b),
  );
  let best = { delimiter: ',', evenness: 0 };
  for (const delimiter of present) {
    const evenness = measureEvenness(preview, delimiter);
    if (evenness > best.evenness) best = { delimiter, evenness };
  }
  return best.delimiter;
}

/** Gives the share of the first rows that have the most common number of cells above one. */
function measureEvenness(preview: string, delimiter: string): number {
  const { data } = readRows(preview, delimiter, PREVIEW_ROWS);
  const rows = data.filter((cells) => isFilled({ cells, line: 0 }));
  const counts = new Map<number, number>();
  for (const { length } of rows) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / rows.length;
}
