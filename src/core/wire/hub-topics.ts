import { decodeTopicId, encodePercent, encodeTopicId } from './percent.ts';
import { parsePropertyBag, printPropertyBag, type PropertyBag } from './property-bag.ts';
import { after, parseCount, parseTopicQuery, parseWholeNumber, type TopicQuery } from './topic-query.ts';

/** Filter of direct methods. */
export const METHOD_REQUESTS = '$iothub/methods/POST/#';
/** Filter of the answers to twin reads and patches. */
export const TWIN_RESPONSES = '$iothub/twin/res/#';
/** Filter of changes to desired properties. */
export const DESIRED_PATCHES = '$iothub/twin/PATCH/properties/desired/#';

const TWIN_GET = '$iothub/twin/GET/';
const REPORTED_PATCH = '$iothub/twin/PATCH/properties/reported/';
const DESIRED_PATCH = '$iothub/twin/PATCH/properties/desired/';
const TWIN_RESPONSE = '$iothub/twin/res/';
const METHOD_REQUEST = '$iothub/methods/POST/';
const METHOD_RESPONSE = '$iothub/methods/res/';

/** A device, or a module of it. */
export interface HubIdentity {
  readonly deviceId: string;
  readonly moduleId?: string;
}

/** Telemetry. `rawDeviceId` and `rawModuleId` are there when the topic holds another spelling of the ID. */
export interface EventsTopic extends HubIdentity {
  readonly kind: 'events';
  readonly rawDeviceId?: string;
  readonly rawModuleId?: string;
  readonly bag: PropertyBag;
}

/** A message from the cloud to a device. */
export interface MessagesTopic {
  readonly kind: 'messages';
  readonly deviceId: string;
  readonly rawDeviceId?: string;
  readonly bag: PropertyBag;
}

/** Every topic of IoT Hub, in both directions. `rid` is an opaque text, to be echoed as it was written. */
export type HubTopic =
  | EventsTopic
  | MessagesTopic
  | { readonly kind: 'twin-get'; readonly rid: string }
  | { readonly kind: 'reported-patch'; readonly rid: string; readonly version?: number }
  | { readonly kind: 'twin-response'; readonly status: number; readonly rid: string; readonly version?: number }
  | { readonly kind: 'desired-patch'; readonly version: number }
  | { readonly kind: 'method-request'; readonly name: string; readonly rid: string }
  | { readonly kind: 'method-response'; readonly status: number; readonly rid: string };

/** Prints the topic of telemetry. */
export function printEventsTopic(identity: HubIdentity, bag?: PropertyBag): string {
  const moduleId = identity.moduleId === undefined ? '' : `/modules/${encodeTopicId(identity.moduleId)}`;
  const properties = bag === undefined ? '' : printPropertyBag(bag);
  return `devices/${encodeTopicId(identity.deviceId)}${moduleId}/messages/events/${properties}`;
}

/** Prints the filter of messages from the cloud. */
export function messagesFilter(deviceId: string): string {
  return `devices/${encodeTopicId(deviceId)}/messages/devicebound/#`;
}

/** Prints the topic of a message from the cloud. */
export function printMessagesTopic(deviceId: string, bag: PropertyBag): string {
  return `devices/${encodeTopicId(deviceId)}/messages/devicebound/${printPropertyBag(bag)}`;
}

/** Prints the topic that asks for the twin. */
export function printTwinGet(rid: string): string {
  return `${TWIN_GET}?$rid=${rid}`;
}

/** Prints the topic that patches reported properties. */
export function printReportedPatch(rid: string): string {
  return `${REPORTED_PATCH}?$rid=${rid}`;
}

/** Prints the topic of an answer about the twin; the new version of reported properties comes only here. */
export function printTwinResponse(response: {
  readonly status: number;
  readonly rid: string;
  readonly version?: number;
}): string {
  const version = response.version === undefined ? '' : `&$version=${response.version}`;
  return `${TWIN_RESPONSE}${response.status}/?$rid=${response.rid}${version}`;
}

/** Prints the topic of a change to desired properties. */
export function printDesiredPatch(version: number): string {
  return `${DESIRED_PATCH}?$version=${version}`;
}

/** Prints the topic of a direct method's call. */
export function printMethodRequest(name: string, rid: string): string {
  return `${METHOD_REQUEST}${encodePercent(name)}/?$rid=${rid}`;
}

/** Prints the topic of a direct method's answer. */
export function printMethodResponse(status: number, rid: string): string {
  return `${METHOD_RESPONSE}${status}/?$rid=${rid}`;
}

/** Reads any topic of IoT Hub; gives undefined when it has no such topic, or a property bag has a broken escape. */
export function parseHubTopic(topic: string): HubTopic | undefined {
  return topic.startsWith('$iothub/') ? parseServiceTopic(topic) : parseDeviceTopic(topic);
}

/** Tells whether a topic names this device (and module): as it is written, or percent-decoded. */
export function namesIdentity(topic: EventsTopic | MessagesTopic, identity: HubIdentity): boolean {
  if (topic.deviceId !== identity.deviceId && topic.rawDeviceId !== identity.deviceId) return false;
  if (topic.kind === 'messages') return identity.moduleId === undefined;
  return topic.moduleId === identity.moduleId || (identity.moduleId ?? '') === topic.rawModuleId;
}

const DEVICE_TOPIC = /^devices\/([^/]+)(?:\/modules\/([^/]+))?\/messages\/(events|devicebound)(?:\/(.*))?$/s;

function parseDeviceTopic(topic: string): HubTopic | undefined {
  const match = DEVICE_TOPIC.exec(topic);
  if (match === null) return undefined;
  const [, rawDeviceId = '', rawModuleId, direction, properties = ''] = match;
  const bag = parsePropertyBag(properties.endsWith('/') ? properties.slice(0, -1) : properties);
  if (bag === undefined) return undefined;
  const device = { deviceId: decodeTopicId(rawDeviceId), ...rawForm('rawDeviceId', rawDeviceId) };
  if (rawModuleId === undefined) return { kind: direction === 'events' ? 'events' : 'messages', ...device, bag };
  // Messages from the cloud go to devices alone, never to their modules.
  if (direction !== 'events') return undefined;
  return {
    kind: 'events',
    ...device,
    moduleId: decodeTopicId(rawModuleId),
    ...rawForm('rawModuleId', rawModuleId),
    bag,
  };
}

function rawForm<Name extends string>(name: Name, raw: string): { readonly [N in Name]?: string } {
  return decodeTopicId(raw) === raw ? {} : ({ [name]: raw } as { readonly [N in Name]?: string });
}

function parseServiceTopic(topic: string): HubTopic | undefined {
  const [, path = '', question = ''] = /^([^?]*\/)(.*)$/s.exec(topic) ?? [];
  const query = parseTopicQuery(question);
  if (query === undefined) return undefined;
  const rid = query.get('$rid');
  if (path === DESIRED_PATCH) return parseDesired(query);
  if (rid === undefined) return undefined;
  if (path === TWIN_GET) return { kind: 'twin-get', rid };
  if (path === REPORTED_PATCH) return { kind: 'reported-patch', rid, ...versionOf(query) };
  return parseAnswerOrCall(path, rid, query);
}

function parseDesired(query: TopicQuery): HubTopic | undefined {
  const version = parseCount(query.get('$version'));
  return version === undefined ? undefined : { kind: 'desired-patch', version };
}

function parseAnswerOrCall(path: string, rid: string, query: TopicQuery): HubTopic | undefined {
  const twin = parseWholeNumber(lastSegment(path, TWIN_RESPONSE));
  if (twin !== undefined) return { kind: 'twin-response', status: twin, rid, ...versionOf(query) };
  const method = parseWholeNumber(lastSegment(path, METHOD_RESPONSE));
  if (method !== undefined) return { kind: 'method-response', status: method, rid };
  const name = lastSegment(path, METHOD_REQUEST);
  return name === undefined ? undefined : { kind: 'method-request', name: decodeTopicId(name), rid };
}

/** Gives the one segment that follows `prefix` and ends with `/`. */
function lastSegment(path: string, prefix: string): string | undefined {
  const segment = after(path, prefix)?.slice(0, -1);
  return segment === undefined || segment === '' || segment.includes('/') ? undefined : segment;
}

function versionOf(query: TopicQuery): { readonly version?: number } {
  const version = parseCount(query.get('$version'));
  return version === undefined ? {} : { version };
}
