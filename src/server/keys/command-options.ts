import { WorkbenchError } from '#core/errors/workbench-error';
import { readPath } from '../read-options.ts';
import { readMoment, readOutput, readSeconds } from './option-values.ts';
import { flag, text, value, type OptionsOf } from './option-set.ts';

/** What every command takes: how its result is written, and where to. */
export const RESULT_OPTIONS = {
  help: flag('--help', '-h'),
  json: flag('--json'),
  output: value(readOutput, '--output', '-o'),
  outputFile: value(readPath, '--output-file'),
  force: flag('--force'),
  onlyErrors: flag('--only-show-errors'),
};

/** A key, under each name that az has for it. */
export const KEY_OPTIONS = {
  key: text('--key', '--symmetric-key', '--primary-key', '--pk'),
  keyFile: value(readPath, '--key-file'),
};

/** The device: what is its device ID to a hub is its registration ID to DPS. */
export const DEVICE_OPTIONS = {
  deviceId: text('--device-id', '-d', '--registration-id', '--rid'),
};

/** The hub, by its name or its host. */
export const HUB_OPTIONS = {
  hubName: text('--hub-name', '-n'),
};

/** Whether the key is that of an enrollment group, from which the key of the device is to be derived. */
export const COMPUTE_OPTIONS = {
  computeKey: flag('--compute-key', '--ck'),
};

/** When a token ends. */
export const TIME_OPTIONS = {
  duration: value(readSeconds, '--duration', '--du'),
  expiresAt: value(readMoment, '--expires-at'),
};

/** As az has it. */
const DEFAULT_DURATION_SECONDS = 3600;

/** Gives when a token ends, in seconds since the Unix epoch. Throws `terminal/options-together`. */
export function chooseEnd({ duration, expiresAt }: OptionsOf<typeof TIME_OPTIONS>, nowMs: number): number {
  forbidTogether(['--duration', duration], ['--expires-at', expiresAt]);
  return expiresAt ?? Math.floor(nowMs / 1000) + (duration ?? DEFAULT_DURATION_SECONDS);
}

/** Throws `terminal/options-together` when two of the options were given; `false` and undefined are options left away. */
export function forbidTogether(...options: readonly (readonly [name: string, given: unknown])[]): void {
  const [first, second] = options.filter(([, given]) => given !== undefined && given !== false);
  if (first === undefined || second === undefined) return;
  throw new WorkbenchError('terminal/options-together', { first: first[0], second: second[0] });
}
