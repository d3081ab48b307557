import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls';
import { WorkbenchError } from '#core/errors/workbench-error';
import { CA_FILE_EXPECTATION, OPTION_EXPECTATIONS, REDIRECT_REFUSAL } from '#core/words/en/server-banner';
import { AZURE_DOMAINS } from './azure-domains.ts';
import { describeReadReason } from './file-reason.ts';

/** Where the connections of a program go that was written for Azure. */
export interface RedirectPlan {
  /** Names that are redirected beside Azure's: those that the local cloud announces for its hubs. */
  readonly hosts: readonly string[];
  /** The port of this machine for each of Azure's; undefined where none was given. */
  readonly ports: ReadonlyMap<number, { readonly port: number | undefined; readonly variable: string }>;
  /** The CA that redirected connections trust, as PEM. */
  readonly ca: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Connect = typeof tls.connect;
/** `undefined`: not ours. A number: the local port. A text: why it cannot be. */
type Destination = number | string | undefined;

/**
 * Reads the plan from `DEVICE_WORKBENCH_MQTTS_PORT`, `DEVICE_WORKBENCH_HTTPS_PORT`, `DEVICE_WORKBENCH_HOST` (one name, or
 * several between commas) and `DEVICE_WORKBENCH_CA`. Throws `terminal/option-value` for a port or a file that cannot be used.
 */
export function readRedirectPlan(environment: Environment): RedirectPlan {
  const port = (variable: string) => ({ port: readPort(environment, variable), variable });
  const names = (environment['DEVICE_WORKBENCH_HOST'] ?? '').toLowerCase().split(',');
  return {
    hosts: names.map((name) => name.trim()).filter((name) => name !== ''),
    ports: new Map([
      [8883, port('DEVICE_WORKBENCH_MQTTS_PORT')],
      [443, port('DEVICE_WORKBENCH_HTTPS_PORT')],
    ]),
    ca: readCa(environment['DEVICE_WORKBENCH_CA']),
  };
}

const AMQPS_PORT = 5671;

/**
 * Says where a connection to `host:port` goes. Azure's names never reach Azure: what we do not serve is refused in words,
 * and so is AMQP with the announced name, which SDKs would otherwise try for minutes.
 */
export function chooseDestination(plan: RedirectPlan, host: string, port: number): Destination {
  // A dot at the end makes a name absolute (RFC 1034, 3.1); it is the same host.
  const name = host.toLowerCase().replace(/\.$/, '');
  const isAzure = AZURE_DOMAINS.some((domain) => name.endsWith(`.${domain}`));
  const chosen = plan.ports.get(port);
  if (isAzure) return chosen?.port ?? REDIRECT_REFUSAL(host, port, chosen?.variable);
  if (!plan.hosts.includes(name)) return undefined;
  return port === AMQPS_PORT ? REDIRECT_REFUSAL(host, port, undefined) : chosen?.port;
}

/**
 * Gives a `tls.connect` that follows the plan and leaves all else to `connect`: the address changes, the server name and
 * what the program says inside of the connection stay, so tokens and certificates are those that Azure would see. Each
 * reason to refuse goes to `warn` once, since SDKs hide the errors of connections behind their own, and try again.
 */
export function redirectConnect(connect: Connect, plan: RedirectPlan, warn: (reason: string) => void): Connect {
  const told = new Set<string>();
  return ((...words: unknown[]) => {
    const { options, listener } = readCall(words);
    const host = options.host ?? 'localhost';
    const isOwnStream = options.socket !== undefined || typeof options.path === 'string';
    const destination = isOwnStream ? undefined : chooseDestination(plan, host, Number(options.port));
    if (destination === undefined) return Reflect.apply(connect, tls, words) as TLSSocket;
    if (typeof destination === 'string') {
      if (!told.has(destination)) warn(destination);
      told.add(destination);
      return refuse(destination);
    }
    const trusted = plan.ca === undefined ? {} : { ca: [plan.ca, ...[options.ca ?? []].flat()] };
    const servername = options.servername || host;
    return connect({ ...options, ...trusted, servername, host: '127.0.0.1', port: destination }, listener);
  }) as Connect;
}

/** The forms of `tls.connect`: options, or a port, then perhaps a host and options; a listener may end each. */
function readCall(words: readonly unknown[]): { options: ConnectionOptions; listener: (() => void) | undefined } {
  const options: ConnectionOptions = {};
  let listener: (() => void) | undefined;
  for (const [at, word] of words.entries()) {
    if (typeof word === 'function') listener = word as () => void;
    else if (typeof word === 'object') Object.assign(options, word);
    else if (at === 0) options.port = Number(word);
    else if (typeof word === 'string') options.host = word;
  }
  return { options, listener };
}

function refuse(reason: string): TLSSocket {
  const socket = new tls.TLSSocket(new net.Socket());
  process.nextTick(() => socket.destroy(new Error(reason)));
  return socket;
}

function readPort(environment: Environment, variable: string): number | undefined {
  const value = environment[variable];
  if (value === undefined || value === '') return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new WorkbenchError('terminal/option-value', {
    option: variable,
    value,
    expected: OPTION_EXPECTATIONS.openPort,
  });
}

function readCa(file: string | undefined): string | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const expected = CA_FILE_EXPECTATION(describeReadReason(cause));
    throw new WorkbenchError(
      'terminal/option-value',
      { option: 'DEVICE_WORKBENCH_CA', value: file, expected },
      { cause },
    );
  }
}
