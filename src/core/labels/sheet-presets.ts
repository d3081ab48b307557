import type { LabelSheet, Size } from './label-sheet.ts';

/** Papers that sheets of labels have. */
export const PAPERS = ['a4', 'letter'] as const;
export type Paper = (typeof PAPERS)[number];

/** Sizes of the papers (ISO 216; ANSI/ASME Y14.1, 8.5 x 11 inches). */
export const PAPER_SIZES: Readonly<Record<Paper, Size>> = {
  a4: { width: 210, height: 297 },
  letter: { width: 215.9, height: 279.4 },
};

/** A sheet as shops have it. */
export interface SheetPreset {
  readonly id: string;
  readonly paper: Paper;
  /** Products that have this grid, for whoever has the package in hand. */
  readonly like: string;
  readonly sheet: LabelSheet;
}

const INCH = 25.4;

/** Labels stand in the middle of the page, all with the same distance. */
function centred(
  paper: Paper,
  like: string,
  [columns, rows]: readonly [number, number],
  [width, height]: readonly [number, number],
  [stepX, stepY]: readonly [number, number] = [width, height],
): SheetPreset {
  const page = PAPER_SIZES[paper];
  const left = (page.width - (columns - 1) * stepX - width) / 2;
  const top = (page.height - (rows - 1) * stepY - height) / 2;
  const sheet = { page, label: { width, height }, columns, rows, left: round(left), top: round(top), stepX, stepY };
  return { id: `${paper}-${columns}x${rows}-${round(width)}x${round(height)}`, paper, like, sheet };
}

/** The grids of A4 that most shops have; measures are published by their makers. */
const A4: readonly SheetPreset[] = [
  centred('a4', 'Avery L7160', [3, 7], [63.5, 38.1], [66.04, 38.1]),
  centred('a4', 'Avery L7159, L4773', [3, 8], [63.5, 33.9], [66.04, 33.9]),
  centred('a4', 'Avery L7161', [3, 6], [63.5, 46.6], [66.04, 46.6]),
  centred('a4', 'Avery L7163', [2, 7], [99.1, 38.1], [101.6, 38.1]),
  centred('a4', 'Avery L7162', [2, 8], [99.1, 33.9], [101.6, 33.9]),
  centred('a4', 'Avery L7165', [2, 4], [99.1, 67.7], [101.6, 67.7]),
  centred('a4', 'Avery L4778, L6009', [4, 12], [45.7, 21.2], [48.3, 21.2]),
  centred('a4', 'Avery L7651', [5, 13], [38.1, 21.2], [40.6, 21.2]),
  centred('a4', 'Avery 3474', [3, 8], [70, 37]),
  centred('a4', 'Avery 3475', [3, 8], [70, 36]),
  centred('a4', 'Avery 3651', [4, 10], [52.5, 29.7]),
];

/** The grids of Letter, which are made in inches. */
const LETTER: readonly SheetPreset[] = [
  centred('letter', 'Avery 5160, 8160', [3, 10], [2.625 * INCH, INCH], [2.75 * INCH, INCH]),
  centred('letter', 'Avery 5161', [2, 10], [4 * INCH, INCH], [4.1875 * INCH, INCH]),
  centred('letter', 'Avery 5162', [2, 7], [4 * INCH, (4 / 3) * INCH], [4.1875 * INCH, (4 / 3) * INCH]),
  centred('letter', 'Avery 5163', [2, 5], [4 * INCH, 2 * INCH], [4.1875 * INCH, 2 * INCH]),
  centred('letter', 'Avery 5164', [2, 3], [4 * INCH, (10 / 3) * INCH], [4.1875 * INCH, (10 / 3) * INCH]),
  centred('letter', 'Avery 22806', [3, 4], [2 * INCH, 2 * INCH], [2.625 * INCH, 2.5833 * INCH]),
  centred('letter', 'Avery 5167', [4, 20], [1.75 * INCH, 0.5 * INCH], [2.0625 * INCH, 0.5 * INCH]),
];

/** Every grid that is offered by name, of each paper the commonest first. */
export const SHEET_PRESETS: readonly SheetPreset[] = [...A4, ...LETTER];

/** Gives the preset of a paper by its id, or the first of that paper. */
export function presetOf(paper: Paper, id: string): SheetPreset {
  const own = SHEET_PRESETS.filter((preset) => preset.paper === paper);
  const [first] = own;
  if (first === undefined) throw new TypeError(`no sheet is known for ${paper}`);
  return own.find((preset) => preset.id === id) ?? first;
}

function round(millimetres: number): number {
  return Math.round(millimetres * 100) / 100;
}
