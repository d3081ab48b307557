import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripSecrets, stripSecretValue } from '#core/errors/strip-secrets';

const SIGNATURE = 'TePXKGODxztVlL%2F2mYI%2FRk9yoLM04CpUZ2NaGV%2Bhp8I%3D';
const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
const KEY_OF_32_BYTES = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
const KEY_WITHOUT_PADDING = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniavN7wEjRWeJ';
const TOKEN = `SharedAccessSignature sr=h.azure-devices.net%2Fdevices%2Fd&sig=${SIGNATURE}&se=1767225600`;

describe('what may be a secret is left out', () => {
  test.each([
    ['a token', TOKEN, SIGNATURE],
    ['a token in a header', `authorization: ${TOKEN}`, SIGNATURE],
    ['a token in a connection string', `HostName=h;DeviceId=d;SharedAccessSignature=${TOKEN}`, SIGNATURE],
    ['a token in JSON', JSON.stringify({ a: TOKEN }), SIGNATURE],
    ['a token in JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: TOKEN }) }), SIGNATURE],
    ['a token, encoded once more', encodeURIComponent(TOKEN), encodeURIComponent(SIGNATURE)],
    ['a signature alone', 'x&sig=abc123&se=1', 'abc123'],
    ['a key in a connection string', `HostName=h;DeviceId=d;SharedAccessKey=${KEY}`, KEY],
    ['a key under a plain name', JSON.stringify({ value: KEY }), KEY],
    ['a key of 32 bytes alone', KEY_OF_32_BYTES, KEY_OF_32_BYTES],
    ['a key without padding', `see ${KEY_WITHOUT_PADDING} here`, KEY_WITHOUT_PADDING],
    ['a key in a topic', `devices/d/messages/events/a=${encodeURIComponent(KEY)}`, encodeURIComponent(KEY)],
    ['a short password in JSON', '{"wifiPassword":"hunter 2"}', 'hunter 2'],
    ['a password with a quote in it', String.raw`{"password":"ab\"cd"}`, 'cd'],
    ['a password in JSON in JSON', JSON.stringify({ a: '{"password":"hunter2"}' }), 'hunter2'],
    ['a secret in a query', 'clientSecret=hunter2&b=1', 'hunter2'],
    ['a secret whose text was cut', '{"secret":"hunt', 'hunt'],
    ['a web token', 'x eyJhbGciOi.eyJzdWIi-_x.sig-na_ture y', 'eyJzdWIi-_x'],
    ['a bearer', 'Bearer abcdefgh.ijkl', 'abcdefgh'],
  ])('%s', (_name, text, secret) => {
    expect(text).toContain(secret);
    expect(stripSecrets(text)).not.toContain(secret);
    expect(stripSecrets(text)).toContain('(left out)');
  });

  test('any key of 16 to 64 bytes whose base64 is padded, wherever it stands', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 64 }).filter((key) => key.length % 3 !== 0);
    fc.assert(
      fc.property(bytes, (key) => {
        const text = btoa(String.fromCharCode(...key));
        expect(stripSecrets(`{"anything":"${text}"}`)).not.toContain(text);
        expect(stripSecrets(text)).not.toContain(text);
      }),
      { numRuns: 300 },
    );
  });

  test('a long run that holds no key does not take the square of its length', () => {
    // A quarter of a minute, were each character of it looked at from each other one; the test's time would be over.
    const run = 'A'.repeat(120_000);
    expect(stripSecrets(run)).toBe(run);
  });

  test('a value is judged by the name beside it too', () => {
    expect(stripSecretValue('wifi password', 'hunter2')).toBe('(left out)');
    expect(stripSecretValue('topic', 'devices/d')).toBe('devices/d');
    expect(stripSecretValue('note', KEY)).toBe('(left out)');
  });
});

describe('what is no secret stays as it is', () => {
  test.each([
    'devices/Workbench01/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8',
    '$dps/registrations/GET/iotdps-get-operationstatus/?$rid=12&operationId=4.d0a671905ea5b2c8.e7173b7b-6d0a-4f2b-9b8f-5c7f0d1f2a33',
    '{"errorCode":401002,"trackingId":"f40da7ba-8c91-4796-8fc3-89e1dfbdbe05","message":"Unauthorized"}',
    '{"temperature":21.5,"key":"short","keyKind":"device-key","tokenLifeSeconds":3600}',
    'iotc-1234.azure-devices.net/workbench-01/?api-version=2021-04-12&model-id=dtmi:com:example:Thermostat;1',
    'SharedAccessKeyName=iothubowner;x509=true',
    'the key: 12 bytes',
  ])('%s', (text) => {
    expect(stripSecrets(text)).toBe(text);
  });

  test('the rest of the JSON around a secret can still be read', () => {
    expect(JSON.parse(stripSecrets(JSON.stringify({ a: 1, password: 'x "y"', b: { key: KEY }, c: 2 })))).toEqual({
      a: 1,
      password: '(left out)',
      b: { key: '(left out)' },
      c: 2,
    });
  });
});
