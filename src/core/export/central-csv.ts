import { printCsvRow, type CsvText } from '../csv/print-csv.ts';
import type { ExportSettings } from './flashed-device.ts';

/** The columns of IoT Central's export, in its order. */
export const CENTRAL_HEADING = [
  'IOTC_DEVICEID',
  'IOTC_DEVICENAME',
  'IOTC_SASKEY_PRIMARY',
  'IOTC_SASKEY_SECONDARY',
  'IOTC_X509THUMBPRINT_PRIMARY',
  'IOTC_X509THUMBPRINT_SECONDARY',
] as const;

/** A device of IoT Central's export. Keys are base64, thumbprints hexadecimal; it has the ones or the others. */
export interface CentralRow {
  readonly deviceId: string;
  readonly name?: string;
  readonly primaryKey?: string;
  readonly secondaryKey?: string;
  readonly primaryThumbprint?: string | null;
  readonly secondaryThumbprint?: string | null;
}

/** Prints a device as a row of IoT Central's export. `exactKeys` leaves keys as they are, for programs. */
export function printCentralRow(
  { deviceId, name, primaryKey, secondaryKey, primaryThumbprint, secondaryThumbprint }: CentralRow,
  { exactKeys = false }: Pick<ExportSettings, 'exactKeys'> = {},
): CsvText {
  // Base64 may begin with a +, and is no formula that does anything; IDs and names come from elsewhere.
  const keys = [primaryKey ?? '', secondaryKey ?? ''].map((key) => (exactKeys ? { exact: key } : key));
  return printCsvRow([deviceId, name ?? '', ...keys, primaryThumbprint ?? '', secondaryThumbprint ?? '']);
}
