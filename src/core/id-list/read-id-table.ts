import { stripFormulaGuard } from '../csv/formula-guard.ts';
import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { quoteInput } from '../identity/quote-input.ts';
import type { CsvRow, CsvTable } from '../ports/csv-parser.ts';
import type { IdProblem } from '../ports/key-maker.ts';
import { isIdHeading, isNameHeading } from './headings.ts';
import { isContent, stripWrapping } from './id-lines.ts';
import type { ListedId, TableReading, TableShape } from './listed-id.ts';
import { ID_LIMIT } from './listed-id.ts';
import { findTableShape } from './table-shape.ts';

/** What was read of a text, before the IDs themselves are judged. */
export interface IdReading {
  readonly ids: readonly ListedId[];
  /** Rows that hold no ID that could be judged, in the order of their lines. */
  readonly problems: readonly IdProblem[];
  /** Undefined for a plain list, which has no columns to choose among. */
  readonly shape: TableShape | undefined;
}

/** A comment may have the delimiter in it; a heading `#` has nothing behind it. */
const COMMENT_ROW = /^\s*(?:\/\/|#\s+\S)/;
/** IDs that are looked at to tell how good a guess was. */
const LOOKED_AT = 200;

/**
 * Reads the IDs of a table, and the names beside them. IoT Central's files are told by their headings; else the columns
 * are found by common headings, or by what they hold. `reading` goes before what we would guess. Rows of empty cells,
 * comments and repeated headings are skipped, and the guard of our own CSV against formulas goes. A row without an ID
 * or with a quotation mark out of place is a problem (`list/id-missing`, `list/quote`). A heading in unknown words is
 * noted (`list/heading-skipped`), and so is a weak guess (`list/column-guessed`). Rejects with `list/no-id-column`, `list/empty`, `list/too-long`.
 */
export function readIdTable(table: CsvTable, reading: TableReading = {}): Verdict<IdReading> {
  const rows = table.rows.filter(hasContent);
  if (rows.length === 0) return reject(makeFinding('list/empty', {}));
  const { columns, shape } = findTableShape(rows, table.delimiter, reading);
  if (shape === undefined) return reject(makeFinding('list/no-id-column', { columns, delimiter: table.delimiter }));
  const { ids, problems } = collectIds(rows, shape.reading, new Set(table.quoteFaults));
  if (ids.length > ID_LIMIT) return reject(makeFinding('list/too-long', { count: ids.length, limit: ID_LIMIT }));
  if (ids.length + problems.length === 0) return reject(makeFinding('list/empty', {}));
  const notes = [...noteHeading(rows[0], shape.reading, reading), ...noteColumn(ids, shape, reading)];
  return accept({ ids, problems, shape }, notes);
}

function collectIds(
  rows: readonly CsvRow[],
  { hasHeading, idColumn, nameColumn }: Required<TableReading>,
  faults: ReadonlySet<number>,
): { ids: ListedId[]; problems: IdProblem[] } {
  const ids: ListedId[] = [];
  const problems: IdProblem[] = [];
  for (const [index, row] of rows.entries()) {
    const id = readCell(row, idColumn);
    const isHeading = hasHeading && (index === 0 || repeats(row, rows[0]));
    if (faults.has(row.line)) problems.push(makeProblem(row, id, makeFinding('list/quote', {})));
    else if (isHeading) continue;
    else if (id === '') problems.push(makeProblem(row, id, missing(row, idColumn)));
    else ids.push(makeListed(id, nameColumn === null ? '' : readCell(row, nameColumn), row.line));
  }
  return { ids, problems };
}

/** A heading in words that we do not know is a guess, and might be a device. */
function noteHeading(first: CsvRow | undefined, found: Required<TableReading>, asked: TableReading): Finding[] {
  if (!found.hasHeading || asked.hasHeading !== undefined || first === undefined) return [];
  if (first.cells.some((cell) => isIdHeading(cell) || isNameHeading(cell))) return [];
  return [makeFinding('list/heading-skipped', { heading: quoteInput(readCell(first, found.idColumn)) })];
}

/** A column of words that no heading names is a weak guess: IDs mostly have digits. */
function noteColumn(ids: readonly ListedId[], { columns, reading }: TableShape, asked: TableReading): Finding[] {
  const { idColumn } = reading;
  const { heading = '', sample = '' } = columns[idColumn] ?? {};
  if (asked.idColumn !== undefined || columns.length === 1 || isIdHeading(heading)) return [];
  const looked = ids.slice(0, LOOKED_AT);
  const withDigits = looked.filter(({ id }) => /\d/.test(id));
  if (withDigits.length * 2 >= looked.length) return [];
  return [makeFinding('list/column-guessed', { column: idColumn + 1, sample })];
}

/** Whether a row of a table has something to read: it is no comment, and not all of its cells are empty. */
export function hasContent({ cells }: CsvRow): boolean {
  const [first = ''] = cells;
  if (COMMENT_ROW.test(first)) return false;
  const filled = cells.findIndex((cell) => cell.trim() !== '');
  if (filled === -1) return false;
  return cells.findLastIndex((cell) => cell.trim() !== '') > filled || isContent(cells[filled] ?? '');
}

/** Files that were put together have the heading of each. */
function repeats({ cells }: CsvRow, heading: CsvRow | undefined): boolean {
  return cells.length === heading?.cells.length && cells.every((cell, column) => cell === heading.cells[column]);
}

function readCell({ cells }: CsvRow, column: number): string {
  return stripFormulaGuard(cells[column] ?? '').trim();
}

function makeListed(text: string, name: string, line: number): ListedId {
  const id = stripWrapping(text);
  return name === '' ? { id, line } : { id, name, line };
}

function missing({ cells }: CsvRow, idColumn: number): Finding {
  return makeFinding('list/id-missing', { column: idColumn + 1, cells: cells.length });
}

/** Shows the ID, or what else the row begins with. */
function makeProblem({ cells, line }: CsvRow, id: string, finding: Finding): IdProblem {
  const found = id === '' ? (cells.find((cell) => cell.trim() !== '') ?? '').trim() : id;
  return { line, found: quoteInput(found), leftOut: true, finding };
}
