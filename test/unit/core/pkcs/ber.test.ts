import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptDer, DerError, encodeDer, TAG } from '#core/bytes/der';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { convertBer } from '#core/pkcs/ber';

const hex = (text: string): Uint8Array => decodeHex(text.replaceAll(' ', '')) ?? new Uint8Array();

const der: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc.letrec<{ value: Uint8Array<ArrayBuffer> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc
      .tuple(fc.constantFrom(TAG.integer, TAG.octetString, TAG.oid, 0x80), fc.uint8Array({ maxLength: 200 }))
      .map(([tag, content]) => encodeDer(tag, content)),
    fc
      .tuple(fc.constantFrom(TAG.sequence, TAG.set, 0xa0), fc.array(tie('value'), { maxLength: 4 }))
      .map(([tag, parts]) => encodeDer(tag, ...parts)),
  ),
})).value;

describe('BER becomes DER', () => {
  test('DER stays as it is', () => {
    fc.assert(
      fc.property(der, (bytes) => {
        expect(convertBer(bytes)).toEqual(bytes);
      }),
    );
  });

  test.each([
    ['of a length that is told by its end', '3080 020103 0000', '3003020103'],
    ['of such lengths within each other', '3080 a080 0401ff 0000 0000', '3005a0030401ff'],
    ['of a length with zeros in front', '3084 00000003 020103', '3003020103'],
    ['of a length in more octets than it needs', '8182 0001 ff', '8101ff'],
    ['of octets in pieces', '2409 0401aa 0400 0402bbcc', '0403aabbcc'],
    ['of octets in pieces in pieces', '2480 2480 0401aa 0000 0401bb 0000', '0402aabb'],
    ['with more behind it', '020103 0a', '020103'],
  ])('a value %s', (_how, ber, expected) => {
    expect(encodeHex(convertBer(hex(ber)))).toBe(expected);
  });

  test('a long string in pieces is one', () => {
    const piece = encodeDer(TAG.octetString, new Uint8Array(1000).fill(7));
    const whole = convertBer(encodeDer(0x24, ...Array.from({ length: 300 }, () => piece)));
    expect(whole).toEqual(encodeDer(TAG.octetString, new Uint8Array(300_000).fill(7)));
  });

  test.each([
    ['nothing', '', 'ends-early'],
    ['a tag alone', '30', 'ends-early'],
    ['a value that has no end', '3080 020103', 'ends-early'],
    ['a value that is longer than what it stands in', '3003 040201ff', 'ends-early'],
    ['a length beyond all bytes', '0489 ffffffffffffffffff', 'ends-early'],
    ['a length that ends with one zero', '3080 00', 'ends-early'],
    ['a number without a length', '0280 01 0000', 'length'],
    ['a tag of several octets', '1f8101 00', 'tag'],
    ['a number among the pieces of octets', '2403 020101', 'tag'],
    ['a hundred values within each other', '3080'.repeat(100), 'depth'],
  ])('%s is refused', (_what, ber, mistake) => {
    const refused = attemptDer(() => convertBer(hex(ber)));
    expect(refused).toBeInstanceOf(DerError);
    expect(refused).toMatchObject({ mistake });
  });

  test('any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const converted = attemptDer(() => convertBer(bytes));
        expect(converted instanceof DerError || converted.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
