import { readPath } from '../read-options.ts';
import { DEVICE_OPTIONS, RESULT_OPTIONS } from '../commands/command-options.ts';
import { COMPUTE_OPTIONS, HUB_OPTIONS, KEY_OPTIONS, TIME_OPTIONS } from './key-options.ts';
import { text, value, type OptionsOf } from '../commands/option-set.ts';
import { readResource } from '../commands/option-values.ts';

/** The options of `sas-token`. */
export const SAS_TOKEN_OPTIONS = {
  ...RESULT_OPTIONS,
  connectionString: text('--connection-string', '--cs'),
  connectionStringFile: value(readPath, '--connection-string-file'),
  ...HUB_OPTIONS,
  ...DEVICE_OPTIONS,
  moduleId: text('--module-id', '-m'),
  policyName: text('--policy-name', '--pn'),
  idScope: text('--id-scope', '--scope'),
  resource: value(readResource, '--resource'),
  ...KEY_OPTIONS,
  ...COMPUTE_OPTIONS,
  ...TIME_OPTIONS,
};

/** What they were given as. */
export type SasTokenOptions = OptionsOf<typeof SAS_TOKEN_OPTIONS>;
