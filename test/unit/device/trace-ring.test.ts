import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '#core/bytes/text';
import { TRACE_BODY_LIMIT, type PacketOfService } from '#core/trace/trace-entry';
import { createTraceRing } from '#device/trace-ring';

function publish(body: Uint8Array | string, at = 0): PacketOfService {
  const payload = typeof body === 'string' ? encodeUtf8(body) : body;
  const topic = 'devices/d/messages/events/';
  return { service: 'hub', at, packet: { direction: 'sent', type: 'publish', bytes: 9, topic, payload, qos: 1 } };
}

describe('the trace of a device', () => {
  test('numbers rows from one and keeps the newest', () => {
    const ring = createTraceRing(3);
    for (let at = 1; at <= 5; at += 1) ring.add(publish('{}', at));
    expect([ring.first, ring.next]).toEqual([3, 6]);
    expect(ring.read(1, 100).map(({ number, at }) => [number, at])).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    expect(ring.read(4, 1).map((row) => row.number)).toEqual([4]);
  });

  test('keeps notes between packets', () => {
    const ring = createTraceRing();
    ring.add(publish('{}'));
    ring.addEntry((number) => ({ ...ring.read(1, 1)[0]!, number, type: 'NOTE', words: 'second' }));
    expect(ring.read(1, 9).map((row) => `${row.number} ${row.type}`)).toEqual(['1 PUBLISH', '2 NOTE']);
  });

  test('counts on after it was cleared, and says that it was', () => {
    const ring = createTraceRing();
    ring.add(publish('{}'));
    ring.clear();
    expect([ring.first, ring.next, ring.clears, ring.read(1, 9)]).toEqual([2, 2, 1, []]);
    ring.add(publish('{}'));
    expect(ring.read(1, 9).map((row) => row.number)).toEqual([2]);
  });

  test('drops the oldest rows when their bodies take too much room', () => {
    const ring = createTraceRing(1000, 4000);
    for (let count = 0; count < 10; count += 1) ring.add(publish(new Uint8Array(1000).fill(0x41)));
    expect(ring.next - ring.first).toBe(4);
  });

  test('keeps of a long body only what a row shows, and ends it between two characters', () => {
    const ring = createTraceRing(10, 200_000);
    const body = `"${'é'.repeat(200_000)}"`;
    ring.add(publish(body));
    expect(ring.next - ring.first).toBe(1);
    const [row] = ring.read(1, 1);
    expect(row?.body.startsWith('"ééé')).toBe(true);
    expect(row?.body.length).toBeLessThanOrEqual(TRACE_BODY_LIMIT + 100);
  });
});
