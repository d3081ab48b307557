import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_LIMIT_BYTES, judgeFileSize, readTextOfFile } from '#core/id-list/file-text';
import { encodeUtf8 } from '#core/bytes/text';

const TEXT = 'deviceId;Name\r\nsensor-1;Größe, 5 €\r\n';

function encodeUtf16(text: string, isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
  return new Uint8Array(view.buffer);
}

const join = (...parts: (readonly number[] | Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? encodeUtf8(part) : part)]));

describe('the text of a file', () => {
  test.each([
    ['UTF-8', encodeUtf8(TEXT)],
    ['UTF-8 with a byte order mark, as Excel writes “CSV UTF-8”', join([0xef, 0xbb, 0xbf], TEXT)],
    ['UTF-16, as Excel writes “Unicode text”', encodeUtf16(`\uFEFF${TEXT}`, true)],
    ['UTF-16 with the bytes the other way round', encodeUtf16(`\uFEFF${TEXT}`, false)],
  ])('is read from %s without a word', (_name, bytes) => {
    expect(readTextOfFile(bytes)).toEqual({ ok: true, value: TEXT, notes: [] });
  });

  test('that is not UTF-8 is read as Windows-1252, with a note', () => {
    const bytes = join('sensor-1;Gr', [0xf6, 0xdf], 'e, 5 ', [0x80]);
    const notes = [{ code: 'file/encoding', facts: {} }];
    expect(readTextOfFile(bytes)).toEqual({ ok: true, value: 'sensor-1;Größe, 5 €', notes });
  });

  test('has the letters of Windows-1252 wherever it is read', () => {
    const bytes = Uint8Array.from({ length: 128 }, (_, index) => index + 0x80);
    const verdict = readTextOfFile(join('a'.repeat(500), bytes));
    // From 0xa0 on it is as Unicode.
    const latin = String.fromCharCode(...bytes.slice(0x20));
    const special = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
    expect(verdict.ok && verdict.value).toBe('a'.repeat(500) + special + latin);
  });

  test('of any letters comes back from UTF-8 as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (letters) => {
        const text = `sensor-1,${letters}`;
        fc.pre(!/\p{Cc}/u.test(text));
        expect(readTextOfFile(encodeUtf8(text))).toEqual({ ok: true, value: text, notes: [] });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a file that is no list', () => {
  const ZIP = [0x50, 0x4b, 0x03, 0x04];
  test.each([
    ['excel', join(ZIP, [20, 0, 6, 0], '[Content_Types].xml', [0, 1, 2], 'xl/workbook.xml')],
    ['excel', join(ZIP, new Uint8Array(200_000), 'xl/workbook.bin', new Uint8Array(300))],
    ['opendocument', join(ZIP, [20, 0], 'mimetypeapplication/vnd.oasis.opendocument.spreadsheet')],
    ['iwork', join(ZIP, [20, 0], 'Index/Document.iwa')],
    ['document', join(ZIP, [20, 0], '[Content_Types].xml', [0, 1, 2], 'word/document.xml')],
    ['office', join([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 'rest')],
    ['archive', join(ZIP, [20, 0], 'ids.csv')],
    ['archive', join([0x50, 0x4b, 0x05, 0x06], new Uint8Array(18))],
    ['archive', join([0x1f, 0x8b, 0x08], 'rest')],
    ['archive', join([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'rest')],
    ['archive', join('Rar!', [0x1a, 0x07, 0x01], 'rest')],
    ['pdf', encodeUtf8('%PDF-1.7\n%rest')],
    ['picture', join([0x89], 'PNG\r\n', [0x1a, 0x0a])],
    ['picture', join([0xff, 0xd8, 0xff, 0xe0], 'JFIF')],
    ['picture', encodeUtf8('GIF87a')],
    ['picture', encodeUtf8('GIF89a')],
    ['picture', encodeUtf8('RIFF____WEBPVP8 ')],
    ['picture', join([0, 0, 0, 0x24], 'ftypheic')],
    ['database', encodeUtf8('SQLite format 3\0')],
    ['database', join([0, 1, 0, 0], 'Standard Jet DB')],
    ['other', join('sensor-1', [0], 'sensor-2')],
    ['other', join('a'.repeat(70_000), [0])],
    ['other', Uint8Array.from({ length: 400 }, (_, index) => (index * 37) % 256)],
    ['other', join([0x30, 0x82, 0x04, 0x1f], [2, 1, 3, 6, 9, 0xff, 0x81])],
    ['other', encodeUtf16(TEXT, true)],
  ])('is called by what it is: %s', (kind, bytes) => {
    expect(readTextOfFile(bytes)).toEqual({ ok: false, findings: [{ code: 'file/not-text', facts: { kind } }] });
  });

  test.each(['PK-001', 'Rarity-1', 'BM-001', 'GIF-7', '\ufffe', 'a\fb\vc'])('but the text %j is one', (text) => {
    expect(readTextOfFile(encodeUtf8(text))).toEqual({ ok: true, value: text, notes: [] });
  });

  test.each([
    ['no bytes', ''],
    ['blanks and line ends', ' \r\n\t\r\n'],
    ['a byte order mark', '\uFEFF'],
  ])('with %s is empty', (_what, text) => {
    expect(readTextOfFile(encodeUtf8(text))).toEqual({ ok: false, findings: [{ code: 'file/empty', facts: {} }] });
  });

  test('is judged by its size before it is read', () => {
    expect(judgeFileSize(FILE_LIMIT_BYTES)).toEqual({ ok: true, value: FILE_LIMIT_BYTES, notes: [] });
    const facts = { bytes: FILE_LIMIT_BYTES + 1, limit: FILE_LIMIT_BYTES };
    const findings = [{ code: 'file/too-large', facts }];
    expect(judgeFileSize(FILE_LIMIT_BYTES + 1)).toEqual({ ok: false, findings });
    expect(readTextOfFile(new Uint8Array(FILE_LIMIT_BYTES + 1))).toEqual({ ok: false, findings });
  });

  test('and any bytes at all get a verdict', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(typeof readTextOfFile(bytes).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
