import { readAllowedHost, readOptions, readPath, type OptionTable } from '#server/read-options';

/** What the command line of `npm run package` asked for. */
export interface PackageOptions {
  readonly help: boolean;
  /** Hosts beside the known ones that the app may connect to, as they stand in a content security policy. */
  readonly allowedHosts: readonly string[];
  /** Where the archive is written; relative to the directory that the command was started in. */
  readonly out: string | undefined;
}

type Mutable = { -readonly [Name in keyof PackageOptions]: PackageOptions[Name] };
type Reader = (options: Mutable, value: string, option: string) => void;

const askForHelp = (options: Mutable): void => void (options.help = true);

const TABLE: OptionTable<Mutable> = {
  flags: new Map([
    ['--help', askForHelp],
    ['-h', askForHelp],
  ]),
  values: new Map<string, Reader>([
    ['--out', (options, value, option) => (options.out = readPath(value, option))],
    [
      '--allow-host',
      (options, value, option) => {
        options.allowedHosts = [...options.allowedHosts, readAllowedHost(value, option)];
      },
    ],
  ]),
};

/** Reads the command line. Throws `terminal/option` and `terminal/option-value`. */
export function parsePackageOptions(argv: readonly string[]): PackageOptions {
  const options: Mutable = { help: false, allowedHosts: [], out: undefined };
  readOptions(argv, TABLE, options);
  return options;
}
