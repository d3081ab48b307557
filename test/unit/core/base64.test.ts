import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeBase64Forgiving, encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';

// RFC 4648 section 10.
const VECTORS = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const;

describe('standard base64', () => {
  test.each(VECTORS)('"%s" is written as "%s" and read back', (text, base64) => {
    expect(encodeBase64(encodeUtf8(text))).toBe(base64);
    expect(decodeBase64(base64)).toEqual(encodeUtf8(text));
  });

  test('any bytes come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  test('more bytes than one call takes arguments come back as they were', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  });

  test('a view of a larger buffer is written without its surroundings', () => {
    expect(encodeBase64(encodeUtf8('xxfooxx').subarray(2, 5))).toBe('Zm9v');
  });

  test.each([
    ['padding that is missing', 'Zg'],
    ['half of the padding', 'Zg='],
    ['too much padding', 'Zm8=='],
    ['padding alone', '===='],
    ['padding in the middle', 'Zg==Zg=='],
    ['a blank', 'Zm9v Zm9'],
    ['a line break', 'Zm9v\nZm9v'],
    ['the URL alphabet', 'Zm-_'],
    ['a letter outside ASCII', 'Zmé='],
  ])('%s is not taken', (_what, text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  test('unused bits before the padding may be set', () => {
    expect(decodeBase64('Zh==')).toEqual(encodeUtf8('f'));
  });

  test('any text gives bytes or nothing, and bytes that are written to the same length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const bytes = decodeBase64(text);
        expect(bytes === undefined || encodeBase64(bytes).length === text.length).toBe(true);
      }),
    );
  });
});

describe('base64 as lenient SDKs read it', () => {
  test('padding may be missing and blanks are skipped', () => {
    expect(decodeBase64Forgiving('Z g\n')).toEqual(encodeUtf8('f'));
  });

  test.each(['Z', 'Zg=', 'Zm-_', '*'])('"%s" is still nothing', (text) => {
    expect(decodeBase64Forgiving(text)).toBeUndefined();
  });
});
