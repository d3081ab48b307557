/** The rows to draw: from `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** No rows. */
export const NO_WINDOW: RowWindow = { first: 0, end: 0 };

/** Rows drawn above and below what is in sight, so that a fast scroll shows no gap. */
const MARGIN_ROWS = 6;

/** Where the rows of a table stand in a window; all in pixels. */
export interface RowsPlace {
  /** Of the first row, from the top of the window; less than 0 when it was scrolled out. */
  readonly top: number;
  /** Of the window. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Gives the rows that are in sight, and some more on both sides. */
export function windowOf({ top, height, rowHeight, count }: RowsPlace): RowWindow {
  const first = Math.floor(-top / rowHeight) - MARGIN_ROWS;
  const end = Math.ceil((height - top) / rowHeight) + MARGIN_ROWS;
  const clamp = (row: number): number => Math.max(0, Math.min(count, row));
  return { first: clamp(first), end: clamp(end) };
}

/** Below these widths, in rem, a row takes three lines, and four. The same stand in `table.css`. */
const THREE_LINES_BELOW = 46;
const FOUR_LINES_BELOW = 17;

/** Gives a row's height for the width that it has, both in rem. */
export function rowHeightRem(width: number): number {
  if (width <= FOUR_LINES_BELOW) return 8;
  return width <= THREE_LINES_BELOW ? 6 : 3.25;
}

/** Where the focus is, and how far it may go. */
export interface GridPlace {
  readonly row: number;
  readonly stop: number;
  /** Rows of a page. */
  readonly page: number;
  readonly count: number;
}

/** Gives the place that a key leads to; undefined when it means nothing here. */
export function keyTarget(
  key: string,
  { row, stop, page, count }: GridPlace,
): { row: number; stop: number } | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  if (key === 'ArrowLeft') return { row, stop: Math.max(0, stop - 1) };
  if (key === 'ArrowRight') return { row, stop: stop + 1 };
  const step = steps[key];
  if (step === undefined) return undefined;
  return { row: Math.max(0, Math.min(count - 1, row + step)), stop };
}
