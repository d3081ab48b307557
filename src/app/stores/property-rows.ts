import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { TwinView } from '#core/ports/device-host';

/** How a desired property and what the device reports of it stand to each other. */
export type PropertyState = 'in-step' | 'pending' | 'not-answered' | 'refused' | 'reported-only' | 'initial';

/** One property of a twin, both sides of it. */
export interface PropertyRow {
  /** `name`, or `component.name`. */
  readonly name: string;
  readonly desired: Json | undefined;
  /** The value without its acknowledgement. */
  readonly reported: Json | undefined;
  readonly state: PropertyState;
  /** The device's answer (IoT Plug and Play, "ack responses"): status, version answered, words. */
  readonly ack: { readonly code: number; readonly version: number; readonly words: string | undefined } | undefined;
}

/** Gives every property of the twin, desired ones first in their own order, then those that are only reported. */
export function pairProperties(twin: Omit<TwinView, 'readAt'>): readonly PropertyRow[] {
  const desired = flatten(twin.desired);
  const reported = flatten(twin.reported);
  const names = [...new Set([...desired.keys(), ...reported.keys()])];
  return names.map((name) => makeRow(name, desired.get(name), reported.get(name), twin.desiredVersion));
}

function makeRow(name: string, wanted: Json | undefined, said: Json | undefined, desiredVersion: number): PropertyRow {
  const desired = unwrap(wanted);
  const ack = readAck(said);
  const reported = ack === undefined ? said : (said as JsonObject)['value'];
  return { name, desired, reported, ack, state: judge(wanted, said, ack, desiredVersion) };
}

function judge(
  wanted: Json | undefined,
  said: Json | undefined,
  ack: PropertyRow['ack'],
  desiredVersion: number,
): PropertyState {
  if (wanted === undefined) return ack?.code === 203 ? 'initial' : 'reported-only';
  if (ack === undefined) return sameJson(unwrap(wanted), said) ? 'in-step' : 'not-answered';
  if (ack.code >= 400) return 'refused';
  if (ack.code === 202) return 'pending';
  if (sameJson(unwrap(wanted), (said as JsonObject)['value'])) return 'in-step';
  return ack.version >= desiredVersion ? 'in-step' : 'pending';
}

/** Older IoT Central wraps a desired value as `{value: …}`. */
function unwrap(wanted: Json | undefined): Json | undefined {
  if (!isJsonObject(wanted)) return wanted;
  const [first, ...more] = Object.keys(wanted);
  return first === 'value' && more.length === 0 ? wanted['value'] : wanted;
}

function readAck(said: Json | undefined): PropertyRow['ack'] {
  if (!isJsonObject(said) || !('value' in said)) return undefined;
  const { ac, av, ad } = said;
  if (typeof ac !== 'number' || typeof av !== 'number') return undefined;
  return { code: ac, version: av, words: typeof ad === 'string' ? ad : undefined };
}

/** Takes components apart (`__t: "c"`), and leaves out what begins with `$`. */
function flatten(section: JsonObject): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const [name, value] of Object.entries(section)) {
    if (name.startsWith('$')) continue;
    if (!isJsonObject(value) || value['__t'] !== 'c') {
      found.set(name, value);
      continue;
    }
    for (const [inner, one] of Object.entries(value)) if (inner !== '__t') found.set(`${name}.${inner}`, one);
  }
  return found;
}

function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
