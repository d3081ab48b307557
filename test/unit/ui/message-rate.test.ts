import { describe, expect, test } from 'vitest';
import { MessageRate } from '#ui/views/device/message-rate';

/** Counts one more message every `everyMs`, `times` times, from time 0. */
function send(rate: MessageRate, everyMs: number, times: number): number {
  for (let count = 0; count <= times; count += 1) rate.take(count, count * everyMs);
  return times * everyMs;
}

describe('the rate of messages', () => {
  test.each([
    [1000, 1],
    [200, 5],
    [60_000, 1 / 60],
  ])('one each %i ms is %d a second', (everyMs, perSecond) => {
    const rate = new MessageRate();
    const now = send(rate, everyMs, 20);
    expect(rate.perSecond(now)).toBeCloseTo(perSecond);
  });

  test('is not made up by the moment in which somebody begins to look', () => {
    const rate = new MessageRate();
    rate.take(7, 0);
    rate.take(8, 100);
    expect(rate.perSecond(100)).toBeUndefined();
    rate.take(9, 2100);
    expect(rate.perSecond(2100)).toBeCloseTo(0.5);
  });

  test('is forgotten with the connection', () => {
    const rate = new MessageRate();
    const now = send(rate, 1000, 5);
    rate.rest(5);
    expect(rate.perSecond(now)).toBeUndefined();
    rate.take(6, now + 40_000);
    expect(rate.perSecond(now + 40_000)).toBeUndefined();
    rate.take(7, now + 42_000);
    expect(rate.perSecond(now + 42_000)).toBeCloseTo(0.5);
  });

  test('cannot be known before two readings', () => {
    const rate = new MessageRate();
    expect(rate.perSecond(0)).toBeUndefined();
    rate.take(7, 0);
    expect(rate.perSecond(100)).toBeUndefined();
  });

  test('follows another pace within ten seconds', () => {
    const rate = new MessageRate();
    const now = send(rate, 1000, 20);
    for (let count = 1; count <= 100; count += 1) rate.take(20 + count, now + count * 100);
    expect(rate.perSecond(now + 10_000)).toBeCloseTo(10, 0);
  });

  test('falls while nothing is sent', () => {
    const rate = new MessageRate();
    const now = send(rate, 1000, 5);
    expect(rate.perSecond(now + 10_000)).toBeCloseTo(0.1);
  });

  test('begins anew when the counter does', () => {
    const rate = new MessageRate();
    const now = send(rate, 1000, 5);
    rate.take(0, now + 1000);
    expect(rate.perSecond(now + 1000)).toBeUndefined();
  });
});
