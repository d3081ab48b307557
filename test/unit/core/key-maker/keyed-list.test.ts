import { expect, test } from 'vitest';
import { createKeyedList } from '#core/key-maker/keyed-list';
import { createPackedKeys, type PackedKeys } from '#core/key-maker/packed-keys';

function packedOf(...fills: number[]): PackedKeys {
  const keys = createPackedKeys(fills.length);
  fills.forEach((fill, index) => keys.set(index, new Uint8Array(32).fill(fill)));
  return keys;
}

test('a list that is wiped has no key of either group any more', () => {
  const devices = ['a', 'b'].map((id, index) => ({ id, line: index + 1 }));
  const list = createKeyedList(devices, packedOf(1, 2), packedOf(3, 4));
  const keys = [1, 2, 3, 4].map((fill) => new Uint8Array(32).fill(fill));
  expect(keys.map(list.has)).toEqual([true, true, true, true]);
  list.wipe();
  expect(keys.map(list.has)).toEqual([false, false, false, false]);
});
