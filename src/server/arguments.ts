import { isIP } from 'node:net';
import { WorkbenchError } from '#core/errors/workbench-error';
import { readAllowedHost, readOptions, readPath, readPort, unfitOption, type OptionTable } from './read-options.ts';
import { readRelayTarget } from './relay/read-relay-options.ts';

/** What the command line asked for. */
export interface ServerOptions {
  /** `start` serves the app and the cloud, `cloud` the cloud alone. */
  readonly command: 'start' | 'cloud';
  readonly help: boolean;
  /** One line of JSON on standard output instead of the banner. */
  readonly json: boolean;
  /** The name that devices are told, and that the certificate carries. */
  readonly host: string;
  /** The name of the second hub; undefined leaves it to the cloud. */
  readonly secondHost: string | undefined;
  /** The address to listen at; undefined means both loopback addresses. */
  readonly bind: string | undefined;
  /** 0 means any free port. */
  readonly httpPort: number;
  readonly httpsPort: number | undefined;
  readonly mqttsPort: number | undefined;
  readonly tlsDirectory: string | undefined;
  /** Where `--state` wants the cloud kept; undefined leaves that to the command. */
  readonly stateFile: string | undefined;
  /** Directory of DTDL documents for the local model repository. */
  readonly modelsDirectory: string | undefined;
  /** What a new cloud begins with. */
  readonly scenarioFile: string | undefined;
  readonly acceptAnyBearer: boolean;
  /** Where telemetry goes on to, as a file with lines of JSON and as posts. */
  readonly telemetryFile: string | undefined;
  readonly telemetryWebhook: string | undefined;
  /** Keep nothing, whatever the command does by itself. */
  readonly fresh: boolean;
  /** Hosts that the app may connect to beside the known ones, as they stand in a content security policy. */
  readonly allowedHosts: readonly string[];
  /** Whether `start` passes the bytes of devices on whose TLS ends in the page. */
  readonly relay: boolean;
  /** Hosts with ports that the relay may connect to beside the known ones. */
  readonly relayTargets: readonly string[];
  /** Whether `start` serves the app to the local network too, over HTTPS. */
  readonly lan: boolean;
  /** The IP addresses to do that at; none means all private ones of this machine. */
  readonly lanAddresses: readonly string[];
  /** 0 means any free port. */
  readonly lanPort: number;
  /** Whether the pairing code is printed where standard output is no terminal, too. */
  readonly lanCode: boolean;
}

type Mutable = { -readonly [Name in keyof ServerOptions]: ServerOptions[Name] };
type Reader = (options: Mutable, value: string, option: string) => void;

const TABLE: OptionTable<Mutable> = {
  flags: new Map([
    ['--json', (options: Mutable) => void (options.json = true)],
    ['--fresh', (options: Mutable) => void (options.fresh = true)],
    ['--accept-any-bearer', (options: Mutable) => void (options.acceptAnyBearer = true)],
    ['--no-relay', (options: Mutable) => void (options.relay = false)],
    ['--lan', (options: Mutable) => void (options.lan = true)],
    ['--lan-code', (options: Mutable) => void (options.lanCode = true)],
    ['--help', (options: Mutable) => void (options.help = true)],
    ['-h', (options: Mutable) => void (options.help = true)],
  ]),
  values: new Map<string, Reader>([
    ['--host', (options, value, option) => (options.host = readHost(value, option))],
    ['--second-hub', (options, value, option) => (options.secondHost = readHost(value, option))],
    ['--bind', (options, value, option) => (options.bind = readAddress(value, option))],
    ['--port', (options, value, option) => (options.httpPort = readPort(value, option))],
    ['--https-port', (options, value, option) => (options.httpsPort = readPort(value, option))],
    ['--mqtts-port', (options, value, option) => (options.mqttsPort = readPort(value, option))],
    ['--tls-dir', (options, value, option) => (options.tlsDirectory = readPath(value, option))],
    ['--state', (options, value, option) => (options.stateFile = readPath(value, option))],
    ['--telemetry-file', (options, value, option) => (options.telemetryFile = readPath(value, option))],
    ['--telemetry-webhook', (options, value, option) => (options.telemetryWebhook = readWebhook(value, option))],
    ['--models', (options, value, option) => (options.modelsDirectory = readPath(value, option))],
    ['--scenario', (options, value, option) => (options.scenarioFile = readPath(value, option))],
    [
      '--allow-host',
      (options, value, option) => {
        options.allowedHosts = [...options.allowedHosts, readAllowedHost(value, option)];
      },
    ],
    [
      '--relay-target',
      (options, value, option) => {
        options.relayTargets = [...options.relayTargets, readRelayTarget(value, option)];
      },
    ],
    [
      '--lan-address',
      (options, value, option) => {
        options.lanAddresses = [...new Set([...options.lanAddresses, readLanAddress(value, option)])];
      },
    ],
    ['--lan-port', (options, value, option) => (options.lanPort = readPort(value, option))],
  ]),
};

/** Beside 443, which only an administrator may open, the port that people know for HTTPS. */
const LAN_PORT = 8443;

const DEFAULTS: Omit<ServerOptions, 'command'> = {
  help: false,
  json: false,
  host: 'localhost',
  secondHost: undefined,
  bind: undefined,
  httpPort: 8080,
  httpsPort: undefined,
  mqttsPort: undefined,
  tlsDirectory: undefined,
  stateFile: undefined,
  scenarioFile: undefined,
  modelsDirectory: undefined,
  acceptAnyBearer: false,
  telemetryFile: undefined,
  telemetryWebhook: undefined,
  fresh: false,
  allowedHosts: [],
  relay: true,
  relayTargets: [],
  lan: false,
  lanAddresses: [],
  lanPort: LAN_PORT,
  lanCode: false,
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
  readOptions(rest, TABLE, options);
  if (options.fresh && options.stateFile !== undefined) throw unfitOption('--fresh', '', 'noState');
  if (options.secondHost === options.host) throw unfitOption('--second-hub', options.host, 'otherHub');
  judgeLan(options);
  return options;
}

/** What opens this machine to others is asked for by its name, and implied by nothing else. */
function judgeLan({ command, json, lan, lanAddresses, lanPort, lanCode }: ServerOptions): void {
  if (lan && command !== 'start') throw unfitOption('--lan', '', 'startAlone');
  if (!lan && lanAddresses.length > 0) throw unfitOption('--lan-address', '', 'lanBeside');
  if (!lan && lanPort !== LAN_PORT) throw unfitOption('--lan-port', '', 'lanBeside');
  if (!lan && lanCode) throw unfitOption('--lan-code', '', 'lanBeside');
  if (json && lanCode) throw new WorkbenchError('terminal/options-together', { first: '--lan-code', second: '--json' });
}

/** Gives the name of a host in lower case. Throws `terminal/option-value`. */
export function readHost(value: string, option: string): string {
  const isName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(
    value,
  );
  if (!isName) throw unfitOption(option, value, 'host');
  return value.toLowerCase();
}

/** Gives an address to listen at. Throws `terminal/option-value`. */
export function readAddress(value: string, option: string): string {
  if (!/^[0-9a-z.:%_-]+$/i.test(value)) throw unfitOption(option, value, 'bind');
  return value;
}

/** Gives an IP address as browsers write it: one that can stand in a URL, and none that stands for several. */
function readLanAddress(value: string, option: string): string {
  const host = isIP(value) === 6 ? `[${value}]` : value;
  const isOne = isIP(value) !== 0 && URL.canParse(`https://${host}`) && !/^(0\.0\.0\.0|[0:]+)$/.test(value);
  if (!isOne) throw unfitOption(option, value, 'lanAddress');
  return new URL(`https://${host}`).hostname.replace(/^\[|\]$/g, '');
}

/** Its value is not said: an address may hold a secret. */
function readWebhook(value: string, option: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw unfitOption(option, '', 'webhook');
  return value;
}
