import type { Preferences } from '#core/ports/preferences';
import { createStore, type Store } from '#core/store';

/** Colours: as the system says, or always the same. */
export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Gives the theme that was chosen, and keeps what is chosen. */
export function createTheme(preferences: Preferences): Store<Theme> {
  const kept = preferences.read('theme');
  const theme = createStore<Theme>(THEMES.find((one) => one === kept) ?? 'system');
  theme.subscribe(() => preferences.write('theme', theme.get()));
  return theme;
}
