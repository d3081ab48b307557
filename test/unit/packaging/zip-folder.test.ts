import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipFolder } from '../../../packaging/zip-folder.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const FILES = [
  { path: 'b/page.html', bytes: text('<!doctype html>'.repeat(100)) },
  { path: 'a.txt', bytes: text('') },
];

test('an archive holds one folder with every file as it was', () => {
  const unpacked = unzipSync(zipFolder('tool-1.0.0', FILES));
  expect(Object.keys(unpacked)).toEqual(['tool-1.0.0/b/page.html', 'tool-1.0.0/a.txt']);
  expect(unpacked['tool-1.0.0/b/page.html']).toEqual(FILES[0]?.bytes);
  expect(unpacked['tool-1.0.0/a.txt']).toEqual(FILES[1]?.bytes);
});

test('an archive is deflated', () => {
  expect(zipFolder('tool', FILES).length).toBeLessThan(600);
});

test('an archive tells no time of its making: every file is of noon of the first day that ZIP knows', () => {
  const bytes = zipFolder('tool', FILES);
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  expect(header.getUint16(10, true)).toBe(12 << 11);
  expect(header.getUint16(12, true)).toBe((0 << 9) | (1 << 5) | 1);
});
