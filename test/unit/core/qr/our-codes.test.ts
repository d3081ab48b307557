import { describe, expect, test } from 'vitest';
import { type CborValue, encodeCbor } from '#core/bytes/cbor';
import { decodeHex } from '#core/bytes/hex';
import { createFountainSource } from '#core/qr/fountain-source';
import type { ConnectCode } from '#core/qr/payload';
import { printConnectCode } from '#core/qr/print-connect-code';
import { readPayload } from '#core/qr/read-payload';
import { frameText } from '#core/qr/text-frame';
import { makeCheckNumber, makeTransferMessage } from '#core/qr/transfer-message';
import { encodePart } from '#core/qr/transfer-part';
import vectors from '../../../vectors/codes.json';

/** What another program wrote by the published form; frozen, for codes on devices stay for years. */
describe('connect codes of version 1', () => {
  test.each(vectors.workbench1)('$name are read', ({ text, expected }) => {
    const payload = readPayload(text);
    if (payload.kind !== 'connect') throw new TypeError(JSON.stringify(payload));
    expect({ ...payload, notes: payload.notes.map(({ code }) => code) }).toEqual(expected);
  });

  test.each(vectors.workbench1)('$name are written just so', ({ text, expected }) => {
    expect(printConnectCode(expected.code as ConnectCode)).toBe(text);
  });
});

describe('parts of a sequence of version 1', () => {
  const { sealedHex, pieceBytes, pieces, checkNumber, parts } = vectors.part1;
  const sealed = Uint8Array.from(decodeHex(sealedHex) ?? []);
  const { subtle } = globalThis.crypto;

  test.each(parts)('number $number is written just so, and read', async ({ number, text }) => {
    const message = await makeTransferMessage(subtle, sealed);
    const source = createFountainSource(message.sequence, message.bytes, pieceBytes);
    expect(source.pieces).toBe(pieces);
    const part = source.part(number);
    expect(frameText('P', encodePart(part))).toBe(text);
    expect(readPayload(text)).toEqual({ kind: 'part', part });
  });

  test('have the six digits to compare that are published', async () => {
    expect((await makeCheckNumber(subtle, sealed)).replace(' ', '')).toBe(checkNumber);
  });
});

const DEVICE: readonly (readonly [number, CborValue])[] = [
  [1, 'sensor-01'],
  [2, '0ne00123ABC'],
  [7, new Uint8Array(32).fill(7)],
];

/** Gives a text with a good checksum, whatever it holds. */
function frameMap(...changes: readonly (readonly [number, CborValue | undefined])[]): string {
  const map = new Map<number, CborValue | undefined>([...DEVICE, ...changes]);
  const kept = [...map].filter((entry): entry is [number, CborValue] => entry[1] !== undefined);
  return frameText('C', encodeCbor(new Map(kept)));
}

const field = (name: string) => ({ code: 'qr/field-form', facts: { form: 'workbench', field: name } });
const missing = (name: string) => ({ code: 'qr/field-missing', facts: { form: 'workbench', field: name } });

describe('a connect code with a good checksum and wrong content', () => {
  test('is read while nothing in it is wrong', () => {
    expect(readPayload(frameMap())).toMatchObject({ kind: 'connect', notes: [] });
  });

  test.each<[string, string, unknown]>([
    [
      'bytes that are no CBOR',
      frameText('C', Uint8Array.of(0xff)),
      { code: 'qr/damaged', facts: { form: 'workbench' } },
    ],
    ['a list', frameText('C', encodeCbor([1])), { code: 'qr/damaged', facts: { form: 'workbench' } }],
    ['nothing', frameText('C', encodeCbor(new Map())), missing('deviceId')],
    ['no device', frameMap([1, undefined]), missing('deviceId')],
    ['no place', frameMap([2, undefined]), missing('idScope')],
    ['a second key alone', frameMap([7, undefined], [8, new Uint8Array(32)]), missing('primaryKey')],
    ['a group without a key', frameMap([7, undefined], [9, true]), missing('primaryKey')],
    ['a number for a device', frameMap([1, 5]), field('deviceId')],
    ['text for a key', frameMap([7, 'key']), field('primaryKey')],
    ['a key for a name', frameMap([11, new Uint8Array(3)]), field('name')],
    ['a group that is none', frameMap([9, false]), field('isGroupKey')],
    ['a field of nobody', frameMap([12, 'x']), field('12')],
    ['a field of a large number', frameMap([2 ** 40, 'x']), field(String(2 ** 40))],
    ['two places', frameMap([3, 'h.azure-devices.net']), field('idScope')],
    ['a module at DPS', frameMap([5, 'm1']), field('moduleId')],
    ['a gateway at DPS', frameMap([6, 'edge.local']), field('gatewayHostName')],
    ['a DPS host at a hub', frameMap([2, undefined], [3, 'h.net'], [4, 'd.net']), field('dpsHost')],
    ['a group at a hub', frameMap([2, undefined], [3, 'h.net'], [9, true]), field('isGroupKey')],
    ['an empty name', frameMap([11, '']), field('name')],
    ['a name of two lines', frameMap([11, 'a\nb']), field('name')],
    ['a name that turns the direction', frameMap([11, 'a\u202eb']), field('name')],
    ['a name that is too long', frameMap([11, 'a'.repeat(149)]), field('name')],
    ['an empty key', frameMap([7, new Uint8Array()]), { code: 'key/empty', facts: {} }],
    ['a key of 65 bytes', frameMap([7, new Uint8Array(65)]), { code: 'key/length', facts: { bytes: 65 } }],
    [
      'an ID of blanks',
      frameMap([1, 'a b']),
      { code: 'id/character', facts: { target: 'dps', character: ' ', position: 1 } },
    ],
    ['another ID scope', frameMap([2, 'x']), { code: 'id-scope/form', facts: { found: 'x' } }],
    ['a host with a path', frameMap([4, 'h/x']), { code: 'host/form', facts: { found: 'h/x' } }],
  ])('is refused for %s', (_what, text, finding) => {
    const payload = readPayload(text);
    expect(payload.kind).toBe('refused');
    expect(payload).toMatchObject({ findings: [finding] });
  });

  test('tells every field that is wrong at once', () => {
    const payload = readPayload(frameMap([1, ' '], [2, 'x'], [7, new Uint8Array(70)]));
    expect(payload).toMatchObject({
      findings: [{ code: 'id-scope/form' }, { code: 'id/character' }, { code: 'key/length' }],
    });
  });

  test('leaves out a model that is none, which the device connects without', () => {
    const payload = readPayload(frameMap([10, 'urn:x']));
    expect(payload).toMatchObject({ kind: 'connect', notes: [{ code: 'model-id/form' }] });
    expect(payload).not.toHaveProperty('code.modelId');
  });
});

describe('a code as it is written', () => {
  const code: ConnectCode = { route: { kind: 'dps', idScope: '0ne00123ABC', registrationId: 'a' } };
  const nameOf = (name: string): string | undefined => {
    const payload = readPayload(printConnectCode({ ...code, name }));
    if (payload.kind !== 'connect') throw new TypeError(JSON.stringify(payload));
    return payload.code.name;
  };

  test.each([
    ['Pump 3', 'Pump 3'],
    ['a\u0000b\u202ec\nd\u2028', 'abcd'],
    ['\ud800x', 'x'],
    ['x'.repeat(200), 'x'.repeat(148)],
    [`${'x'.repeat(147)}\u{1F600}`, 'x'.repeat(147)],
    ['مضخة \u200f', 'مضخة \u200f'],
    ['\n', undefined],
    ['', undefined],
  ])('has the name %j as it may be', (name, read) => {
    expect(nameOf(name)).toBe(read);
  });

  test('has no key that is no base64', () => {
    const keys = { kind: 'device-key', primaryKey: 'not a key' } as const;
    expect(() => printConnectCode({ ...code, keys })).toThrow(TypeError);
  });
});
