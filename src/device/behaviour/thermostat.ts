import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { BeatingBehaviour, CommandAnswer } from './behaviour.ts';

const INITIAL_TARGET = 22;
const INITIAL_TEMPERATURE = 20.5;
/** Time in which two thirds of the way to the target are done. */
const LAG_MS = 4 * 60_000;
/** Sun and doors: a slow swing around what the heating would give. */
const SWING_DEGREES = 0.6;
const SWING_PERIOD_MS = 11 * 60_000;
const NOISE_DEGREES = 0.08;
/** What a heating and a thermometer of this kind can mean; anything else is a slip. */
const LOWEST = -50;
const HIGHEST = 100;
/** A new maximum is reported at most this often, so that a warming room is no stream of patches. */
const REPORT_EVERY_MS = 10_000;
/** Readings that `getMaxMinReport` looks back on. */
const READING_LIMIT = 10_000;

interface Reading {
  readonly at: number;
  readonly temperature: number;
}

/**
 * Gives a thermostat (`dtmi:com:example:Thermostat;1`: one telemetry, one writable and one read-only property, one
 * command) that was switched on at `startedAt`: the room follows the target slowly, as rooms do. `random`
 * gives numbers in 0..1.
 */
export function createThermostat(startedAt: number, random: () => number): BeatingBehaviour {
  const readings: Reading[] = [];
  let target = INITIAL_TARGET;
  let room = INITIAL_TEMPERATURE;
  let lastAt = startedAt;
  let highest: number | undefined;
  let reportedHighest: number | undefined;
  let reportedAt = -Infinity;

  const measure = (now: number): number => {
    const elapsedMs = Math.max(0, now - lastAt);
    lastAt = now;
    room += (target - room) * (1 - Math.exp(-elapsedMs / LAG_MS));
    const swing = SWING_DEGREES * Math.sin((2 * Math.PI * (now - startedAt)) / SWING_PERIOD_MS);
    return roundToTenth(room + swing + NOISE_DEGREES * (2 * random() - 1));
  };
  const reportHighest = (now: number): { readonly report?: JsonObject } => {
    if (highest === undefined || highest === reportedHighest || now - reportedAt < REPORT_EVERY_MS) return {};
    reportedHighest = highest;
    reportedAt = now;
    return { report: { maxTempSinceLastReboot: highest } };
  };
  /** Takes a desired value, plain or as `{value}`, and acknowledges it (Plug and Play, writable properties). */
  const acknowledge = (desired: Json, version: number): JsonObject => {
    const wanted = isJsonObject(desired) ? desired['value'] : desired;
    if (typeof wanted !== 'number' || wanted < LOWEST || wanted > HIGHEST) {
      const reason = `targetTemperature must be a number from ${LOWEST} to ${HIGHEST}`;
      return { targetTemperature: { value: target, ac: 400, av: version, ad: reason } };
    }
    target = wanted;
    return { targetTemperature: { value: target, ac: 200, av: version, ad: 'completed' } };
  };
  const reset = (version: number): JsonObject => {
    target = INITIAL_TARGET;
    return { targetTemperature: { value: target, ac: 203, av: version, ad: 'initialized with default value' } };
  };

  return {
    beat(now) {
      const temperature = measure(now);
      readings.push({ at: now, temperature });
      if (readings.length > READING_LIMIT) readings.shift();
      highest = Math.max(highest ?? -Infinity, temperature);
      return { telemetry: { temperature }, ...reportHighest(now) };
    },
    connected(desired, version) {
      const wanted = desired['targetTemperature'];
      return wanted === undefined ? reset(0) : acknowledge(wanted, version);
    },
    desiredChanged(patch, version) {
      const wanted = patch['targetTemperature'];
      if (wanted === undefined) return undefined;
      return wanted === null ? reset(version) : acknowledge(wanted, version);
    },
    command(name, request, now) {
      if (name === 'getMaxMinReport') return reportMaxMin(readings, request, startedAt, now);
      return { status: 404, response: { message: `This thermostat has no command “${name}”.` } };
    },
  };
}

/** Answers `getMaxMinReport`: the request is a date and time (ISO 8601), plain or as `since`; without one: all. */
function reportMaxMin(
  readings: readonly Reading[],
  request: Json | undefined,
  startedAt: number,
  now: number,
): CommandAnswer {
  const since = isJsonObject(request) ? request['since'] : request;
  const sinceMs = since === undefined || since === null ? startedAt : parseTime(since);
  if (Number.isNaN(sinceMs)) {
    return { status: 400, response: { message: 'The request must be a date and time, such as 2026-01-05T09:00:00Z.' } };
  }
  const found = readings.filter((reading) => reading.at >= sinceMs).map((reading) => reading.temperature);
  if (found.length === 0) return { status: 404, response: { message: 'There are no readings since then.' } };
  const sum = found.reduce((total, temperature) => total + temperature, 0);
  const response = {
    maxTemp: found.reduce((a, b) => Math.max(a, b)),
    minTemp: found.reduce((a, b) => Math.min(a, b)),
    avgTemp: roundToTenth(sum / found.length),
    startTime: new Date(Math.max(sinceMs, startedAt)).toISOString(),
    endTime: new Date(now).toISOString(),
  };
  return { status: 200, response };
}

function parseTime(value: Json): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

function roundToTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
