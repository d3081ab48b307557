/** Lengths here and in all of this folder are millimetres. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Labels on a page: where each one is. A roll's page is one row of labels. */
export interface LabelSheet {
  readonly page: Size;
  readonly label: Size;
  readonly columns: number;
  readonly rows: number;
  /** Of the first label, from the corner of the page. */
  readonly left: number;
  readonly top: number;
  /** From the beginning of one label to that of the next. */
  readonly stepX: number;
  readonly stepY: number;
  /** Side of a dot of the printer, where it is known. */
  readonly dotMm?: number;
}

/** Where a label is: its page, counted from 0, and its corner. */
export interface LabelPlace {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

/** Gives how many labels a page has. */
export function labelsOnPage({ columns, rows }: LabelSheet): number {
  return columns * rows;
}

/** Gives the place of a label, counted from 0, row by row; the first `skip` places of the first page are used already. */
export function placeLabel(sheet: LabelSheet, index: number, skip: number): LabelPlace {
  const place = index + skip;
  const onPage = place % labelsOnPage(sheet);
  return {
    page: Math.floor(place / labelsOnPage(sheet)),
    x: sheet.left + (onPage % sheet.columns) * sheet.stepX,
    y: sheet.top + Math.floor(onPage / sheet.columns) * sheet.stepY,
  };
}

/** Gives how many pages so many labels take. */
export function countPages(sheet: LabelSheet, count: number, skip: number): number {
  return count === 0 ? 0 : Math.ceil((count + skip) / labelsOnPage(sheet));
}

/** Gives the labels that stand on a page: the first, counted from 0, and the one after the last. */
export function labelsOfPage(
  sheet: LabelSheet,
  { page, count, skip }: { readonly page: number; readonly count: number; readonly skip: number },
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, page * labelsOnPage(sheet) - skip);
  const end = Math.min(count, (page + 1) * labelsOnPage(sheet) - skip);
  return { first: Math.min(first, end), end };
}

/**
 * Prints the rule of CSS that makes the pages of a print as large as the sheet, without a margin of the browser's (CSS
 * Paged Media, 7.1).
 */
export function printPageRule({ page }: LabelSheet): string {
  return `@page { size: ${page.width}mm ${page.height}mm; margin: 0 }`;
}
