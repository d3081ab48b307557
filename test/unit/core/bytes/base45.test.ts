import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from '#core/bytes/base45';
import { encodeUtf8 } from '#core/bytes/text';

describe('base45', () => {
  test.each([
    ['', ''],
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('“%s” is as in RFC 9285, section 4', (text, base45) => {
    expect(encodeBase45(encodeUtf8(text))).toBe(base45);
    expect(decodeBase45(base45)).toEqual(encodeUtf8(text));
  });

  test.each([
    ['a group of one character', 'BB8A'],
    ['lower case', 'bb8'],
    ['a character of no code', 'BB_'],
    ['a pair of more than 255', '::'],
    ['a group of more than 65,535', 'GGX'],
    ['a line break', 'BB8\n'],
    ['a letter of two units', '\u{1F600}8'],
  ])('%s is refused', (_what, text) => {
    expect(decodeBase45(text)).toBeUndefined();
  });

  test('what is written is read again, is alphanumeric, and never ends with a blank', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const text = encodeBase45(bytes);
        expect(text).toMatch(/^[0-9A-Z $%*+\-./:]*$/);
        expect(text.endsWith(' ')).toBe(false);
        expect(decodeBase45(text)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('each text has one way to be written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0AEFGVWXZ $%:./')), maxLength: 12 }), (text) => {
        const bytes = decodeBase45(text);
        if (bytes !== undefined) expect(encodeBase45(bytes)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
