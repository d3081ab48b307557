import { isJsonObject, type Json } from '#core/bytes/json';
import type { TelemetrySeries } from '#core/ports/device-host';
import type { CloudTelemetry } from '../cloud-devices.ts';

/** Lines that a chart shows at most: more cannot be told apart. */
const LINES = 10;
/** How deep a number may stand, such as `acceleration.x`. */
const DEPTH = 3;
/** What a number is called that is a message of its own. */
const BARE = 'value';

/**
 * Gives the numbers of messages as lines over time, oldest message first. A line is called after where its number
 * stands: `room.temperature`, with the component (`$.sub`) in front. Of very many names the first ten are taken;
 * `known` has those that have a line already.
 */
export function makeSeries(messages: readonly CloudTelemetry[], known: Set<string>): readonly TelemetrySeries[] {
  const lines = new Map<string, { readonly times: number[]; readonly values: number[] }>();
  for (const { at, body, properties } of messages) {
    const component = properties['$.sub'];
    for (const [name, value] of numbersOf(body, typeof component === 'string' ? component : '', DEPTH)) {
      if (!known.has(name) && known.size >= LINES) continue;
      known.add(name);
      const line = lines.get(name) ?? { times: [], values: [] };
      lines.set(name, line);
      line.times.push(at / 1000);
      line.values.push(value);
    }
  }
  return [...lines].map(([name, { times, values }]) => ({
    name,
    times: Float64Array.from(times),
    values: Float64Array.from(values),
  }));
}

function numbersOf(value: Json, path: string, depth: number): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[path === '' ? BARE : path, value]];
  if (!isJsonObject(value) || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    numbersOf(inner, path === '' ? name : `${path}.${name}`, depth - 1),
  );
}
