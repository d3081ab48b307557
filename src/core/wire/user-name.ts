import { decodePercent, encodePercent } from './percent.ts';

/** What a device says of itself when it connects to DPS. */
export interface DpsUserName {
  readonly service: 'dps';
  readonly idScope: string;
  readonly registrationId: string;
  readonly apiVersion: string;
  readonly clientVersion?: string;
}

/** What a device or module says of itself when it connects to a hub. */
export interface HubUserName {
  readonly service: 'hub';
  readonly host: string;
  readonly deviceId: string;
  readonly moduleId?: string;
  readonly apiVersion: string;
  /** Plug and Play model, as a DTMI. */
  readonly modelId?: string;
  readonly clientType?: string;
}

/** The API version that DPS clients of every SDK name. */
export const DPS_API_VERSION = '2019-03-31';

/** The first API version with which DPS issues certificates; the ones before refuse a registration that asks for one. */
export const CSR_API_VERSION = '2025-07-01-preview';

/** The API version that hub clients of the current SDKs name; `model-id` needs 2020-09-30 or later. */
export const HUB_API_VERSION = '2021-04-12';

/** Prints the user name for DPS: the API version is a path segment and there is no `?`. */
export function printDpsUserName(name: {
  readonly idScope: string;
  readonly registrationId: string;
  readonly clientVersion?: string;
  readonly apiVersion?: string;
}): string {
  const version = `api-version=${name.apiVersion ?? DPS_API_VERSION}`;
  const client = name.clientVersion === undefined ? '' : `&ClientVersion=${encodePercent(name.clientVersion)}`;
  return `${name.idScope}/registrations/${name.registrationId}/${version}${client}`;
}

/** Prints the user name for a hub: `/?` before the API version, then the model and the client where they are known. */
export function printHubUserName(name: {
  readonly host: string;
  readonly deviceId: string;
  readonly moduleId?: string;
  readonly modelId?: string;
  readonly clientType?: string;
  readonly apiVersion?: string;
}): string {
  const identity = name.moduleId === undefined ? name.deviceId : `${name.deviceId}/${name.moduleId}`;
  const model = name.modelId === undefined ? '' : `&model-id=${printModelId(name.modelId)}`;
  const client = name.clientType === undefined ? '' : `&DeviceClientType=${encodePercent(name.clientType)}`;
  return `${name.host}/${identity}/?api-version=${name.apiVersion ?? HUB_API_VERSION}${model}${client}`;
}

/** A DTMI goes out as it is, as the Node SDK writes it; anything that could break the user name is encoded. */
function printModelId(modelId: string): string {
  return /^[\w:;.,-]*$/.test(modelId) ? modelId : encodePercent(modelId);
}

/**
 * Reads the user name of a CONNECT and tells DPS from hub by its form. Gives undefined when it is neither: too few or
 * too many segments, an empty one, a broken escape, or no API version.
 */
export function parseUserName(text: string): DpsUserName | HubUserName | undefined {
  const segments = text.split('/');
  const last = segments.pop();
  if (last === undefined || segments.length < 2 || segments.length > 3 || segments.includes('')) return undefined;
  // `?` separates only here: a device ID may hold one.
  const options = last.startsWith('?') ? last.slice(1) : last;
  return isDpsPath(segments) ? parseDps(segments, options) : parseHub(segments, options);
}

/** A hub's host has a dot and an ID scope has none, which settles a module of a hub device named `registrations`. */
function isDpsPath(segments: readonly string[]): boolean {
  return segments.length === 3 && segments[1] === 'registrations' && !segments[0]?.includes('.');
}

function parseDps([idScope = '', , registrationId = '']: readonly string[], text: string): DpsUserName | undefined {
  const options = parseOptions(text, (name) => name.toLowerCase());
  const apiVersion = options?.get('api-version');
  if (options === undefined || !isNamed(apiVersion)) return undefined;
  const clientVersion = options.get('clientversion');
  return {
    service: 'dps',
    idScope,
    registrationId,
    apiVersion,
    ...(clientVersion === undefined ? {} : { clientVersion }),
  };
}

function parseHub([host = '', deviceId = '', moduleId]: readonly string[], text: string): HubUserName | undefined {
  const options = parseOptions(text, (name) => name);
  const apiVersion = options?.get('api-version');
  if (options === undefined || !isNamed(apiVersion)) return undefined;
  const modelId = options.get('model-id');
  const clientType = options.get('DeviceClientType');
  return {
    service: 'hub',
    host,
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    apiVersion,
    ...(modelId === undefined ? {} : { modelId }),
    ...(clientType === undefined ? {} : { clientType }),
  };
}

function parseOptions(text: string, nameOf: (name: string) => string): ReadonlyMap<string, string> | undefined {
  const options = new Map<string, string>();
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const name = nameOf(part.slice(0, equals));
    const value = decodePercent(part.slice(equals + 1));
    if (value === undefined) return undefined;
    if (!options.has(name)) options.set(name, value);
  }
  return options;
}

function isNamed(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
