import { expect, test } from 'vitest';
import { estimateMaking } from '#core/issuing/key-cost';
import { KEY_KINDS } from '#core/issuing/key-kind';

test('more certificates, and stronger keys of one family, take longer', () => {
  for (const kind of KEY_KINDS) expect(estimateMaking(kind, 20)).toBe(2 * estimateMaking(kind, 10));
  const costs = KEY_KINDS.map((kind) => estimateMaking(kind, 1));
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
});
