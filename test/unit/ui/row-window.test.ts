import { describe, expect, test } from 'vitest';
import { keyTarget, rowHeightRem, windowOf } from '#ui/elements/long-table/row-window';

describe('the rows of a long table that are drawn', () => {
  const place = { height: 900, rowHeight: 50, count: 10_000 };

  test.each([
    ['below the window', 2000, { first: 0, end: 0 }],
    ['at its foot', 700, { first: 0, end: 10 }],
    ['scrolled past by a hundred rows', -5000, { first: 94, end: 124 }],
    ['scrolled to the end', -499_100, { first: 9976, end: 10_000 }],
    ['scrolled out', -600_000, { first: 10_000, end: 10_000 }],
  ])('are, for a table that is %s, those in sight and six around them', (_name, top, rows) => {
    expect(windowOf({ ...place, top })).toEqual(rows);
  });

  test('are as high as their width needs', () => {
    expect([80, 46, 17].map(rowHeightRem)).toEqual([3.25, 6, 8]);
  });
});

describe('a key in a long table', () => {
  const at = { row: 5, stop: 1, page: 10, count: 100 };

  test.each([
    ['ArrowDown', { row: 6, stop: 1 }],
    ['ArrowUp', { row: 4, stop: 1 }],
    ['PageDown', { row: 15, stop: 1 }],
    ['PageUp', { row: 0, stop: 1 }],
    ['Home', { row: 0, stop: 1 }],
    ['End', { row: 99, stop: 1 }],
    ['ArrowLeft', { row: 5, stop: 0 }],
    ['ArrowRight', { row: 5, stop: 2 }],
    ['a', undefined],
  ])('%s leads to %j', (key, target) => {
    expect(keyTarget(key, at)).toEqual(target);
  });
});
