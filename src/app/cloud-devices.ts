import { isJsonObject, parseJson, type Json, type JsonObject } from '#core/bytes/json';
import { readList, textOf, unreadable } from './cloud-answers.ts';
import type { CloudAttempt } from './cloud-operator.ts';

/** The one word that IoT Central has for a device; the first of these that is true. */
export type CloudDeviceStatus = (typeof DEVICE_STATUSES)[number];

/** The words in the order in which they win over one another. */
export const DEVICE_STATUSES = ['blocked', 'waiting', 'unassociated', 'registered', 'provisioned'] as const;

/** What an operator does to let a device in or keep it out, or to move it to the other hub. */
export type DeviceAccess = 'approve' | 'block' | 'unblock' | 'reset' | 'move';

/** A message of a device. */
export interface CloudTelemetry {
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly at: number;
  readonly body: Json;
  readonly properties: Readonly<Record<string, string | null>>;
}

/** A device as a list shows it. */
export interface CloudDeviceRow {
  /** `deviceId`, or `deviceId/moduleId`. */
  readonly id: string;
  /** Its name for people; the ID where nobody gave one. */
  readonly displayName: string;
  readonly source: 'group' | 'individual' | 'hub';
  readonly status: CloudDeviceStatus;
  readonly connected: boolean;
  /** The beginning of the newest message's body. */
  readonly lastTelemetry: string | null;
  readonly lastActivityAt: number | null;
  readonly refusals: number;
}

/** A device as a local cloud's operator sees it. */
export interface CloudDevice extends Omit<CloudDeviceRow, 'lastTelemetry'> {
  /** What DPS knows it by; null for what never came by DPS. */
  readonly registrationId: string | null;
  readonly groupId: string | null;
  readonly authentication: CloudAuthentication;
  readonly connectedSince: number | null;
  readonly assignedHub: string | null;
  readonly modelId: string | null;
  readonly lastTelemetry: CloudTelemetry | null;
  readonly desired: JsonObject;
  readonly desiredVersion: number;
  readonly reported: JsonObject;
  readonly reportedVersion: number;
  readonly queuedMessages: number;
}

/** How a device proves who it is: by keys, by certificates that are known one by one, or by one of an authority. */
export interface CloudAuthentication {
  readonly type: 'sas' | 'selfSigned' | 'certificateAuthority';
  /** Upper-case hexadecimal, of self-signed certificates alone. */
  readonly primaryThumbprint?: string | null;
  readonly secondaryThumbprint?: string | null;
}

/** Which devices of a cloud are meant. */
export interface CloudDeviceQuery {
  /** A part of the ID or of the name, in any case. */
  readonly search: string;
  readonly status: CloudDeviceStatus | 'all';
  readonly connection: 'all' | 'connected' | 'disconnected';
  /** ID of an enrollment group; empty: of any, or of none. */
  readonly group: string;
}

/** Every device. */
export const ALL_DEVICES: CloudDeviceQuery = { search: '', status: 'all', connection: 'all', group: '' };

/** A part of the list of devices. */
export interface CloudDevicePage {
  readonly rows: readonly CloudDeviceRow[];
  /** How many there are of what was asked for. */
  readonly matching: number;
  /** How many of those are connected. */
  readonly connected: number;
  /** How many there are at all. */
  readonly total: number;
  /** How many there would be of each status, all else asked for being the same. Modules have no status. */
  readonly counts: Readonly<Record<CloudDeviceStatus, number>>;
}

/** A command that was run on a device. */
export interface CloudCommand {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly request: Json;
  readonly response: Json;
  /** Null: the device did not answer. */
  readonly responseCode: number | null;
}

/** A message that waits for its device. */
export interface CloudQueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly enqueuedAt: number;
  readonly expiresAt: number;
  readonly deliveryCount: number;
}

/** What a device registers with. Holds keys: goes to the screen by a press, and into no store. */
export interface CloudCredentials {
  readonly idScope: string;
  /** Undefined for what proves itself by certificates. */
  readonly keys: { readonly primaryKey: string; readonly secondaryKey: string } | undefined;
}

/** What became of a CSV file of devices. */
export interface DeviceImport {
  readonly added: number;
  /** They were here already and stay as they are. */
  readonly known: number;
  readonly problems: readonly DeviceImportProblem[];
}

/** A line of a file that is worth a word. */
export interface DeviceImportProblem {
  readonly line: number;
  /** The beginning of what stands there. */
  readonly found: string;
  readonly leftOut: boolean;
  readonly message: string;
}

/** What an operator can ask about the devices of one cloud. Errors as those of `CloudOperator`. */
export interface CloudDevices {
  /** Gives at most `count` rows from place `from` on, counted from 0. */
  readPage(query: CloudDeviceQuery, from: number, count: number): Promise<CloudDevicePage>;
  /** Gives the IDs alone, in the same order. */
  listIds(query: CloudDeviceQuery, from?: number, count?: number): Promise<readonly string[]>;
  read(id: string): Promise<CloudDevice>;
  /** Newest first. */
  readTelemetry(id: string, top: number): Promise<readonly CloudTelemetry[]>;
  /** Its tries to register and connect, newest first. */
  listAttempts(id: string, top: number): Promise<readonly CloudAttempt[]>;
  /** Newest first. */
  listCommands(id: string): Promise<readonly CloudCommand[]>;
  /** In the order in which they wait. */
  listMessages(id: string): Promise<readonly CloudQueuedMessage[]>;
  readCredentials(id: string): Promise<CloudCredentials>;
  /** Gives IoT Central's own columns, with the keys of every device. */
  exportCsv(): Promise<string>;
  importCsv(text: string): Promise<DeviceImport>;
}

/** Asks one local cloud: `method`, path and query, and a body, which is JSON unless it is a `text`. */
export interface AskCloud {
  json(method: 'GET' | 'POST', url: string, body?: Json): Promise<Json | undefined>;
  /** Gives the answer as the text that it is. */
  text(method: 'GET' | 'POST', url: string, csv?: string): Promise<string>;
}

/** More than any list has: a request without a limit would be answered in the cloud's older form. */
const EVERY_ID = 10_000_000;

/** Gives what can be asked about devices. */
export function createCloudDevices({ json, text }: AskCloud): CloudDevices {
  const pathOf = (id: string): string => `/_emu/devices/${encodeURIComponent(id)}`;
  const list = async <T>(url: string): Promise<readonly T[]> => readList<T>(await json('GET', url));
  return {
    async readPage(query, from, count) {
      const search = printQuery(query, { skip: from, top: count });
      return readPage(await json('GET', `/_emu/devices?${search}`));
    },
    async listIds(query, from = 0, count = EVERY_ID) {
      const search = printQuery(query, { skip: from, top: count, select: 'id' });
      return (await list<{ readonly id: string }>(`/_emu/devices?${search}`)).map(({ id }) => id);
    },
    read: async (id) => readDevice(await json('GET', pathOf(id))),
    readTelemetry: (id, top) => list(`${pathOf(id)}/telemetry?top=${top}`),
    listAttempts: (id, top) => list(`${pathOf(id)}/attempts?top=${top}`),
    listCommands: (id) => list(`${pathOf(id)}/commands`),
    listMessages: (id) => list(`${pathOf(id)}/messages`),
    readCredentials: async (id) =>
      readCredentials(await json('GET', `/api/devices/${encodeURIComponent(id)}/credentials`)),
    exportCsv: () => text('GET', '/_emu/devices.csv'),
    importCsv: async (csv) => readImport(await text('POST', '/_emu/devices.csv', csv)),
  };
}

function printQuery(
  { search, status, connection, group }: CloudDeviceQuery,
  part: Readonly<Record<string, string | number>>,
): URLSearchParams {
  const wanted = {
    ...part,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(status === 'all' ? {} : { status }),
    ...(connection === 'all' ? {} : { connected: connection === 'connected' }),
    ...(group === '' ? {} : { group }),
  };
  return new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, String(value)]));
}

function readPage(body: Json | undefined): CloudDevicePage {
  const { matching, connected, total, counts } = objectOf(body);
  const numbers = [matching, connected, total];
  if (!numbers.every((number) => typeof number === 'number') || !isJsonObject(counts)) throw unreadable();
  return { ...(body as object), rows: readList<CloudDeviceRow>(body), counts } as unknown as CloudDevicePage;
}

function readDevice(body: Json | undefined): CloudDevice {
  textOf(body, 'id');
  return body as unknown as CloudDevice;
}

function readCredentials(body: Json | undefined): CloudCredentials {
  const { symmetricKey } = objectOf(body);
  const keys = isJsonObject(symmetricKey)
    ? { primaryKey: textOf(symmetricKey, 'primaryKey'), secondaryKey: textOf(symmetricKey, 'secondaryKey') }
    : undefined;
  return { idScope: textOf(body, 'idScope'), keys };
}

function readImport(text: string): DeviceImport {
  const body = parseJson(text);
  const { added, known, problems } = objectOf(body);
  if (typeof added !== 'number' || typeof known !== 'number' || !Array.isArray(problems)) throw unreadable();
  return body as unknown as DeviceImport;
}

function objectOf(body: Json | undefined): JsonObject {
  if (!isJsonObject(body)) throw unreadable();
  return body;
}
