import { WorkbenchError } from '#core/errors/workbench-error';
import { readAddress, readHost } from '../arguments.ts';
import { readSeconds } from '../commands/option-values.ts';
import { readOptions, readPath, readPort, unfitOption, type OptionTable } from '../read-options.ts';
import { readRelayTarget } from './read-relay-options.ts';
import { RELAY_DEFAULTS } from './relay-defaults.ts';

/** What the command line of a relay asked for. */
export interface RelayArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly origins: readonly string[];
  /** Targets beside those of Azure. */
  readonly targets: readonly string[];
  readonly azure: boolean;
  readonly hosts: readonly string[];
  /** Undefined means both loopback addresses. */
  readonly bind: string | undefined;
  /** 0 means any free port. */
  readonly port: number;
  readonly tokenFile: string | undefined;
  readonly tlsFiles: { readonly certificate: string; readonly key: string } | undefined;
  /** Connections at a time. */
  readonly most: number;
  readonly idleSeconds: number;
}

type Given = { -readonly [Name in keyof Omit<RelayArguments, 'tlsFiles'>]: RelayArguments[Name] } & {
  certificate: string | undefined;
  key: string | undefined;
};
type Reader = (given: Given, value: string, option: string) => void;

const TABLE: OptionTable<Given> = {
  flags: new Map([
    ['--json', (given: Given) => void (given.json = true)],
    ['--no-azure', (given: Given) => void (given.azure = false)],
    ['--help', (given: Given) => void (given.help = true)],
    ['-h', (given: Given) => void (given.help = true)],
  ]),
  values: new Map<string, Reader>([
    ['--origin', (given, value, option) => (given.origins = [...given.origins, readOrigin(value, option)])],
    ['--allow', (given, value, option) => (given.targets = [...given.targets, readRelayTarget(value, option)])],
    ['--host', (given, value, option) => (given.hosts = [...given.hosts, readHost(value, option)])],
    ['--bind', (given, value, option) => (given.bind = readAddress(value, option))],
    ['--port', (given, value, option) => (given.port = readPort(value, option))],
    ['--token-file', (given, value, option) => (given.tokenFile = readPath(value, option))],
    ['--tls-cert', (given, value, option) => (given.certificate = readPath(value, option))],
    ['--tls-key', (given, value, option) => (given.key = readPath(value, option))],
    ['--max', (given, value, option) => (given.most = readCount(value, option))],
    ['--idle', (given, value, option) => (given.idleSeconds = readSeconds(value, option))],
  ]),
};

/**
 * Reads the command line of a relay. Throws `terminal/option`, `terminal/option-value`, and `terminal/option-missing` where
 * it would serve nobody or connect to nothing.
 */
export function parseRelayArguments(argv: readonly string[]): RelayArguments {
  const given: Given = {
    help: false,
    json: false,
    origins: [],
    targets: [],
    azure: true,
    hosts: [],
    bind: undefined,
    port: 8090,
    tokenFile: undefined,
    certificate: undefined,
    key: undefined,
    most: RELAY_DEFAULTS.most,
    idleSeconds: RELAY_DEFAULTS.times.idleMs / 1000,
  };
  readOptions(argv, TABLE, given);
  const { certificate, key, ...options } = given;
  if (!options.help) checkGiven(given);
  return { ...options, tlsFiles: certificate === undefined || key === undefined ? undefined : { certificate, key } };
}

function checkGiven({ origins, targets, azure, certificate, key }: Given): void {
  const missing = (...wanted: string[]): WorkbenchError => new WorkbenchError('terminal/option-missing', { wanted });
  if (origins.length === 0) throw missing('--origin');
  if (!azure && targets.length === 0) throw missing('--allow');
  if (certificate !== undefined && key === undefined) throw missing('--tls-key');
  if (certificate === undefined && key !== undefined) throw missing('--tls-cert');
}

/** Exactly what a browser sends: another spelling would never match. */
function readOrigin(value: string, option: string): string {
  const isOrigin = /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
  if (!isOrigin) throw unfitOption(option, value, 'origin');
  return value;
}

/** As many as a system has ports. */
function readCount(value: string, option: string): number {
  const count = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (count < 1) throw unfitOption(option, value, 'connections');
  return count;
}
