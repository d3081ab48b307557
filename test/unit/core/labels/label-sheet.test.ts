import { describe, expect, test } from 'vitest';
import { countPages, labelsOfPage, labelsOnPage, placeLabel, printPageRule } from '#core/labels/label-sheet';
import { PAPER_SIZES, PAPERS, presetOf, SHEET_PRESETS } from '#core/labels/sheet-presets';

const three = presetOf('a4', 'a4-3x7-63.5x38.1').sheet;

describe('a sheet', () => {
  test('is filled row by row, page by page', () => {
    expect(placeLabel(three, 0, 0)).toEqual({ page: 0, x: three.left, y: three.top });
    expect(placeLabel(three, 4, 0)).toEqual({ page: 0, x: three.left + 66.04, y: three.top + 38.1 });
    expect(placeLabel(three, 21, 0)).toEqual({ page: 1, x: three.left, y: three.top });
  });

  test('that is used already begins behind the labels that are gone', () => {
    expect(placeLabel(three, 0, 20)).toEqual({ page: 0, x: three.left + 2 * 66.04, y: three.top + 6 * 38.1 });
    expect(placeLabel(three, 1, 20)).toMatchObject({ page: 1, x: three.left });
  });

  test.each([
    [0, 0, 0],
    [0, 5, 0],
    [1, 0, 1],
    [21, 0, 1],
    [21, 1, 2],
    [22, 0, 2],
    [1000, 0, 48],
    [1000, 20, 49],
  ])('for %i labels behind %i used ones takes %i pages', (count, skip, pages) => {
    expect(countPages(three, count, skip)).toBe(pages);
  });

  test.each([
    [60, 0],
    [60, 7],
    [1, 20],
    [43, 20],
  ])('with %i labels behind %i has each label on exactly one page, as placed', (count, skip) => {
    const seen: number[] = [];
    for (let page = 0; page < countPages(three, count, skip); page += 1) {
      const { first, end } = labelsOfPage(three, { page, count, skip });
      for (let index = first; index < end; index += 1) {
        expect(placeLabel(three, index, skip).page).toBe(page);
        seen.push(index);
      }
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  test('tells the browser how large its pages are', () => {
    expect(printPageRule(three)).toBe('@page { size: 210mm 297mm; margin: 0 }');
  });
});

describe.each(SHEET_PRESETS.map((preset) => [preset.id, preset] as const))('the grid %s', (id, { paper, sheet }) => {
  test('lies on its paper, no label over another', () => {
    const { page, label, left, top, stepX, stepY } = sheet;
    expect(page).toEqual(PAPER_SIZES[paper]);
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(stepX).toBeGreaterThanOrEqual(label.width);
    expect(stepY).toBeGreaterThanOrEqual(label.height);
    const last = placeLabel(sheet, labelsOnPage(sheet) - 1, 0);
    expect(last.page).toBe(0);
    expect(last.x + label.width).toBeLessThanOrEqual(page.width + 0.02);
    expect(last.y + label.height).toBeLessThanOrEqual(page.height + 0.02);
  });

  test('is found by its id', () => {
    expect(presetOf(paper, id).sheet).toBe(sheet);
  });
});

test('the known grids are where the templates of gLabels have them, to a millimetre', () => {
  // gLabels, avery-iso-templates.xml and avery-us-templates.xml; points or inches there.
  const published = {
    'a4-3x7-63.5x38.1': [7.48, 15.49, 66.04, 38.1],
    'a4-5x13-38.1x21.2': [4.7, 10.9, 40.6, 21.2],
    'a4-2x7-99.1x38.1': [3.35, 15.17, 103.01, 38.1],
    'letter-2x10-101.6x25.4': [3.97, 12.7, 106.36, 25.4],
    'letter-4x20-44.45x12.7': [7.14, 12.7, 52.39, 12.7],
    'letter-2x3-101.6x84.67': [3.97, 12.7, 106.36, 84.67],
  };
  for (const [id, [left = 0, top = 0, stepX = 0, stepY = 0]] of Object.entries(published)) {
    const preset = SHEET_PRESETS.find((one) => one.id === id);
    const { sheet } = preset ?? presetOf('a4', '');
    expect(preset?.id).toBe(id);
    for (const [found, wanted] of [
      [sheet.left, left],
      [sheet.top, top],
      [sheet.stepX, stepX],
      [sheet.stepY, stepY],
    ] as const) {
      expect(Math.abs(found - wanted)).toBeLessThan(1.5);
    }
  }
});

test('ids of grids are told apart, and an unknown one gives the commonest', () => {
  expect(new Set(SHEET_PRESETS.map(({ id }) => id)).size).toBe(SHEET_PRESETS.length);
  expect(PAPERS.map((paper) => presetOf(paper, 'gone').like)).toEqual(['Avery L7160', 'Avery 5160, 8160']);
});
