import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePem, printPem } from '#core/x509/pem';

describe('PEM', () => {
  test('parsing undoes printing, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (der) => {
        expect(parsePem(printPem('CERTIFICATE', der))).toEqual([{ label: 'CERTIFICATE', der }]);
      }),
      { numRuns: 100 },
    );
  });

  test('lines have 64 characters', () => {
    const lines = printPem('PRIVATE KEY', new Uint8Array(96)).split('\n');
    expect(lines.map((line) => line.length)).toEqual([27, 64, 64, 25, 0]);
  });

  test('several blocks are read in order, past text between them and Windows line ends', () => {
    const text = `subject=a\n${printPem('CERTIFICATE', Uint8Array.of(1))}\nissuer=b\n${printPem('X', Uint8Array.of(2))}`;
    expect(parsePem(text.replaceAll('\n', '\r\n')).map(({ der }) => der[0])).toEqual([1, 2]);
  });

  test.each([
    '',
    'no armour',
    '-----BEGIN X-----\n!!\n-----END X-----',
    '-----BEGIN X-----\nAQ==\n-----END Y-----',
    '-----BEGIN X-----\n-----END X-----',
  ])('%j holds no block', (text) => {
    expect(parsePem(text)).toEqual([]);
  });
});
