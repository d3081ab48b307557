import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '#core/bytes/base64';
import type { KeyExpectation } from '#core/sas/key';
import { judgeKey } from '#core/sas/key';

const keyOf = (length: number, seed = 1) =>
  encodeBase64(Uint8Array.from({ length }, (_, index) => (index * 89 + seed * 53 + 17) % 256));

const DEVICE_KEY = keyOf(32);
const GROUP_KEY = keyOf(64);

/** The codes of a verdict: those of the notes when it is good. */
function codesOf(text: string, expected: KeyExpectation = { role: 'device' }): string[] {
  const verdict = judgeKey(text, expected);
  return (verdict.ok ? verdict.notes : verdict.findings).map(({ code }) => code);
}

function findingOf(text: string) {
  const verdict = judgeKey(text, { role: 'device' });
  return verdict.ok ? undefined : verdict.findings[0];
}

describe('a key is taken', () => {
  test.each([
    ['device', 32],
    ['group', 64],
  ] as const)('for a %s when it has %i bytes, without a word', (role, length) => {
    const verdict = judgeKey(keyOf(length), { role });
    expect(verdict).toMatchObject({ ok: true, value: { keyBase64: keyOf(length) }, notes: [] });
    expect(verdict.ok && verdict.value.bytes.length).toBe(length);
  });

  test.each([16, 48, 63])('when it has %i bytes, which is told, since no service makes such a key', (length) => {
    expect(judgeKey(keyOf(length), { role: 'device' })).toMatchObject({
      ok: true,
      value: { keyBase64: keyOf(length) },
      notes: [{ code: 'key/length', facts: { bytes: length } }],
    });
  });

  test('when all but the first line of openssl was lost, which is told too', () => {
    expect(codesOf(GROUP_KEY.slice(0, 64), { role: 'group' })).toEqual(['key/length']);
  });

  test('with blanks around it, without a word', () => {
    expect(judgeKey(` \t${DEVICE_KEY}  `, { role: 'device' })).toMatchObject({
      ok: true,
      value: { keyBase64: DEVICE_KEY },
      notes: [],
    });
  });

  test.each(['\n', '\r\n', '\r'])('with the line breaks of openssl (%j), and they are told', (lineBreak) => {
    const wrapped = GROUP_KEY.slice(0, 64) + lineBreak + GROUP_KEY.slice(64) + lineBreak;
    expect(judgeKey(wrapped, { role: 'group' })).toMatchObject({
      ok: true,
      value: { keyBase64: GROUP_KEY },
      notes: [{ code: 'key/line-break-removed', facts: { count: 2 } }],
    });
  });

  test('and given back in its one canonical spelling', () => {
    const spelledOtherwise = `${keyOf(16).slice(0, 21)}${keyOf(16).charAt(21) === 'A' ? 'B' : 'R'}==`;
    const verdict = judgeKey(spelledOtherwise, { role: 'device' });
    expect(verdict.ok && verdict.value.keyBase64).toBe(verdict.ok && encodeBase64(verdict.value.bytes));
  });
});

describe('where any length will do', () => {
  const any: KeyExpectation = { role: 'group', length: 'any' };

  test.each([1, 15, 65, 316])('a key of %i bytes is taken with its length as a note', (length) => {
    expect(judgeKey(keyOf(length), any)).toMatchObject({
      ok: true,
      value: { keyBase64: keyOf(length) },
      notes: [{ code: 'key/length', facts: { bytes: length } }],
    });
  });

  test('a key of a length that the service takes is taken without a word', () => {
    expect(codesOf(GROUP_KEY, any)).toEqual([]);
  });

  test('what is no key is refused as ever', () => {
    expect(judgeKey('', any).ok).toBe(false);
    expect(judgeKey('AAA', any).ok).toBe(false);
    expect(judgeKey('<key>', any).ok).toBe(false);
  });
});

describe('a key is refused', () => {
  test.each(['', '   ', '\r\n', ' \n '])('when there is none: %j', (text) => {
    expect(codesOf(text)).toEqual(['key/empty']);
  });

  test.each([1, 15, 65, 316])('when it has %i bytes', (length) => {
    expect(findingOf(keyOf(length))).toEqual({ code: 'key/length', facts: { bytes: length } });
  });

  test.each([
    ['a blank inside', 'blank', `${DEVICE_KEY.slice(0, 10)} ${DEVICE_KEY.slice(10)}`, 10],
    ['a word before it', 'blank', `Primary key: ${DEVICE_KEY}`, 7],
    ['the URL alphabet', 'url-form', keyOf(32).replaceAll('+', '-').replaceAll('/', '_'), 2],
    ['a hyphen in something else', 'other', 'pump-01', 4],
    ['percents of a web address', 'percent-form', encodeURIComponent(DEVICE_KEY), 2],
    ['quotation marks', 'quotes', `"${DEVICE_KEY}"`, 0],
    ['quotation marks of a document', 'quotes', `“${DEVICE_KEY}”`, 0],
    ['a letter outside ASCII', 'other', `  ${DEVICE_KEY.slice(0, 5)}é${DEVICE_KEY.slice(6)}`, 7],
    ['a character of no width', 'unseen', `${DEVICE_KEY.slice(0, 5)}\u200b${DEVICE_KEY.slice(5)}`, 5],
    ['more behind it', 'more-behind', `${DEVICE_KEY}AAAA`, 44],
    ['a sign behind it', 'more-behind', `${GROUP_KEY};`, 88],
    ['a second key in the next line', 'more-behind', `${GROUP_KEY}\n${GROUP_KEY}`, 89],
    ['padding in the middle of nothing', 'other', 'AAA=AAAA', 3],
    ['padding lost by splitting at "="', 'cut-short', DEVICE_KEY.replace('=', ''), 43],
    ['padding lost before a blank', 'cut-short', `${DEVICE_KEY.replace('=', '')}  `, 43],
    ['a character after a line break', 'other', `${DEVICE_KEY.slice(0, 4)}\n*${DEVICE_KEY.slice(4)}`, 5],
    ['too much padding', 'cut-short', `${DEVICE_KEY}=`, 45],
  ])('for %s, with the kind of fault (%s) and the place', (_what, fault, text, position) => {
    expect(findingOf(text)).toEqual({ code: 'key/not-base64', facts: { fault, position } });
  });

  test.each([
    'SharedAccessSignature sr=h%2Fdevices%2Fd&sig=aGk%3D&se=1767225600',
    '  SharedAccessSignature sr=h&sig=aGk%3D&se=1',
    'sharedaccesssignature sig=aGk%3D',
    'sr=h%2Fdevices%2Fd&sig=aGk%3D&se=1767225600',
  ])('as a token: "%s"', (text) => {
    expect(codesOf(text)).toEqual(['key/is-token']);
  });

  test.each([
    `HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=${DEVICE_KEY}`,
    `DeviceId=d; hostname=h;SharedAccessKey=${DEVICE_KEY}`,
    `SharedAccessKey=${DEVICE_KEY}`,
    'HostName=h;DeviceId=d;SharedAccessSignature=SharedAccessSignature sr=h&sig=aGk%3D&se=1',
    'HostName=h;DeviceId=d;x509=true',
  ])('as a connection string: "%s"', (text) => {
    expect(codesOf(text)).toEqual(['key/is-connection-string']);
  });

  test.each([
    '<key>',
    '<primary key of the device>',
    '{primaryKey}',
    '{{ key }}',
    '${DEVICE_KEY}',
    '$DEVICE_KEY',
    '%KEY%',
    '[device key]',
    'your-device-key',
    'Your Device Key',
    'primaryKey',
    'changeme',
    'xxxx',
    'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX',
    '***',
    '...',
    '…',
    '8isrFI1s...Egw==',
  ])('as a placeholder: "%s"', (text) => {
    expect(codesOf(text)).toEqual(['key/is-placeholder']);
  });

  test('as what it is, and not as a placeholder, when it is JSON or a short word', () => {
    expect(codesOf('{"key":"aGk="}')).toEqual(['key/not-base64']);
    expect(codesOf('hello')).toEqual(['key/not-base64']);
  });

  test('without a word of the text in the finding', () => {
    const texts = [`sr=h&sig=${DEVICE_KEY}`, `SharedAccessKey=${DEVICE_KEY}`, `<${DEVICE_KEY}>`, `${DEVICE_KEY}*`];
    for (const text of texts) expect(JSON.stringify(findingOf(text))).not.toContain(DEVICE_KEY.slice(0, 8));
  });
});

describe('a key in the wrong place is noted', () => {
  test('a device key of 64 bytes may be a group key, as may one that is known as such', () => {
    expect(codesOf(GROUP_KEY, { role: 'device' })).toEqual(['key/may-be-group-key']);
    expect(codesOf(keyOf(48), { role: 'device', knownGroupKeys: [GROUP_KEY, keyOf(48)] })).toEqual([
      'key/length',
      'key/may-be-group-key',
    ]);
    expect(codesOf(DEVICE_KEY, { role: 'device', knownGroupKeys: [GROUP_KEY] })).toEqual([]);
  });

  test('a group key of 32 bytes may be a device key, unless it is known as a group key', () => {
    expect(codesOf(DEVICE_KEY, { role: 'group' })).toEqual(['key/may-be-device-key']);
    expect(codesOf(DEVICE_KEY, { role: 'group', knownGroupKeys: [DEVICE_KEY] })).toEqual([]);
    expect(codesOf(GROUP_KEY, { role: 'group' })).toEqual([]);
  });

  test('a key that we derived, used as a group key, would be derived twice', () => {
    expect(codesOf(DEVICE_KEY, { role: 'group', knownDerivedKeys: [keyOf(32, 2), DEVICE_KEY] })).toEqual([
      'key/derived-twice',
    ]);
    expect(codesOf(DEVICE_KEY, { role: 'device', knownDerivedKeys: [DEVICE_KEY] })).toEqual([]);
  });
});

describe('whatever is pasted', () => {
  test('every key of 16 to 64 random bytes is taken with its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 64 }), (bytes) => {
        const verdict = judgeKey(encodeBase64(bytes), { role: 'group' });
        expect(verdict).toMatchObject({ ok: true, value: { bytes } });
      }),
      { numRuns: 2000 },
    );
  });

  test('any text gets a verdict', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.base64String({ maxLength: 88 }),
      fc.constantFrom('\r\n', ' ', '=', '<', '>', '{', '}', '%', 'sig=', 'HostName=', ';', '...', 'key'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), fc.constantFrom('group', 'device'), (pieces, role) => {
        expect(typeof judgeKey(pieces.join(''), { role }).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  test.each([';', ' ', '{', '<', 'a', '%', '=\n', 'key.'])(
    'a long run of %j is judged at once',
    (piece) => {
      expect(typeof judgeKey(piece.repeat(100_000), { role: 'device' }).ok).toBe('boolean');
    },
    1_000,
  );
});
