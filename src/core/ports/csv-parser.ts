/** A row of a table of text. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** The line of the file that the row begins at, counted from 1. */
  readonly line: number;
}

export interface CsvTable {
  /** Without empty lines. */
  readonly rows: readonly CsvRow[];
  readonly delimiter: string;
  /** Lines with a quote that is never closed, or that stands where none may (RFC 4180, section 2). */
  readonly quoteFaults: readonly number[];
}

/** Reads a table; without a delimiter it finds out which one the text uses. Never throws for what the text holds. */
export type ParseCsv = (text: string, delimiter?: string) => CsvTable;
