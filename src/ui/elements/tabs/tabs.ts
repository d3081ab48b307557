import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { moveFocus } from '../../controllers/move-focus.ts';
import { LightElement } from '../light-element.ts';
import { formatCount } from '../text/format.ts';
import './tabs.css';

/** One tab. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number | undefined;
}

/** Ids of a tab and its panel; `group` is the same on `dw-tabs` and on `tabPanel`. */
const tabId = (group: string, id: string): string => `${group}-tab-${id}`;
const panelId = (group: string, id: string): string => `${group}-panel-${id}`;

/**
 * A row of tabs; arrows choose at once. It scrolls sideways where it is too narrow, with the chosen tab in view.
 * Event: `dw-select` with `{ id }`. It chooses nothing itself: the owner sets `selected`, from the address for instance.
 */
@customElement('dw-tabs')
export class Tabs extends LightElement {
  @property() label = '';
  @property() group = 'tabs';
  @property({ attribute: false }) tabs: readonly Tab[] = [];
  @property() selected = '';

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('selected')) return;
    const list = this.querySelector<HTMLElement>('[role=tablist]');
    const tab = this.querySelector<HTMLElement>('[aria-selected=true]');
    if (list === null || tab === null) return;
    const middle = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
    list.scrollTo({ left: middle, behavior: 'instant' });
  }

  #select(id: string | undefined): void {
    if (id !== undefined && id !== this.selected) this.raise('dw-select', { id });
  }

  override render(): TemplateResult {
    const { group, selected } = this;
    const tab = ({ id, label, count }: Tab): TemplateResult =>
      html`<button
        type="button"
        role="tab"
        id=${tabId(group, id)}
        data-id=${id}
        aria-selected=${id === selected}
        aria-controls=${id === selected ? panelId(group, id) : nothing}
        tabindex=${id === selected ? 0 : -1}
        @click=${() => this.#select(id)}
      >
        ${label}${count === undefined ? nothing : html`<span class="tab-count">${formatCount(count)}</span>`}
      </button>`;
    return html`<div
      class="tab-list"
      role="tablist"
      aria-label=${this.label}
      @keydown=${(event: KeyboardEvent) => this.#select(moveFocus(event, '[role=tab]', 'horizontal')?.dataset['id'])}
    >
      ${this.tabs.map(tab)}
    </div>`;
  }
}

/** What belongs to one tab; a panel whose tab is not chosen is not rendered at all. */
export function tabPanel(
  group: string,
  id: string,
  selected: string,
  content: unknown,
): TemplateResult | typeof nothing {
  if (id !== selected) return nothing;
  return html`<section class="tab-panel" role="tabpanel" id=${panelId(group, id)} aria-labelledby=${tabId(group, id)}>
    ${content}
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-tabs': Tabs;
  }
}
