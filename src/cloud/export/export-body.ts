import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { CloudEvent } from '../cloud-events.ts';
import { applicationId } from '../services/application.ts';
import type { Identity } from '../services/identity.ts';
import { COMPONENT_PROPERTY } from '../services/template-capabilities.ts';
import type { ExportSource } from '../state/application-state.ts';

/** What an event is for a data export, before it is written for one. */
export interface ExportRecord {
  readonly source: ExportSource;
  readonly at: number;
  /** The device's ID, also where a module of it is meant. */
  readonly deviceId: string;
  /** What this source has beside what all of them have. */
  readonly content: JsonObject;
}

/** Gives what an event is for data exports; undefined when it is nothing to them. */
export function readExportRecord(event: CloudEvent): ExportRecord | undefined {
  switch (event.type) {
    case 'telemetry': {
      const { body, properties } = event;
      // IoT Central takes telemetry as objects of names and values, and nothing else.
      if (!isJsonObject(body)) return undefined;
      const { [COMPONENT_PROPERTY]: component, ...others } = properties;
      const own = Object.entries(others).filter(([name]) => !name.startsWith('$.'));
      const content = {
        telemetry: body,
        ...(component === undefined ? {} : { component }),
        messageProperties: Object.fromEntries(own),
      };
      return makeRecord('telemetry', event, content);
    }
    case 'twin': {
      return makeRecord('properties', event, {
        messageType: CHANGES[event.section],
        properties: listProperties(event.patch),
      });
    }
    case 'connected':
    case 'disconnected':
      return makeRecord('deviceConnectivity', event, { messageType: event.type });
    default:
      return undefined;
  }
}

const CHANGES = {
  cloud: 'cloudPropertyChange',
  desired: 'devicePropertyDesiredChange',
  reported: 'devicePropertyReportedChange',
} as const;

/** Gives a record of what became of a device. */
export function makeLifecycleRecord(deviceId: string, at: number, messageType: string): ExportRecord {
  return { source: 'deviceLifecycle', at, deviceId, content: { messageType } };
}

/** Writes a record as IoT Central sends it (`default@v1`): one message, the same for every kind of destination. */
export function describeExport(
  context: CloudContext,
  { source, at, deviceId, content }: ExportRecord,
  enrichments: JsonObject = {},
): JsonObject {
  const template = context.registry.find(deviceId)?.state.template ?? null;
  return {
    applicationId: applicationId(context),
    messageSource: source,
    deviceId,
    schema: 'default@v1',
    ...(template === null ? {} : { templateId: template }),
    enqueuedTime: new Date(at).toISOString(),
    ...content,
    enrichments,
  };
}

/**
 * Gives the telemetry of an event as a line of JSON, in the same form, without its end; undefined for all other events
 * and for telemetry that is no object.
 */
export function printExportLine(context: CloudContext, event: CloudEvent): string | undefined {
  const record = event.type === 'telemetry' ? readExportRecord(event) : undefined;
  return record === undefined ? undefined : JSON.stringify(describeExport(context, record));
}

/** Gives what a data export adds to the messages of a device: fixed texts, and properties by their paths. */
export function readEnrichments(wanted: JsonObject, identity: Identity | undefined): JsonObject {
  const found = Object.entries(wanted).flatMap(([name, wish]): (readonly [string, Json])[] => {
    const fixed = memberOf(wish, 'value');
    if (fixed !== undefined) return [[name, fixed]];
    const [path, target] = [memberOf(wish, 'path'), memberOf(wish, 'target')];
    if (identity === undefined || typeof path !== 'string') return [];
    if (typeof target === 'string' && target !== identity.state.template) return [];
    const value = readPath(identity, path);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}

/** A reported value comes before the one that was wished for, and that before a cloud property. */
function readPath({ state }: Identity, path: string): Json | undefined {
  if (path === '$displayName') return state.displayName;
  if (path === '$id') return state.deviceId;
  const names = path.split('.');
  const { reported, desired } = state.twin;
  const values = [reported, desired, state.cloudProperties].map((section) => {
    return names.reduce<Json | undefined>((value, name) => memberOf(value, name), section);
  });
  return values.find((value) => value !== undefined);
}

/** The name of a module stands behind its device's and a slash. */
function makeRecord(
  source: ExportSource,
  { at, deviceId: id }: { readonly at: number; readonly deviceId: string },
  content: JsonObject,
): ExportRecord {
  const [deviceId = '', module] = id.split('/');
  return { source, at, deviceId, content: { ...content, ...(module === undefined ? {} : { module }) } };
}

/** A component's properties are told one by one. */
function listProperties(patch: JsonObject): readonly JsonObject[] {
  return Object.entries(patch).flatMap(([name, value]): readonly JsonObject[] => {
    if (!isJsonObject(value) || value['__t'] !== 'c') return [{ name, value }];
    const own = Object.entries(value).filter(([property]) => property !== '__t');
    return own.map(([property, inner]) => ({ name: property, value: inner, component: name }));
  });
}
