import { describe, expect, test } from 'vitest';
import {
  followSecretFragments,
  takeSecretFragment,
  type AddressedWindow,
  type SecretFragment,
} from '#ui/secret-fragment';

interface Page extends AddressedWindow {
  /** Every address that stands in the history, in order. */
  readonly entries: string[];
  open(hash: string): void;
}

/** A window with a history, as far as the taking needs one. */
function makePage(hash: string): Page {
  const entries = [hash];
  const listeners = new Set<() => void>();
  return {
    entries,
    location: {
      get hash() {
        return entries.at(-1) ?? '';
      },
    },
    history: {
      state: { entry: 'kept' },
      replaceState(state, _title, address) {
        expect(state).toEqual({ entry: 'kept' });
        entries.splice(-1, 1, String(address));
      },
    },
    addEventListener: (_name: string, listener: unknown) => void listeners.add(listener as () => void),
    removeEventListener: (_name: string, listener: unknown) => void listeners.delete(listener as () => void),
    open(next) {
      entries.push(next);
      for (const listener of listeners) listener();
    },
  };
}

describe('a text in the address', () => {
  test.each<[string, SecretFragment, string]>([
    ['#/connect/DW1C%3AAB%20C%25', { kind: 'connect', text: 'DW1C:AB C%' }, '#/scan'],
    ['#/connect/a/b?c=d#e', { kind: 'connect', text: 'a/b?c=d#e' }, '#/scan'],
    ['#/connect/DW1C:100%', { kind: 'connect', text: 'DW1C:100%' }, '#/scan'],
    ['#/connect/', { kind: 'connect', text: '' }, '#/scan'],
    ['#/pair/token', { kind: 'pair', text: 'token' }, '#/'],
    // As people type it, and as programs that pass links on rewrite it: a secret all the same.
    ['#/Connect/DW1C:AB', { kind: 'connect', text: 'DW1C:AB' }, '#/scan'],
    ['#connect/DW1C:AB', { kind: 'connect', text: 'DW1C:AB' }, '#/scan'],
    ['#//connect/DW1C:AB', { kind: 'connect', text: 'DW1C:AB' }, '#/scan'],
    ['#%2Fpair%2ftoken', { kind: 'pair', text: 'token' }, '#/'],
  ])('%s is taken, and another place stands there at once', (hash, taken, place) => {
    const page = makePage(hash);
    expect(takeSecretFragment(page)).toEqual(taken);
    expect(page.entries).toEqual([place]);
    expect(takeSecretFragment(page)).toBeUndefined();
  });

  test.each(['', '#/', '#/scan', '#/connect', '#/connections', '#/devices/connect/a', '#/other/connect/a'])(
    '%s is a place, and stays as it is',
    (hash) => {
      const page = makePage(hash);
      expect(takeSecretFragment(page)).toBeUndefined();
      expect(page.entries).toEqual([hash]);
    },
  );

  test('is also taken when it comes while the page is open, until nobody follows it any more', () => {
    const page = makePage('#/devices');
    const taken: SecretFragment[] = [];
    const stop = followSecretFragments(page, (fragment) => taken.push(fragment));
    page.open('#/connect/one');
    page.open('#/keys');
    expect(taken).toEqual([{ kind: 'connect', text: 'one' }]);
    expect(page.entries).toEqual(['#/devices', '#/scan', '#/keys']);
    stop();
    page.open('#/connect/two');
    expect(taken).toHaveLength(1);
  });
});
