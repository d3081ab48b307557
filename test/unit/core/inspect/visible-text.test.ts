import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showText } from '#core/inspect/visible-text';

test.each([
  ['pump-1', 'pump-1'],
  ['two words', 'two words'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['gnp.\u202egpj', 'gnp.<U+202E>gpj'],
  ['\u2066a\u2069', '<U+2066>a<U+2069>'],
  ['a\u200bb', 'a<U+200B>b'],
  ['a\u0000\u001b[31mb\nc', 'a<U+0000><U+001B>[31mb<U+000A>c'],
  [' pump-1 ', '<U+0020>pump-1<U+0020>'],
  ['a\u00a0b\u3000c', 'a<U+00A0>b<U+3000>c'],
  ['a\ud83db', 'a<U+D83D>b'],
  ['\u3164\u2800', '<U+3164><U+2800>'],
  ['日本 😀', '日本 😀'],
])('%j is shown as %j', (text, shown) => {
  expect(showText(text)).toBe(shown);
});

test('a long text ends with an ellipsis', () => {
  expect(showText('x'.repeat(200))).toBe('x'.repeat(200));
  expect(showText('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
  expect(showText('abcdef', 3)).toBe('abc…');
});

test('nothing that is shown is unseen, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(showText(text)).not.toMatch(/(?! )[\p{C}\p{Z}]|^ | $/u);
    }),
  );
});
