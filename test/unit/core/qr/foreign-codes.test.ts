import { describe, expect, test } from 'vitest';
import type { ForeignFact, ForeignKind } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { foreignWords } from '#core/words/en/codes';

const KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';

function read(text: string): { kind: ForeignKind; facts: Partial<Record<ForeignFact['name'], string>> } {
  const payload = readPayload(text);
  if (payload.kind !== 'foreign') throw new TypeError(JSON.stringify(payload));
  return {
    kind: payload.foreign,
    facts: Object.fromEntries(payload.facts.map(({ name, value }) => [name, value])),
  };
}

const ROWS: readonly (readonly [ForeignKind, string, Partial<Record<ForeignFact['name'], string>>])[] = [
  ['wifi', 'WIFI:S:a;P:secret;T:WPA;;', { network: 'a', security: 'WPA' }],
  ['wifi', 'wifi:T:WEP;P:secret;S:a\\:b;;', { network: 'a:b', security: 'WEP' }],
  ['wifi', 'WIFI:S:a;P:secret', { network: 'a', security: 'None: an open network' }],
  ['wifi', 'WIFI:P:secret', { security: 'None: an open network' }],
  ['wifi', 'WIFI:S:a\u202eb;;', { network: 'a<U+202E>b', security: 'None: an open network' }],
  ['wifi', 'WIFI:S:first;S:second;;', { network: 'first', security: 'None: an open network' }],
  ['matter', 'MT:-24J042C00KA0648G00', { vendor: '0xFFF1', product: '0x8001', transport: 'Bluetooth' }],
  [
    'matter',
    'MT:-24J042C00KA0648G00*Y.K9042C00KA0648G00',
    { vendor: '0xFFF1', product: '0x8001', transport: 'Bluetooth' },
  ],
  ['matter', '34970112332', {}],
  ['matter', '3497-011-2332', {}],
  ['matter', '749701123365521327694', {}],
  ['esp-provisioning', '{"ver":"v1","name":"PROV_1","pop":"secret"}', { device: 'PROV_1' }],
  [
    'esp-provisioning',
    '{"ver":"v1","name":"PROV_1","transport":"softap"}',
    { device: 'PROV_1', transport: 'A Wi-Fi of its own' },
  ],
  ['web-address', 'https://example.org/a?b=c', { address: 'https://example.org/a?b=c' }],
  ['web-address', 'HTTPS://user:secret@EXAMPLE.org', { address: 'https://example.org/' }],
  ['web-address', `https://example.org/?key=${KEY}`, { address: 'https://example.org/?…' }],
  ['web-address', 'https://192.168.1.5:8443/#/pair/secret', { address: 'https://192.168.1.5:8443/#…' }],
  ['web-address', 'http://exämple.org/', { address: 'http://xn--exmple-cua.org/' }],
  ['web-address', 'http://[', {}],
  ['homekit', 'X-HM://0023ISYWYABCD', {}],
  [
    'lora',
    'LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122',
    { text: 'LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122' },
  ],
  ['gs1', 'https://id.gs1.org/01/09506000134352/21/1', { text: 'https://id.gs1.org/01/09506000134352/21/1' }],
  ['gs1', '(01)09506000134352(21)1', { text: '(01)09506000134352(21)1' }],
  ['gs1', '\u001d010950600013435210ABC', { text: '<U+001D>010950600013435210ABC' }],
  ['contact', 'BEGIN:VCARD\nFN:A\nEND:VCARD', {}],
  ['contact', 'MECARD:N:A;;', {}],
  ['telephone', 'tel:+4930123', { text: 'tel:+4930123' }],
  ['message', 'SMSTO:+4930123:secret', {}],
  ['mail', 'mailto:a@example.org', { address: 'mailto:a@example.org' }],
  ['location', 'geo:52.5,13.4', { text: 'geo:52.5,13.4' }],
  ['event', 'BEGIN:VEVENT\nEND:VEVENT', {}],
  ['one-time-password', 'otpauth://totp/A?secret=JBSWY3DPEHPK3PXP', {}],
  ['certificate', '-----BEGIN CERTIFICATE-----\nMIIB', {}],
  ['private-key', '-----BEGIN EC PRIVATE KEY-----\nMIIB', {}],
  ['private-key', '-----BEGIN PRIVATE KEY-----\nMIIB', {}],
  ['token', 'SharedAccessSignature sr=h%2Fdevices%2Fd&sig=abc%3D&se=1', {}],
  ['symmetric-key', KEY, {}],
  ['sample-number', '7', {}],
  ['sample-number', '48213', {}],
  ['dpp', `DPP:K:${'MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADM2206avxHJaHXgLMkq/24e0rsrfMP9K1Tm8gx+ovP0I='};;`, {}],
  ['plain-text', '482130', { text: '482130' }],
  ['plain-text', 'Pumpe 3, Halle 7', { text: 'Pumpe 3, Halle 7' }],
  ['plain-text', 'a\nb', { text: 'a<U+000A>b' }],
  ['plain-text', 'javascript:alert(1)', { text: 'javascript:alert(1)' }],
  ['plain-text', `my key is ${KEY}`, {}],
  ['plain-text', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4', {}],
  ['plain-text', `${'word '.repeat(100)}`, { text: `${'word '.repeat(40).trim()}<U+0020>…` }],
];

describe('codes of others', () => {
  test.each(ROWS)('%s: %j', (kind, text, facts) => {
    const found = read(text);
    expect(found).toEqual({ kind, facts });
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('each kind is told by a text above', () => {
    expect(new Set(ROWS.map(([kind]) => kind))).toEqual(new Set(Object.keys(foreignWords)));
  });

  test.each([
    ['a passcode that everybody guesses', 'MT:-24J042C004QG46Y900'],
    ['a passcode beyond the last one', 'MT:-24J042C00QPQ36B420'],
    ['a version that nobody has published', 'MT:.24J042C00KA0648G00'],
    ['no passcode at all', 'MT:0000000000000000000'],
    ['too few characters', 'MT:-24J042C00KA0648G'],
    ['a character of no base38', 'MT:-24J042C00KA0648G0_'],
    ['a group of more than three bytes', 'MT:.....42C00KA0648G00'],
    ['a group of one character', 'MT:-24J042C00KA0648G0000'],
    ['a check digit that is wrong', '34970112333'],
    ['a number of another length', '349701123320'],
    ['a first digit that no such number has', '94970112332'],
  ])('%s makes a text no code of Matter', (_what, text) => {
    expect(read(text).kind).toBe('plain-text');
  });
});
