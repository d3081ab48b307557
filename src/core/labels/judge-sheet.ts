import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import type { LabelSheet, Size } from './label-sheet.ts';

/** Resolutions of label printers, in dots an inch. */
export const ROLL_RESOLUTIONS = [203, 300] as const;
export type RollResolution = (typeof ROLL_RESOLUTIONS)[number];

/** Numbers of a grid, as they are typed. */
export const GRID_MEASURES = ['columns', 'rows', 'width', 'height', 'left', 'top', 'gapX', 'gapY'] as const;
export type GridMeasure = (typeof GRID_MEASURES)[number];

/** Numbers of a roll, as they are typed. */
export const ROLL_MEASURES = ['width', 'height', 'across', 'gap'] as const;
export type RollMeasure = (typeof ROLL_MEASURES)[number];

/** How a roll is told apart: by gaps or marks, which the printer finds by itself, or not at all. */
export type RollFeed = 'gaps' | 'endless';

const MM_AN_INCH = 25.4;
/** Room for rounding in measures that were converted from inches. */
const TOLERANCE = 0.05;
const LABEL_SIDE = { least: 8, most: 300, unit: 'mm' } as const;
const DISTANCE = { least: 0, most: 200, unit: 'mm' } as const;
const COUNT = { least: 1, most: 50, unit: 'count' } as const;

const GRID_BOUNDS = {
  columns: COUNT,
  rows: COUNT,
  width: LABEL_SIDE,
  height: LABEL_SIDE,
  left: DISTANCE,
  top: DISTANCE,
  gapX: DISTANCE,
  gapY: DISTANCE,
} as const;
const ROLL_BOUNDS = { width: LABEL_SIDE, height: LABEL_SIDE, across: COUNT, gap: DISTANCE } as const;

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly unit: 'mm' | 'count';
}

/** A faulty number by its name; a grid that is too wide is told at its columns, one too high at its rows. */
export type MeasureFaults<Name extends string> = ReadonlyMap<Name, Finding>;

/**
 * Judges a grid of one's own on a page. Numbers may have a comma or a point. Gives the sheet, or what is wrong with which
 * number: `label/measure`, `label/grid`.
 */
export function judgeGrid(
  typed: Readonly<Record<GridMeasure, string>>,
  page: Size,
): { readonly sheet: LabelSheet | undefined; readonly faults: MeasureFaults<GridMeasure> } {
  const { values, faults } = readMeasures(typed, GRID_BOUNDS);
  if (values === undefined) return { sheet: undefined, faults };
  const { columns, rows, width, height, left, top, gapX, gapY } = values;
  const neededX = left + columns * width + (columns - 1) * gapX;
  const neededY = top + rows * height + (rows - 1) * gapY;
  if (neededX > page.width + TOLERANCE) {
    faults.set('columns', makeFinding('label/grid', { direction: 'across', neededMm: neededX, pageMm: page.width }));
  }
  if (neededY > page.height + TOLERANCE) {
    faults.set('rows', makeFinding('label/grid', { direction: 'down', neededMm: neededY, pageMm: page.height }));
  }
  if (faults.size > 0) return { sheet: undefined, faults };
  const grid = { columns, rows, left, top, stepX: width + gapX, stepY: height + gapY };
  return { sheet: { page, label: { width, height }, ...grid }, faults };
}

/** Gives a sheet as the numbers that would be typed for it. */
export function printGrid({ columns, rows, label, left, top, stepX, stepY }: LabelSheet): Record<GridMeasure, string> {
  const { width, height } = label;
  const gaps = { gapX: stepX - width, gapY: stepY - height };
  const numbers = { columns, rows, width, height, left, top, ...gaps };
  const printed = Object.entries(numbers).map(([name, value]) => [name, String(Math.round(value * 100) / 100)]);
  return Object.fromEntries(printed) as Record<GridMeasure, string>;
}

/**
 * Judges a roll. A page is one row of labels: drivers feed to the gap after it by themselves. On an endless roll the gap
 * is part of the page.
 */
export function judgeRoll(
  typed: Readonly<Record<RollMeasure, string>>,
  { dpi, feed }: { readonly dpi: RollResolution; readonly feed: RollFeed },
): { readonly sheet: LabelSheet | undefined; readonly faults: MeasureFaults<RollMeasure> } {
  const { values, faults } = readMeasures(typed, ROLL_BOUNDS);
  if (values === undefined) return { sheet: undefined, faults };
  const { width, height, across, gap } = values;
  const page = {
    width: across * width + (across - 1) * gap,
    height: feed === 'endless' ? height + gap : height,
  };
  const sheet = {
    page,
    label: { width, height },
    columns: across,
    rows: 1,
    left: 0,
    top: 0,
    stepX: width + gap,
    stepY: page.height,
    dotMm: MM_AN_INCH / dpi,
  };
  return { sheet, faults };
}

/** Judges how many labels of the first sheet are used already: fewer than it has. */
export function judgeSkip(typed: string, onPage: number): Verdict<number> {
  const bounds = { least: 0, most: onPage - 1, unit: 'count' } as const;
  const value = readNumber(typed, bounds);
  return value === undefined ? reject(makeFinding('label/measure', bounds)) : accept(value);
}

function readMeasures<Name extends string>(
  typed: Readonly<Record<Name, string>>,
  bounds: Readonly<Record<Name, Bounds>>,
): { readonly values: Record<Name, number> | undefined; readonly faults: Map<Name, Finding> } {
  const faults = new Map<Name, Finding>();
  const values = {} as Record<Name, number>;
  for (const name of Object.keys(bounds) as Name[]) {
    const value = readNumber(typed[name], bounds[name]);
    if (value === undefined) faults.set(name, makeFinding('label/measure', bounds[name]));
    else values[name] = value;
  }
  return { values: faults.size === 0 ? values : undefined, faults };
}

function readNumber(typed: string, { least, most, unit }: Bounds): number | undefined {
  const text = typed.trim().replace(/ ?mm$/, '').replace(',', '.');
  if (!(unit === 'mm' ? /^\d{1,4}(\.\d{0,4})?$/ : /^\d{1,4}$/).test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
