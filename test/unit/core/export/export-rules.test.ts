import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import { EXPORT_FACTS, missingNeeds } from '#core/export/export-facts';
import { makeExportRules } from '#core/export/export-rules';
import type { ExportFormat, ExportSettings, FlashedDevice } from '#core/export/flashed-device';
import { EXPORT_FORMATS } from '#core/export/flashed-device';
import { judgeSasToken, parseSasToken } from '#core/sas/sas-token';

const rules = makeExportRules(crypto.subtle);
const primaryKey = encodeBase64(encodeUtf8('primary key of thirty-two bytes.'));
const secondaryKey = encodeBase64(encodeUtf8('secondary key, 32 bytes as well.'));
const sensor: FlashedDevice = { deviceId: 'sensor-01', name: 'Sensor 1', primaryKey, secondaryKey };
const plain: FlashedDevice = { deviceId: 'sensor-02', primaryKey };
const settings: ExportSettings = {
  idScope: '0ne00123ABC',
  dpsHost: 'global.azure-devices-provisioning.net',
  hubHost: undefined,
  tokenFor: 'dps',
  tokenEndsAtSeconds: 1_800_000_000,
};
const withHub: ExportSettings = { ...settings, hubHost: 'contoso.azure-devices.net', tokenFor: 'hub' };

async function printAll(format: ExportFormat, devices: readonly FlashedDevice[], all = settings): Promise<string> {
  const rule = rules[format];
  let text = rule.open();
  for (const [index, device] of devices.entries()) text += (await rule.print(device, all, index)).text;
  return text + rule.close(devices.length);
}

describe('the file for IoT Central', () => {
  test('has the columns of its export, in its order', async () => {
    expect(await printAll('central-csv', [sensor, plain])).toBe(
      'IOTC_DEVICEID,IOTC_DEVICENAME,IOTC_SASKEY_PRIMARY,IOTC_SASKEY_SECONDARY,' +
        'IOTC_X509THUMBPRINT_PRIMARY,IOTC_X509THUMBPRINT_SECONDARY\r\n' +
        `sensor-01,Sensor 1,${primaryKey},${secondaryKey},,\r\n` +
        `sensor-02,,${primaryKey},,,\r\n`,
    );
  });

  test('tells of a key that had to be guarded', async () => {
    const key = encodeBase64(new Uint8Array(32).fill(0xf8));
    const piece = await rules['central-csv'].print({ deviceId: 'a', name: '=1+1', primaryKey: key }, settings, 0);
    expect(piece).toEqual({ text: `a,'=1+1,'${key},,,\r\n`, guarded: 2 });
  });

  test('has every key as it is where that was asked for, and still no formula of others', async () => {
    const key = encodeBase64(new Uint8Array(32).fill(0xf8));
    const device = { deviceId: '-a', name: '=1, 2', primaryKey: key };
    const piece = await rules['central-csv'].print(device, { ...settings, exactKeys: true }, 0);
    expect(piece).toEqual({ text: `'-a,"'=1, 2",${key},,,\r\n`, guarded: 2 });
  });

  test('says its columns with a row alone too', async () => {
    expect(await rules['central-csv'].printAlone(plain, settings)).toBe(await printAll('central-csv', [plain]));
  });
});

describe('the environment of a device', () => {
  test('has the names of the samples, with values bare where all readers take them so', async () => {
    expect(await rules.env.printAlone(sensor, settings)).toBe(
      `IOTHUB_DEVICE_SECURITY_TYPE=DPS
IOTHUB_DEVICE_DPS_ENDPOINT=global.azure-devices-provisioning.net
IOTHUB_DEVICE_DPS_ID_SCOPE=0ne00123ABC
IOTHUB_DEVICE_DPS_DEVICE_ID=sensor-01
IOTHUB_DEVICE_DPS_DEVICE_KEY=${primaryKey}
PROVISIONING_HOST=global.azure-devices-provisioning.net
PROVISIONING_IDSCOPE=0ne00123ABC
PROVISIONING_REGISTRATION_ID=sensor-01
PROVISIONING_SYMMETRIC_KEY=${primaryKey}
`,
    );
  });

  test('has the connection string where the hub is known', async () => {
    expect(await rules.env.printAlone(sensor, withHub)).toContain(
      '\nIOTHUB_DEVICE_CONNECTION_STRING=' +
        `'HostName=contoso.azure-devices.net;DeviceId=sensor-01;SharedAccessKey=${primaryKey}'\n`,
    );
  });

  test.each(["it's $HOME", '`a`\'b"c', "back\\slash's", 'nul\0', 'return\r'])(
    'is refused for %j, which shells and Node would read differently',
    async (deviceId) => {
      await expect(rules.env.printAlone({ ...plain, deviceId }, settings)).rejects.toThrow(TypeError);
    },
  );
});

test('the configuration of IoT Edge provisions by DPS with the key', async () => {
  expect(await rules['edge-toml'].printAlone(sensor, settings)).toBe(
    `# /etc/aziot/config.toml of IoT Edge 1.2 and later. To apply it: sudo iotedge config apply
[provisioning]
source = "dps"
global_endpoint = "https://global.azure-devices-provisioning.net"
id_scope = "0ne00123ABC"

[provisioning.attestation]
method = "symmetric_key"
registration_id = "sensor-01"
symmetric_key = { value = "${primaryKey}" }
`,
  );
});

describe('the list in JSON', () => {
  test('is an array with what is known of each device', async () => {
    const common = { idScope: '0ne00123ABC', dpsHost: 'global.azure-devices-provisioning.net' };
    expect(JSON.parse(await printAll('json', [sensor, plain]))).toEqual([
      { deviceId: 'sensor-01', name: 'Sensor 1', ...common, primaryKey, secondaryKey },
      { deviceId: 'sensor-02', ...common, primaryKey },
    ]);
    expect(JSON.parse(await rules.json.printAlone(plain, withHub))).toEqual({
      deviceId: 'sensor-02',
      ...common,
      hubHost: 'contoso.azure-devices.net',
      primaryKey,
    });
  });

  test('has one device a line, and is an array without any too', async () => {
    expect((await printAll('json', [sensor, plain])).split('\n')).toHaveLength(5);
    expect(await printAll('json', [])).toBe('[]\n');
  });
});

describe('connection strings', () => {
  const expected = `HostName=contoso.azure-devices.net;DeviceId=sensor-01;SharedAccessKey=${primaryKey}`;

  test('stand one a line, and alone without a line break', async () => {
    expect(await printAll('connection-strings', [sensor, sensor], withHub)).toBe(`${expected}\n${expected}\n`);
    expect(await rules['connection-strings'].printAlone(sensor, withHub)).toBe(expected);
  });

  test('cannot be printed without a hub', async () => {
    await expect(rules['connection-strings'].printAlone(sensor, settings)).rejects.toThrow(TypeError);
  });
});

describe('the list of tokens', () => {
  const heading = 'deviceId,mqttHost,mqttClientId,mqttUserName,mqttPassword,expiresAt\r\n';

  async function judge(token: string, resource: string, policy: string): Promise<boolean> {
    const parsed = parseSasToken(token);
    const keys = [decodeBase64(primaryKey) ?? new Uint8Array()];
    if (!parsed.ok || parsed.value.expiresAtSeconds !== 1_800_000_000) return false;
    return (await judgeSasToken(crypto.subtle, parsed.value, { keys, resource, policy, nowSeconds: 1_799_999_999 })).ok;
  }

  test('registers with DPS', async () => {
    const text = await rules['sas-tokens'].printAlone(sensor, { ...settings, tokenEndsAtSeconds: 1_800_000_000.7 });
    const [id, host, clientId, userName, token = '', end] = text.slice(heading.length).split(',');
    expect(text.startsWith(heading)).toBe(true);
    expect([id, host, clientId]).toEqual(['sensor-01', 'global.azure-devices-provisioning.net', 'sensor-01']);
    expect(userName).toBe('0ne00123ABC/registrations/sensor-01/api-version=2019-03-31');
    expect(end).toBe('2027-01-15T08:00:00Z\r\n');
    expect(await judge(token, '0ne00123ABC/registrations/sensor-01', 'registration')).toBe(true);
  });

  test('connects to the hub', async () => {
    const { text, guarded } = await rules['sas-tokens'].print(plain, withHub, 0);
    const [id, host, clientId, userName, token = ''] = text.split(',');
    expect([id, host, clientId]).toEqual(['sensor-02', 'contoso.azure-devices.net', 'sensor-02']);
    expect(userName).toBe('contoso.azure-devices.net/sensor-02/?api-version=2021-04-12');
    expect(await judge(token, 'contoso.azure-devices.net/devices/sensor-02', '')).toBe(true);
    expect(guarded).toBe(0);
  });

  test('guards an ID that a spreadsheet would compute', async () => {
    const { text, guarded } = await rules['sas-tokens'].print({ ...plain, deviceId: '-2' }, settings, 0);
    expect([text.slice(0, 4), guarded]).toEqual(["'-2,", 2]);
  });

  test('needs a hub for a token of the hub, and a key that is base64', async () => {
    const noHub: ExportSettings = { ...settings, tokenFor: 'hub' };
    await expect(rules['sas-tokens'].printAlone(sensor, noHub)).rejects.toThrow(TypeError);
    const noKey = { ...plain, primaryKey: 'no base64' };
    await expect(rules['sas-tokens'].printAlone(noKey, settings)).rejects.toThrow(TypeError);
  });
});

describe('enrollments', () => {
  const enrollment = {
    registrationId: 'sensor-01',
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey, secondaryKey } },
    provisioningStatus: 'enabled',
  };

  test('alone are the body of a PUT', async () => {
    expect(JSON.parse(await rules.enrollments.printAlone(sensor, settings))).toEqual(enrollment);
    expect(JSON.parse(await rules.enrollments.printAlone(plain, settings))).toMatchObject({
      attestation: { symmetricKey: { primaryKey } },
    });
  });

  test.each([
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('of %i devices are bulk bodies of %j, one a line', async (count, sizes) => {
    const devices = Array.from({ length: count }, (_, at) => ({ ...sensor, deviceId: `d-${at}` }));
    const lines = (await printAll('enrollments', devices)).split('\n');
    expect(lines.pop()).toBe('');
    const bodies = lines.map((line) => JSON.parse(line) as { mode: string; enrollments: (typeof enrollment)[] });
    expect(bodies.map((body) => body.enrollments.length)).toEqual(sizes);
    expect(bodies.every((body) => body.mode === 'create')).toBe(true);
    const sent = bodies.flatMap((body) => body.enrollments);
    expect(sent).toEqual(devices.map(({ deviceId }) => ({ ...enrollment, registrationId: deviceId })));
  });
});

describe('what is known of a format beforehand', () => {
  test.each(EXPORT_FORMATS)('%s is printed with what it was said to need', async (format) => {
    for (const all of [settings, withHub]) {
      const printed = rules[format].printAlone(sensor, all);
      if (missingNeeds(format, all).length === 0) expect(await printed).toContain('sensor-01');
      else await expect(printed).rejects.toThrow(TypeError);
    }
  });

  test('the ID scope and the hub are asked for where they are printed', () => {
    const nothing = { idScope: '', hubHost: undefined, tokenFor: 'dps' } as const;
    const needs = EXPORT_FORMATS.map((format) => [format, ...missingNeeds(format, nothing)].join(' '));
    expect(needs).toEqual([
      'central-csv',
      'env idScope',
      'edge-toml idScope',
      'arduino-header idScope',
      'freertos-header idScope',
      'threadx-header idScope',
      'json idScope',
      'connection-strings hubHost',
      'sas-tokens idScope',
      'enrollments',
    ]);
    expect(missingNeeds('sas-tokens', { ...nothing, tokenFor: 'hub' })).toEqual(['hubHost']);
  });

  test('a file for each device comes in an archive, a list as it is, and no two formats share a name', () => {
    const facts = Object.values(EXPORT_FACTS);
    expect(new Set(facts.map(({ fileName }) => fileName)).size).toBe(EXPORT_FORMATS.length);
    for (const { fileName, mediaType, shape, extension } of facts) {
      expect(fileName.endsWith(shape === 'list' ? extension : '.zip')).toBe(true);
      expect(mediaType === 'application/zip').toBe(shape === 'file-per-device');
    }
  });
});
