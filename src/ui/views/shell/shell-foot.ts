import { html, type TemplateResult } from 'lit';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { THEMES, type Theme } from '#app/stores/theme';
import { icons, type Icon } from '../../elements/icon/icon.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import type { ViewContext } from '../../services-context.ts';

const ICONS: Readonly<Record<Theme, Icon>> = { system: icons.sliders, light: icons.sun, dark: icons.moon };

/** What stands at the foot of the rail: the menu with the colours and the list of keys. */
export function shellFoot(context: ViewContext, openPalette: () => void): TemplateResult {
  const chosen = context.app.theme.get();
  return html`${menuButton({
    id: 'shell-menu',
    label: words.menu,
    text: words.menu,
    icon: icons.settings,
    items: [
      ...THEMES.map((theme) => ({
        label: theme === chosen ? words.chosen(words.theme[theme]) : words.theme[theme],
        icon: ICONS[theme],
        run: () => context.app.theme.set(theme),
      })),
      'line',
      { label: words.commands, icon: icons.search, run: openPalette },
      { label: words.keys, icon: icons.info, run: () => context.dialog.set('keys') },
    ],
  })}`;
}
