import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openZip } from '#adapters/zip/open-zip';

const MODIFIED_AT = Date.UTC(2026, 0, 5, 9, 10, 12);

async function pack(files: readonly (readonly [path: string, text: string])[]): Promise<Uint8Array> {
  const archive = openZip(MODIFIED_AT);
  for (const [path, text] of files) archive.add(path, text);
  return new Uint8Array(await archive.finish().arrayBuffer());
}

function unpack(bytes: Uint8Array): [string, string][] {
  return Object.entries(unzipSync(bytes)).map(([path, content]) => [path, new TextDecoder().decode(content)]);
}

/** The place of a record with this signature, counted from the end. */
function findLast(bytes: Uint8Array, signature: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - 4; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === signature) return new DataView(bytes.buffer, bytes.byteOffset + at);
  }
  throw new Error('there is no such record');
}

const LAST_OF_DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const END_OF_64 = 0x06064b50;

describe('a ZIP archive', () => {
  test('gives every file back, in order, with its path and text', async () => {
    const files = [
      ['devices/a.env', 'KEY="="\n'],
      ['devices/größe-Ω.env', 'Zürich ☂\n'],
      ['empty.txt', ''],
      ['long.h', '#define KEY "sensor"\n'.repeat(2000)],
    ] as const;
    expect(unpack(await pack(files))).toEqual(files);
  });

  test('gives bytes back as they were, those of a view too, whether it is worth making them shorter or not', async () => {
    const long = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
    const archive = openZip(MODIFIED_AT);
    archive.add('short.pfx', Uint8Array.of(0, 0xff, 0x80));
    archive.add('long.cer', long.subarray(1000));
    expect(unzipSync(new Uint8Array(await archive.finish().arrayBuffer()))).toEqual({
      'short.pfx': Uint8Array.of(0, 0xff, 0x80),
      'long.cer': long.slice(1000),
    });
  });

  test('keeps files apart whose names differ only in case', async () => {
    const files = [
      ['dev.env', 'of the one'],
      ['DEV.env', 'of the other'],
    ] as const;
    expect(unpack(await pack(files))).toEqual(files);
  });

  test('is an archive without files when none was added', async () => {
    expect(unpack(await pack([]))).toEqual([]);
  });

  test('is marked as what it is, so that the platform gives it the right ending', () => {
    expect(openZip(MODIFIED_AT).finish().type).toBe('application/zip');
  });

  test('makes long texts shorter', async () => {
    const text = '#define IOT_DPS_ID_SCOPE "0ne00000000"\n'.repeat(100);
    expect((await pack([['a.h', text]])).length).toBeLessThan(text.length / 4);
  });

  test('has files of the deflate method only, because Java reads no others from a stream', async () => {
    const record = findLast(await pack([['short.env', 'KEY=a']]), LAST_OF_DIRECTORY);
    expect(record.getUint16(10, true)).toBe(8);
  });

  test('lets nobody but the owner read what is unpacked from it', async () => {
    const record = findLast(await pack([['a.env', 'KEY=a']]), LAST_OF_DIRECTORY);
    const [madeOn, mode] = [record.getUint8(5), record.getUint16(40, true)];
    expect([madeOn, mode.toString(8)]).toEqual([3, '100600']);
  });

  test('gives its files the time that it was told', async () => {
    const record = findLast(await pack([['a.env', 'KEY=a']]), LAST_OF_DIRECTORY);
    const local = new Date(MODIFIED_AT);
    const time = record.getUint16(12, true);
    const date = record.getUint16(14, true);
    expect([time >> 11, (time >> 5) & 63, (time & 31) * 2]).toEqual([
      local.getHours(),
      local.getMinutes(),
      local.getSeconds(),
    ]);
    expect([(date >> 9) + 1980, ((date >> 5) & 15) - 1, date & 31]).toEqual([
      local.getFullYear(),
      local.getMonth(),
      local.getDate(),
    ]);
  });
});

describe('an archive of more files than two bytes can count', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => [`d${index}`, `${index}`] as const);

  test('gives all of them back', async () => {
    const files = many(65_536);
    const bytes = await pack(files);
    expect(unpack(bytes)).toEqual(files);
    expect(findLast(bytes, END).getUint16(10, true)).toBe(0xffff);
    expect(findLast(bytes, END_OF_64).getUint32(32, true)).toBe(65_536);
  }, 30_000);

  test('differs from a plain one by the records that count them, and nothing else', async () => {
    const plain = await pack(many(65_535));
    expect(() => findLast(plain, END_OF_64)).toThrow();
    expect(unpack(plain)).toHaveLength(65_535);
  }, 30_000);
});
