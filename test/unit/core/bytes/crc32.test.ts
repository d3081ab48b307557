import { expect, test } from 'vitest';
import { crc32 } from '#core/bytes/crc32';
import { encodeUtf8 } from '#core/bytes/text';

test.each([
  ['', 0],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
])('CRC-32 of “%s” is the published one', (text, expected) => {
  expect(crc32(encodeUtf8(text))).toBe(expected);
});

test('CRC-32 takes every byte', () => {
  expect(crc32(Uint8Array.from({ length: 256 }, (_, byte) => byte))).toBe(0x29058c73);
});
