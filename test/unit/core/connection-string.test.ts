import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionCredential, ConnectionString } from '#core/identity/connection-string';
import { parseConnectionString, printConnectionString } from '#core/identity/connection-string';
import { describeFinding } from '#core/words/words';

const KEY = 'NMgJDvdKTxjLi+xBxxkDDEwDJxEvOE5u8BiT0mVgPeg=';
const TOKEN = 'SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fd1&sig=aGk%3D&se=1767225600';
const DEVICE: ConnectionString = {
  hostName: 'hub.azure-devices.net',
  deviceId: 'd1',
  credential: { kind: 'key', sharedAccessKey: KEY },
};

const FORMS: readonly (readonly [name: string, text: string, value: ConnectionString])[] = [
  ['a device', `HostName=hub.azure-devices.net;DeviceId=d1;SharedAccessKey=${KEY}`, DEVICE],
  [
    'a module',
    `HostName=hub.azure-devices.net;DeviceId=d1;ModuleId=m1;SharedAccessKey=${KEY}`,
    { ...DEVICE, moduleId: 'm1' },
  ],
  [
    'a device with a certificate',
    'HostName=hub.azure-devices.net;DeviceId=d1;x509=true',
    { ...DEVICE, credential: { kind: 'x509' } },
  ],
  [
    'a device with a token',
    `HostName=hub.azure-devices.net;DeviceId=d1;SharedAccessSignature=${TOKEN}`,
    { ...DEVICE, credential: { kind: 'token', sharedAccessSignature: TOKEN } },
  ],
  [
    'a device behind a gateway',
    `HostName=hub.azure-devices.net;DeviceId=d1;SharedAccessKey=${KEY};GatewayHostName=edge.local`,
    { ...DEVICE, gatewayHostName: 'edge.local' },
  ],
];

function findingsOf(text: string) {
  const verdict = parseConnectionString(text);
  return verdict.ok ? [] : verdict.findings;
}

describe('the connection string', () => {
  test.each(FORMS)('of %s is taken apart, and printed as it was', (_name, text, value) => {
    const verdict = parseConnectionString(text);
    expect(verdict.ok && verdict.value).toEqual(value);
    expect(printConnectionString(value)).toBe(text);
  });

  test('takes its fields in any order, with blanks between them and a semicolon after them', () => {
    const text = `\n SharedAccessKey=${KEY} ; DeviceId = d1;;HostName=hub.azure-devices.net; `;
    expect(parseConnectionString(text)).toEqual({ ok: true, value: DEVICE, notes: [] });
  });

  test('keeps the padding of a key, and equals signs in an ID', () => {
    const verdict = parseConnectionString('HostName=h;DeviceId=a=b=;SharedAccessKey=aGk==');
    expect(verdict).toMatchObject({
      value: { deviceId: 'a=b=', credential: { sharedAccessKey: 'aGk==' } },
    });
  });

  test('says that it needs a certificate', () => {
    const verdict = parseConnectionString('HostName=h;DeviceId=d;x509=True');
    expect(verdict).toMatchObject({ ok: true, notes: [{ code: 'connection-string/x509' }] });
  });

  test('passes over x509=false beside a key', () => {
    const verdict = parseConnectionString(
      `HostName=hub.azure-devices.net;DeviceId=d1;x509=false;SharedAccessKey=${KEY}`,
    );
    expect(verdict).toEqual({ ok: true, value: DEVICE, notes: [] });
  });

  test('is taken with a field that nobody knows, which is noted', () => {
    expect(parseConnectionString(`${printConnectionString(DEVICE)};CredentialScope=Device`)).toEqual({
      ok: true,
      value: DEVICE,
      notes: [{ code: 'connection-string/field-unknown', facts: { field: 'CredentialScope' } }],
    });
  });

  test('is told of by names in which everything is seen, whatever somebody put into them', () => {
    const text = `${printConnectionString(DEVICE)};Cre\u202edential=1`;
    for (const hostile of [text, `${text};Cre\u202edential=2`]) {
      const verdict = parseConnectionString(hostile);
      const [told] = verdict.ok ? verdict.notes : verdict.findings;
      expect(told && describeFinding(told).explanation).toContain('“Cre<U+202E>dential”');
    }
  });

  test('comes back as it was whatever its values are', () => {
    const value = fc.stringMatching(/^[!-:<-~]{1,40}$/);
    const credential: fc.Arbitrary<ConnectionCredential> = fc.oneof(
      value.map((sharedAccessKey) => ({ kind: 'key' as const, sharedAccessKey })),
      value.map((text) => ({ kind: 'token' as const, sharedAccessSignature: `SharedAccessSignature ${text}` })),
      fc.constant({ kind: 'x509' as const }),
    );
    const connection = fc.record(
      { hostName: value, deviceId: value, moduleId: value, credential, gatewayHostName: value },
      { requiredKeys: ['hostName', 'deviceId', 'credential'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(connection, (original) => {
        const verdict = parseConnectionString(printConnectionString(original));
        expect(verdict.ok && verdict.value).toEqual(original);
      }),
    );
  });
});

describe('a text that is no connection string of a device', () => {
  test.each(['', '  ', '\n'])('is missing: %j', (text) => {
    expect(findingsOf(text)).toEqual([{ code: 'connection-string/empty', facts: {} }]);
  });

  test.each([
    ['HostName', `DeviceId=d;SharedAccessKey=${KEY}`],
    ['HostName', `HostName=;DeviceId=d;SharedAccessKey=${KEY}`],
    ['DeviceId', `HostName=h;SharedAccessKey=${KEY}`],
    ['ModuleId', `HostName=h;DeviceId=d;ModuleId= ;SharedAccessKey=${KEY}`],
    ['GatewayHostName', `HostName=h;DeviceId=d;SharedAccessKey=${KEY};GatewayHostName=`],
    ['SharedAccessKey', 'HostName=h;DeviceId=d'],
    ['SharedAccessKey', 'HostName=h;DeviceId=d;SharedAccessKey='],
    ['SharedAccessKey', 'HostName=h;DeviceId=d;x509=false'],
  ])('lacks %s: "%s"', (field, text) => {
    expect(findingsOf(text)).toEqual([{ code: 'connection-string/field-missing', facts: { field } }]);
  });

  test.each(['DeviceId', 'SharedAccessSignature', 'Other'])('has %s twice', (field) => {
    expect(findingsOf(`${printConnectionString(DEVICE)};${field}=1;${field}=2`)).toContainEqual({
      code: 'connection-string/field-twice',
      facts: { field },
    });
  });

  test.each([
    ['SharedAccessKey', 'SharedAccessSignature', `SharedAccessSignature=${TOKEN};SharedAccessKey=${KEY}`],
    ['SharedAccessKey', 'x509', `SharedAccessKey=${KEY};x509=true`],
    ['SharedAccessSignature', 'x509', `x509=true;SharedAccessSignature=${TOKEN}`],
  ])('proves itself in two ways: %s and %s', (first, second, rest) => {
    expect(findingsOf(`HostName=h;DeviceId=d;${rest}`)).toEqual([
      { code: 'connection-string/two-credentials', facts: { first, second } },
    ]);
  });

  test('names a field in another case, which the SDKs would not find', () => {
    expect(findingsOf(`hostname=h;DeviceId=d;SharedAccessKey=${KEY}`)).toEqual([
      { code: 'connection-string/field-missing', facts: { field: 'HostName' } },
      { code: 'connection-string/field-unknown', facts: { field: 'hostname' } },
    ]);
  });

  test.each(['abc', KEY, '<connection string>', '{"connectionString": "…"}'])(
    'is something else as a whole, which is one fault: %j',
    (text) => {
      expect(findingsOf(text)).toEqual([{ code: 'connection-string/form', facts: { part: '1' } }]);
    },
  );

  test('has names in small letters only, and each that is missing is told', () => {
    expect(findingsOf('hostname=h;deviceid=d')).toContainEqual({
      code: 'connection-string/field-missing',
      facts: { field: 'HostName' },
    });
  });

  test.each([
    ['DeviceId', `HostName=h;DeviceId;SharedAccessKey=${KEY}`],
    ['2', `HostName=h;=d;SharedAccessKey=${KEY}`],
    ['x509', 'HostName=h;DeviceId=d;x509=yes'],
  ])('has a part without name and value: %s in "%s"', (part, text) => {
    expect(findingsOf(text)).toContainEqual({ code: 'connection-string/form', facts: { part } });
  });

  test.each([
    'HostName=hub.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=aGk=',
    'HostName=dps.azure-devices-provisioning.net;SharedAccessKeyName=iothubowner;SharedAccessKey=aGk=',
    'HostName=hub.azure-devices.net;DeviceId=d;SharedAccessKeyName=iothubowner;SharedAccessKey=aGk=',
    'Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=provisioningserviceowner;SharedAccessKey=aGk=;EntityPath=e',
  ])('belongs to a service: "%s"', (text) => {
    const policy = /iothubowner|provisioningserviceowner/.exec(text)?.[0];
    expect(findingsOf(text)).toEqual([{ code: 'connection-string/service-policy', facts: { policy } }]);
  });

  test('is told without the key that is in it', () => {
    const texts = [
      KEY,
      KEY.replace('=', ''),
      `HostName=h;${KEY}`,
      `HostName=h;DeviceId=d;SharedAccessKey=${KEY};${KEY}x`,
    ];
    for (const text of texts) expect(JSON.stringify(findingsOf(text))).not.toContain(KEY.slice(0, 12));
  });
});

describe('whatever is pasted', () => {
  const names = ['HostName=', 'DeviceId=', 'SharedAccessKey=', 'SharedAccessKeyName=', 'x509=', '__proto__=', ';', '='];

  test('gets a verdict', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...names));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(typeof parseConnectionString(pieces.join('')).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  test.each(['HostName=h;', 'a;', '=;', '; ', '='])(
    'is judged at once when it is a long run of %j',
    (piece) => {
      const findings = findingsOf(`x${piece.repeat(200_000)}`);
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.length).toBeLessThan(30);
    },
    1_000,
  );

  test('is judged with a great many fields that nobody knows', () => {
    const unknown = Array.from({ length: 100_000 }, (_, index) => `f${index}=1`).join(';');
    const verdict = parseConnectionString(`${printConnectionString(DEVICE)};${unknown}`);
    expect(verdict.ok && verdict.notes.length).toBe(10);
  }, 1_000);
});
