import { describe, expect, test } from 'vitest';
import { printAzCommand, printAzGroupCommand } from '#core/export/az-command';
import type { ExportFormat, ExportSettings } from '#core/export/flashed-device';
import { EXPORT_FORMATS } from '#core/export/flashed-device';

const settings: ExportSettings = {
  idScope: '0ne00123ABC',
  dpsHost: 'global.azure-devices-provisioning.net',
  hubHost: 'contoso.azure-devices.net',
  tokenFor: 'dps',
  tokenEndsAtSeconds: 1_800_000_000,
};
const derive = 'az iot dps enrollment-group compute-device-key --key "$GROUP_KEY" --registration-id d1 --output tsv';
const deriveSecond = derive.replace('$GROUP_KEY', '$SECONDARY_GROUP_KEY');

const print = (format: ExportFormat, hasSecondaryKey: boolean, all = settings): string =>
  printAzCommand(format, { deviceId: 'd1', hasSecondaryKey }, all);

describe('the command that does the same', () => {
  test.each<ExportFormat>(['env', 'arduino-header', 'freertos-header', 'threadx-header'])(
    'derives the one key that a file of %s holds',
    (format) => expect(print(format, true)).toBe(derive),
  );

  test('derives both keys where a file holds both', () => {
    expect(print('json', false)).toBe(derive);
    expect(print('json', true)).toBe(`${derive}\n${deriveSecond}`);
    const central = 'az iot central device compute-device-key --pk "$GROUP_KEY" --device-id d1 --output tsv';
    expect(print('central-csv', false)).toBe(central);
    expect(print('central-csv', true)).toBe(`${central}\n${central.replace('$GROUP', '$SECONDARY_GROUP')}`);
  });

  test('applies the configuration of IoT Edge', () => {
    expect(print('edge-toml', true)).toBe(`${derive}\nsudo iotedge config apply`);
  });

  test('asks the hub for its connection string', () => {
    expect(print('connection-strings', false)).toBe(
      'az iot hub device-identity connection-string show --hub-name contoso.azure-devices.net --device-id d1 --output tsv',
    );
  });

  test('signs a token for the hub that ends when ours does', () => {
    expect(print('sas-tokens', false, { ...settings, tokenFor: 'hub' })).toBe(
      `DEVICE_KEY=$(${derive})\n` +
        "az iot hub generate-sas-token --connection-string 'HostName=contoso.azure-devices.net;DeviceId=d1;SharedAccessKey='" +
        '"$DEVICE_KEY" --duration "$((1800000000 - $(date +%s)))" --output tsv',
    );
  });

  test('registers the device where the CLI prints no token, and says so', () => {
    expect(print('sas-tokens', false)).toBe(
      '# The Azure CLI prints no token for DPS. This registers the device, with a token of its own.\n' +
        'az iot device registration create --id-scope 0ne00123ABC' +
        ' --provisioning-host global.azure-devices-provisioning.net' +
        ' --registration-id d1 --symmetric-key "$GROUP_KEY" --compute-key',
    );
  });

  test('enrolls the device with its keys', () => {
    const create = 'az iot dps enrollment create --dps-name "$DPS_NAME" --enrollment-id d1';
    expect(print('enrollments', false)).toBe(
      `DEVICE_KEY=$(${derive})\n${create} --attestation-type symmetricKey --primary-key "$DEVICE_KEY"`,
    );
    expect(print('enrollments', true)).toBe(
      `DEVICE_KEY=$(${derive})\nSECONDARY_DEVICE_KEY=$(${deriveSecond})\n` +
        `${create} --attestation-type symmetricKey --primary-key "$DEVICE_KEY" --secondary-key "$SECONDARY_DEVICE_KEY"`,
    );
  });

  test.each(EXPORT_FORMATS)('of %s takes no ID for an option', (format) => {
    const command = printAzCommand(format, { deviceId: '--help', hasSecondaryKey: true }, settings);
    expect(command).not.toContain(' --help');
  });

  test('makes the enrollment group', () => {
    const create = 'az iot dps enrollment-group create --dps-name "$DPS_NAME" --enrollment-id "$ENROLLMENT_GROUP"';
    expect(printAzGroupCommand({ hasSecondaryKey: false })).toBe(`${create} --primary-key "$GROUP_KEY"`);
    expect(printAzGroupCommand({ hasSecondaryKey: true })).toBe(
      `${create} --primary-key "$GROUP_KEY" --secondary-key "$SECONDARY_GROUP_KEY"`,
    );
  });
});
