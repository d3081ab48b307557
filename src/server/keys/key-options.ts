import { readPath } from '../read-options.ts';
import { forbidTogether } from '../commands/command-options.ts';
import { flag, text, value, type OptionsOf } from '../commands/option-set.ts';
import { readMoment, readSeconds } from '../commands/option-values.ts';

/** A key, under each name that az has for it. */
export const KEY_OPTIONS = {
  key: text('--key', '--symmetric-key', '--primary-key', '--pk'),
  keyFile: value(readPath, '--key-file'),
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
