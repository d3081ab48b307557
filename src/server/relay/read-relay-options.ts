import { unfitOption } from '../read-options.ts';
import { parseTarget } from './relay-targets.ts';

/** Gives a target of a relay as it is asked for. Throws `terminal/option-value`. */
export function readRelayTarget(value: string, option: string): string {
  const target = parseTarget(value);
  if (target === undefined) throw unfitOption(option, value, 'relayTarget');
  return target;
}
