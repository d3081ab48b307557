import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import { inspect, inspectWithSecrets, INSPECTION_LIMIT_BYTES } from '#core/inspect/inspect';
import type { InspectedItem, Inspection, InspectionSource } from '#core/inspect/inspection';
import { ITEM_LIMIT } from '#core/inspect/reading';
import { printCentralCode } from '#core/qr/forms/central';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { issueSasToken } from '#core/sas/sas-token';
import vectors from '../../../vectors/x509.json';

const AT = Date.UTC(2026, 5, 1);
const { subtle } = globalThis.crypto;
/** A published key of an enrollment group, and that of one of its devices. */
const GROUP_KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
const DEVICE_KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';

type Vector = Exclude<keyof typeof vectors, 'about'>;
const pem = (name: Vector): string => `${vectors[name].join('\n')}\n`;
const derBase64 = (name: Vector): string => vectors[name].slice(1, -1).join('');
const derOf = (name: Vector): Uint8Array => decodeBase64(derBase64(name)) ?? new Uint8Array();

type Content = InspectionSource['parts'][number]['content'];

const look = (...contents: readonly Content[]): Promise<Inspection> =>
  inspect(subtle, { parts: contents.map((content) => ({ name: undefined, content })), at: AT });

async function lookAtOne(content: Content): Promise<InspectedItem> {
  const { items } = await look(content);
  expect(items).toHaveLength(1);
  return items[0] as InspectedItem;
}

const kindsOf = ({ items }: Inspection): string[] => items.map(({ kind }) => kind);
const codesOf = ({ findings }: Pick<Inspection, 'findings'>): string[] => findings.map(({ code }) => code);
const factOf = ({ facts }: InspectedItem, wanted: string): string | undefined =>
  facts.find(({ name }) => name === wanted)?.value;

const utf16 = (text: string, isBigEndian: boolean, mark: boolean): Uint8Array => {
  const marked = mark ? `\ufeff${text}` : text;
  const units = Array.from({ length: marked.length }, (_, index) => marked.charCodeAt(index));
  return Uint8Array.from(units.flatMap((unit) => (isBigEndian ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])));
};

describe('a certificate is known in whatever form it comes', () => {
  const forms: readonly (readonly [string, Content, string])[] = [
    ['PEM', pem('leaf'), 'PEM'],
    ['DER', derOf('leaf'), 'DER'],
    ['base64 of DER on one line', derBase64('leaf'), 'Base64 without armour'],
    ['base64 of DER on many lines', vectors.leaf.slice(1, -1).join('\r\n'), 'Base64 without armour'],
    ['base64 of DER in quotes', `"${derBase64('leaf')}",`, 'Base64 without armour'],
    ['base64 of PEM', encodeBase64(encodeUtf8(pem('leaf'))), 'PEM, as base64 once more'],
    ['PEM in JSON', JSON.stringify({ certificate: pem('leaf') }), 'PEM with line ends written as \\n'],
    ['base64 in JSON', JSON.stringify({ certificate: derBase64('leaf') }), 'Base64 without armour'],
    ['base64 in JSON by .NET', `"${derBase64('leaf').replaceAll('+', '\\u002B')}"`, 'Base64 without armour'],
    ['PEM in C', vectors.leaf.map((line) => `"${line}\\r\\n" \\`).join('\n'), 'PEM with line ends written as \\n'],
    ['PEM in a quoted mail', vectors.leaf.map((line) => `> ${line}`).join('\r\n'), 'PEM'],
    ['PEM with a byte order mark', encodeUtf8(`\ufeff${pem('leaf')}`), 'PEM'],
    ['PEM in UTF-16 of Windows', utf16(pem('leaf'), false, true), 'PEM'],
    ['PEM in UTF-16, the other way round', utf16(pem('leaf'), true, true), 'PEM'],
    ['PEM in UTF-16 without a mark', utf16(pem('leaf'), false, false), 'PEM'],
    ['PEM with explanations', `subject=CN = x\nissuer=CN = y\n${pem('leaf')}\nthe end`, 'PEM'],
  ];
  test.each(forms)('%s', async (_name, content, form) => {
    const item = await lookAtOne(content);
    expect(item).toMatchObject({ kind: 'certificate', title: 'device-1', findings: [], isSecret: false });
    expect(factOf(item, 'sha1-thumbprint')).toBe('0E288951D2022E358CD5AE25D970E6A11DD62E4D');
    expect(factOf(item, 'form')).toBe(form);
  });
});

test('a request is known, and whether it is signed with its own key', async () => {
  const item = await lookAtOne(pem('request'));
  expect(item).toMatchObject({ kind: 'request', findings: [] });
  const changed = derOf('request');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(codesOf(await lookAtOne(changed))).toEqual(['certificate/request-signature']);
});

describe('connection strings', () => {
  const device = `HostName=contoso.azure-devices.net;DeviceId=pump-1;SharedAccessKey=${DEVICE_KEY}`;
  test.each([
    ['of a device', device, 'A device, at IoT Hub', 'pump-1'],
    ['of a module', `${device};ModuleId=reader`, 'A module of a device, at IoT Hub', 'pump-1/reader'],
    [
      'of a policy of a hub',
      `HostName=contoso.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=${DEVICE_KEY}`,
      'A service, with a shared access policy',
      'iothubowner',
    ],
    [
      'of a policy of DPS',
      `HostName=contoso.azure-devices-provisioning.net;SharedAccessKeyName=registrationread;SharedAccessKey=${DEVICE_KEY}`,
      'A service, at DPS, with a shared access policy',
      'registrationread',
    ],
    ['with a certificate', 'HostName=c.azure-devices.net;DeviceId=pump-1;x509=true', 'A device, at IoT Hub', 'pump-1'],
  ])('one %s', async (_name, text, use, title) => {
    const item = await lookAtOne(text);
    expect(item).toMatchObject({ kind: 'connection-string', title, findings: [], isSecret: true });
    expect(factOf(item, 'use')).toBe(use);
  });

  test('one by way of a gateway names it', async () => {
    const item = await lookAtOne(`${device};GatewayHostName=edge.local`);
    expect(factOf(item, 'gateway')).toBe('edge.local');
  });

  test('one is found among other text, and as it stood', async () => {
    const source = { parts: [{ name: undefined, content: `The string:\n  CS="${device}" # keep it` }], at: AT };
    const { inspection, secrets } = await inspectWithSecrets(subtle, source);
    expect(kindsOf(inspection)).toEqual(['connection-string']);
    expect(secrets.get('item-1')?.()).toBe(device);
  });

  test('what is wrong with one is said', async () => {
    const item = await lookAtOne('HostName=https://contoso.azure-devices.net;DeviceId=a b;SharedAccessKey=abc');
    expect(codesOf(item)).toContain('host/with-scheme');
    expect(codesOf(await lookAtOne('HostName=contoso.azure-devices.net;DeviceId=pump-1'))).toContain(
      'connection-string/field-missing',
    );
  });

  test('a token within one is judged too', async () => {
    const token = await tokenFor('contoso.azure-devices.net/devices/pump-1', AT / 1000 - 60);
    const item = await lookAtOne(`HostName=contoso.azure-devices.net;DeviceId=pump-1;SharedAccessSignature=${token}`);
    expect(item.findings).toEqual([{ code: 'sas/expired', facts: { secondsAgo: 60 } }]);
    expect(factOf(item, 'resource')).toBe('contoso.azure-devices.net/devices/pump-1');
    const other = await lookAtOne(
      `HostName=contoso.azure-devices.net;DeviceId=pump-2;SharedAccessSignature=${token};GatewayHostName=edge`,
    );
    expect(codesOf(other)).toEqual(['sas/resource', 'sas/expired']);
  });

  test('what would not be seen in one is seen in what is said of it', async () => {
    const item = await lookAtOne('HostName=\u202eten.x;DeviceId=a\u200bb;SharedAccessKey=abc');
    expect(item.findings.length).toBeGreaterThan(1);
    expect(JSON.stringify(item)).not.toMatch(/\p{Cf}/u);
  });
});

async function tokenFor(resource: string, expiresAtSeconds: number, policy?: string): Promise<string> {
  const keyBytes = decodeBase64(DEVICE_KEY) ?? new Uint8Array(1);
  return issueSasToken(subtle, { resource, keyBytes, expiresAtSeconds, ...(policy !== undefined && { policy }) });
}

describe('tokens', () => {
  test.each([
    ['contoso.azure-devices.net/devices/pump-1', undefined, 'A device, at IoT Hub'],
    ['contoso.azure-devices.net/devices/pump-1/modules/reader', undefined, 'A module of a device, at IoT Hub'],
    ['contoso.azure-devices.net', 'iothubowner', 'A service, with a shared access policy'],
    ['0ne00000001/registrations/pump-1', 'registration', 'A device, at DPS'],
    ['c.azure-devices-provisioning.net', 'provisioningserviceowner', 'A service, at DPS, with a shared access policy'],
  ])('one for %s', async (resource, policy, use) => {
    const item = await lookAtOne(await tokenFor(resource, AT / 1000 + 3600, policy));
    expect(item).toMatchObject({ kind: 'sas-token', title: resource, findings: [], isSecret: true });
    expect([factOf(item, 'use'), factOf(item, 'expires')]).toEqual([use, '2026-06-01 01:00:00 UTC']);
  });

  test('one that has ended says since when', async () => {
    const { findings } = await lookAtOne(await tokenFor('h.azure-devices.net/devices/d', AT / 1000));
    expect(findings).toEqual([{ code: 'sas/expired', facts: { secondsAgo: 0 } }]);
  });

  test('one for another device than the one it is wanted for says so', async () => {
    const findingsFor = async (resource: string, deviceId: string) => {
      const parts = [{ name: undefined, content: await tokenFor(resource, AT / 1000 + 60) }];
      return (await inspect(subtle, { parts, at: AT, deviceId })).items[0]?.findings;
    };
    expect(await findingsFor('h.azure-devices.net/devices/pump-1', 'pump-1')).toEqual([]);
    expect(await findingsFor('h.azure-devices.net/devices/pump-1', 'Pump-1')).toEqual([
      {
        code: 'sas/resource',
        facts: { found: 'h.azure-devices.net/devices/pump-1', expected: 'h.azure-devices.net/devices/Pump-1' },
      },
    ]);
    expect(await findingsFor('0ne00000001/registrations/pump-1', 'Pump-1')).toEqual([]);
    expect(await findingsFor('h.azure-devices.net', 'pump-1')).toEqual([]);
  });

  test('one that never ends has a last second all the same', async () => {
    const item = await lookAtOne(await tokenFor('h.azure-devices.net/devices/d', 999_999_999_999_999));
    expect(factOf(item, 'expires')).toBe('+275760-09-13 00:00:00 UTC');
  });
});

describe('keys, codes and thumbprints', () => {
  test.each([
    [GROUP_KEY, '64 bytes, as DPS makes them for enrollments and groups'],
    [DEVICE_KEY, '32 bytes, as IoT Hub makes them, and as a device’s own key derived from a group key'],
    [`  "${DEVICE_KEY}"\n`, '32 bytes, as IoT Hub makes them, and as a device’s own key derived from a group key'],
    [
      `IOTHUB_DEVICE_DPS_DEVICE_KEY=${DEVICE_KEY}`,
      '32 bytes, as IoT Hub makes them, and as a device’s own key derived from a group key',
    ],
    [encodeBase64(Uint8Array.from({ length: 24 }, (_, index) => index * 11)), '24 bytes'],
  ])('%s is a symmetric key', async (text, bytes) => {
    const item = await lookAtOne(text);
    expect(item).toMatchObject({ kind: 'symmetric-key', isSecret: true });
    expect(factOf(item, 'bytes')).toBe(bytes);
  });

  test.each(['Thermostat', 'AllTheseLettersAreWords', 'YourDeviceKeyGoesHere123='])('%s is none', async (text) => {
    expect(await lookAtOne(text)).toMatchObject({ kind: 'unknown' });
  });

  test('the code of IoT Central tells the device, and keeps its key', async () => {
    const key = encodeBase64(await deriveDeviceKey(subtle, decodeBase64(GROUP_KEY) ?? new Uint8Array(1), 'pump-1'));
    const code = { deviceId: 'pump-1', scopeId: '0ne00123ABC', deviceKey: key };
    const text = printCentralCode({ deviceId: 'pump-1', idScope: '0ne00123ABC', deviceKey: key });
    for (const content of [text, `code: ${text}`, JSON.stringify(code)]) {
      const { inspection, secrets } = await inspectWithSecrets(subtle, {
        parts: [{ name: 'code.txt', content }],
        at: AT,
      });
      expect(inspection.items).toMatchObject([{ kind: 'connect-code', title: 'pump-1', findings: [], isSecret: true }]);
      expect(JSON.stringify(inspection)).not.toContain(key);
      expect(JSON.parse(secrets.get('item-1')?.() ?? '')).toEqual(code);
    }
  });

  const THUMBPRINT = '0E288951D2022E358CD5AE25D970E6A11DD62E4D';
  const inPairs = (THUMBPRINT.match(/../g) ?? []).join(':');
  test.each([
    ['as the portal writes it', THUMBPRINT, 'thumbprint/fits', 'passed'],
    ['in lower case', THUMBPRINT.toLowerCase(), 'thumbprint/other-form', 'cannot-know'],
    ['as openssl writes it', `sha1 Fingerprint=${inPairs}`, 'thumbprint/other-form', 'cannot-know'],
    [
      'as Windows shows it',
      `\u200e${inPairs.replaceAll(':', ' ').toLowerCase()}`,
      'thumbprint/other-form',
      'cannot-know',
    ],
    ['of another certificate', 'A'.repeat(64), 'thumbprint/other-certificate', 'failed'],
  ])('a thumbprint %s is compared with the certificates', async (_name, text, reason, result) => {
    const { checks, items } = await look(pem('leaf'), text);
    expect(items[1]).toMatchObject({ kind: 'thumbprint', isSecret: false });
    expect(checks.filter(({ check }) => check === 'thumbprint')).toMatchObject([{ reason, result, itemId: 'item-2' }]);
    const alone = await look(text);
    expect(alone.checks).toMatchObject([{ reason: 'thumbprint/no-certificate', result: 'cannot-know' }]);
  });

  test('the identifiers that openssl prints in front of a certificate are no thumbprints', async () => {
    const text = `Certificate:\n    X509v3 Subject Key Identifier:\n        ${inPairs}\n${pem('leaf')}`;
    expect(kindsOf(await look(text))).toEqual(['certificate']);
  });
});

describe('much at once', () => {
  test('a bundle, a key without a name and a token stand in one text', async () => {
    const token = await tokenFor('h.azure-devices.net/devices/d', AT / 1000 + 60);
    const text = [pem('leaf'), 'and this:', token, `primaryKey: ${GROUP_KEY}`, pem('root')].join('\n');
    expect(kindsOf(await look(text))).toEqual(['certificate', 'certificate', 'sas-token', 'symmetric-key']);
  });

  test('each part has its number, and what nobody knows is said of it alone', async () => {
    const { items } = await look(pem('root'), 'hello', new Uint8Array([1, 2, 3]), '', derOf('leaf'));
    expect(items.map(({ part, kind, findings }) => [part, kind, findings[0]?.code])).toEqual([
      [0, 'certificate', undefined],
      [1, 'unknown', 'inspect/unknown'],
      [2, 'unknown', 'inspect/unknown'],
      [3, 'unknown', 'inspect/empty'],
      [4, 'certificate', undefined],
    ]);
  });

  test('more things than anybody looks at are cut, and that is said', async () => {
    const one = 'HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=abc\n';
    const { items, findings } = await look(one.repeat(ITEM_LIMIT + 5));
    expect(items).toHaveLength(ITEM_LIMIT);
    expect(findings).toEqual([{ code: 'inspect/too-many', facts: { what: 'items', limit: ITEM_LIMIT } }]);
  });

  test('what is too large is not read', async () => {
    const { items, findings } = await look(new Uint8Array(INSPECTION_LIMIT_BYTES), 'a');
    expect(items).toEqual([]);
    expect(findings).toMatchObject([{ code: 'inspect/too-large', facts: { bytes: INSPECTION_LIMIT_BYTES + 1 } }]);
  });
});

describe('what is not whole', () => {
  test.each([
    ['a block without its end', vectors.leaf.slice(0, -1).join('\n'), 'certificate', 'inspect/cut-short'],
    ['a block with a letter too few', pem('leaf').replace(/\n(.)/, '\n'), 'certificate', 'inspect/not-base64'],
    ['a key cut short', '-----BEGIN PRIVATE KEY-----\nAAAA\n', 'private-key', 'inspect/cut-short'],
    [
      'a block that says something else',
      pem('leaf').replaceAll('CERTIFICATE', 'X509 CRL'),
      'certificate',
      'inspect/other-label',
    ],
    [
      'a block that nobody knows',
      '-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----',
      'unknown',
      'inspect/unknown',
    ],
    ['a file of which the end is missing', derOf('leaf').slice(0, 300), 'unknown', 'inspect/form'],
    ['a file with more behind it', Uint8Array.of(...derOf('leaf'), 10), 'unknown', 'inspect/form'],
    [
      'a list that is none',
      '-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----',
      'revocation-list',
      'inspect/form',
    ],
    [
      'a public key that is none',
      '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----',
      'public-key',
      'inspect/form',
    ],
    ['a bundle that is none', '-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----', 'pkcs7', 'inspect/form'],
    ['a PFX that is none', '-----BEGIN PKCS12-----\nMAA=\n-----END PKCS12-----', 'pfx', 'pkcs/form'],
    [
      'a request that is none',
      '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----',
      'request',
      'x509/form',
    ],
  ] as const)('%s is called by its name', async (_name, content, kind, code) => {
    const item = await lookAtOne(content as Content);
    expect(item.kind).toBe(kind);
    expect(codesOf(item)).toEqual([code]);
  });

  test('the words between the dashes are shown only where they are some', async () => {
    const text = '-----BEGIN <img onerror=alert(1)>-----\nAAAA';
    expect((await lookAtOne(text)).findings).toEqual([{ code: 'inspect/cut-short', facts: { label: '' } }]);
  });
});
