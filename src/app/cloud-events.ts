import { isJsonObject, parseJson, type JsonObject } from '#core/bytes/json';
import type { CloudTelemetry } from './cloud-devices.ts';

/** One event of a local cloud. */
export interface CloudEventLine {
  /** `unknown` where a line could not be read. */
  readonly type: string;
  /** The device that it is about, if it is about one. */
  readonly deviceId: string | undefined;
  /** All that the cloud said. */
  readonly said: JsonObject;
}

/** Reads a line of the event stream; never throws. */
export function readEvent(line: string): CloudEventLine {
  const said = parseJson(line);
  if (!isJsonObject(said)) return { type: 'unknown', deviceId: undefined, said: {} };
  const { type, deviceId } = said;
  return {
    type: typeof type === 'string' ? type : 'unknown',
    deviceId: typeof deviceId === 'string' ? deviceId : undefined,
    said,
  };
}

/** Gives the message that an event tells of; undefined for all other events. */
export function telemetryOf({ type, said }: CloudEventLine): CloudTelemetry | undefined {
  const { at, body, properties } = said;
  if (type !== 'telemetry' || typeof at !== 'number' || body === undefined || !isJsonObject(properties))
    return undefined;
  return { at, body, properties: properties as CloudTelemetry['properties'] };
}
