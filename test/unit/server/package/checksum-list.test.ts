import { describe, expect, test } from 'vitest';
import { parseChecksums, printChecksums } from '#server/package/checksum-list';

const ONE = { path: 'app/index.html', sha256: 'a'.repeat(64) };
const TWO = { path: 'serve.js', sha256: '0123456789abcdef'.repeat(4) };

describe('a list of checksums', () => {
  test('is printed in the format of sha256sum', () => {
    expect(printChecksums([ONE, TWO])).toBe(`${ONE.sha256}  app/index.html\n${TWO.sha256}  serve.js\n`);
  });

  test('is read back', () => {
    expect(parseChecksums(printChecksums([ONE, TWO]))).toEqual([ONE, TWO]);
  });

  test('is read as sha256sum --binary writes it, and with the line ends of Windows', () => {
    expect(parseChecksums(`${ONE.sha256} *app/index.html\r\n${TWO.sha256} *serve.js\r\n`)).toEqual([ONE, TWO]);
  });

  test.each([
    ['nothing', ''],
    ['line breaks alone', '\n\n'],
    ['one line of something else', `${printChecksums([ONE])}<html>\n`],
    ['a digest that is cut short', `${'a'.repeat(63)}  app/index.html\n`],
    ['a digest without a path', `${'a'.repeat(64)}  \n`],
  ])('is not %s', (_what, text) => {
    expect(parseChecksums(text)).toBeUndefined();
  });
});
