import { readOptions, readPort, type OptionTable } from '../read-options.ts';

/** What the command line of `serve.js` asked for. */
export interface ServeOptions {
  readonly help: boolean;
  /** 0 means any free port. */
  readonly port: number;
}

type Mutable = { -readonly [Name in keyof ServeOptions]: ServeOptions[Name] };

const askForHelp = (options: Mutable): void => void (options.help = true);

const TABLE: OptionTable<Mutable> = {
  flags: new Map([
    ['--help', askForHelp],
    ['-h', askForHelp],
  ]),
  values: new Map([
    ['--port', (options: Mutable, value: string, option: string) => void (options.port = readPort(value, option))],
  ]),
};

/** Reads the command line. Throws `terminal/option` and `terminal/option-value`. */
export function parseServeOptions(argv: readonly string[]): ServeOptions {
  const options: Mutable = { help: false, port: 8080 };
  readOptions(argv, TABLE, options);
  return options;
}
