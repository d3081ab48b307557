import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, equalBytes } from '#core/bytes/compare';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { decodeUtf8, decodeUtf8Lossy, encodeUtf8 } from '#core/bytes/text';

const anyBytes = fc.uint8Array({ maxLength: 100 });

describe('hexadecimal digits', () => {
  test('bytes are written in lower case and read in either', () => {
    const bytes = Uint8Array.of(0, 9, 0xab, 0xff);
    expect(encodeHex(bytes)).toBe('0009abff');
    expect(decodeHex('0009ABff')).toEqual(bytes);
  });

  test.each(['abc', '0x', '0g', ' 0a', '0a\n'])('"%s" is nothing', (text) => {
    expect(decodeHex(text)).toBeUndefined();
  });

  test('any bytes come back as they were', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('text', () => {
  test('any well-formed text comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
        expect(decodeUtf8Lossy(encodeUtf8(text))).toBe(text);
      }),
    );
  });

  test('a byte order mark is part of the text', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  test.each([
    ['a byte that never occurs', [0x61, 0xff]],
    ['a sequence that is cut', [0xe2, 0x82]],
    ['an overlong form', [0xc0, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
  ])('%s is not UTF-8, and can still be shown', (_what, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
    expect(decodeUtf8Lossy(Uint8Array.from(bytes))).toContain('\ufffd');
  });

  test('a text that was refused leaves nothing behind for the next', () => {
    decodeUtf8(Uint8Array.of(0xe2, 0x82));
    expect(decodeUtf8(encodeUtf8('a'))).toBe('a');
  });
});

describe('comparing and joining', () => {
  test('bytes are equal when each one is', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(new Uint8Array(), new Uint8Array())).toBe(true);
  });

  test('one changed bit or another length is seen wherever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), fc.nat(), fc.nat(7), (bytes, place, bit) => {
        const changed = Uint8Array.from(bytes);
        const at = place % bytes.length;
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(equalBytes(bytes, changed)).toBe(false);
        expect(equalBytes(bytes, bytes.subarray(1))).toBe(false);
      }),
    );
  });

  test('joined bytes are the parts in order, in an array of their own', () => {
    const part = Uint8Array.of(1, 2);
    const whole = concatBytes([part, new Uint8Array(), Uint8Array.of(3)]);
    part[0] = 9;
    expect(whole).toEqual(Uint8Array.of(1, 2, 3));
  });
});
