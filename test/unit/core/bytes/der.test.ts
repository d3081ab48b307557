import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contextTag,
  DerError,
  type DerMistake,
  DerReader,
  type DerValue,
  encodeDer,
  encodeUnsigned,
  enterDer,
  readBitOctets,
  readBitString,
  readBoolean,
  readCount,
  readDer,
  readEach,
  readInner,
  readInteger,
  readOid,
  readTime,
  TAG,
} from '#core/bytes/der';
import { decodeHex, encodeHex } from '#core/bytes/hex';

const bytesOf = (hex: string): Uint8Array => {
  const bytes = decodeHex(hex.replaceAll(' ', ''));
  if (bytes === undefined) throw new Error(`no hex: ${hex}`);
  return bytes;
};
const valueOf = (tag: number, hex: string): DerValue => readDer(encodeDer(tag, bytesOf(hex)), tag);
const textValue = (tag: number, text: string): DerValue => readDer(encodeDer(tag, new TextEncoder().encode(text)), tag);

function mistakeOf(read: () => unknown): DerMistake | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof DerError) return error.mistake;
    throw error;
  }
}

describe('one value (X.690, 8.1 and 10.1)', () => {
  test.each([
    ['0400', ''],
    ['0401ff', 'ff'],
    [`0481 80${'ab'.repeat(128)}`, 'ab'.repeat(128)],
    [`0482 0100${'ab'.repeat(256)}`, 'ab'.repeat(256)],
  ])('%.12s… is read', (hex, content) => {
    expect(encodeHex(readDer(bytesOf(hex), TAG.octetString).content)).toBe(content);
  });

  test.each<[string, string, DerMistake]>([
    ['nothing', '', 'ends-early'],
    ['a tag alone', '04', 'ends-early'],
    ['a content that is cut short', '0403 0102', 'ends-early'],
    ['a length that is cut short', '0482 01', 'ends-early'],
    ['bytes behind it', '0401ff 00', 'after-end'],
    ['another tag', '0201ff', 'tag'],
    ['a length of the indefinite form', '2480 0000', 'tag'],
    ['a length of the indefinite form for a primitive', '0480 0000', 'length'],
    ['a long length below 128', `0481 7f${'00'.repeat(127)}`, 'length'],
    ['a length with a leading zero', `0482 00ff${'00'.repeat(255)}`, 'length'],
    ['a length of five octets', '0485 0100000000', 'length'],
    ['a length of the reserved form', '04ff', 'length'],
    ['a length of four gigabytes', '0484 ffffffff', 'ends-early'],
  ])('%s is refused', (_name, hex, mistake) => {
    expect(mistakeOf(() => readDer(bytesOf(hex), TAG.octetString))).toBe(mistake);
  });

  test('a tag of several octets is refused', () => {
    expect(mistakeOf(() => new DerReader(new Uint8Array([0x1f, 0x81, 0x00, 0x00])).read())).toBe('tag');
  });

  test('the value is a copy: whoever handed the bytes in may change them', () => {
    const bytes = bytesOf('0401ff');
    const value = readDer(bytes, TAG.octetString);
    bytes.fill(0);
    expect([...value.content]).toEqual([0xff]);
  });
});

describe('values within values', () => {
  const pair = readDer(bytesOf('3006 020101 020102'), TAG.sequence);

  test('are read one after the other, or all at once', () => {
    const reader = enterDer(pair);
    expect([readCount(reader.read(TAG.integer)), readCount(reader.read())]).toEqual([1, 2]);
    expect(reader.tag).toBeUndefined();
    expect(readEach(pair, TAG.integer).map(readCount)).toEqual([1, 2]);
  });

  test('must all be read', () => {
    expect(mistakeOf(() => readInner(pair, TAG.integer))).toBe('after-end');
    expect(mistakeOf(() => readEach(pair, TAG.oid))).toBe('tag');
  });

  test('an optional one is left where it is when another stands in its place', () => {
    const reader = enterDer(pair);
    expect(reader.readOptional(contextTag(0))).toBeUndefined();
    expect(reader.readOptional(TAG.integer)?.der).toEqual(bytesOf('020101'));
  });

  test('stay within what holds them', () => {
    expect(mistakeOf(() => readEach(readDer(bytesOf('3003 020201'), TAG.sequence)))).toBe('ends-early');
  });

  test('are read to a bounded depth', () => {
    let der: Uint8Array = encodeDer(TAG.sequence);
    for (let level = 0; level < 40; level += 1) der = encodeDer(TAG.sequence, der);
    const descend = (value: DerValue): void => readEach(value).forEach(descend);
    expect(mistakeOf(() => descend(readDer(der, TAG.sequence)))).toBe('depth');
  });
});

describe('INTEGER (X.690, 8.3)', () => {
  test.each([
    ['00', 0],
    ['7f', 127],
    ['0080', 128],
    ['00ffffffff', 4_294_967_295],
  ])('%s is %d', (hex, count) => {
    expect(readCount(valueOf(TAG.integer, hex))).toBe(count);
  });

  test.each(['', '0000', '007f', 'ff80', 'ffff'])('%j is longer than it may be, or empty', (hex) => {
    expect(mistakeOf(() => readInteger(valueOf(TAG.integer, hex)))).toBe('value');
  });

  test.each(['80', 'ff', '0100000000'])('%s is no count', (hex) => {
    expect(mistakeOf(() => readCount(valueOf(TAG.integer, hex)))).toBe('value');
  });

  test.each([
    ['', '020100'],
    ['00', '020100'],
    ['0000', '020100'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['000080', '02020080'],
  ])('the unsigned %j is written as %s', (octets, der) => {
    expect(encodeHex(encodeUnsigned(bytesOf(octets)))).toBe(der);
  });
});

describe('BOOLEAN (X.690, 11.1)', () => {
  test('is 00 or ff', () => {
    expect([readBoolean(valueOf(TAG.boolean, '00')), readBoolean(valueOf(TAG.boolean, 'ff'))]).toEqual([false, true]);
  });

  test.each(['', '01', 'ffff'])('%j is neither', (hex) => {
    expect(mistakeOf(() => readBoolean(valueOf(TAG.boolean, hex)))).toBe('value');
  });
});

describe('BIT STRING (X.690, 8.6 and 11.2.1)', () => {
  test.each([
    ['00', 0, ''],
    ['0780', 7, '80'],
    ['00ff', 0, 'ff'],
  ])('%s is read', (hex, unusedBits, bits) => {
    expect(readBitString(valueOf(TAG.bitString, hex))).toEqual({ unusedBits, bytes: bytesOf(bits) });
  });

  test.each(['', '01', '0880', '0781', 'ff00'])('%j is refused', (hex) => {
    expect(mistakeOf(() => readBitString(valueOf(TAG.bitString, hex)))).toBe('value');
  });

  test('one of octets has no unused bits', () => {
    expect(mistakeOf(() => readBitOctets(valueOf(TAG.bitString, '0780')))).toBe('value');
  });
});

describe('OBJECT IDENTIFIER (X.690, 8.19)', () => {
  test.each([
    ['2a864886f70d010101', '1.2.840.113549.1.1.1'],
    ['550403', '2.5.4.3'],
    ['883703', '2.999.3'],
    ['27', '0.39'],
    ['28', '1.0'],
    ['6901', '2.25.1'],
    ['69ffffffffffffffffff7f', '2.25.1180591620717411303423'],
  ])('%s is %s', (hex, oid) => {
    expect(readOid(valueOf(TAG.oid, hex))).toBe(oid);
  });

  test.each(['', '80', '5580', '558001', '5504 83', '55'.repeat(65)])('%.8j… is refused', (hex) => {
    expect(mistakeOf(() => readOid(valueOf(TAG.oid, hex)))).toBe('value');
  });
});

describe('times (RFC 5280, 4.1.2.5)', () => {
  test.each([
    ['500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['491231235959Z', '2049-12-31T23:59:59.000Z'],
    ['000229120000Z', '2000-02-29T12:00:00.000Z'],
    ['991231235959Z', '1999-12-31T23:59:59.000Z'],
  ])('UTCTime %s is %s', (text, expected) => {
    expect(new Date(readTime(textValue(TAG.utcTime, text))).toISOString()).toBe(expected);
  });

  test.each([
    ['20500101000000Z', '2050-01-01T00:00:00.000Z'],
    ['99991231235959Z', '9999-12-31T23:59:59.000Z'],
    ['20260101000000Z', '2026-01-01T00:00:00.000Z'],
    ['00010101000000Z', '0001-01-01T00:00:00.000Z'],
  ])('GeneralizedTime %s is %s', (text, expected) => {
    expect(new Date(readTime(textValue(TAG.generalizedTime, text))).toISOString()).toBe(expected);
  });

  test.each([
    '',
    '2601010000Z',
    '260101000000',
    '260101000000+0100',
    '260230000000Z',
    '250229000000Z',
    '260001000000Z',
    '261301000000Z',
    '260101240000Z',
    '260101006000Z',
    '260101000060Z',
    '26010100000aZ',
    '260101000000Z0',
  ])('UTCTime %j is refused', (text) => {
    expect(mistakeOf(() => readTime(textValue(TAG.utcTime, text)))).toBe('value');
  });

  test.each(['260101000000Z', '20260101000000.5Z', '20260101000000', '20260431000000Z', '20260101000000Z\0'])(
    'GeneralizedTime %j is refused',
    (text) => {
      expect(mistakeOf(() => readTime(textValue(TAG.generalizedTime, text)))).toBe('value');
    },
  );

  test('another kind of value is no time', () => {
    expect(mistakeOf(() => readTime(textValue(TAG.ia5String, '260101000000Z')))).toBe('tag');
  });
});

describe('any bytes', () => {
  const walk = (value: DerValue): void => {
    if (value.tag === TAG.integer) readInteger(value);
    else if (value.tag === TAG.boolean) readBoolean(value);
    else if (value.tag === TAG.oid) readOid(value);
    else if (value.tag === TAG.bitString) readBitString(value);
    else if (value.tag === TAG.utcTime || value.tag === TAG.generalizedTime) readTime(value);
    else if ((value.tag & 0x20) !== 0) readEach(value).forEach(walk);
  };

  test('are read or refused by name, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...Object.values(TAG)), (content, tag) => {
        mistakeOf(() => walk(readDer(encodeDer(tag, content), tag)));
        mistakeOf(() => walk(readDer(content, tag)));
      }),
      { numRuns: 2000 },
    );
  });

  test('that are written are read as the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700, size: 'max' }), fc.nat(700), (octets, cut) => {
        const parts = [octets.subarray(0, cut), octets.subarray(cut)];
        expect(readDer(encodeDer(TAG.octetString, ...parts), TAG.octetString).content).toEqual(octets);
        const digits = readInteger(readDer(encodeUnsigned(octets.subarray(0, 40)), TAG.integer));
        expect(BigInt(`0x0${encodeHex(digits)}`)).toBe(BigInt(`0x0${encodeHex(octets.subarray(0, 40))}`));
      }),
      { numRuns: 50 },
    );
  });
});
