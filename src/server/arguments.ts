import { WorkbenchError } from '#core/errors/workbench-error';
import { OPTION_EXPECTATIONS } from '#core/words/en/server-banner';

/** What the command line asked for. */
export interface ServerOptions {
  /** `start` serves the app and the cloud, `cloud` the cloud alone. */
  readonly command: 'start' | 'cloud';
  readonly help: boolean;
  /** One line of JSON on standard output instead of the banner. */
  readonly json: boolean;
  /** The name that devices are told, and that the certificate carries. */
  readonly host: string;
  /** The address to listen at; undefined means both loopback addresses. */
  readonly bind: string | undefined;
  /** 0 means any free port. */
  readonly httpPort: number;
  readonly httpsPort: number | undefined;
  readonly mqttsPort: number | undefined;
  readonly tlsDirectory: string | undefined;
  /** Where `--state` wants the cloud kept; undefined leaves that to the command. */
  readonly stateFile: string | undefined;
  /** Keep nothing, whatever the command does by itself. */
  readonly fresh: boolean;
  /** Hosts that the app may connect to beside the known ones, as they stand in a content security policy. */
  readonly allowedHosts: readonly string[];
}

type Mutable = { -readonly [Name in keyof ServerOptions]: ServerOptions[Name] };
type Reader = (options: Mutable, value: string, option: string) => void;

// Maps, because an object also answers to names such as `constructor`.
const FLAGS: ReadonlyMap<string, (options: Mutable) => void> = new Map([
  ['--json', (options: Mutable) => (options.json = true)],
  ['--fresh', (options: Mutable) => (options.fresh = true)],
  ['--help', (options: Mutable) => (options.help = true)],
  ['-h', (options: Mutable) => (options.help = true)],
]);

const VALUES: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['--host', (options, value, option) => (options.host = readHost(value, option))],
  ['--bind', (options, value, option) => (options.bind = readAddress(value, option))],
  ['--port', (options, value, option) => (options.httpPort = readPort(value, option))],
  ['--https-port', (options, value, option) => (options.httpsPort = readPort(value, option))],
  ['--mqtts-port', (options, value, option) => (options.mqttsPort = readPort(value, option))],
  ['--tls-dir', (options, value, option) => (options.tlsDirectory = readPath(value, option))],
  ['--state', (options, value, option) => (options.stateFile = readPath(value, option))],
  [
    '--allow-host',
    (options, value, option) => {
      options.allowedHosts = [...options.allowedHosts, readAllowedHost(value, option)];
    },
  ],
]);

const DEFAULTS: Omit<ServerOptions, 'command'> = {
  help: false,
  json: false,
  host: 'localhost',
  bind: undefined,
  httpPort: 8080,
  httpsPort: undefined,
  mqttsPort: undefined,
  tlsDirectory: undefined,
  stateFile: undefined,
  fresh: false,
  allowedHosts: [],
};

/**
 * Reads a command line whose first word is the command; both `--port 80` and `--port=80` are understood.
 * Throws `terminal/option` for an option that does not exist and `terminal/option-value` for a value it cannot take.
 */
export function parseArguments(argv: readonly string[]): ServerOptions {
  const [command, ...rest] = argv;
  if (command !== 'start' && command !== 'cloud')
    throw new WorkbenchError('terminal/option', { option: command ?? '' });
  const options: Mutable = { command, ...DEFAULTS };
  const words = rest.flatMap(splitAtEquals);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const flag = FLAGS.get(word);
    const reader = VALUES.get(word);
    if (flag !== undefined) flag(options);
    else if (reader !== undefined) reader(options, takeValue(words, word), word);
    else throw new WorkbenchError('terminal/option', { option: word });
  }
  if (options.fresh && options.stateFile !== undefined) throw unfit('--fresh', '', 'noState');
  return options;
}

function splitAtEquals(word: string): string[] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  if (at < 0) return [word];
  const option = word.slice(0, at);
  if (FLAGS.has(option)) throw unfit(option, '', 'noValue');
  return [option, word.slice(at + 1)];
}

function takeValue(words: string[], option: string): string {
  const value = words.shift();
  if (value === undefined || value.startsWith('--')) throw unfit(option, value ?? '', 'value');
  return value;
}

function readPort(value: string, option: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw unfit(option, value, 'port');
  return port;
}

function readHost(value: string, option: string): string {
  const isName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(
    value,
  );
  if (!isName) throw unfit(option, value, 'host');
  return value.toLowerCase();
}

function readAddress(value: string, option: string): string {
  if (!/^[0-9a-z.:%_-]+$/i.test(value)) throw unfit(option, value, 'bind');
  return value;
}

function readPath(value: string, option: string): string {
  if (value === '') throw unfit(option, value, 'path');
  return value;
}

/** What may stand in a policy is exact: a stray `;` or blank would open a hole in it. */
function readAllowedHost(value: string, option: string): string {
  const fits = /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(\d{1,5}|\*))?$/i.test(value);
  if (!fits) throw unfit(option, value, 'allowedHost');
  return value.toLowerCase();
}

function unfit(option: string, value: string, expected: keyof typeof OPTION_EXPECTATIONS): WorkbenchError {
  return new WorkbenchError('terminal/option-value', { option, value, expected: OPTION_EXPECTATIONS[expected] });
}
