import { printConnectionString } from '../identity/connection-string.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';

/** Bare, these are read alike by shells, by `--env-file` of Node and of Docker, and by systemd. */
const PLAIN = /^[A-Za-z0-9_./:@%+=,-]*$/;
/** Control characters but tab and line feed: readers drop a carriage return, and no variable holds a NUL. */
const UNWRITABLE = /[^\P{Cc}\t\n]/u;

/**
 * Prints the environment of a device: the names of the Plug and Play and IoT Central samples, then those of the
 * provisioning samples of Python and Node; the connection string where the hub is known. A shell (`set -a; . file`) and
 * `node --env-file` read the same from it. Throws a TypeError for a value that no quotes make the same to both.
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

function printVariable(name: string, value: string): string {
  return `${name}=${quoteValue(name, value)}`;
}

/** A shell takes everything between `'` as it stands; between `"` four signs mean something, and Node reads `\n`. */
function quoteValue(name: string, value: string): string {
  if (PLAIN.test(value)) return value;
  if (UNWRITABLE.test(value)) throw new TypeError(`${name} holds a control character`);
  if (!value.includes("'")) return `'${value}'`;
  if (!/["$`\\]/.test(value)) return `"${value}"`;
  throw new TypeError(`${name} holds quotes that no quoting fits`);
}
