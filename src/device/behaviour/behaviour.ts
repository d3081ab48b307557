import type { Json, JsonObject } from '#core/bytes/json';

/** What a device does at one beat of its telemetry. */
export interface Beat {
  readonly telemetry: JsonObject;
  /** Reported properties that changed with it. */
  readonly report?: JsonObject;
}

/** The answer to a command: an HTTP-like status and any JSON. */
export interface CommandAnswer {
  readonly status: number;
  readonly response: Json;
}

/** What a device is, beside being connected: pure rules over time, without a connection of their own. */
export interface Behaviour {
  /** Measures. `now` in milliseconds since the Unix epoch. Without it the device sends nothing by itself. */
  beat?(now: number): Beat;
  /**
   * The twin was read: gives the reported properties that should follow, or undefined. `desired` is the whole section,
   * without `$version`.
   */
  connected(desired: JsonObject, version: number): JsonObject | undefined;
  /** Desired properties changed: `patch` is the change alone, null removes. Gives what to report, or undefined. */
  desiredChanged(patch: JsonObject, version: number): JsonObject | undefined;
  /** `request` is undefined when the command came without a body. */
  command(name: string, request: Json | undefined, now: number): CommandAnswer;
}

/** A behaviour that sends by itself. */
export type BeatingBehaviour = Required<Behaviour>;
