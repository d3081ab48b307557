import { describe, expect, test } from 'vitest';
import { listCertificateChoices } from '#app/stores/certificate-choice';
import {
  EMPTY_DRAFT,
  firstFault,
  guessPlace,
  judgeDraft,
  looksLikeConnectionString,
  payloadPresets,
  type DeviceDraft,
  type DraftField,
  type DraftSurroundings,
} from '#app/stores/device-draft';
import { makeNewDevice } from '#app/stores/device-of-draft';
import { takesBrowserCertificate, type KnownClouds } from '#app/stores/endpoint';
import { SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const GROUP_KEY = btoa('g'.repeat(64));
const DEVICE_KEY = btoa('d'.repeat(32));
const CLOUDS: KnownClouds = {
  server: { origin: 'http://localhost:8080', host: 'localhost' },
  browser: { host: 'this-browser.local' },
};
const GOOD: DeviceDraft = { ...EMPTY_DRAFT, idScope: '0ne00A1B2C3', deviceId: 'boiler-1', primaryKey: GROUP_KEY };

const codesOf = (draft: DeviceDraft): Record<string, string | undefined> =>
  Object.fromEntries([...judgeDraft(draft)].map(([field, { error }]) => [field, error?.code]));
const notesOf = (draft: DeviceDraft, field: 'deviceId' | 'primaryKey'): string[] =>
  (judgeDraft(draft).get(field)?.notes ?? []).map(({ code }) => code);

describe('a draft is judged as it is typed', () => {
  test('an empty one names each field that is needed, in the order of the form', () => {
    expect(codesOf(EMPTY_DRAFT)).toEqual({
      idScope: 'id-scope/form',
      deviceId: 'id/empty',
      primaryKey: 'key/empty',
    });
    expect(firstFault(judgeDraft(EMPTY_DRAFT))).toBe('idScope');
    expect(firstFault(judgeDraft(GOOD))).toBeUndefined();
  });

  test('only the fields of the way that was chosen are judged', () => {
    expect(Object.keys(codesOf({ ...EMPTY_DRAFT, way: 'connection-string' }))).toEqual(['connectionString']);
    expect(Object.keys(codesOf({ ...EMPTY_DRAFT, endpoint: 'own' }))).toContain('ownHost');
  });

  test('an optional field is judged only when something stands in it', () => {
    const draft: DeviceDraft = { ...GOOD, way: 'device-key', primaryKey: DEVICE_KEY };
    expect(codesOf(draft)).not.toHaveProperty('secondaryKey');
    expect(codesOf({ ...draft, secondaryKey: 'a*b' })).toMatchObject({ secondaryKey: 'key/not-base64' });
    expect(codesOf({ ...draft, modelId: 'Thermostat' })).toMatchObject({ modelId: 'model-id/form' });
    expect(codesOf({ ...draft, payload: '{' })).toMatchObject({ payload: 'payload/not-json' });
  });

  test('upper case and a key of the other kind are worth knowing, and no fault', () => {
    expect(notesOf({ ...GOOD, deviceId: 'Boiler-1' }, 'deviceId')).toEqual(['id/upper-case']);
    expect(notesOf({ ...GOOD, way: 'device-key' }, 'primaryKey')).toEqual(['key/may-be-group-key']);
    const broken = `${GROUP_KEY.slice(0, 64)}\n${GROUP_KEY.slice(64)}`;
    expect(notesOf({ ...GOOD, primaryKey: broken }, 'primaryKey')).toEqual(['key/line-break-removed']);
  });

  test.each([
    [
      'HostName=hub.azure-devices.net;DeviceId=a;SharedAccessSignature=SharedAccessSignature sr=a&sig=b&se=1',
      'key/is-token',
    ],
    ['HostName=hub.azure-devices.net;DeviceId=a;SharedAccessKey=short', 'key/not-base64'],
    ['HostName=hub/net;DeviceId=a;SharedAccessKey=' + DEVICE_KEY, 'host/form'],
    ['HostName=hub.azure-devices.net;DeviceId=a b;SharedAccessKey=' + DEVICE_KEY, 'id/character'],
    ['DeviceId=a;SharedAccessKey=' + DEVICE_KEY, 'connection-string/field-missing'],
  ])('the connection string %s is refused for its reason', (connectionString, code) => {
    const draft: DeviceDraft = { ...EMPTY_DRAFT, way: 'connection-string', connectionString };
    expect(codesOf(draft)['connectionString']).toBe(code);
  });
});

describe('a good draft becomes a device', () => {
  test('by a group key in Azure', () => {
    expect(makeNewDevice({ ...GOOD, modelId: ' dtmi:com:example:Thermostat;1 ' }, CLOUDS)).toEqual({
      record: {
        cloud: { kind: 'azure' },
        route: {
          kind: 'dps',
          dpsHost: 'global.azure-devices-provisioning.net',
          idScope: '0ne00A1B2C3',
          registrationId: 'boiler-1',
        },
        behaviour: 'thermostat',
        modelId: 'dtmi:com:example:Thermostat;1',
      },
      secret: { kind: 'group-key', primaryKey: GROUP_KEY },
    });
  });

  test.each([
    ['china', { kind: 'azure' }, 'global.azure-devices-provisioning.cn'],
    ['us', { kind: 'azure' }, 'global.azure-devices-provisioning.us'],
    ['own', { kind: 'azure' }, 'dps.example.org'],
    ['server', { kind: 'node', origin: 'http://localhost:8080' }, 'localhost'],
    ['browser', { kind: 'tab' }, 'this-browser.local'],
  ] as const)('at the endpoint “%s”', (endpoint, cloud, dpsHost) => {
    const { record } = makeNewDevice({ ...GOOD, endpoint, ownHost: 'dps.example.org' }, CLOUDS);
    expect(record.cloud).toEqual(cloud);
    expect(record.route).toMatchObject({ dpsHost });
  });

  test('by two device keys, without the line breaks they were pasted with', () => {
    const draft: DeviceDraft = { ...GOOD, way: 'device-key', primaryKey: `${DEVICE_KEY}\n`, secondaryKey: DEVICE_KEY };
    const expected = { kind: 'device-key', primaryKey: DEVICE_KEY, secondaryKey: DEVICE_KEY };
    expect(makeNewDevice(draft, CLOUDS).secret).toEqual(expected);
  });

  test('by a connection string of a module in a local cloud', () => {
    const connectionString = `HostName=localhost;DeviceId=edge;ModuleId=camera;SharedAccessKey=${DEVICE_KEY}`;
    const device = makeNewDevice(
      { ...EMPTY_DRAFT, way: 'connection-string', connectionString, place: 'server' },
      CLOUDS,
    );
    expect(device.record.route).toEqual({ kind: 'hub', hubHost: 'localhost', deviceId: 'edge', moduleId: 'camera' });
    expect(device.record.cloud).toEqual({ kind: 'node', origin: 'http://localhost:8080' });
    expect(device.secret).toEqual({ kind: 'device-key', primaryKey: DEVICE_KEY });
  });

  test('by a connection string with a gateway, whose name is judged as the hub’s is', () => {
    const typed = (gateway: string): DeviceDraft => {
      const connectionString = `HostName=h.azure-devices.net;DeviceId=leaf;SharedAccessKey=${DEVICE_KEY};GatewayHostName=${gateway}`;
      return { ...EMPTY_DRAFT, way: 'connection-string', connectionString };
    };
    const route = { kind: 'hub', hubHost: 'h.azure-devices.net', deviceId: 'leaf', gatewayHostName: 'edge.plant.lan' };
    expect(makeNewDevice(typed('edge.plant.lan'), CLOUDS).record.route).toEqual(route);
    const judged = judgeDraft(typed('https://edge.plant.lan')).get('connectionString');
    expect(judged?.error).toEqual({ code: 'host/with-scheme', facts: { host: 'edge.plant.lan' } });
  });

  test('with an edited payload in one of the forms that Central has understood', () => {
    const payload = JSON.stringify(payloadPresets('urn:a:b:1').preview);
    expect(makeNewDevice({ ...GOOD, payload }, CLOUDS).record.payload).toEqual({
      '__iot:interfaces': { CapabilityModelId: 'urn:a:b:1' },
    });
  });

  test('one with a fault is refused, because the form should have', () => {
    expect(() => makeNewDevice(EMPTY_DRAFT, CLOUDS)).toThrow(TypeError);
  });
});

describe('what was pasted is recognised', () => {
  test('a connection string in any field', () => {
    expect(looksLikeConnectionString(`HostName=h;DeviceId=d;SharedAccessKey=${DEVICE_KEY}`)).toBe(true);
    expect(looksLikeConnectionString(DEVICE_KEY)).toBe(false);
  });

  test.each([
    ['my-hub.azure-devices.net', 'azure'],
    ['localhost', 'server'],
    ['this-browser.local', 'browser'],
    ['hub.example.org', 'azure'],
  ])('a hub called %s is in %s', (host, place) => {
    expect(guessPlace(`HostName=${host};DeviceId=d;SharedAccessKey=${DEVICE_KEY}`, CLOUDS)).toBe(place);
  });
});

describe('a device with a certificate', () => {
  const certificates = [
    sampleCertificate('device', sampleFacts('boiler-1'), { id: 'one' }),
    sampleCertificate('device', sampleFacts('has blank'), { id: 'blank' }),
    sampleCertificate('module', sampleFacts('edge/camera'), { id: 'module' }),
    ...(['primary', 'secondary'] as const).map((slot) =>
      sampleCertificate('self-signed', sampleFacts('valve-3'), { id: slot, pair: { id: 'pair', slot } }),
    ),
  ];
  const around: DraftSurroundings = { choices: listCertificateChoices({ certificates }), now: SAMPLE_TIME };
  const draft: DeviceDraft = { ...EMPTY_DRAFT, way: 'certificate', certificateId: 'one', idScope: '0ne00A1B2C3' };
  const hub: DeviceDraft = { ...draft, service: 'hub', hubHost: 'my-hub.azure-devices.net', deviceId: 'boiler-1' };
  const judge = (one: DeviceDraft): Record<string, string | undefined> =>
    Object.fromEntries([...judgeDraft(one, around)].map(([field, { error }]) => [field, error?.code]));
  const notes = (one: DeviceDraft, field: DraftField): string[] | undefined =>
    judgeDraft(one, around)
      .get(field)
      ?.notes.map(({ code }) => code);

  test('needs the certificate and the ID scope, and takes its ID from the name in the certificate', () => {
    expect(judge({ ...draft, certificateId: '', idScope: '' })).toEqual({
      certificateId: 'device/certificate-missing',
      idScope: 'id-scope/form',
    });
    expect(firstFault(judgeDraft(draft, around))).toBeUndefined();
    expect(makeNewDevice({ ...draft, deviceId: 'typed-before' }, CLOUDS, around)).toEqual({
      record: {
        cloud: { kind: 'azure' },
        route: {
          kind: 'dps',
          dpsHost: 'global.azure-devices-provisioning.net',
          idScope: '0ne00A1B2C3',
          registrationId: 'boiler-1',
        },
        behaviour: 'thermostat',
      },
      secret: { kind: 'certificate', primaryId: 'one' },
    });
  });

  test('whose name is no registration ID cannot register, and is said to be so', () => {
    expect(judge({ ...draft, certificateId: 'blank' })).toMatchObject({ certificateId: 'id/character' });
    expect(judge({ ...draft, certificateId: 'module' })).toMatchObject({ certificateId: 'id/character' });
  });

  test('that has ended is said to, and may be tried', () => {
    const later = { ...around, now: SAMPLE_TIME + 400 * 86_400_000 };
    expect(judgeDraft(draft, later).get('certificateId')).toMatchObject({
      error: undefined,
      notes: [{ code: 'device/certificate-ended' }],
    });
  });

  test('takes both of a pair', () => {
    const { secret } = makeNewDevice({ ...draft, certificateId: 'primary' }, CLOUDS, around);
    expect(secret).toEqual({ kind: 'certificate', primaryId: 'primary', secondaryId: 'secondary' });
  });

  test('connects to a hub at once, by the ID that it has there', () => {
    expect(judge({ ...hub, hubHost: '', deviceId: '' })).toEqual({
      certificateId: undefined,
      hubHost: 'host/form',
      deviceId: 'id/empty',
    });
    const { record } = makeNewDevice({ ...hub, place: 'server' }, CLOUDS, around);
    expect(record.route).toEqual({ kind: 'hub', hubHost: 'my-hub.azure-devices.net', deviceId: 'boiler-1' });
    expect(record.cloud).toEqual({ kind: 'node', origin: 'http://localhost:8080' });
  });

  test('under another ID than its certificate names is worth a look, and no fault', () => {
    expect(notes(hub, 'deviceId')).toEqual([]);
    expect(notes({ ...hub, deviceId: 'boiler-2' }, 'deviceId')).toEqual(['device/certificate-for-other']);
    expect(judge({ ...hub, deviceId: 'boiler-2' })).toMatchObject({ deviceId: undefined });
  });

  test('is a module where its ID says so', () => {
    const module = { ...hub, certificateId: 'module', deviceId: 'edge/camera' };
    expect(notes(module, 'deviceId')).toEqual([]);
    expect(makeNewDevice(module, CLOUDS, around).record.route).toMatchObject({ deviceId: 'edge', moduleId: 'camera' });
    expect(judge({ ...module, deviceId: 'edge/' })).toMatchObject({ deviceId: 'id/empty' });
  });

  test('of a connection string with x509=true is chosen beside it', () => {
    const text: DeviceDraft = {
      ...EMPTY_DRAFT,
      way: 'connection-string',
      connectionString: 'HostName=my-hub.azure-devices.net;DeviceId=boiler-1;x509=true;GatewayHostName=edge.local',
    };
    expect(judge(text)).toEqual({ connectionString: undefined, certificateId: 'device/certificate-missing' });
    expect(notes(text, 'connectionString')).toEqual(['connection-string/x509']);
    const chosen = { ...text, certificateId: 'one' };
    expect(notes(chosen, 'certificateId')).toEqual([]);
    expect(notes({ ...chosen, certificateId: 'primary' }, 'certificateId')).toEqual(['device/certificate-for-other']);
    expect(makeNewDevice(chosen, CLOUDS, around)).toMatchObject({
      record: {
        route: {
          kind: 'hub',
          hubHost: 'my-hub.azure-devices.net',
          deviceId: 'boiler-1',
          gatewayHostName: 'edge.local',
        },
      },
      secret: { kind: 'certificate', primaryId: 'one' },
    });
  });

  test('of the browser’s own store is named by hand, and nothing of it is kept', () => {
    const own: DeviceDraft = { ...draft, store: 'browser', deviceId: 'boiler-9', wantsCertificate: true };
    expect(judge({ ...own, deviceId: '' })).toEqual({ idScope: undefined, deviceId: 'id/empty' });
    const { record, secret } = makeNewDevice(own, CLOUDS, around);
    expect(secret).toEqual({ kind: 'browser-certificate' });
    expect(record).not.toHaveProperty('wantsCertificate');
    expect(record.route).toMatchObject({ registrationId: 'boiler-9' });
  });
});

describe('a certificate of DPS', () => {
  test.each(['group-key', 'device-key'] as const)('is asked for by a device with a %s', (way) => {
    const { record } = makeNewDevice({ ...GOOD, way, wantsCertificate: true }, CLOUDS);
    expect(record.wantsCertificate).toBe(true);
  });

  test('is not asked for by a device that goes to its hub at once', () => {
    const connectionString = `HostName=localhost;DeviceId=edge;SharedAccessKey=${DEVICE_KEY}`;
    const draft: DeviceDraft = { ...EMPTY_DRAFT, way: 'connection-string', connectionString, wantsCertificate: true };
    expect(makeNewDevice(draft, CLOUDS).record).not.toHaveProperty('wantsCertificate');
  });
});

describe('a certificate that the browser shows', () => {
  const secure: KnownClouds = { ...CLOUDS, server: { origin: 'https://lab.example', host: 'lab.example' } };

  test('is for services that the browser reaches by TLS', () => {
    expect(takesBrowserCertificate('azure', CLOUDS)).toBe(true);
    expect(takesBrowserCertificate('browser', CLOUDS)).toBe(false);
    expect(takesBrowserCertificate('server', CLOUDS)).toBe(false);
    expect(takesBrowserCertificate('server', secure)).toBe(true);
  });
});
