import type { JsonObject } from '#core/bytes/json';
import { count, filled, listOf, mapOf, object, text, type Judge } from './state-shape.ts';

/** Desired properties for all devices that a condition finds ("Automatic device management" in the documentation). */
export interface HubConfiguration {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Values by their paths, which begin with `properties.desired`. */
  readonly deviceContent: JsonObject;
  /** Empty: no device. */
  readonly targetCondition: string;
  /** The higher one wins; of two that are equal, the newer one. */
  readonly priority: number;
  /** Queries of the owner's own, by name, whose rows are counted. */
  readonly metrics: Readonly<Record<string, string>>;
  /** Without its quotes. */
  readonly etag: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The list of configurations, as it is judged before it is taken from what was kept. */
export const HUB_CONFIGURATIONS: Judge = listOf({
  id: filled,
  labels: mapOf(text),
  deviceContent: object,
  targetCondition: text,
  priority: count,
  metrics: mapOf(text),
  etag: filled,
  createdAt: count,
  updatedAt: count,
});
