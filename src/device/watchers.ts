import type { Clock } from '#core/ports/clock';
import type { TelemetrySeries, TraceBatch } from '#core/ports/device-host';
import { createFrames } from './frames.ts';
import type { TelemetryMarks, TelemetryRings } from './telemetry-rings.ts';
import type { TraceRing } from './trace-ring.ts';

/** Rows in one batch: what a page can take in a frame; more follow in the next ones. */
const BATCH_ROWS = 2000;

/** Something that is told of changes, at most once a frame. */
export interface Watcher {
  request(): void;
  dispose(): void;
}

/** Tells `listener` the current value now and after changes. */
export function watchValue<T>(clock: Clock, read: () => T, listener: (value: T) => void): Watcher {
  listener(read());
  return createFrames(clock, () => listener(read()));
}

/** Tells `listener` all rows now, in batches, and the new ones after changes. */
export function watchRows(clock: Clock, trace: TraceRing, listener: (batch: TraceBatch) => void): Watcher {
  let next = trace.first;
  let clears = -1;
  const tell = (): void => {
    const restarted = clears !== trace.clears;
    if (restarted) next = trace.first;
    clears = trace.clears;
    const dropped = Math.max(0, trace.first - next);
    const rows = trace.read(next, BATCH_ROWS);
    next = Math.max(next, trace.first) + rows.length;
    if (restarted || dropped > 0 || rows.length > 0) listener({ rows, dropped, restarted });
    if (next < trace.next) frames.request();
  };
  const frames = createFrames(clock, tell);
  tell();
  return frames;
}

/** Tells `listener` every kept point now, and the new ones after changes. */
export function watchPoints(
  clock: Clock,
  rings: TelemetryRings,
  listener: (series: readonly TelemetrySeries[]) => void,
): Watcher {
  let marks: TelemetryMarks = new Map();
  const tell = (isFirst: boolean): void => {
    const read = rings.readSince(marks);
    marks = read.marks;
    if (isFirst || read.series.length > 0) listener(read.series);
  };
  tell(true);
  return createFrames(clock, () => tell(false));
}
