import { describe, expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { createFountainSource } from '#core/qr/fountain-source';
import { makeCheckNumber, makeTransferMessage, openTransferMessage } from '#core/qr/transfer-message';
import { encodePart, PART_HEADER_BYTES, readPart } from '#core/qr/transfer-part';
import { makeNoise } from '../../../support/fountain-run.ts';

const { subtle } = crypto;
const SEALED = makeNoise(2100, 4);

const HEADER = { sequence: 0xdead_beef, length: 700, pieces: 4, number: 4_294_967_295 };

describe('a part', () => {
  test('is written as published: sequence, length, pieces and number, then the piece', () => {
    const bytes = encodePart({
      sequence: 0x0102_0304,
      length: 5,
      pieces: 2,
      number: 258,
      bytes: new Uint8Array([7, 8, 9]),
    });
    expect(encodeHex(bytes)).toBe('01020304' + '00000005' + '0002' + '00000102' + '070809');
    expect(bytes).toHaveLength(PART_HEADER_BYTES + 3);
  });

  test('is read as it was written, also from the middle of other bytes', () => {
    const part = { ...HEADER, bytes: makeNoise(175, 1) };
    const encoded = encodePart(part);
    const around = new Uint8Array(encoded.length + 9);
    around.set(encoded, 5);
    expect(readPart(encoded)).toMatchObject({ ok: true, value: part });
    expect(readPart(around.subarray(5, 5 + encoded.length))).toMatchObject({ ok: true, value: part });
  });

  test('of every source is read again', () => {
    for (const [length, size] of [
      [1, 300],
      [9, 2],
      [10, 4],
      [1000, 999],
      [65_536, 1],
    ] as const) {
      const source = createFountainSource(5, makeNoise(length, length), size);
      const part = source.part(source.pieces + 1);
      expect(readPart(encodePart(part))).toMatchObject({ ok: true, value: part });
    }
  });

  test.each([
    ['without a byte', { bytes: new Uint8Array() }, { code: 'qr/cut-short', facts: { form: 'part' } }],
    ['of nothing', { length: 0, pieces: 1 }, { code: 'qr/field-form', facts: { form: 'part', field: 'length' } }],
    ['of four gigabytes', { length: 0xffff_ffff }, { code: 'qr/field-form', facts: { form: 'part', field: 'length' } }],
    ['of no pieces', { pieces: 0 }, { code: 'qr/field-form', facts: { form: 'part', field: 'pieces' } }],
    [
      'of too many pieces',
      { length: 65_536, pieces: 1025 },
      { code: 'qr/field-form', facts: { form: 'part', field: 'pieces' } },
    ],
    [
      'of more pieces than bytes',
      { length: 3, pieces: 4 },
      { code: 'qr/field-form', facts: { form: 'part', field: 'pieces' } },
    ],
    [
      'of a count that nobody cuts into',
      { length: 9, pieces: 4 },
      { code: 'qr/field-form', facts: { form: 'part', field: 'pieces' } },
    ],
    [
      'with a longer piece',
      { bytes: new Uint8Array(176) },
      { code: 'qr/field-form', facts: { form: 'part', field: 'bytes' } },
    ],
    [
      'with a shorter piece',
      { bytes: new Uint8Array(174) },
      { code: 'qr/field-form', facts: { form: 'part', field: 'bytes' } },
    ],
  ])('%s is refused', (_, change, finding) => {
    expect(readPart(encodePart({ ...HEADER, bytes: new Uint8Array(175), ...change }))).toEqual({
      ok: false,
      findings: [finding],
    });
  });

  test('that is cut short anywhere is refused', () => {
    const encoded = encodePart({ ...HEADER, bytes: makeNoise(175, 1) });
    for (let length = 0; length < encoded.length; length += 1)
      expect(readPart(encoded.subarray(0, length)).ok).toBe(false);
  });
});

describe('a message', () => {
  test('gives back what was sealed, byte for byte', async () => {
    const message = await makeTransferMessage(subtle, SEALED);
    expect(message.bytes).toHaveLength(SEALED.length + 32);
    expect(await openTransferMessage(subtle, message)).toMatchObject({ ok: true, value: SEALED });
  });

  test('with any byte changed is refused', async () => {
    const message = await makeTransferMessage(subtle, SEALED);
    for (const at of [0, 1050, 2099, 2100, 2131]) {
      const bytes = Uint8Array.from(message.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(await openTransferMessage(subtle, { ...message, bytes })).toEqual({
        ok: false,
        findings: [{ code: 'transfer/mismatch', facts: {} }],
      });
    }
  });

  test('of another sequence, or shorter than its digest, is refused', async () => {
    const message = await makeTransferMessage(subtle, SEALED);
    const wrong = [
      { ...message, sequence: message.sequence ^ 1 },
      ...[0, 1, 31].map((length) => ({ ...message, bytes: message.bytes.subarray(0, length) })),
    ];
    for (const one of wrong) expect((await openTransferMessage(subtle, one)).ok).toBe(false);
  });

  test('has a check number of six digits, the same for the same bytes alone', async () => {
    const abc = new TextEncoder().encode('abc');
    // SHA-256 of "abc" (FIPS 180-4): ba7816bf 8f01cfea …; 0x8f01cfea is 2,399,260,650.
    expect(await makeCheckNumber(subtle, abc)).toBe('260 650');
    expect(await makeCheckNumber(subtle, SEALED)).toMatch(/^\d{3} \d{3}$/);
    expect(await makeCheckNumber(subtle, SEALED)).not.toBe(await makeCheckNumber(subtle, SEALED.slice(1)));
  });
});
