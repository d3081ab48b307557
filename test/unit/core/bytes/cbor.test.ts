import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CborValue, decodeCbor, encodeCbor } from '#core/bytes/cbor';
import { decodeHex, encodeHex } from '#core/bytes/hex';

const decodeText = (hex: string): CborValue | undefined => decodeCbor(decodeHex(hex) ?? new Uint8Array());

const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.string({ unit: 'binary' }),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.maxSafeNat(), tie('value')), { maxLength: 4, selector: ([key]) => key })
      .map((entries) => new Map([...entries].sort(([a], [b]) => a - b))),
  ),
}));

describe('CBOR', () => {
  test.each<[CborValue, string]>([
    [0, '00'],
    [1, '01'],
    [10, '0a'],
    [23, '17'],
    [24, '1818'],
    [25, '1819'],
    [100, '1864'],
    [1000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-10, '29'],
    [-100, '3863'],
    [-1000, '3903e7'],
    [false, 'f4'],
    [true, 'f5'],
    [new Uint8Array(), '40'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    ['', '60'],
    ['IETF', '6449455446'],
    ['"\\', '62225c'],
    ['\u00fc', '62c3bc'],
    ['\u6c34', '63e6b0b4'],
    ['\u{10151}', '64f0908591'],
    [[], '80'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [Array.from({ length: 25 }, (_, at) => at + 1), '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
    [new Map(), 'a0'],
    [
      new Map([
        [1, 2],
        [3, 4],
      ]),
      'a201020304',
    ],
  ])('%j is as in RFC 8949, appendix A', (value, hex) => {
    expect(encodeHex(encodeCbor(value))).toBe(hex);
    expect(decodeText(hex)).toEqual(value);
  });

  test('keys are written in their order, whatever order they came in', () => {
    const shuffled = new Map([
      [300, true],
      [2, true],
      [24, true],
    ]);
    expect(encodeHex(encodeCbor(shuffled))).toBe('a302f51818f519012cf5');
  });

  test('what is written is read again', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decodeCbor(encodeCbor(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nothing', ''],
    ['something behind the end', '0000'],
    ['a number in two bytes that fits in one', '1817'],
    ['a number in three bytes that fits in two', '1900ff'],
    ['a number in five bytes that fits in three', '1a0000ffff'],
    ['a number in nine bytes that fits in five', '1b00000000ffffffff'],
    ['a number beyond the safe ones', '1b0020000000000000'],
    ['a number below the safe ones', '3b001fffffffffffff'],
    ['a reserved length', '1c'],
    ['an array without a length', '9f01ff'],
    ['bytes without a length', '5f4101ff'],
    ['a length that is not there', '18'],
    ['bytes that end early', '4401'],
    ['an array that ends early', '8201'],
    ['an array of four thousand million values', '9affffffff'],
    ['a map that promises more than there is', 'bb000fffffffffffff'],
    ['text that is not UTF-8', '62c328'],
    ['text with half a pair', '63eda080'],
    ['keys out of order', 'a203040102'],
    ['a key twice', 'a201020103'],
    ['a key that is text', 'a1616101'],
    ['a key below 0', 'a12001'],
    ['a tag', 'c074323031332d30332d32315432303a30343a30305a'],
    ['a floating-point number', 'f93c00'],
    ['null', 'f6'],
    ['a simple value in two bytes', 'f814'],
    ['nine arrays in each other', '818181818181818180'],
  ])('%s is refused', (_what, hex) => {
    expect(decodeText(hex)).toBeUndefined();
  });

  test('eight arrays in each other are read', () => {
    expect(decodeText('8181818181818180')).toEqual([[[[[[[[]]]]]]]]);
  });

  test('any bytes are refused, or are what is written for the value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const value = decodeCbor(bytes);
        if (value !== undefined) expect(encodeCbor(value)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([[0.5], [Number.NaN], [2 ** 53], [new Map([[-1, 0]])], [new Map([[0.5, 0]])]])(
    '%j is not written',
    (value) => {
      expect(() => encodeCbor(value)).toThrow(TypeError);
    },
  );
});
