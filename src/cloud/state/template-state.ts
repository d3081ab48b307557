import type { Json, JsonObject } from '#core/bytes/json';

/** A device template of IoT Central, as it was published. */
export interface DeviceTemplate {
  /** `@id`, a DTMI of the template's own. */
  readonly id: string;
  /** `@type`. */
  readonly types: readonly string[];
  /** `@context` of the template, where it has one: it counts for a model that has none. */
  readonly context: Json;
  readonly displayName: string;
  readonly description: string;
  /** A DTDL interface that stands by itself; its `@id` is the model ID that devices announce. */
  readonly capabilityModel: JsonObject;
  /** Who made it: an operator, the cloud when a device announced a model that is at hand, or the cloud from data. */
  readonly origin: 'operator' | 'model' | 'data';
  /** Without its quotes. */
  readonly etag: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A DTDL interface of the local model repository. */
export interface ModelDocument {
  /** Its DTMI. */
  readonly id: string;
  readonly document: JsonObject;
  readonly addedAt: number;
}

/** One change of one property of a device. */
export interface PropertyChange {
  readonly at: number;
  /** `cloud`: a cloud property, which the device is not told. */
  readonly section: 'desired' | 'reported' | 'cloud';
  /** `device`, or what asked for it, such as `operator` or `job nightly`. */
  readonly by: string;
  /** Null for a property of the device itself. */
  readonly component: string | null;
  readonly name: string;
  /** The section's version with it; null for a cloud property. */
  readonly version: number | null;
  /** Null when the property was taken away; the beginning of its JSON, as a text, when it is long. */
  readonly value: Json;
  readonly cut: boolean;
  /** What the device says of a value that was wished for (`ac`, `av`, `ad`); null when it does not answer a wish. */
  readonly acknowledgement: {
    readonly code: number;
    readonly version: number | null;
    readonly description: string | null;
  } | null;
}

/** How a command ended. `queued`: it went into the device's queue of messages, which have no answer. */
export type CommandEnd = 'answered' | 'queued' | 'not-online' | 'connection-lost' | 'timed-out';
