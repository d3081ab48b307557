import { expect, test } from 'vitest';
import { createDeviceChoice } from '#app/stores/device-choice';

test('devices are chosen one by one, many at once, and dropped in the same ways', () => {
  const choice = createDeviceChoice();
  const now = (): string[] => [...choice.chosen.get()];
  choice.toggle('a');
  choice.add(['b', 'c', 'a']);
  expect(now()).toEqual(['a', 'b', 'c']);
  choice.toggle('b');
  choice.drop(['c', 'never']);
  expect(now()).toEqual(['a']);
  choice.drop();
  expect(now()).toEqual([]);
});

test('dropping from a choice of none tells nobody', () => {
  const choice = createDeviceChoice();
  let told = 0;
  choice.chosen.subscribe(() => (told += 1));
  choice.drop();
  expect(told).toBe(0);
});
