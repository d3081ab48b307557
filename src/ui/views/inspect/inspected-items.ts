import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { InspectedItem } from '#core/inspect/inspection';
import { inspectedKindNames } from '#core/words/en/inspect-items';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import type { GivenPart } from '#app/stores/inspection';
import { growItems, type ItemBranch } from '#app/stores/inspection-summary';
import { ShortcutController } from '../../controllers/shortcut-controller.ts';
import { card } from '../../elements/card/card.ts';
import { searchInput } from '../../elements/field/search-input.ts';
import { LightElement } from '../../elements/light-element.ts';
import { pager } from '../../elements/pager/pager.ts';
import './inspected-item.ts';

const words = uiInspectWords.items;
const SEARCH_ID = 'find-inspected';
const ITEMS_A_PAGE = 50;
/** From this many items on there is a search field. */
const SEARCH_FROM = 8;

/** Everything that was found, a row each. Those of one item raise their events through this. */
@customElement('dw-inspected-items')
export class InspectedItems extends LightElement {
  #branches: readonly ItemBranch[] = [];

  @property({ attribute: false }) items: readonly InspectedItem[] = [];
  @property({ attribute: false }) parts: readonly GivenPart[] = [];
  @property({ attribute: false }) reveal: (itemId: string) => Promise<string> = () => Promise.resolve('');
  @state() private open: ReadonlySet<string> = new Set();
  @state() private search = '';
  @state() private from = 0;

  constructor() {
    super();
    new ShortcutController(this, [{ key: '/', run: () => this.querySelector<HTMLElement>(`#${SEARCH_ID}`)?.focus() }]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('items')) return;
    const last = changed.get('items') ?? [];
    this.#branches = growItems(this.items);
    if (isSameList(last, this.items)) {
      // Looked at again, as for another device: what was unfolded stays so.
      this.open = new Set(this.items.filter((_, at) => this.open.has(last[at]?.id ?? '')).map(({ id }) => id));
      return;
    }
    this.from = 0;
    this.search = '';
    const [only] = this.items;
    this.open = new Set(only !== undefined && this.items.length === 1 ? [only.id] : []);
  }

  /** Unfolds an item, on whatever page it is, and brings the focus to it. */
  async show(itemId: string): Promise<void> {
    this.search = '';
    const at = this.#branches.findIndex((branch) => holds(branch, itemId));
    this.from = Math.max(0, at - (at % ITEMS_A_PAGE));
    this.open = new Set([...this.open, itemId]);
    await this.updateComplete;
    const row = [...this.querySelectorAll('dw-inspected-item')].find(({ item }) => item.id === itemId);
    await row?.updateComplete;
    const summary = row?.querySelector('summary');
    summary?.focus({ preventScroll: true });
    summary?.scrollIntoView({ block: 'nearest' });
  }

  #unfold({ detail: { id, isOpen } }: CustomEvent<{ id: string; isOpen: boolean }>): void {
    const open = new Set(this.open);
    if (isOpen) open.add(id);
    else open.delete(id);
    this.open = open;
  }

  #find(text: string): void {
    this.search = text;
    this.from = 0;
  }

  #list(branches: readonly ItemBranch[]): TemplateResult {
    return html`<ul class="items" aria-label=${words.list}>
      ${repeat(
        branches,
        ({ item }) => item.id,
        ({ item, branches: below }) =>
          html`<li>
            <dw-inspected-item
              .item=${item}
              .origin=${this.#originOf(item)}
              .isOpen=${this.open.has(item.id)}
              .reveal=${() => this.reveal(item.id)}
            ></dw-inspected-item>
            ${below.length === 0 ? nothing : this.#list(below)}
          </li>`,
      )}
    </ul>`;
  }

  /** One of several files; what is within another item has its file from that. */
  #originOf({ part, within }: InspectedItem): string | undefined {
    if (this.parts.length < 2 || within !== undefined) return undefined;
    return this.parts[part]?.name ?? uiInspectWords.given.pasted;
  }

  override render(): TemplateResult {
    const found = this.#branches.filter((branch) => matches(branch, this.search.trim().toLowerCase()));
    const field = searchInput({
      id: SEARCH_ID,
      label: words.search,
      value: this.search,
      onInput: (text) => this.#find(text),
      shortcut: '/',
    });
    return card({
      heading: words.heading,
      flush: true,
      actions: this.items.length < SEARCH_FROM ? undefined : field,
      body: html`<div @dw-unfold=${(event: CustomEvent<{ id: string; isOpen: boolean }>) => this.#unfold(event)}>
        ${
          found.length === 0
            ? html`<p class="items-none muted">${words.noMatch}</p>`
            : this.#list(found.slice(this.from, this.from + ITEMS_A_PAGE))
        }
        <div class="items-foot">
          ${pager({
            label: words.heading,
            from: this.from,
            pageSize: ITEMS_A_PAGE,
            total: found.length,
            onGo: (from) => (this.from = from),
          })}
        </div>
      </div>`,
    });
  }
}

function isSameList(one: readonly InspectedItem[], other: readonly InspectedItem[]): boolean {
  const isSame = ({ kind, title }: InspectedItem, at: number): boolean =>
    kind === other[at]?.kind && title === other[at].title;
  return one.length === other.length && one.every(isSame);
}

function holds({ item, branches }: ItemBranch, itemId: string): boolean {
  return item.id === itemId || branches.some((branch) => holds(branch, itemId));
}

function matches(branch: ItemBranch, text: string): boolean {
  const { title, kind } = branch.item;
  if (text === '' || `${title} ${inspectedKindNames[kind]}`.toLowerCase().includes(text)) return true;
  return branch.branches.some((below) => matches(below, text));
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-inspected-items': InspectedItems;
  }
}
