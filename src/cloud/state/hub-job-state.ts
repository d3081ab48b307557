import type { Json, JsonObject } from '#core/bytes/json';
import { anyJson, count, filled, listOf, object, oneOf, orNull, shaped, text, type Judge } from './state-shape.ts';

/** What a job of the hub does to every device that its condition finds ("Schedule jobs" in the documentation). */
export interface HubJob {
  readonly id: string;
  /** Null for a job that changes twins. */
  readonly cloudToDeviceMethod: JsonObject | null;
  /** Null for a job that calls a method. */
  readonly updateTwin: JsonObject | null;
  readonly queryCondition: string;
  readonly maxExecutionSeconds: number;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly createdAt: number;
  /** When it is to start. */
  readonly startAt: number;
  /** When it did. */
  startedAt: number | null;
  endedAt: number | null;
  status: 'enqueued' | 'scheduled' | 'running' | 'completed' | 'failed' | 'cancelled';
  failureReason: string | null;
  /** Those that were found when it started. */
  devices: HubJobDevice[];
}

/** What a job did to one device or module. */
export interface HubJobDevice {
  readonly deviceId: string;
  readonly moduleId: string | null;
  /** `pending`: nothing was done yet. `running`: its method was called. */
  status: 'pending' | 'running' | 'completed' | 'failed' | 'canceled';
  startedAt: number | null;
  updatedAt: number;
  /** What the device answered to a method. */
  response: { readonly status: number; readonly payload: Json } | null;
  error: { readonly code: string; readonly description: string } | null;
}

const DEVICE = {
  deviceId: filled,
  moduleId: orNull(filled),
  status: oneOf('pending', 'running', 'completed', 'failed', 'canceled'),
  startedAt: orNull(count),
  updatedAt: count,
  response: orNull(shaped({ status: (value) => typeof value === 'number', payload: anyJson })),
  error: orNull(shaped({ code: text, description: text })),
};

/** The list of jobs, as it is judged before it is taken from what was kept. */
export const HUB_JOBS: Judge = listOf({
  id: filled,
  cloudToDeviceMethod: orNull(object),
  updateTwin: orNull(object),
  queryCondition: filled,
  maxExecutionSeconds: count,
  createdAt: count,
  startAt: count,
  startedAt: orNull(count),
  endedAt: orNull(count),
  status: oneOf('enqueued', 'scheduled', 'running', 'completed', 'failed', 'cancelled'),
  failureReason: orNull(text),
  devices: listOf(DEVICE),
});
