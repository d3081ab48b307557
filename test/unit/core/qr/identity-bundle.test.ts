import { beforeAll, describe, expect, test } from 'vitest';
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from '#core/bytes/cbor';
import { type BundledDevice, type IdentityBundle, printBundle, readBundle } from '#core/qr/identity-bundle';
import { createRandom, mutate } from '../../../support/mutations.ts';
import { encodeHex } from '#core/bytes/hex';
import { bundleReal } from '../../../support/bundled-certificates.ts';
import { makeReal } from '../../../support/kept-certificates.ts';

const KEY_BASE64 = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
const OTHER_KEY_BASE64 = 'Pihkfe9IqNBHY1t8RDGKrgI8SVSTVGtTTLWtCFDsJGc=';

const KEYED: BundledDevice = {
  isLocal: false,
  route: {
    kind: 'dps',
    dpsHost: 'global.azure-devices-provisioning.net',
    idScope: '0ne00123ABC',
    registrationId: 'boiler-7',
  },
  behaviour: 'raw',
  secret: { kind: 'device-key', primaryKey: KEY_BASE64 },
};

const EVERYTHING: BundledDevice = {
  ...KEYED,
  isLocal: true,
  behaviour: 'thermostat',
  secret: { kind: 'group-key', primaryKey: KEY_BASE64, secondaryKey: OTHER_KEY_BASE64 },
  road: 'relay',
  wantsCertificate: true,
  certificateInUse: 'secondary',
  modelId: 'dtmi:com:example:Thermostat;1',
  payload: { modelId: 'dtmi:com:example:Thermostat;1', häuser: [1, 2.5, null, true] },
  intervalMs: 2000,
};

const AT_HUB: BundledDevice = {
  ...KEYED,
  route: {
    kind: 'hub',
    hubHost: 'contoso.azure-devices.net',
    deviceId: 'Boiler#7',
    moduleId: '$edgeAgent',
    gatewayHostName: 'gateway',
  },
};

const CERTIFIED: BundledDevice = { ...KEYED, secret: { kind: 'certificate' } };

const isForm = (verdict: ReturnType<typeof readBundle>): boolean =>
  !verdict.ok && ['transfer/form', 'qr/newer'].includes(verdict.findings[0].code);

let pair: IdentityBundle;

beforeAll(async () => {
  const issuer = await makeReal({ role: 'root', commonName: 'Fleet Root' });
  const [primary, secondary] = await Promise.all(
    ['boiler-7', 'boiler-7'].map(async (commonName) =>
      bundleReal(await makeReal({ role: 'device', commonName, issuer })),
    ),
  );
  if (primary === undefined || secondary === undefined) throw new Error('two certificates were wanted');
  pair = { device: CERTIFIED, certificates: [primary, secondary] };
});

describe('an identity', () => {
  test.each<[string, BundledDevice]>([
    ['with a device key', KEYED],
    ['with everything that a record can say', EVERYTHING],
    ['of a quiet device', { ...KEYED, behaviour: 'quiet' }],
    ['of a module that names its hub', AT_HUB],
    ['that connects with the primary one', { ...KEYED, certificateInUse: 'primary' }],
    ['whose payload is nothing', { ...KEYED, payload: null }],
  ])('%s comes back as it went', (_, device) => {
    const bundle = { device, certificates: [] };
    expect(readBundle(printBundle(bundle))).toEqual({ ok: true, value: bundle, notes: [] });
  });

  test('of a device with a pair of certificates comes back, and of one certificate alone', () => {
    expect(readBundle(printBundle(pair))).toMatchObject({ ok: true, value: pair });
    const alone = { certificates: pair.certificates.slice(0, 1) };
    expect(readBundle(printBundle(alone))).toMatchObject({ ok: true, value: alone });
  });

  test('has an authority in it once, and the same bytes every time', () => {
    const root = pair.certificates[0]?.chain.at(-1) ?? new Uint8Array();
    expect(encodeHex(printBundle(pair)).split(encodeHex(root))).toHaveLength(2);
    expect(printBundle(pair)).toEqual(printBundle(structuredClone(pair)));
  });

  test('keeps its keys as bytes and no room for anything else', () => {
    // Keys of 32 bytes and a name; as JSON with base64 it is three times as long.
    expect(printBundle({ device: KEYED, certificates: [] }).length).toBeLessThan(120);
  });

  test('holds no key as text', () => {
    expect(() =>
      printBundle({ device: { ...KEYED, secret: { kind: 'device-key', primaryKey: 'no base64' } }, certificates: [] }),
    ).toThrow(TypeError);
  });
});

describe('what is no identity', () => {
  /** The outline of a bundle, to be changed. */
  const mapOf = (bundle: IdentityBundle): Map<number, CborValue> => new Map(decodeCbor(printBundle(bundle)) as CborMap);
  const deviceOf = (map: CborMap): Map<number, CborValue> => new Map(map.get(1) as CborMap);
  const keyed = (): Map<number, CborValue> => mapOf({ device: KEYED, certificates: [] });
  const changedDevice = (key: number, value: CborValue | undefined, of: BundledDevice = KEYED): Uint8Array => {
    const map = mapOf({ device: of, certificates: [] });
    const device = deviceOf(map);
    if (value === undefined) device.delete(key);
    else device.set(key, value);
    return encodeCbor(map.set(1, device));
  };

  test('a behaviour has its number for ever, and one that is not known yet is refused', () => {
    const BEHAVIOUR = 11;
    for (const [number, behaviour] of (['thermostat', 'raw', 'quiet'] as const).entries()) {
      const read = readBundle(changedDevice(BEHAVIOUR, number));
      expect(read).toMatchObject({ ok: true, value: { device: { behaviour } } });
    }
    expect(isForm(readBundle(changedDevice(BEHAVIOUR, 3)))).toBe(true);
  });

  test('a later version is named', () => {
    expect(readBundle(encodeCbor(keyed().set(0, 2)))).toEqual({
      ok: false,
      findings: [{ code: 'qr/newer', facts: { found: 2, known: 1 } }],
    });
  });

  test.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['a number', () => encodeCbor(7)],
    ['a list', () => encodeCbor([1, 2])],
    ['an empty map', () => encodeCbor(new Map())],
    ['without a version', () => encodeCbor(new Map([...keyed()].slice(1)))],
    ['with something that nobody knows', () => encodeCbor(keyed().set(9, 1))],
    ['neither a device nor a certificate', () => encodeCbor(new Map([...keyed()].filter(([key]) => key !== 1)))],
    ['a device of keys with certificates', () => encodeCbor(mapOf(pair).set(1, deviceOf(keyed())))],
    ['a device of certificates without them', () => encodeCbor(keyed().set(1, deviceOf(mapOf(pair))))],
  ])('%s is refused by its outline', (_, make) => {
    expect(readBundle(make())).toEqual({
      ok: false,
      findings: [{ code: 'transfer/form', facts: { part: 'outline' } }],
    });
  });

  test.each<[string, number, CborValue | undefined, BundledDevice?]>([
    ['without a registration ID', 1, undefined],
    ['with an ID that no service takes', 1, 'a b'],
    ['with a blank behind its ID', 1, 'boiler-7 '],
    ['with an ID scope that is none', 2, 'javascript:'],
    ['with a host that is an address', 3, 'https://example.com/'],
    ['with both ways to find its hub', 4, 'boiler-7'],
    ['with a hub that is none', 6, 'a/b', AT_HUB],
    ['of an unknown kind of secret', 8, 7],
    ['with a kind of secret below 0', 8, -1],
    ['without its key', 9, undefined],
    ['with an empty key', 9, new Uint8Array()],
    ['with a key of text', 9, KEY_BASE64],
    ['with a key of a thousand bytes', 9, new Uint8Array(1000)],
    ['with a model that is none', 15, 'dtmi'],
    ['with a payload that is no JSON', 16, '{'],
    ['with a payload of a million brackets', 16, '['.repeat(20_000)],
    ['that sends all the time', 17, 1],
    ['that sends once a year', 17, 31_536_000_000],
    ['with something that nobody knows', 18, 1],
    ['with a number for a yes', 0, 1],
  ])('a device %s is refused', (_, key, value, of) => {
    const bytes = changedDevice(key, value, of);
    expect(readBundle(bytes)).toEqual({ ok: false, findings: [{ code: 'transfer/form', facts: { part: 'device' } }] });
  });

  test.each<[string, (map: Map<number, CborValue>) => void]>([
    ['that are no certificates', (map) => map.set(2, [new Uint8Array([48, 0])])],
    ['of text', (map) => map.set(2, ['certificate'])],
    ['without a list of them', (map) => map.delete(2)],
    [
      'with one beyond the list',
      (map) =>
        map.set(3, [
          new Map<number, CborValue>([
            [0, [99]],
            [1, new Uint8Array(4)],
          ]),
        ]),
    ],
    [
      'with one before the list',
      (map) =>
        map.set(3, [
          new Map<number, CborValue>([
            [0, [-1]],
            [1, new Uint8Array(4)],
          ]),
        ]),
    ],
    [
      'with an empty chain',
      (map) =>
        map.set(3, [
          new Map<number, CborValue>([
            [0, []],
            [1, new Uint8Array(4)],
          ]),
        ]),
    ],
    ['without a key', (map) => map.set(3, [new Map<number, CborValue>([[0, [0]]])])],
    [
      'of which there are three',
      (map) =>
        map.set(
          3,
          [1, 2, 3].map(() => (map.get(3) as CborValue[])[0] ?? 0),
        ),
    ],
    [
      'whose chain goes round',
      (map) =>
        map.set(3, [
          new Map<number, CborValue>([
            [0, Array.from({ length: 33 }, () => 0)],
            [1, new Uint8Array(4)],
          ]),
        ]),
    ],
  ])('certificates %s are refused', (_, change) => {
    const map = mapOf(pair);
    change(map);
    const bytes = encodeCbor(map);
    expect(readBundle(bytes)).toEqual({
      ok: false,
      findings: [{ code: 'transfer/form', facts: { part: 'certificates' } }],
    });
  });

  test('cut short anywhere, or changed anywhere, it is refused or still a sound identity', () => {
    const whole = printBundle({ device: EVERYTHING, certificates: [] });
    for (let length = 0; length < whole.length; length += 1)
      expect(isForm(readBundle(whole.subarray(0, length)))).toBe(true);
    const random = createRandom(11);
    for (const bytes of [whole, printBundle(pair)]) {
      for (let count = 0; count < 500; count += 1) {
        const verdict = readBundle(mutate(bytes, random));
        if (verdict.ok) expect(readBundle(printBundle(verdict.value))).toEqual(verdict);
        else expect(isForm(verdict)).toBe(true);
      }
    }
  });
});
