import { readOptions, type OptionTable } from '../read-options.ts';

/** An option that is there or not. Messages use its first name. */
export interface FlagOption {
  readonly kind: 'flag';
  readonly names: readonly [string, ...string[]];
}

/** An option with a value, and how that is read; a value that does not fit throws `terminal/option-value`. */
export interface ValueOption<Value> {
  readonly kind: 'value';
  readonly names: readonly [string, ...string[]];
  readonly read: (value: string, option: string) => Value;
}

/** The words that are no option, such as files. `names` has what help calls them. */
export interface WordsOption {
  readonly kind: 'words';
  readonly names: readonly [string];
  readonly read: (word: string) => string;
}

/** The options of a command. */
export type OptionSet = Readonly<Record<string, FlagOption | ValueOption<unknown> | WordsOption>>;

/** What the options of a set were given as; undefined for a value that was not given. */
export type OptionsOf<Set extends OptionSet> = {
  readonly [Name in keyof Set]: Set[Name] extends ValueOption<infer Value>
    ? Value | undefined
    : Set[Name] extends WordsOption
      ? readonly string[]
      : boolean;
};

/** Gives an option without a value. */
export function flag(...names: [string, ...string[]]): FlagOption {
  return { kind: 'flag', names };
}

/** Gives an option whose value is read by a function. */
export function value<Value>(
  read: (value: string, option: string) => Value,
  ...names: [string, ...string[]]
): ValueOption<Value> {
  return { kind: 'value', names, read };
}

/** Gives the words that are no option, each read by a function. */
export function words(name: string, read: (word: string, name: string) => string): WordsOption {
  return { kind: 'words', names: [name], read: (word) => read(word, name) };
}

/** Gives an option whose value is any text. */
export function text(...names: [string, ...string[]]): ValueOption<string> {
  return value((given) => given, ...names);
}

/** Reads a command line; of an option that is given twice, the last counts, as with az. Throws as `readOptions` does. */
export function readOptionSet<Set extends OptionSet>(argv: readonly string[], set: Set): OptionsOf<Set> {
  type Given = Record<string, unknown>;
  const flags = new Map<string, (given: Given) => void>();
  const values = new Map<string, (given: Given, word: string, option: string) => void>();
  const given: Given = {};
  let word: OptionTable<Given>['word'];
  for (const [name, option] of Object.entries(set)) {
    given[name] = option.kind === 'flag' ? false : option.kind === 'words' ? [] : undefined;
    if (option.kind === 'words') {
      word = (all, found) => void (all[name] = [...(all[name] as string[]), option.read(found)]);
      continue;
    }
    for (const written of option.names) {
      if (option.kind === 'flag') flags.set(written, (all) => void (all[name] = true));
      else values.set(written, (all, word) => void (all[name] = option.read(word, written)));
    }
  }
  const table: OptionTable<Given> = { flags, values, ...(word !== undefined && { word }) };
  readOptions(argv, table, given);
  return given as OptionsOf<Set>;
}
