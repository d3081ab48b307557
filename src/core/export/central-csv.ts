import { printCsvRow, type CsvText } from '../csv/print-csv.ts';
import type { FlashedDevice } from './flashed-device.ts';

/** The columns of IoT Central's export, in its order. */
export const CENTRAL_HEADING = [
  'IOTC_DEVICEID',
  'IOTC_DEVICENAME',
  'IOTC_SASKEY_PRIMARY',
  'IOTC_SASKEY_SECONDARY',
  'IOTC_X509THUMBPRINT_PRIMARY',
  'IOTC_X509THUMBPRINT_SECONDARY',
] as const;

/** Prints a device as a row of IoT Central's export; it has no thumbprints. */
export function printCentralRow({ deviceId, name, primaryKey, secondaryKey }: FlashedDevice): CsvText {
  return printCsvRow([deviceId, name ?? '', primaryKey, secondaryKey ?? '', '', '']);
}
