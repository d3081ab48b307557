import { describe, expect, test } from 'vitest';
import { lifeOf } from '#core/rolling/certificate-life';

const LIFE = { notBefore: 1000, notAfter: 2000 };

describe('the life of a certificate', () => {
  test.each([
    [999, 'not-yet', 0],
    [1000, 'good', 0],
    [1799, 'good', 0.799],
    [1800, 'soon', 0.8],
    [2000, 'soon', 1],
    [2001, 'ended', 1],
  ] as const)('at %i is %s', (now, state, passed) => {
    expect(lifeOf(LIFE, now)).toEqual({ state, renewAt: 1800, passed });
  });

  test('of no length is over as it begins', () => {
    const moment = { notBefore: 1000, notAfter: 1000 };
    expect(lifeOf(moment, 999)).toEqual({ state: 'not-yet', renewAt: 1000, passed: 0 });
    expect(lifeOf(moment, 1000)).toEqual({ state: 'soon', renewAt: 1000, passed: 1 });
    expect(lifeOf(moment, 1001).state).toBe('ended');
  });

  test('that ends before it begins is over, and renewed as it begins', () => {
    expect(lifeOf({ notBefore: 2000, notAfter: 1000 }, 1500)).toEqual({ state: 'ended', renewAt: 2000, passed: 0 });
  });
});
