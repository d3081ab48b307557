import { readPath } from '../read-options.ts';
import {
  checkDevices,
  DEVICE_OPTIONS,
  forbidTogether,
  LIST_OPTIONS,
  RESULT_OPTIONS,
} from '../commands/command-options.ts';
import { HUB_OPTIONS, KEY_OPTIONS, TIME_OPTIONS } from './key-options.ts';
import { text, value, type OptionsOf } from '../commands/option-set.ts';
import { readFormat } from '../commands/option-values.ts';
import { isJson } from '../commands/print-line.ts';

/** The options of `derive-key`. */
export const DERIVE_KEY_OPTIONS = {
  ...RESULT_OPTIONS,
  ...KEY_OPTIONS,
  secondaryKey: text('--secondary-key', '--sk'),
  secondaryKeyFile: value(readPath, '--secondary-key-file'),
  ...DEVICE_OPTIONS,
  ...LIST_OPTIONS,
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
  checkDevices(options);
  forbidTogether(['--format', options.format], ['--json', isJson(options)]);
  // Standard input can be read once.
  forbidTogether(
    ['--key-file -', options.keyFile === '-'],
    ['--secondary-key-file -', options.secondaryKeyFile === '-'],
    ['--ids -', options.ids === '-'],
  );
}
