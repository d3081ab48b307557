import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import { judgeId } from '#core/identity/device-id';
import { judgeIdScope } from '#core/identity/id-scope';
import { judgeKey } from '#core/sas/key';
import { encodePart } from '#core/qr/transfer-part';
import { readPayload } from '#core/qr/read-payload';
import { frameText } from '#core/qr/text-frame';
import { describeFinding } from '#core/words/words';
import type { Payload } from '#core/qr/payload';
import vectors from '../../vectors/codes.json';

const KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
const PART = frameText(
  'P',
  encodePart({ sequence: 1, length: 100, pieces: 4, number: 9, bytes: new Uint8Array(25).fill(3) }),
);
const OURS: readonly (readonly [string, string])[] = [
  ...vectors.workbench1.map(({ name, text }) => [name, text] as const),
  ...vectors.locked1.map(({ name, text }) => [`locked: ${name}`, text] as const),
  ['a part of a sequence', PART],
];
const CONNECTING = vectors.payloads.filter(({ expected }) => expected.kind === 'connect');
const CLOSED = CONNECTING.filter(({ expected }) => expected.form !== 'connection-string');

/** Nothing that anything can be done with. */
const isNothing = ({ kind }: Payload): boolean => kind === 'refused' || kind === 'foreign';

/** Every text in which one bit of one character is turned. */
function* turnBits(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    for (let bit = 0; bit < 7; bit += 1) {
      const turned = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
      yield text.slice(0, at) + turned + text.slice(at + 1);
    }
  }
}

/** Gives what is wrong with what became of a text: a field that was not judged, no words, a piece of the key in sight. */
function findFault(payload: Payload, key: string): string | undefined {
  if (payload.kind === 'connect') {
    const { route, keys } = payload.code;
    const id = route.kind === 'dps' ? route.registrationId : route.deviceId;
    if (!judgeId(id, route.kind).ok) return 'id';
    if (route.kind === 'dps' && !judgeIdScope(route.idScope).ok) return 'ID scope';
    return keys === undefined || judgeKey(keys.primaryKey, { role: 'device', length: 'any' }).ok ? undefined : 'key';
  }
  const said = JSON.stringify(payload);
  for (let at = 0; at + 16 <= key.length; at += 4) if (said.includes(key.slice(at, at + 16))) return 'key in sight';
  if (payload.kind !== 'refused') return undefined;
  return payload.findings.every((finding) => describeFinding(finding).remedy !== '') ? undefined : 'no words';
}

/** Gives those of some texts that something is wrong with. */
function findFaults(texts: Iterable<string>): string[] {
  return Array.from(texts).flatMap((text) => {
    const fault = findFault(readPayload(text), KEY);
    return fault === undefined ? [] : [`${fault}: ${text}`];
  });
}

describe('our own texts', () => {
  test.each(OURS)('%s: with any bit turned, nothing of it is taken', (_name, text) => {
    expect(Array.from(turnBits(text)).filter((turned) => !isNothing(readPayload(turned)))).toEqual([]);
  });

  test.each(OURS)('%s: without its end, nothing of it is taken', (_name, text) => {
    for (let end = 0; end < text.length; end += 1) {
      const payload = readPayload(text.slice(0, end));
      expect(isNothing(payload)).toBe(true);
      if (end > 'DW1C:'.length) expect(payload.kind).toBe('refused');
    }
  });

  test('two that were exchanged in part are refused', () => {
    const [[, first], [, second]] = OURS as [[string, string], [string, string]];
    for (let at = 6; at < second.length; at += 3) {
      const mixed = first.slice(0, at) + second.slice(at);
      if (mixed !== second && mixed !== first) expect(readPayload(mixed).kind).toBe('refused');
    }
  });
});

describe('the texts of others', () => {
  test.each(CLOSED)('$name: without its end, it is refused', ({ text }) => {
    for (let end = 0; end < text.length; end += 1) {
      const cut = text.slice(0, end);
      // A padding that is missing is put back, as all who read these texts do.
      if (text.replace(/=+$/, '') === cut.replace(/=+$/, '')) continue;
      const payload = readPayload(cut);
      expect(isNothing(payload), cut).toBe(true);
      if (end >= 4) expect(payload.kind, cut).toBe('refused');
      expect(findFault(payload, KEY), cut).toBeUndefined();
    }
  });

  test('a connection string without its end is refused, or said to be perhaps cut', () => {
    const text = `HostName=h.azure-devices.net;DeviceId=d1;SharedAccessKey=${KEY}`;
    for (let end = 0; end < text.length; end += 1) {
      const payload = readPayload(text.slice(0, end));
      if (payload.kind === 'connect') expect(payload.notes).toMatchObject([{ code: 'key/length' }]);
      else expect(isNothing(payload)).toBe(true);
      expect(findFault(payload, KEY)).toBeUndefined();
    }
  });

  test.each(CONNECTING)('$name: with any bit turned, what is taken is judged, and no key is shown', ({ text }) => {
    expect(findFaults(turnBits(text))).toEqual([]);
    if (!text.startsWith('eyJ')) return;
    const json = new TextDecoder().decode(decodeBase64(text));
    expect(findFaults(Array.from(turnBits(json), (turned) => encodeBase64(encodeUtf8(turned))))).toEqual([]);
  });
});

const central = (json: unknown): string => encodeBase64(encodeUtf8(JSON.stringify(json)));
const DEVICE = { deviceId: 'sensor-01', scopeId: '0ne00123ABC', deviceKey: KEY };
const codeOf = (text: string): string | undefined => {
  const payload = readPayload(text);
  return payload.kind === 'refused' ? payload.findings[0].code : payload.kind;
};

describe('texts that mean harm', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'qr/empty'],
    ['blanks', ' \u00a0\n\ufeff', 'qr/empty'],
    ['controls', '\u0000\u0001\u001b', 'qr/unknown'],
    ['what is not seen', '\u200b\u200e\u202e', 'qr/unknown'],
    ['more than a code holds', 'A'.repeat(7090), 'qr/too-long'],
    ['a device without a scope', central({ ...DEVICE, scopeId: undefined }), 'qr/field-missing'],
    ['a device without an ID', central({ ...DEVICE, deviceId: '' }), 'qr/field-missing'],
    ['a device without a key', central({ ...DEVICE, deviceKey: null }), 'qr/field-missing'],
    ['a number for an ID', central({ ...DEVICE, deviceId: 5 }), 'qr/field-form'],
    ['an object for a key', central({ ...DEVICE, deviceKey: { toString: 'x' } }), 'qr/field-form'],
    ['a list for a scope', central({ ...DEVICE, scopeId: ['0ne00123ABC'] }), 'qr/field-form'],
    ['a kind of key that there is not', central({ ...DEVICE, keyType: 'master' }), 'qr/field-form'],
    ['a kind of key without a key', central({ ...DEVICE, keyType: 'group', deviceKey: '' }), 'qr/field-missing'],
    [
      'a connection string of a service',
      'HostName=h.net;SharedAccessKeyName=iothubowner;SharedAccessKey=a',
      'connection-string/service-policy',
    ],
    [
      'a connection string with a token',
      'HostName=h.net;DeviceId=d;SharedAccessSignature=SharedAccessSignature sr=x&sig=y&se=1',
      'key/is-token',
    ],
    ['one within JSON that is none', central({ connectionString: 'x' }), 'connection-string/form'],
    ['an ID with a line break', central({ ...DEVICE, deviceId: 'a\nb' }), 'id/character'],
    ['an ID that turns the direction', central({ ...DEVICE, deviceId: 'a\u202eb' }), 'id/character'],
    ['an ID with more than any has', central({ ...DEVICE, deviceId: 'a'.repeat(129) }), 'id/too-long'],
    ['a key of 65 bytes', central({ ...DEVICE, deviceKey: encodeBase64(new Uint8Array(65)) }), 'key/length'],
    ['a placeholder', central({ ...DEVICE, deviceKey: '<device key>' }), 'key/is-placeholder'],
    ['a list', central([DEVICE]), 'qr/damaged'],
    [
      'members of what it would inherit from',
      encodeBase64(encodeUtf8(JSON.stringify({ proto: DEVICE }).replace('proto', '__proto__'))),
      'qr/unknown',
    ],
    ['a member called as every object has one', '{"__proto__":{"deviceId":"a"},"constructor":"b"}', 'qr/unknown'],
    ['JSON about something else', '{"temperature":21}', 'qr/unknown'],
    ['JSON that ends early', '{"deviceId":"a"', 'qr/cut-short'],
    ['JSON that ends within a text', '{"deviceId":"a', 'qr/cut-short'],
    ['JSON with a mistake', '{"deviceId":,}', 'qr/damaged'],
    ['a thousand brackets', `{"a":${'['.repeat(2000)}`, 'qr/cut-short'],
    ['an object two thousand deep', `${'{"a":'.repeat(1100)}1${'}'.repeat(1100)}`, 'qr/damaged'],
    ['a link with nothing behind it', 'https://example.org/#/connect/', 'foreign'],
    ['a link to a damaged code', 'https://example.org/#/connect/DW1C%3A00', 'qr/cut-short'],
    ['a link to a link', 'https://a.org/#/connect/https%3A%2F%2Fb.org%2F%23%2Fconnect%2FDW1C%3AAB', 'foreign'],
  ])('%s', (_what, text, expected) => {
    expect(codeOf(text)).toBe(expected);
    expect(Object.prototype).not.toHaveProperty('deviceId');
  });

  test('a device that only inherits a name is not taken for one', () => {
    const json = JSON.stringify(DEVICE).replace('"deviceId"', '"__proto__"');
    expect(codeOf(json)).toBe('qr/field-missing');
  });

  test.each([
    ['beginnings of a list of fields', 'WIFI:', 'S:a\\'],
    ['semicolons', 'DPP:', ';'],
    ['base38', 'MT:', '-24J0'],
    ['brackets', '{"a":', '{"a":['],
    ['quotation marks', '{"', '\\"'],
    ['base64 of brackets', 'eyJ', 'eyJ7'],
    ['fields of a connection string', 'HostName=', 'a;b=;'],
    ['noughts', 'DW1C:', '000'],
    ['digits', '01', '0101'],
    ['addresses', 'https://', 'a/01/'],
    ['blanks between', 'eyJ', ' \n'],
    ['armour', '-----BEGIN ', '-----BEGIN A'],
    ['a token', 'SharedAccessSignature ', 'sr=sig'],
  ])('the longest text of %s is done with at once', (_what, start, piece) => {
    const text = (start + piece.repeat(7089)).slice(0, 7089);
    const before = performance.now();
    expect(isNothing(readPayload(text))).toBe(true);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  const fragment = fc.constantFrom(
    ...['DW1C:', 'DW1L:', 'DW1P:', 'DW2C:', 'WIFI:', 'S:', 'DPP:', 'K:', ';;', 'MT:', '{"', '":"', '"}', 'deviceId'],
    ...['scopeId', 'deviceKey', 'HostName=', ';DeviceId=', ';SharedAccessKey=', KEY, 'U2FsdGVkX1', 'eyJ', 'https://'],
    ...['#/connect/', '%', '\\', '\u0000', '\u202e', '\ud800', ' ', '\n', '-----BEGIN ', 'BEGIN:VCARD', 'tel:'],
  );
  const text = fc.array(fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 });

  test('any text is one of the kinds that there are, and shows nothing that is not seen', () => {
    fc.assert(
      fc.property(text, (pieces) => {
        const payload = readPayload(pieces.join(''));
        expect(['connect', 'locked', 'part', 'foreign', 'refused']).toContain(payload.kind);
        if (payload.kind !== 'foreign') return;
        for (const { value } of payload.facts) expect(value).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 3000 },
    );
  });
});
