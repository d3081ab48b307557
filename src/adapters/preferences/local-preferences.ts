import type { Preferences } from '#core/ports/preferences';

const PREFIX = 'device-workbench.';

/** Gives preferences in the browser's local storage; where that is not allowed they last as long as the page. */
export function createLocalPreferences(storage: () => Pick<Storage, 'getItem' | 'setItem'>): Preferences {
  const unkept = new Map<string, string>();
  return {
    read(name) {
      try {
        return storage().getItem(PREFIX + name) ?? unkept.get(name);
      } catch {
        // A browser that blocks storage throws at the very access.
        return unkept.get(name);
      }
    },
    write(name, value) {
      unkept.set(name, value);
      try {
        storage().setItem(PREFIX + name, value);
      } catch {
        // Kept for this page at least; a lost preference is no error.
      }
    },
  };
}
