import { printConnectionString } from '../identity/connection-string.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';
import { printVariable } from './print-variable.ts';

/**
 * Prints the environment of a device: the names of the Plug and Play and IoT Central samples, then those of the
 * provisioning samples of Python and Node; the connection string where the hub is known. Throws a TypeError for a value
 * that `printVariable` cannot print.
 */
export function printEnv(device: FlashedDevice, settings: ExportSettings): string {
  const { deviceId, primaryKey } = device;
  const { idScope, dpsHost, hubHost } = settings;
  const lines = [
    printVariable('IOTHUB_DEVICE_SECURITY_TYPE', 'DPS'),
    printVariable('IOTHUB_DEVICE_DPS_ENDPOINT', dpsHost),
    printVariable('IOTHUB_DEVICE_DPS_ID_SCOPE', idScope),
    printVariable('IOTHUB_DEVICE_DPS_DEVICE_ID', deviceId),
    printVariable('IOTHUB_DEVICE_DPS_DEVICE_KEY', primaryKey),
    printVariable('PROVISIONING_HOST', dpsHost),
    printVariable('PROVISIONING_IDSCOPE', idScope),
    printVariable('PROVISIONING_REGISTRATION_ID', deviceId),
    printVariable('PROVISIONING_SYMMETRIC_KEY', primaryKey),
  ];
  if (hubHost !== undefined) {
    const credential = { kind: 'key', sharedAccessKey: primaryKey } as const;
    const connectionString = printConnectionString({ hostName: hubHost, deviceId, credential });
    lines.push(printVariable('IOTHUB_DEVICE_CONNECTION_STRING', connectionString));
  }
  return `${lines.join('\n')}\n`;
}
