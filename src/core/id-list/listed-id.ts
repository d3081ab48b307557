/** How many IDs one list may have. */
export const ID_LIMIT = 1_000_000;

/** One ID of a list, as it was read. */
export interface ListedId {
  readonly id: string;
  /** The name for people, where the list has one. */
  readonly name?: string;
  /** The line it begins at, counted from 1; for a pattern, its place in the sequence. */
  readonly line: number;
}

/** Where IDs come from. */
export type IdSource =
  /** One ID, or several: one a line, or a piece of a table. */
  | { readonly kind: 'text'; readonly text: string; readonly reading?: TableReading }
  /** `sensor-{0001..0500}`. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** A table with delimiters, by whatever name; `reading` says what the user chose differently from our guess. */
  | { readonly kind: 'file'; readonly file: Blob; readonly reading?: TableReading };

/** How a table is to be read. Columns count from 0; what is left out is guessed from the file. */
export interface TableReading {
  readonly delimiter?: string;
  readonly hasHeading?: boolean;
  readonly idColumn?: number;
  /** `null`: the table has no names. */
  readonly nameColumn?: number | null;
}

/** What a table turned out to be, and how it was read. */
export interface TableShape {
  readonly columns: readonly TableColumn[];
  readonly reading: Required<TableReading>;
  /** A file that IoT Central knows, by its headings. */
  readonly known: 'central-import' | 'central-export' | undefined;
}

export interface TableColumn {
  /** Undefined in a table without headings. */
  readonly heading: string | undefined;
  /** The first value below the heading, shortened: it may be a key. */
  readonly sample: string;
}
