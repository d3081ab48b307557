import type { TraceBatch } from '#core/ports/device-host';
import type { TraceEntry } from '#core/trace/trace-entry';

/** Gives a row such as a streaming device makes: a message, its acknowledgement, now and then a note or a failure. */
export function makeTraceEntry(number: number): TraceEntry {
  const at = 1_760_000_000_000 + number;
  const common = { number, at, service: 'hub', topic: '', body: '', fields: [], failed: false } as const;
  if (number % 97 === 0) {
    return { ...common, direction: 'note', type: 'NOTE', words: `The token was renewed (${number})`, bytes: 0 };
  }
  if (number % 2 === 0) {
    const failed = number % 50 === 0;
    return {
      ...common,
      direction: 'received',
      type: 'PUBACK',
      words: `Acknowledged message ${number}`,
      bytes: 4,
      failed,
    };
  }
  return {
    ...common,
    direction: 'sent',
    type: 'PUBLISH',
    words: `Telemetry ${number}, application/json, utf-8`,
    topic: 'devices/thermostat-1/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8',
    bytes: 178,
    body: `{"temperature":${(20 + (number % 70) / 10).toFixed(1)}}`,
    fields: [['QoS', '1']],
  };
}

/** Feeds rows at a pace, in batches, as the device worker hands them over. */
export interface RowFeed {
  start(take: (batch: TraceBatch) => void): void;
  stop(): void;
}

/** The worker reports at most once a frame. */
const BATCH_EVERY_MS = 16;

/** Gives a feed of `perSecond` rows, numbered from `next` on. */
export function createRowFeed(next: number, perSecond: number): RowFeed {
  let timer = 0;
  let made = 0;
  return {
    start(take) {
      const startedAt = performance.now();
      timer = window.setInterval(() => {
        const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1000);
        const rows: TraceEntry[] = [];
        for (; made < due; made += 1) rows.push(makeTraceEntry(next + made));
        take({ rows, dropped: 0, restarted: false });
      }, BATCH_EVERY_MS);
    },
    stop: () => window.clearInterval(timer),
  };
}
