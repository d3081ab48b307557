import { WorkbenchError } from '#core/errors/workbench-error';
import type { TableReading } from '#core/id-list/listed-id';
import { hasContent } from '#core/id-list/read-id-table';
import { quoteInput } from '#core/identity/quote-input';
import type { ParseCsv } from '#core/ports/csv-parser';
import type { DevicesOptions } from './command-options.ts';

const HEADINGS_TOLD = 12;

/**
 * Gives how the options want a table to be read, or undefined when they say nothing about that. Columns are found by
 * their headings in the first row that says something, or by their numbers from 1. Throws `terminal/option-column`.
 */
export function chooseReading(
  text: string,
  { idColumn, nameColumn, delimiter, noHeading }: DevicesOptions,
  parseCsv: ParseCsv,
): TableReading | undefined {
  if (idColumn === undefined && nameColumn === undefined && delimiter === undefined && !noHeading) return undefined;
  const wanted = [idColumn, nameColumn === 'none' ? undefined : nameColumn];
  const isColumnNamed = wanted.some((column) => column !== undefined);
  const first = isColumnNamed ? (parseCsv(text, delimiter).rows.find(hasContent)?.cells ?? []) : [];
  const [id, name] = wanted.map((column) => (column === undefined ? undefined : findColumn(column, first, noHeading)));
  const isByHeading = id?.isHeading === true || name?.isHeading === true;
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...((noHeading || isByHeading) && { hasHeading: isByHeading }),
    ...(id !== undefined && { idColumn: id.index }),
    ...(name !== undefined && { nameColumn: name.index }),
    ...(nameColumn === 'none' && { nameColumn: null }),
  };
}

interface FoundColumn {
  readonly index: number;
  readonly isHeading: boolean;
}

function findColumn(column: string, first: readonly string[], noHeading: boolean): FoundColumn {
  const wanted = column.trim().toLowerCase();
  const headings = noHeading ? [] : first.map((cell) => cell.trim());
  const named = headings.findIndex((heading) => heading.toLowerCase() === wanted);
  if (named >= 0) return { index: named, isHeading: true };
  const number = /^\d{1,4}$/.test(wanted) ? Number(wanted) : 0;
  if (number >= 1 && number <= first.length) return { index: number - 1, isHeading: false };
  // The first row may be a device with its keys.
  const columns = headings.slice(0, HEADINGS_TOLD).map(quoteInput);
  throw new WorkbenchError('terminal/option-column', { column: quoteInput(column), columns });
}
