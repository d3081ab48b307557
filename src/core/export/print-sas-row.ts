import { decodeBase64 } from '../bytes/base64.ts';
import type { CsvText } from '../csv/print-csv.ts';
import { printCsvRow } from '../csv/print-csv.ts';
import { issueSasToken } from '../sas/sas-token.ts';
import { printDpsUserName, printHubUserName } from '../wire/user-name.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';
import { requireHubHost } from './require-hub-host.ts';

/** The heading of the list: all that a plain MQTT client asks for, and when the password ends (ISO 8601, UTC). */
export const SAS_HEADING = ['deviceId', 'mqttHost', 'mqttClientId', 'mqttUserName', 'mqttPassword', 'expiresAt'];

/** Prints a device's row of MQTT credentials, with a token of its primary key as the password. Throws `key/empty`. */
export async function printSasRow(
  subtle: SubtleCrypto,
  device: FlashedDevice,
  settings: ExportSettings,
): Promise<CsvText> {
  const { deviceId, primaryKey } = device;
  const keyBytes = decodeBase64(primaryKey);
  if (keyBytes === undefined) throw new TypeError('the primary key is not base64');
  const expiresAtSeconds = Math.floor(settings.tokenEndsAtSeconds);
  const { host, userName, ...grant } = makeGrant(deviceId, settings);
  const token = await issueSasToken(subtle, { ...grant, keyBytes, expiresAtSeconds });
  const expiresAt = new Date(expiresAtSeconds * 1000).toISOString().replace('.000Z', 'Z');
  return printCsvRow([deviceId, host, deviceId, userName, token, expiresAt]);
}

interface Grant {
  readonly host: string;
  readonly userName: string;
  readonly resource: string;
  readonly policy?: string;
}

function makeGrant(deviceId: string, settings: ExportSettings): Grant {
  const { idScope, dpsHost, tokenFor } = settings;
  if (tokenFor === 'hub') {
    const host = requireHubHost(settings);
    return { host, userName: printHubUserName({ host, deviceId }), resource: `${host}/devices/${deviceId}` };
  }
  return {
    host: dpsHost,
    userName: printDpsUserName({ idScope, registrationId: deviceId }),
    resource: `${idScope}/registrations/${deviceId}`,
    policy: 'registration',
  };
}
