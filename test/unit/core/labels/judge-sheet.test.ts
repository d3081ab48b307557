import { describe, expect, test } from 'vitest';
import { judgeGrid, judgeRoll, judgeSkip, printGrid } from '#core/labels/judge-sheet';
import { PAPER_SIZES, SHEET_PRESETS } from '#core/labels/sheet-presets';

const A4 = PAPER_SIZES.a4;
const GRID = { columns: '3', rows: '7', width: '63,5', height: '38.1', left: '7', top: '15', gapX: '2.5', gapY: '0' };
const ROLL = { width: '50', height: '25', across: '1', gap: '3' };

describe('a grid of one’s own', () => {
  test('is taken with a comma or a point, with blanks and with its unit', () => {
    const { sheet, faults } = judgeGrid({ ...GRID, left: ' 7 mm' }, A4);
    expect([...faults]).toEqual([]);
    expect(sheet).toEqual({
      page: A4,
      label: { width: 63.5, height: 38.1 },
      columns: 3,
      rows: 7,
      left: 7,
      top: 15,
      stepX: 66,
      stepY: 38.1,
    });
  });

  test.each(['', '-1', '0', '1e3', '7.5', '51', 'three', 'Infinity', '0x3', '٣'])('has no %j columns', (columns) => {
    const { sheet, faults } = judgeGrid({ ...GRID, columns }, A4);
    expect(sheet).toBeUndefined();
    expect([...faults]).toEqual([['columns', { code: 'label/measure', facts: { least: 1, most: 50, unit: 'count' } }]]);
  });

  test('names every number that does not fit, each at its place', () => {
    const { faults } = judgeGrid({ ...GRID, width: '7', height: '', gapX: '-2' }, A4);
    expect([...faults.keys()]).toEqual(['width', 'height', 'gapX']);
  });

  test('that is larger than its paper says in which direction, and by how much', () => {
    const { sheet, faults } = judgeGrid({ ...GRID, left: '20', rows: '8' }, A4);
    expect(sheet).toBeUndefined();
    expect([...faults]).toEqual([
      ['columns', { code: 'label/grid', facts: { direction: 'across', neededMm: 215.5, pageMm: 210 } }],
      ['rows', { code: 'label/grid', facts: { direction: 'down', neededMm: 319.8, pageMm: 297 } }],
    ]);
  });

  test.each(SHEET_PRESETS.map((preset) => [preset.id, preset] as const))(
    'begins with the numbers of %s, which come back as that grid',
    (_, { sheet: preset, paper }) => {
      const { sheet, faults } = judgeGrid(printGrid(preset), PAPER_SIZES[paper]);
      expect([...faults]).toEqual([]);
      expect(sheet?.stepX).toBeCloseTo(preset.stepX, 1);
      expect(sheet?.label.height).toBeCloseTo(preset.label.height, 1);
    },
  );
});

describe('a roll', () => {
  test('has one row of labels a page, and dots as small as its printer’s', () => {
    const { sheet } = judgeRoll({ ...ROLL, across: '2' }, { dpi: 203, feed: 'gaps' });
    expect(sheet).toMatchObject({ page: { width: 103, height: 25 }, columns: 2, rows: 1, stepX: 53, left: 0, top: 0 });
    expect(sheet?.dotMm).toBeCloseTo(0.12512, 5);
  });

  test('without gaps that the printer feels has the gap on the page', () => {
    const { sheet } = judgeRoll(ROLL, { dpi: 300, feed: 'endless' });
    expect(sheet?.page).toEqual({ width: 50, height: 28 });
    expect(sheet?.dotMm).toBeCloseTo(0.08467, 5);
  });

  test('is judged number by number', () => {
    const { sheet, faults } = judgeRoll(
      { width: '500', height: '25', across: '0', gap: 'x' },
      { dpi: 203, feed: 'gaps' },
    );
    expect(sheet).toBeUndefined();
    expect([...faults.keys()]).toEqual(['width', 'across', 'gap']);
  });
});

test.each([
  ['0', 21, 0],
  ['20', 21, 20],
  ['21', 21, undefined],
  ['', 21, undefined],
  ['1.5', 21, undefined],
  ['1', 1, undefined],
])('%j labels of a sheet of %i that are used already give %s', (typed, onPage, expected) => {
  const verdict = judgeSkip(typed, onPage);
  expect(verdict.ok ? verdict.value : undefined).toBe(expected);
});
