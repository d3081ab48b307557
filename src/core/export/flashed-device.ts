/** A device with what is put on it. Keys are base64. */
export interface FlashedDevice {
  readonly deviceId: string;
  readonly name?: string;
  readonly primaryKey: string;
  readonly secondaryKey?: string;
}

/** What is the same for every device of an export. */
export interface ExportSettings {
  readonly idScope: string;
  /** The device endpoint of DPS. */
  readonly dpsHost: string;
  /** The hub, where it is known already: for connection strings and a hub's tokens. */
  readonly hubHost: string | undefined;
  /** What a token is for: the registration with DPS, or the connection to the hub. */
  readonly tokenFor: 'dps' | 'hub';
  /** Seconds since the Unix epoch. */
  readonly tokenEndsAtSeconds: number;
  /** True leaves keys in a CSV as they are, for programs: a spreadsheet takes a `+` at their beginning for a formula. */
  readonly exactKeys?: boolean;
}

/** What devices can be written as. */
export const EXPORT_FORMATS = [
  'central-csv',
  'env',
  'edge-toml',
  'arduino-header',
  'freertos-header',
  'threadx-header',
  'json',
  'connection-strings',
  'sas-tokens',
  'enrollments',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
