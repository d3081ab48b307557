import type { ReadableStore } from '#core/store';
import type { Theme } from '#app/stores/theme';

/** Keeps the page's colours as chosen. Returns a function that stops it. */
export function applyTheme(theme: ReadableStore<Theme>): () => void {
  const apply = (): void => {
    const chosen = theme.get();
    if (chosen === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
  };
  apply();
  return theme.subscribe(apply);
}
