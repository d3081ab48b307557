import { html, nothing, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { icon, type Icon } from '../icon/icon.ts';
import { formatCount } from '../text/format.ts';
import '../toasts/toasts.ts';
import '../tooltip/tooltips.ts';
import './shell.css';

/** A room of the app. */
export interface ShellItem {
  readonly id: string;
  readonly label: string;
  readonly icon: Icon;
  readonly href: string;
  readonly count?: number | undefined;
}

/** The frame around every page. */
export interface ShellOptions {
  readonly name: string;
  readonly icon: Icon;
  readonly items: readonly ShellItem[];
  /** Id of the room that is shown. */
  readonly current: string;
  /** At the foot of the rail; not shown on phones. */
  readonly foot?: unknown;
  readonly content: unknown;
  /** Opens the palette; shows its key at the foot of the rail. */
  readonly onPalette?: (() => void) | undefined;
}

/** A hash in the address belongs to the router, so the skip link moves the focus by hand. */
function skip(event: Event): void {
  event.preventDefault();
  const main = document.querySelector<HTMLElement>('#main');
  (main?.querySelector<HTMLElement>('h1[tabindex="-1"]') ?? main)?.focus();
}

function room(item: ShellItem, current: string): TemplateResult {
  const { id, label, href, count } = item;
  return html`<li>
    <a class="shell-item" href=${href} aria-current=${id === current ? 'page' : nothing}>
      ${icon(item.icon)}<span class="shell-label">${label}</span>
      ${count === undefined ? nothing : html`<span class="shell-count">${formatCount(count)}</span>`}
    </a>
  </li>`;
}

function foot({ foot: content, onPalette }: ShellOptions): TemplateResult {
  const key = /Mac|iPhone|iPad/.test(navigator.platform) ? words.commandKey.apple : words.commandKey.other;
  const palette =
    onPalette &&
    html`<button class="shell-palette" type="button" @click=${() => onPalette()}>
      <span><kbd>${key}</kbd> <kbd>K</kbd></span> ${words.commands}
    </button>`;
  return html`<div class="shell-foot">${content ?? nothing}${palette ?? nothing}</div>`;
}

/** Skip link, rail or bottom bar, the main part, and the place of toasts. */
export function shell(options: ShellOptions): TemplateResult {
  const { name, icon: mark, items, current, content } = options;
  return html`<a class="skip" href="#main" @click=${skip}>${words.skipToContent}</a>
    <div class="shell">
      <nav class="shell-nav" aria-label=${words.places}>
        <div class="shell-brand"><span class="shell-mark">${icon(mark)}</span>${name}</div>
        <ul class="shell-items">
          ${items.map((item) => room(item, current))}
        </ul>
        ${foot(options)}
      </nav>
      <main class="shell-main" id="main" tabindex="-1">${content}</main>
    </div>
    <dw-toasts></dw-toasts><dw-tooltips></dw-tooltips>`;
}
