import { expect, test } from 'vitest';
import { createBlobBuilder } from '#core/bytes/blob-builder';

test('a file has every part in order, text as UTF-8 and bytes as they are', async () => {
  const file = createBlobBuilder('text/csv');
  file.add('Zürich ☂,');
  file.add(Uint8Array.of(0x41, 0x42));
  file.add('');
  file.add('\r\n');
  const blob = file.finish();
  expect(await blob.text()).toBe('Zürich ☂,AB\r\n');
  expect([blob.type, blob.size]).toEqual(['text/csv', 16]);
});

test('a file of many pieces is the same as of one', async () => {
  const file = createBlobBuilder('text/plain');
  const line = `${'x'.repeat(999)}\n`;
  for (let count = 0; count < 3000; count += 1) file.add(line);
  expect(await file.finish().text()).toBe(line.repeat(3000));
});

test('a file to which nothing was added is empty', () => {
  expect(createBlobBuilder('text/plain').finish().size).toBe(0);
});
