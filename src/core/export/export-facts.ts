import type { ExportFacts, ExportNeed } from './export-rule.ts';
import type { ExportFormat, ExportSettings } from './flashed-device.ts';

/** What is known of each format before anything is printed. */
export const EXPORT_FACTS: Readonly<Record<ExportFormat, ExportFacts>> = {
  'central-csv': list('device-keys', '.csv', 'text/csv'),
  env: filePerDevice('device-env', '.env'),
  'edge-toml': filePerDevice('iot-edge-config', '.toml'),
  'arduino-header': filePerDevice('arduino-headers', '.h'),
  'freertos-header': filePerDevice('freertos-headers', '.h'),
  'threadx-header': filePerDevice('threadx-headers', '.h'),
  json: list('device-keys', '.json', 'application/json'),
  'connection-strings': list('connection-strings', '.txt', 'text/plain'),
  'sas-tokens': list('sas-tokens', '.csv', 'text/csv'),
  enrollments: list('enrollments', '.jsonl', 'application/jsonl'),
};

/** Gives what the format needs and the settings lack; with nothing lacking, it can be printed. */
export function missingNeeds(
  format: ExportFormat,
  settings: Pick<ExportSettings, 'idScope' | 'hubHost' | 'tokenFor'>,
): readonly ExportNeed[] {
  return needsOf(format, settings.tokenFor).filter((need) => !settings[need]);
}

function needsOf(format: ExportFormat, tokenFor: ExportSettings['tokenFor']): readonly ExportNeed[] {
  if (format === 'central-csv' || format === 'enrollments') return [];
  if (format === 'connection-strings' || (format === 'sas-tokens' && tokenFor === 'hub')) return ['hubHost'];
  return ['idScope'];
}

function list(name: string, extension: string, mediaType: string): ExportFacts {
  return { fileName: `${name}${extension}`, mediaType, shape: 'list', extension };
}

function filePerDevice(name: string, extension: string): ExportFacts {
  return { fileName: `${name}.zip`, mediaType: 'application/zip', shape: 'file-per-device', extension };
}
