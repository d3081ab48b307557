import { decodePercent, encodePercent } from './percent.ts';

/** Properties of a message by decoded name (`$.ct`, `alert`). A null value is a name without `=`. */
export type PropertyBag = ReadonlyMap<string, string | null>;

/**
 * Reads the property bag at the end of an IoT Hub topic (protocol: `k=v&k2=v2`, both parts percent-encoded). The first
 * `=` splits, the first of two equal names counts, empty parts are skipped. Gives undefined when an escape is broken.
 */
export function parsePropertyBag(text: string): PropertyBag | undefined {
  const bag = new Map<string, string | null>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decodePercent(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? null : decodePercent(part.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    if (!bag.has(name)) bag.set(name, value);
  }
  return bag;
}

/** Prints a property bag in the order of its entries: null as `k`, empty as `k=`. */
export function printPropertyBag(bag: PropertyBag): string {
  const parts: string[] = [];
  for (const [name, value] of bag) {
    parts.push(value === null ? encodePercent(name) : `${encodePercent(name)}=${encodePercent(value)}`);
  }
  return parts.join('&');
}
