import { isJsonObject, memberOf, parseJson, type Json, type JsonObject } from '#core/bytes/json';
import type { GroupKeys } from '#core/ports/key-maker';
import { readList, textOf } from './cloud-answers.ts';
import { createCloudDevices, type CloudDevices, type DeviceAccess } from './cloud-devices.ts';
import { readEvent, type CloudEventLine } from './cloud-events.ts';
import { createCloudGroups, type CloudGroups } from './cloud-groups.ts';
import type { CloudFault } from './cloud-settings.ts';
import type { OperatorClient, RestRequest, RestResponse } from '#core/ports/rest';
import { WorkbenchError } from '#core/errors/workbench-error';

/** One try to register or to connect, with the true reason that a device is never told. */
export interface CloudAttempt {
  readonly at: number;
  readonly service: 'dps' | 'hub' | 'central';
  readonly identity: string;
  readonly outcome: 'accepted' | 'refused';
  readonly code: number | null;
  readonly reason: string;
  readonly remedy: string;
  readonly road: string;
  readonly remote: string;
}

export interface CloudInfo {
  readonly host: string;
  readonly idScope: string;
  /** Names of its hubs, the one that devices get first of all. */
  readonly hubs: readonly string[];
  /** What it does wrong on purpose. */
  readonly faults: readonly CloudFault[];
}

export interface CommandAnswer {
  readonly response: Json | undefined;
  readonly responseCode: number;
}

/** A message for a device. */
export interface CloudMessage {
  readonly body: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly expirySeconds?: number;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** Makes it an offline command of this name, as IoT Central does. */
  readonly methodName?: string;
}

/** Asks a cloud in JSON, and gives the body of its answer. Errors as those of `CloudOperator`. */
export type AskOperator = (
  method: RestRequest['method'],
  url: string,
  body?: Json,
  headers?: RestRequest['headers'],
) => Promise<Json | undefined>;

/** What an operator can ask of one local cloud. Errors: `cloud/unreachable`, `cloud/not-found`, `cloud/refused` … */
export interface CloudOperator {
  readInfo(): Promise<CloudInfo>;
  readGroupKey(): Promise<string>;
  /** The primary key, and the secondary one where the group has one. */
  readGroupKeys(): Promise<GroupKeys>;
  /** For what one room alone needs, which so comes with the script of the room: `createCloudTemplates(ask)` … */
  readonly ask: AskOperator;
  readonly groups: CloudGroups;
  readonly devices: CloudDevices;
  /** Newest first. */
  listAttempts(top: number): Promise<readonly CloudAttempt[]>;
  setDesired(id: string, patch: JsonObject): Promise<void>;
  /** Errors: `cloud/device-offline`, `cloud/command-timeout`. */
  runCommand(id: string, name: string, request: Json | undefined, timeoutSeconds: number): Promise<CommandAnswer>;
  /** Gives the message's ID. */
  sendMessage(id: string, message: CloudMessage): Promise<string>;
  setAccess(id: string, access: DeviceAccess): Promise<void>;
  forget(id: string): Promise<void>;
  /** Gives the device's ID; its connection string is asked for when it is to be shown. */
  addHubDevice(id: string): Promise<string>;
  readConnectionString(id: string): Promise<string>;
  /** Calls `onEvent` with each event of the cloud. Returns a function that stops it. */
  follow(onEvent: (event: CloudEventLine) => void, onEnd: (reason: string) => void): () => void;
}

/** The enrollment group that every local cloud begins with. */
const GROUP_ID = 'SAS-IoT-Devices';

/** Gives an operator over the REST interface of one local cloud (IoT Central's dialect, and ours under `/_emu/`). */
export function createCloudOperator(client: OperatorClient): CloudOperator {
  const ask: AskOperator = (method, url, body, headers) => askCloud(client, { method, url, body, headers });
  const groups = createCloudGroups(ask);
  return {
    readInfo: async () => readInfo(await ask('GET', '/_emu/cloud')),
    readGroupKey: async () => (await groups.readKeys(GROUP_ID)).primaryKey,
    readGroupKeys: () => groups.readKeys(GROUP_ID),
    ask,
    groups,
    devices: createCloudDevices({ json: ask, text: (method, url, csv) => askText(client, method, url, csv) }),
    listAttempts: async (top) => readList<CloudAttempt>(await ask('GET', `/_emu/attempts?top=${top}`)),
    setDesired: async (id, patch) => void (await ask('PATCH', `/api/devices/${name(id)}/properties`, patch)),
    async runCommand(id, command, request, timeoutSeconds) {
      const body = { ...(request === undefined ? {} : { request }), responseTimeout: timeoutSeconds };
      return runCommand(client, id, command, body, timeoutSeconds);
    },
    async sendMessage(id, message) {
      const sent = await ask('POST', `/_emu/devices/${name(id)}/messages`, { ...message });
      return textOf(sent, 'messageId');
    },
    setAccess: async (id, access) => void (await ask('POST', `/_emu/devices/${name(id)}/${access}`)),
    forget: async (id) => void (await ask('DELETE', `/api/devices/${name(id)}`)),
    addHubDevice: async (id) => textOf(await ask('POST', '/_emu/devices', { deviceId: id }), 'deviceId'),
    readConnectionString: async (id) =>
      textOf(await ask('GET', `/_emu/devices/${name(id)}/connection-string`), 'connectionString'),
    follow: (onEvent, onEnd) => client.follow((line) => onEvent(readEvent(line)), onEnd),
  };
}

const name = encodeURIComponent;

/** A request with a body of JSON, if it has one. */
interface JsonRequest extends Pick<RestRequest, 'method' | 'url'> {
  readonly body?: Json | undefined;
  readonly headers?: RestRequest['headers'] | undefined;
}

async function askCloud(client: OperatorClient, request: JsonRequest): Promise<Json | undefined> {
  const response = await send(client, request);
  if (response.status >= 400) throw identifyCloudError(response, request.url);
  return response.body === '' ? undefined : parseJson(response.body);
}

async function askText(client: OperatorClient, method: 'GET' | 'POST', url: string, csv?: string): Promise<string> {
  const request = csv === undefined ? { headers: {} } : { headers: { 'content-type': 'text/csv' }, body: csv };
  const response = await client.request({ method, url, ...request });
  if (response.status >= 400) throw identifyCloudError(response, url);
  return response.body;
}

function send(client: OperatorClient, { method, url, body, headers = {} }: JsonRequest): Promise<RestResponse> {
  if (body === undefined) return client.request({ method, url, headers });
  const typed = { 'content-type': 'application/json', ...headers };
  return client.request({ method, url, headers: typed, body: JSON.stringify(body) });
}

async function runCommand(
  client: OperatorClient,
  id: string,
  command: string,
  body: JsonObject,
  timeoutSeconds: number,
): Promise<CommandAnswer> {
  const url = `/api/devices/${name(id)}/commands/${name(command)}`;
  const response = await send(client, { method: 'POST', url, body });
  if (response.status === 404 && isOffline(response)) {
    throw new WorkbenchError('cloud/device-offline', { name: id });
  }
  if (response.status === 504 || response.status === 408) {
    throw new WorkbenchError('cloud/command-timeout', { name: command, seconds: timeoutSeconds });
  }
  if (response.status === 404 && lacksCommand(response)) throw refusal(response);
  if (response.status >= 400) throw identifyCloudError(response, url);
  const answer = parseJson(response.body);
  if (!isJsonObject(answer)) throw new WorkbenchError('cloud/refused', { status: response.status, message: '' });
  return { response: answer['response'], responseCode: Number(answer['responseCode']) };
}

/** A device that is not there answers 404 too; IoT Central tells the two apart by the words alone. */
function isOffline(response: RestResponse): boolean {
  return (
    errorText(response, 'code') === 'DeviceConnectionClosedRemotely' ||
    errorText(response, 'message').startsWith('Could not connect to device')
  );
}

/** The device is there, and its template has no such command. */
function lacksCommand(response: RestResponse): boolean {
  return errorText(response, 'message').startsWith('The template of the device has no command');
}

function identifyCloudError(response: RestResponse, url: string): WorkbenchError {
  if (response.status === 404) return new WorkbenchError('cloud/not-found', { what: describePath(url) });
  return refusal(response);
}

function refusal(response: RestResponse): WorkbenchError {
  return new WorkbenchError('cloud/refused', { status: response.status, message: errorText(response, 'message') });
}

function describePath(url: string): string {
  const parts = (url.split('?')[0] ?? '').split('/').filter(Boolean).map(decodeURIComponent);
  return parts[2] ?? parts.at(-1) ?? url;
}

function errorText(response: RestResponse, field: 'code' | 'message'): string {
  const body = parseJson(response.body);
  // CA certificates answer as Azure's resource manager does, without the level in between.
  const text = memberOf(memberOf(body, 'error') ?? body, field);
  return typeof text === 'string' ? text : '';
}

function readInfo(body: Json | undefined): CloudInfo {
  return {
    host: textOf(body, 'host'),
    idScope: textOf(body, 'idScope'),
    // Clouds of older versions do not tell.
    hubs: readList({ value: memberOf(body, 'hubs') ?? [] }),
    faults: readList({ value: memberOf(memberOf(body, 'settings'), 'faults') ?? [] }),
  };
}
