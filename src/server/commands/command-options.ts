import { WorkbenchError } from '#core/errors/workbench-error';
import { readPath } from '../read-options.ts';
import { readDelimiter, readOutput, readPattern } from './option-values.ts';
import { flag, text, value, type OptionsOf } from './option-set.ts';

/** What every command takes: how it answers. */
export const ANSWER_OPTIONS = {
  help: flag('--help', '-h'),
  json: flag('--json'),
  output: value(readOutput, '--output', '-o'),
  onlyErrors: flag('--only-show-errors'),
};

/** The same for a command whose answer may go to a file. */
export const RESULT_OPTIONS = {
  ...ANSWER_OPTIONS,
  outputFile: value(readPath, '--output-file'),
  force: flag('--force'),
};

/** A list of devices. */
export const LIST_OPTIONS = {
  ids: value(readPath, '--ids'),
  pattern: value(readPattern, '--pattern'),
  idColumn: text('--id-column'),
  nameColumn: text('--name-column'),
  delimiter: value(readDelimiter, '--delimiter'),
  noHeading: flag('--no-heading'),
  skipBad: flag('--skip-bad'),
};

/** The device: what is its device ID to a hub is its registration ID to DPS. */
export const DEVICE_OPTIONS = {
  deviceId: text('--device-id', '-d', '--registration-id', '--rid'),
};

/** Throws `terminal/options-together` when two of the options were given; `false` and undefined are options left away. */
export function forbidTogether(...options: readonly (readonly [name: string, given: unknown])[]): void {
  const [first, second] = options.filter(([, given]) => given !== undefined && given !== false);
  if (first === undefined || second === undefined) return;
  throw new WorkbenchError('terminal/options-together', { first: first[0], second: second[0] });
}

/** What says which devices a command is about: one, or a list. */
export type DevicesOptions = OptionsOf<typeof DEVICE_OPTIONS & typeof LIST_OPTIONS>;

/** Throws `terminal/options-together` and `terminal/option-missing` unless one device is named, or one list. */
export function checkDevices(options: DevicesOptions): void {
  const devices = [
    ['--registration-id', options.deviceId],
    ['--ids', options.ids],
    ['--pattern', options.pattern],
  ] as const;
  forbidTogether(...devices);
  if (devices.every(([, given]) => given === undefined)) throw missing(devices.map(([name]) => name));
  const ofTable = [options.idColumn, options.nameColumn, options.delimiter, options.noHeading || undefined];
  if (options.ids === undefined && ofTable.some((given) => given !== undefined)) throw missing(['--ids']);
}

function missing(wanted: readonly string[]): WorkbenchError {
  return new WorkbenchError('terminal/option-missing', { wanted });
}
