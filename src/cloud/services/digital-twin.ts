import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { IdentityState, PropertyUpdate, TwinState } from '../state/cloud-state.ts';
import { readAcknowledgement } from './property-acknowledgement.ts';
import { printServiceDate } from './random.ts';
import { isMarked } from './template-capabilities.ts';

/**
 * Gives a device as its model has it ("Understand IoT Plug and Play digital twins"): what it reported flat, a component
 * as an object, and in `$metadata` what was wanted and how the device took it.
 */
export function describeDigitalTwin({ deviceId, modelId, twin }: IdentityState): JsonObject {
  const { $metadata, ...values } = describeLevel(twin, twin.reported, twin.desired, '');
  return { $dtId: deviceId, ...values, $metadata: { $model: modelId ?? '', ...($metadata as JsonObject) } };
}

function describeLevel(twin: TwinState, reported: JsonObject, desired: JsonObject, prefix: string): JsonObject {
  const values: [string, Json][] = [];
  const metadata: [string, Json][] = [];
  for (const name of new Set([...Object.keys(reported), ...Object.keys(desired)])) {
    const [shown, wanted] = [memberOf(reported, name), memberOf(desired, name)];
    if (name === '__t') continue;
    if (prefix === '' && isMarked(twin, name)) {
      values.push([name, describeLevel(twin, objectOr(shown), objectOr(wanted), `${name}/`)]);
      continue;
    }
    const taken = readAcknowledgement(shown);
    const value = taken === undefined ? shown : taken['value'];
    if (value !== undefined) values.push([name, value]);
    metadata.push([name, describeProperty(twin, prefix + name, wanted, taken)]);
  }
  return { ...Object.fromEntries(values), $metadata: Object.fromEntries(metadata) };
}

function describeProperty(
  { desiredUpdates, reportedUpdates }: TwinState,
  path: string,
  wanted: Json | undefined,
  { ac, av, ad }: JsonObject = {},
): JsonObject {
  const [desired, reported] = [updateOf(desiredUpdates, path), updateOf(reportedUpdates, path)];
  return {
    ...(wanted === undefined ? {} : { desiredValue: wanted }),
    ...(wanted === undefined || desired === undefined ? {} : { desiredVersion: desired.version }),
    ...(av === undefined ? {} : { ackVersion: av }),
    ...(ac === undefined ? {} : { ackCode: ac }),
    ...(ad === undefined ? {} : { ackDescription: ad }),
    ...(reported === undefined ? {} : { lastUpdateTime: printServiceDate(reported.at) }),
  };
}

function updateOf(updates: TwinState['desiredUpdates'], path: string): PropertyUpdate | undefined {
  return Object.hasOwn(updates, path) ? updates[path] : undefined;
}

function objectOr(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
