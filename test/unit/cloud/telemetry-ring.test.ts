import { describe, expect, test } from 'vitest';
import {
  createTelemetryRing,
  TELEMETRY_LIMIT_BYTES,
  TELEMETRY_RING_BYTES,
  type TelemetryMessage,
} from '../../../src/cloud/services/telemetry.ts';

const message = (at: number, bytes: number): TelemetryMessage => ({
  at,
  payload: new Uint8Array(bytes),
  bagText: '',
  stamp: undefined,
});

describe('the newest messages of a device', () => {
  test('are kept up to the number asked for, newest first', () => {
    const ring = createTelemetryRing();
    for (let at = 1; at <= 25; at += 1) ring.add(message(at, 10), 10);
    expect(ring.newest(100).map(({ at }) => at)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
    expect(ring.last?.at).toBe(25);
  });

  test('hold no more bytes than a device is given, however large they are', () => {
    const ring = createTelemetryRing();
    for (let at = 1; at <= 400; at += 1) {
      ring.add(message(at, TELEMETRY_LIMIT_BYTES), 200);
      const bytes = ring.newest(200).reduce((sum, { payload }) => sum + payload.length, 0);
      expect(bytes).toBeLessThanOrEqual(TELEMETRY_RING_BYTES + TELEMETRY_LIMIT_BYTES);
    }
    expect(ring.last?.at).toBe(400);
    expect(ring.newest(200).length).toBeGreaterThan(10);
  });
});
