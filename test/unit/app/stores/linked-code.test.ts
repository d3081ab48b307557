import { describe, expect, test } from 'vitest';
import { createLinkedCode } from '#app/stores/linked-code';

describe('a code that came in the address', () => {
  test('is given once, and who waits for it hears of each', () => {
    const linked = createLinkedCode();
    const heard: number[] = [];
    linked.count.subscribe(() => heard.push(linked.count.get()));
    expect(linked.take()).toBeUndefined();
    linked.set('one');
    expect(linked.take()).toBe('one');
    expect(linked.take()).toBeUndefined();
    linked.set('one');
    expect(heard).toEqual([1, 2]);
  });

  test('is forgotten with the page', () => {
    const linked = createLinkedCode();
    linked.set('one');
    linked.dispose();
    expect(linked.take()).toBeUndefined();
  });
});
