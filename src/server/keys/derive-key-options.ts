import { WorkbenchError } from '#core/errors/workbench-error';
import { readPath } from '../read-options.ts';
import {
  DEVICE_OPTIONS,
  forbidTogether,
  HUB_OPTIONS,
  KEY_OPTIONS,
  RESULT_OPTIONS,
  TIME_OPTIONS,
} from './command-options.ts';
import { flag, text, value, type OptionsOf } from './option-set.ts';
import { readDelimiter, readFormat, readPattern } from './option-values.ts';
import { isJson } from './print-line.ts';

/** The options of `derive-key`. */
export const DERIVE_KEY_OPTIONS = {
  ...RESULT_OPTIONS,
  ...KEY_OPTIONS,
  secondaryKey: text('--secondary-key', '--sk'),
  secondaryKeyFile: value(readPath, '--secondary-key-file'),
  ...DEVICE_OPTIONS,
  ids: value(readPath, '--ids'),
  pattern: value(readPattern, '--pattern'),
  idColumn: text('--id-column'),
  nameColumn: text('--name-column'),
  delimiter: value(readDelimiter, '--delimiter'),
  noHeading: flag('--no-heading'),
  skipBad: flag('--skip-bad'),
  format: value(readFormat, '--format'),
  idScope: text('--id-scope', '--scope'),
  dpsHost: text('--dps-host', '--provisioning-host', '--host'),
  ...HUB_OPTIONS,
  ...TIME_OPTIONS,
};

/** What they were given as. */
export type DeriveKeyOptions = OptionsOf<typeof DERIVE_KEY_OPTIONS>;

/** Throws `terminal/options-together` and `terminal/option-missing` for options that do not fit to one another. */
export function checkTogether(options: DeriveKeyOptions): void {
  const devices = [
    ['--registration-id', options.deviceId],
    ['--ids', options.ids],
    ['--pattern', options.pattern],
  ] as const;
  forbidTogether(...devices);
  if (devices.every(([, given]) => given === undefined)) throw missing(devices.map(([name]) => name));
  const ofTable = [options.idColumn, options.nameColumn, options.delimiter, options.noHeading || undefined];
  if (options.ids === undefined && ofTable.some((given) => given !== undefined)) throw missing(['--ids']);
  forbidTogether(['--format', options.format], ['--json', isJson(options)]);
  // Standard input can be read once.
  forbidTogether(
    ['--key-file -', options.keyFile === '-'],
    ['--secondary-key-file -', options.secondaryKeyFile === '-'],
    ['--ids -', options.ids === '-'],
  );
}

function missing(wanted: readonly string[]): WorkbenchError {
  return new WorkbenchError('terminal/option-missing', { wanted });
}
