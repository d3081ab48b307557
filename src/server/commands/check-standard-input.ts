import { readPath } from '../read-options.ts';
import { forbidTogether } from './command-options.ts';
import type { OptionSet, OptionsOf } from './option-set.ts';

/** Throws `terminal/options-together` when two options name standard input, which can be read once. */
export function checkStandardInput<Set extends OptionSet>(set: Set, given: OptionsOf<Set>): void {
  const named = Object.entries(set).flatMap(([name, option]) => {
    if (option.kind === 'flag') return [];
    const value: unknown = given[name];
    const files = option.kind === 'words' ? (value as readonly string[]) : option.read === readPath ? [value] : [];
    return files.flatMap((file) => (file === '-' ? [`${option.names[0]} -`] : []));
  });
  forbidTogether(...named.map((option) => [option, true] as const));
}
