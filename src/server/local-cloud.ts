import { resolve } from 'node:path';
import type { Cloud, CloudOptions } from '#cloud/cloud';
import { parseJson, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import type { RestRequest } from '#core/ports/rest';
import { parseArguments } from './arguments.ts';
import { openFreshCloud } from './open-cloud.ts';
import type { Ports } from './ready-line.ts';
import { loadScenario, nameScenario, type NamedScenario } from './scenario/load-scenario.ts';
import { makeTerminal } from './terminal.ts';
import { openServer } from './workbench-server.ts';

/** What other people's suites may ask of `startCloud`; `start-cloud.d.mts` says the same to them. */
export interface LocalCloudOptions {
  readonly host?: string;
  readonly port?: number;
  readonly httpsPort?: number;
  readonly mqttsPort?: number;
  readonly tls?: boolean;
  readonly tlsDirectory?: string;
  readonly models?: string;
  readonly scenario?: string | object;
  readonly settings?: object;
  readonly acceptAnyBearer?: boolean;
  readonly log?: (line: string) => void;
}

const OPTION_NAMES: readonly string[] = Object.keys({
  host: true,
  port: true,
  httpsPort: true,
  mqttsPort: true,
  tls: true,
  tlsDirectory: true,
  models: true,
  scenario: true,
  settings: true,
  acceptAnyBearer: true,
  log: true,
} satisfies Record<keyof LocalCloudOptions, true>);

/** What they get. It holds keys. */
export interface LocalCloud extends ReturnType<Cloud['describe']> {
  readonly ports: Ports;
  readonly caFile: string | null;
  /** For a process that runs an unmodified SDK with the preload. */
  readonly environment: Readonly<Record<string, string>>;
  readonly preloadFile: string;
  rest(
    method: RestRequest['method'],
    path: string,
    body?: unknown,
    headers?: RestRequest['headers'],
  ): Promise<RestAnswer>;
  close(): Promise<void>;
}

/** An answer of REST, its body read as JSON where it is that. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the host of a local cloud gives it. */
export interface LocalCloudHost extends Pick<CloudOptions, 'parseCsv'> {
  readonly clock: Clock;
  readonly preloadFile: string;
}

/**
 * Opens a cloud of this process behind loopback ports; nothing of it is kept. Throws codes of `terminal/…`, with nothing
 * left open.
 */
export async function openLocalCloud(host: LocalCloudHost, options: LocalCloudOptions): Promise<LocalCloud> {
  const { clock, parseCsv } = host;
  const { log = () => undefined } = options;
  const terminal = makeTerminal({ write: () => undefined }, { write: (text) => log(text.trimEnd()) });
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) throw new WorkbenchError('terminal/option', { option: unknown });
  const parsed = parseArguments(listArguments(options));
  const cloud = await openFreshCloud({
    clock,
    parseCsv,
    host: parsed.host,
    acceptAnyBearer: parsed.acceptAnyBearer,
    modelsDirectory: options.models,
    scenario: await readGiven(options),
  });
  const server = await openServer({ options: parsed, cloud, clock, terminal, appDirectory: '' }).catch(
    (error: unknown) => {
      cloud.dispose();
      throw error;
    },
  );
  const { ports, caFile } = server;
  const described = cloud.describe();
  let isClosed = false;
  return {
    ...described,
    ports,
    caFile,
    environment: describeEnvironment(described.hubs, ports, caFile),
    preloadFile: host.preloadFile,
    async rest(method, path, body, headers) {
      if (isClosed) throw new WorkbenchError('terminal/cloud-closed', {});
      return ask(cloud, method, path, body, headers);
    },
    async close() {
      isClosed = true;
      cloud.dispose();
      await server.dispose();
    },
  };
}

/** The options as the command line has them, which judges them in words. */
function listArguments(options: LocalCloudOptions): readonly string[] {
  const { host, port = 0, httpsPort = 0, mqttsPort = 0, tls = true, tlsDirectory, acceptAnyBearer } = options;
  return [
    'cloud',
    `--port=${port}`,
    ...(tls ? [`--https-port=${httpsPort}`, `--mqtts-port=${mqttsPort}`] : []),
    ...(host === undefined ? [] : [`--host=${host}`]),
    ...(tlsDirectory === undefined ? [] : [`--tls-dir=${resolve(tlsDirectory)}`]),
    ...(acceptAnyBearer === true ? ['--accept-any-bearer'] : []),
  ];
}

/** Gives the scenario of a file or an object, with the settings behind it. */
async function readGiven({ scenario, settings }: LocalCloudOptions): Promise<NamedScenario | undefined> {
  const given = typeof scenario === 'string' ? await loadScenario(scenario) : readObject('scenario', scenario);
  const more = settings === undefined ? undefined : readObject('settings', { settings });
  if (given === undefined || more === undefined) return given ?? more;
  return { ...given, steps: [...given.steps, ...more.steps] };
}

/** By way of its text: whoever calls may give what is no JSON, such as a member that is undefined. */
function readObject(name: string, value: object | undefined): NamedScenario | undefined {
  return value === undefined ? undefined : nameScenario(name, parseJson(JSON.stringify(value)) ?? null);
}

function describeEnvironment(
  hubs: readonly string[],
  { https, mqtts }: Ports,
  caFile: string | null,
): Record<string, string> {
  return {
    DEVICE_WORKBENCH_HOST: hubs.join(','),
    ...(caFile === null ? {} : { DEVICE_WORKBENCH_CA: caFile }),
    ...(https === null ? {} : { DEVICE_WORKBENCH_HTTPS_PORT: String(https) }),
    ...(mqtts === null ? {} : { DEVICE_WORKBENCH_MQTTS_PORT: String(mqtts) }),
  };
}

/** As the operator, unless the headers say otherwise. */
async function ask(
  cloud: Cloud,
  method: RestRequest['method'],
  url: string,
  body: unknown,
  headers: RestRequest['headers'] = {},
): Promise<RestAnswer> {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const answer = await cloud.rest({
    method,
    url,
    headers: { authorization: cloud.describe().operatorToken, ...lower },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, body: readBody(answer.body) };
}

function readBody(text: string): Json | undefined {
  return text === '' ? undefined : (parseJson(text) ?? text);
}
