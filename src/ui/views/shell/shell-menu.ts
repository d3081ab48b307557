import type { TemplateResult } from 'lit';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { THEMES, type Theme } from '#app/stores/theme';
import { icons, type Icon } from '../../elements/icon/icon.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { CONNECTIONS } from '../../routes.ts';
import type { ViewContext } from '../../services-context.ts';

const ICONS: Readonly<Record<Theme, Icon>> = { system: icons.sliders, light: icons.sun, dark: icons.moon };

/** The menu of the whole app: colours, commands, keys, what it is. It stands at the foot of the rail, and on phones in the heading. */
export function shellMenu(context: ViewContext, id: string, text?: string): TemplateResult {
  const chosen = context.app.theme.get();
  return menuButton({
    id,
    label: words.menu,
    text,
    icon: icons.settings,
    items: [
      ...THEMES.map((theme) => ({
        label: theme === chosen ? words.chosen(words.theme[theme]) : words.theme[theme],
        icon: ICONS[theme],
        run: () => context.app.theme.set(theme),
      })),
      'line',
      { label: words.rooms.connections, icon: icons.plug, run: () => context.router.go(CONNECTIONS) },
      { label: words.commands, icon: icons.search, run: () => context.dialog.set('palette') },
      { label: words.shortcuts, icon: icons.keyboard, run: () => context.dialog.set('shortcuts') },
      { label: words.about, icon: icons.info, run: () => context.dialog.set('about') },
    ],
  });
}
