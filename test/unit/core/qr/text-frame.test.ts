import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase45 } from '#core/bytes/base45';
import { frameText, isFramed, readFrame } from '#core/qr/text-frame';

const codesOf = (text: string): string[] => {
  const read = readFrame(text);
  return read.ok ? [] : read.findings.map(({ code }) => code);
};

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

describe('the frame of our texts', () => {
  test('is a prefix, and base45 of the bytes and their CRC-32, the prefix counted in', () => {
    // zlib.crc32(b'DW1C:\x01\x02') is f7aae095.
    expect(frameText('C', Uint8Array.of(1, 2))).toBe(
      `DW1C:${encodeBase45(Uint8Array.of(1, 2, 0xf7, 0xaa, 0xe0, 0x95))}`,
    );
  });

  test('comes off again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('C' as const, 'L' as const, 'P' as const),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        (kind, bytes) => {
          const text = frameText(kind, bytes);
          expect(isFramed(text)).toBe(true);
          expect(readFrame(text)).toEqual({ ok: true, value: { kind, bytes }, notes: [] });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('finds every change of one character, and every end that is missing', () => {
    const text = frameText(
      'L',
      Uint8Array.from({ length: 41 }, (_, at) => at * 7),
    );
    for (let at = 0; at < text.length; at += 1) {
      expect(codesOf(text.slice(0, at)), `cut at ${at}`).not.toEqual([]);
      for (const character of ALPHABET) {
        if (character === text[at]) continue;
        expect(codesOf(text.slice(0, at) + character + text.slice(at + 1)), `${character} at ${at}`).not.toEqual([]);
      }
    }
  });

  test.each([
    ['a text of a later version', 'DW2C:BB8', 'qr/newer'],
    ['one of a much later version', 'DW999C:BB8', 'qr/newer'],
    ['one of version 0', 'DW0C:BB8', 'qr/damaged'],
    ['a version with a nought in front', frameText('C', Uint8Array.of(1)).replace('DW1', 'DW01'), 'qr/damaged'],
    ['one of a kind that there is not', 'DW1X:BB8', 'qr/damaged'],
    ['the prefix alone', 'DW1C:', 'qr/cut-short'],
    ['a checksum of nothing', 'DW1C:000000', 'qr/cut-short'],
    [
      'small letters',
      frameText('C', Uint8Array.of(1, 2, 3, 4)).replace(/(?<=:).*/, (rest) => rest.toLowerCase()),
      'qr/damaged',
    ],
    ['a connect code called a locked text', frameText('C', Uint8Array.of(1)).replace('DW1C', 'DW1L'), 'qr/damaged'],
    ['something else', 'HELLO', 'qr/damaged'],
  ])('%s is refused', (_what, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });
});
