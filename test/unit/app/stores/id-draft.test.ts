import { describe, expect, test } from 'vitest';
import { EMPTY_ID_DRAFT, placeList, sourceChange, sourceOf, type IdDraft } from '#app/stores/id-draft';

describe('where the IDs come from', () => {
  const file = new Blob(['boiler-1']);
  const reading = { delimiter: ';' };

  test.each<[Partial<IdDraft>, unknown]>([
    [
      { way: 'one', oneId: ' boiler-1 ' },
      { kind: 'text', text: 'boiler-1' },
    ],
    [
      { way: 'list', list: 'a\nb', reading },
      { kind: 'text', text: 'a\nb', reading },
    ],
    [
      { way: 'list', held: { text: 'c\nd', lines: 2 } },
      { kind: 'text', text: 'c\nd', reading: {} },
    ],
    [
      { way: 'pattern', pattern: 's-{1..3}' },
      { kind: 'pattern', pattern: 's-{1..3}' },
    ],
    [
      { way: 'file', file: { file, name: 'ids.csv' }, reading },
      { kind: 'file', file, reading },
    ],
    [{ way: 'one', oneId: '' }, undefined],
    [{ way: 'pattern', pattern: 's-{3..1}' }, undefined],
    [{ way: 'file' }, undefined],
  ])('%o', (part, source) => {
    expect(sourceOf({ ...EMPTY_ID_DRAFT, ...part })).toEqual(source);
  });

  test('a list stays in its text area up to 2,000 lines or 64 KiB, and is held beside it from there on', () => {
    const lines = (count: number): string => Array.from({ length: count }, (_, at) => `d${at}`).join('\n');
    expect(placeList(lines(2000))).toEqual({ list: lines(2000), held: undefined });
    expect(placeList(`${lines(2000)}\n`).held).toBeUndefined();
    expect(placeList(lines(2001))).toEqual({ list: '', held: { text: lines(2001), lines: 2001 } });
    expect(placeList('x'.repeat(65_537)).held?.lines).toBe(1);
    expect(placeList('').held).toBeUndefined();
  });
});

describe('IDs are read anew', () => {
  const pattern: IdDraft = { ...EMPTY_ID_DRAFT, way: 'pattern', pattern: 's-{1..3}' };

  test('at the end of typing, and at once where something is chosen', () => {
    expect(sourceChange(pattern, { ...pattern, pattern: 's-{1..30}' })).toBe('soon');
    expect(sourceChange(pattern, { ...pattern, way: 'list' })).toBe('now');
    expect(sourceChange(pattern, { ...pattern, list: 'a', way: 'list' })).toBe('now');
    expect(sourceChange(pattern, { ...pattern, reading: { idColumn: 1 } })).toBe('now');
  });

  test('for no other reason', () => {
    expect(sourceChange(pattern, { ...pattern })).toBeUndefined();
  });
});
