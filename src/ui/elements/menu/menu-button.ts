import { html, nothing, render, type TemplateResult } from 'lit';
import { moveFocus } from '../../controllers/move-focus.ts';
import '../button/button.ts';
import { icon, icons, type Icon } from '../icon/icon.ts';
import './menu-button.css';

/** One thing that a menu can do. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: Icon | undefined;
  readonly run: () => void;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

/** A button and the menu that it opens. */
export interface MenuButtonOptions {
  /** Id of the menu; unique on the page. */
  readonly id: string;
  /** Name of the button and of the menu. */
  readonly label: string;
  /** Shown on the button; without it the button is an icon. */
  readonly text?: string | undefined;
  readonly icon?: Icon | undefined;
  /** A function is asked when the menu opens: for menus of which there are many, and few are opened. */
  readonly items: MenuItems | (() => MenuItems);
}

type MenuItems = readonly (MenuItem | 'line')[];

const ITEMS = '[role=menuitem]:not(:disabled)';

function opened(event: Event): void {
  const menu = event.currentTarget as HTMLElement;
  const isOpen = (event as ToggleEvent).newState === 'open';
  const button = menu.previousElementSibling;
  if (button?.hasAttribute('aria-expanded') === true) button.setAttribute('aria-expanded', String(isOpen));
  if (isOpen) menu.querySelector<HTMLElement>(ITEMS)?.focus();
}

function pressed(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  if (event.key === 'Tab') menu.hidePopover();
  else if (moveFocus(event, ITEMS, 'vertical') === undefined) findByLetter(event, menu);
}

/** The next item that begins with the letter takes the focus. */
function findByLetter(event: KeyboardEvent, menu: HTMLElement): void {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.key === ' ') return;
  const items = [...menu.querySelectorAll<HTMLElement>(ITEMS)];
  const from = items.indexOf(document.activeElement as HTMLElement) + 1;
  const letter = event.key.toLowerCase();
  [...items.slice(from), ...items.slice(0, from)]
    .find((item) => item.textContent.trim().toLowerCase().startsWith(letter))
    ?.focus();
}

function itemButton(item: MenuItem | 'line'): TemplateResult {
  if (item === 'line') return html`<hr class="menu-line" role="separator" />`;
  const choose = (event: Event): void => {
    (event.currentTarget as HTMLElement).closest<HTMLElement>('[popover]')?.hidePopover();
    item.run();
  };
  return html`<button
    class="menu-item ${item.danger === true ? 'danger' : ''}"
    type="button"
    role="menuitem"
    tabindex="-1"
    ?disabled=${item.disabled === true}
    @click=${choose}
  >
    ${item.icon === undefined ? nothing : icon(item.icon)}<span>${item.label}</span>
  </button>`;
}

/** Fills a menu that asks for its items late, beside the place that the template keeps for those that are known. */
function fill(event: Event, items: MenuButtonOptions['items']): void {
  if (typeof items !== 'function' || (event as ToggleEvent).newState !== 'open') return;
  render(items().map(itemButton), event.currentTarget as HTMLElement);
}

/** A menu button. The platform opens, places and closes the menu and gives the focus back. */
export function menuButton(options: MenuButtonOptions): TemplateResult {
  const { id, label, text } = options;
  const mark = icon(options.icon ?? icons.more);
  const face =
    text === undefined ? mark : html`${options.icon === undefined ? nothing : mark}${text}${icon(icons.dropDown)}`;
  return html`<button
      class="btn ${text === undefined ? 'ghost icon' : ''}"
      type="button"
      popovertarget=${id}
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label=${text === undefined ? label : nothing}
      data-tip=${text === undefined ? label : nothing}
    >
      ${face}
    </button>
    ${sharedMenu(options)}`;
}

/** One of many buttons that open the same menu, such as one a row. */
export interface MenuTriggerOptions {
  /** Id of the menu. */
  readonly id: string;
  readonly label: string;
  /** Says which of them it was, before the menu asks for its items. */
  readonly onPress: () => void;
}

/** A button of many for one `sharedMenu`; the platform says itself whether the menu is open. */
export function menuTrigger({ id, label, onPress }: MenuTriggerOptions): TemplateResult {
  return html`<button
    class="btn ghost icon"
    type="button"
    popovertarget=${id}
    aria-haspopup="menu"
    aria-label=${label}
    data-tip=${label}
    @click=${onPress}
  >
    ${icon(icons.more)}
  </button>`;
}

/** The menu alone, for buttons elsewhere. */
export function sharedMenu({ id, label, items }: Pick<MenuButtonOptions, 'id' | 'label' | 'items'>): TemplateResult {
  return html`<div
    class="menu"
    id=${id}
    popover
    role="menu"
    aria-label=${label}
    @beforetoggle=${(event: Event) => fill(event, items)}
    @toggle=${opened}
    @keydown=${pressed}
  >
    ${typeof items === 'function' ? nothing : items.map(itemButton)}
  </div>`;
}
