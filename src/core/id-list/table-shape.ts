import { quoteInput } from '../identity/quote-input.ts';
import type { CsvRow } from '../ports/csv-parser.ts';
import { findIdsByContent, looksLikeNames, scoreIds } from './column-content.ts';
import {
  findLikelyIdColumns,
  findNameColumn,
  findSureIdColumn,
  isLikelyIdHeading,
  isNameHeading,
  recogniseCentralFile,
} from './headings.ts';
import type { TableColumn, TableReading, TableShape } from './listed-id.ts';

/** Rows that are looked at to find out what the columns hold. */
const SAMPLE_ROWS = 500;
/** Columns that are looked at; a column further right can still be chosen by its number. */
const SAMPLE_COLUMNS = 200;
/** Of the IDs below a heading that no table of ours knows, as many have a digit; the heading has none. */
const MOSTLY = 0.9;

/** What a table turned out to be; without a `shape` no column holds IDs, and `columns` are there to choose from. */
export interface FoundShape {
  readonly columns: readonly TableColumn[];
  readonly shape: TableShape | undefined;
}

/** Finds out how a table is to be read, from its first rows; what `reading` says goes before what we would guess. */
export function findTableShape(rows: readonly CsvRow[], delimiter: string, reading: TableReading): FoundShape {
  const sample = rows
    .slice(0, SAMPLE_ROWS)
    .map(({ cells }) => cells.slice(0, SAMPLE_COLUMNS).map((cell) => cell.trim()));
  const [first = [], ...rest] = sample;
  const hasHeading = reading.hasHeading ?? isHeading(first, rest);
  const headings = hasHeading ? first : [];
  const values = turnToColumns(hasHeading ? rest : sample, headings.length);
  const columns = values.map((cells, column) =>
    describeColumn(hasHeading ? (headings[column] ?? '') : undefined, cells),
  );

  const idColumn = reading.idColumn ?? findIdColumn(headings, values);
  if (idColumn === undefined) return { columns, shape: undefined };
  const nameColumn = reading.nameColumn === undefined ? findNames(headings, values, idColumn) : reading.nameColumn;
  const found = { delimiter, hasHeading, idColumn, nameColumn };
  return { columns, shape: { columns, reading: found, known: recogniseCentralFile(headings) } };
}

function turnToColumns(rows: readonly (readonly string[])[], least: number): string[][] {
  const width = rows.reduce((widest, { length }) => Math.max(widest, length), least);
  return Array.from({ length: width }, (_, column) => rows.map((cells) => cells[column] ?? ''));
}

/**
 * A first row is a heading when it names the IDs, or the names and holds no digit. A word that may be a value as well
 * (`device` in a column of kinds) must not come again in other rows. Headings in words of their own are told by the
 * digits that the IDs below them have.
 */
function isHeading(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  if (findSureIdColumn(first) !== undefined) return true;
  const others = rest.filter((row) => row.join('\0') !== first.join('\0'));
  const below = turnToColumns(others, first.length);
  const isOnce = (cell: string, column: number): boolean => below[column]?.includes(cell) !== true;
  const hasDigits = first.some((cell) => /\d/.test(cell));
  if (others.length > 0 && first.some((cell, column) => isLikelyIdHeading(cell) && isOnce(cell, column))) return true;
  if (!hasDigits && first.some((cell, column) => isHeadingWord(cell) && isOnce(cell, column))) return true;
  const ids = findIdsByContent(below) ?? -1;
  const heading = first[ids] ?? '';
  const withDigits = below[ids]?.filter((value) => /\d/.test(value)) ?? [];
  return /^\D+$/.test(heading) && withDigits.length >= others.length * MOSTLY;
}

function isHeadingWord(cell: string): boolean {
  return isLikelyIdHeading(cell) || isNameHeading(cell);
}

function findIdColumn(headings: readonly string[], values: readonly (readonly string[])[]): number | undefined {
  const sure = findSureIdColumn(headings);
  if (sure !== undefined || values.length < 2) return sure ?? values.length - 1;
  const [likely, ...others] = findLikelyIdColumns(headings);
  if (likely === undefined) return findIdsByContent(values);
  const score = (column: number): number => scoreIds(values[column] ?? []) ?? 0;
  return others.reduce((best, column) => (score(column) > score(best) ? column : best), likely);
}

function findNames(
  headings: readonly string[],
  values: readonly (readonly string[])[],
  idColumn: number,
): number | null {
  if (headings.length > 0) return findNameColumn(headings, idColumn) ?? null;
  const names = values.findIndex((cells, column) => column !== idColumn && looksLikeNames(cells));
  return names === -1 ? null : names;
}

function describeColumn(heading: string | undefined, values: readonly string[]): TableColumn {
  return {
    heading: heading === undefined ? undefined : quoteHeading(heading),
    sample: quoteInput(values.find((value) => value !== '') ?? ''),
  };
}

/** A first row that is no heading after all may hold keys, and those have digits. */
function quoteHeading(heading: string): string {
  return /^\D*$/.test(heading) || /^IOTC_/i.test(heading) ? heading : quoteInput(heading);
}
