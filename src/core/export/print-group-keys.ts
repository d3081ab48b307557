import type { GroupKeys } from '../ports/key-maker.ts';

/**
 * Prints a group's keys as the variables that `printAzCommand` and `printAzGroupCommand` read, one a line: to be loaded
 * with `set -a; . file`. Base64 needs no quotes there.
 */
export function printGroupKeys({ primaryKey, secondaryKey }: GroupKeys): string {
  const secondary = secondaryKey === undefined ? '' : `SECONDARY_GROUP_KEY=${secondaryKey}\n`;
  return `GROUP_KEY=${primaryKey}\n${secondary}`;
}
