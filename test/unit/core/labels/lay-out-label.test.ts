import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advisedModule, judgeModule } from '#core/labels/code-fit';
import { judgeRoll } from '#core/labels/judge-sheet';
import { placeLabel, type LabelSheet } from '#core/labels/label-sheet';
import type { MeasureText } from '#core/labels/label-words';
import { layOutLabel, type LaidLabel } from '#core/labels/lay-out-label';
import { presetOf, SHEET_PRESETS } from '#core/labels/sheet-presets';

const measure: MeasureText = (text, face) => Array.from(text).length * (face === 'id' ? 0.6 : 0.5);
const LINES = ['Boiler of house 3', '0ne00A1B2C3'];

function roll(width: number, height: number, dpi: 203 | 300 = 203): LabelSheet {
  const typed = { width: String(width), height: String(height), across: '2', gap: '3' };
  const { sheet } = judgeRoll(typed, { dpi, feed: 'gaps' });
  if (sheet === undefined) throw new TypeError('the roll of this test is faulty');
  return sheet;
}

function layOut(
  sheet: LabelSheet,
  id: string,
  squares: number,
  index = 0,
  lines: readonly string[] = LINES,
): LaidLabel {
  return layOutLabel(sheet, placeLabel(sheet, index, 0), { words: { id, lines }, squares }, measure);
}

/** Fails where a part of the label stands outside of it, or over another. */
function expectInside(sheet: LabelSheet, laid: LaidLabel, squares: number, index: number): void {
  const { x, y } = placeLabel(sheet, index, 0);
  const dot = sheet.dotMm ?? 0;
  const side = laid.code.module * squares;
  expect(laid.code.x).toBeGreaterThanOrEqual(x - dot);
  expect(laid.code.y).toBeGreaterThanOrEqual(y - dot);
  expect(laid.code.x + side).toBeLessThanOrEqual(x + sheet.label.width + dot);
  expect(laid.code.y + side).toBeLessThanOrEqual(y + sheet.label.height + dot);
  for (const line of laid.lines) {
    const width = measure(line.text, line.face) * line.size;
    const left = laid.anchor === 'start' ? line.x : line.x - width / 2;
    expect(left).toBeGreaterThanOrEqual(x);
    expect(left + width).toBeLessThanOrEqual(x + sheet.label.width + 1e-6);
    expect(line.y - line.size * 0.8).toBeGreaterThanOrEqual(y);
    expect(line.y + line.size * 0.2).toBeLessThanOrEqual(y + sheet.label.height);
    const isClear = left >= laid.code.x + side - dot || line.y - line.size * 0.8 >= laid.code.y + side - dot;
    expect(isClear).toBe(true);
  }
}

describe('a label', () => {
  test('that is wide has its words beside the code, and one that is high below it', () => {
    expect(layOut(presetOf('a4', 'a4-3x7-63.5x38.1').sheet, 'pump-1', 45).anchor).toBe('start');
    expect(layOut(roll(40, 60), 'pump-1', 45).anchor).toBe('middle');
  });

  test('holds the whole ID in words and a code that is read well, on every known grid but the smallest', () => {
    const tight = SHEET_PRESETS.filter(({ sheet }) => {
      const laid = layOut(sheet, 'sensor-0001', 45);
      return !laid.isIdWhole || judgeModule(laid.code.module, undefined) !== 'good';
    });
    expect(tight.map(({ like }) => like)).toEqual(['Avery 5167']);
  });

  test('says when the longest ID does not fit', () => {
    const long = 'x'.repeat(128);
    expect(layOut(presetOf('a4', 'a4-3x7-63.5x38.1').sheet, long, 45).isIdWhole).toBe(true);
    const small = layOut(roll(15, 10), long, 45);
    expect(small.isIdWhole).toBe(false);
    expect(small.lines.map(({ text }) => text).join('').length).toBeLessThan(128);
  });

  test('keeps to itself, whatever stands on it', () => {
    const sheets = [...SHEET_PRESETS.map(({ sheet }) => sheet), roll(50, 25), roll(100, 150, 300), roll(12, 12)];
    fc.assert(
      fc.property(
        fc.constantFrom(...sheets),
        fc.stringMatching(/^[A-Za-z0-9\-._:]{1,128}$/),
        fc.integer({ min: 7, max: 40 }),
        fc.array(fc.string({ maxLength: 60 }), { maxLength: 4 }),
        fc.nat({ max: 1 }),
        (sheet, id, version, lines, index) => {
          const squares = 17 + 4 * version - 20 + 8;
          expectInside(sheet, layOut(sheet, id, squares, index, lines), squares, index);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([203, 300] as const)(
    'for a printer of %i dots an inch has squares of whole dots that begin with one',
    (dpi) => {
      const sheet = roll(50, 25, dpi);
      const dot = 25.4 / dpi;
      for (const index of [0, 1]) {
        const { code } = layOut(sheet, 'sensor-0001', 45, index);
        for (const length of [code.module, code.x, code.y]) {
          expect(Math.abs(length / dot - Math.round(length / dot))).toBeLessThan(1e-6);
        }
        expect(Math.round(code.module / dot)).toBeGreaterThanOrEqual(dpi === 203 ? 4 : 5);
      }
    },
  );

  test('at the edge of a page leaves free what printers cannot reach', () => {
    const { sheet } = presetOf('a4', 'a4-3x8-70x37');
    const { code } = layOut(sheet, 'pump-1', 45);
    expect(Math.min(code.x, code.y)).toBeGreaterThanOrEqual(4.3);
  });
});

describe('a square of a code', () => {
  test('is good from three dots of a known printer on, and small below', () => {
    const dot = 25.4 / 203;
    expect([0.5, 1, 2, 3, 4].map((dots) => judgeModule(dots * dot, dot))).toEqual([
      'none',
      'small',
      'small',
      'good',
      'good',
    ]);
    expect(advisedModule(dot)).toBeCloseTo(0.5, 2);
  });

  test('is good from the advised size on where no printer is known', () => {
    expect([0, 0.05, 0.2, 0.33, 0.34].map((side) => judgeModule(side, undefined))).toEqual([
      'none',
      'none',
      'small',
      'small',
      'good',
    ]);
  });
});
