import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { shown } from '../dialog/shown.ts';
import { icon, icons, type Icon } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import './palette.css';

/** One thing that can be done or gone to. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** What kind of thing it is: "Device", "Go to". */
  readonly hint?: string | undefined;
  readonly icon?: Icon | undefined;
  readonly run: () => void;
}

const LIMIT = 50;

/** Items in which every word of the query stands, those first whose label begins with it. */
function findItems(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ label, hint = '' }: PaletteItem): string => `${label} ${hint}`.toLowerCase();
  const found = items.filter((item) => asked.every((word) => text(item).includes(word)));
  const begins = (item: PaletteItem): number => (item.label.toLowerCase().startsWith(asked[0] ?? '') ? 0 : 1);
  return found.toSorted((a, b) => begins(a) - begins(b)).slice(0, LIMIT);
}

/**
 * Everything that the app can do, by name (Ctrl+K). Method: `show()`. Event: `dw-close`.
 */
@customElement('dw-palette')
export class Palette extends LightElement {
  @state() private open = false;
  @state() private query = '';
  @state() private at = 0;

  @property({ attribute: false }) items: readonly PaletteItem[] = [];

  get #found(): readonly PaletteItem[] {
    return findItems(this.items, this.query);
  }

  #closed(): void {
    this.open = false;
    this.raise('dw-close', undefined);
  }

  async #run(item: PaletteItem | undefined): Promise<void> {
    if (item === undefined) return;
    this.open = false;
    // First the dialog closes and gives the focus back, then the item may move it on.
    await this.updateComplete;
    this.raise('dw-close', undefined);
    item.run();
  }

  #type(event: Event): void {
    this.query = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const found = this.#found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) this.at = (this.at + step + found.length) % found.length;
    else if (event.key === 'Enter') void this.#run(found[this.at]);
    else return;
    event.preventDefault();
  }

  override updated(): void {
    if (this.open) this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  /** Opens it, empty. */
  show(): void {
    this.query = '';
    this.at = 0;
    this.open = true;
  }

  #row(item: PaletteItem, index: number): TemplateResult {
    return html`<li
      class="palette-item"
      role="option"
      id="palette-${index}"
      aria-selected=${index === this.at}
      @click=${() => void this.#run(item)}
    >
      ${icon(item.icon ?? icons.right)}<span class="palette-label">${item.label}</span>
      ${item.hint === undefined ? nothing : html`<span class="palette-hint">${item.hint}</span>`}
    </li>`;
  }

  #inside(): TemplateResult {
    const found = this.#found;
    return html`<div class="palette-field">
        ${icon(icons.search)}
        <input
          class="palette-input"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-results"
          aria-autocomplete="list"
          aria-activedescendant=${found.length === 0 ? nothing : `palette-${this.at}`}
          aria-label=${words.paletteField}
          placeholder=${words.paletteField}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          autofocus
          .value=${this.query}
          @input=${(event: Event) => this.#type(event)}
          @keydown=${(event: KeyboardEvent) => this.#key(event)}
        />
      </div>
      <ul class="palette-results" role="listbox" id="palette-results" aria-label=${words.paletteResults} tabindex="-1">
        ${found.map((item, index) => this.#row(item, index))}
      </ul>
      <p class=${found.length === 0 ? 'palette-none' : 'sr'} role="status">
        ${found.length === 0 ? words.paletteNone : words.paletteCount(found.length)}
      </p>`;
  }

  override render(): TemplateResult {
    return html`<dialog
      class="palette"
      aria-label=${words.paletteLabel}
      closedby="any"
      @close=${() => this.open && this.#closed()}
      ${shown(this.open)}
    >
      ${this.open ? this.#inside() : nothing}
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-palette': Palette;
  }
}
