import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { FrameController } from '../../controllers/frame-controller.ts';
import { LightElement } from '../light-element.ts';
import type { TableColumn } from '../table/table.ts';
import '../table/table.css';
import { variables } from '../variables/variables.ts';
import './long-table.css';
import { keyTarget, NO_WINDOW, rowHeightRem, windowOf, type RowWindow } from './row-window.ts';

/** New rows that are drawn in a frame, on a slow machine too. */
const ROWS_A_FRAME = 8;

/** What can be pressed in a row, in the order of the arrow keys. */
const STOPS = 'input, a, button:not([role=menuitem])';

/** One row of a long table, as its owner knows it. */
export interface LongTableRow<Id extends string = string> {
  /** What the row is of: "boiler-1". */
  readonly name: string;
  readonly href: string;
  readonly chosen: boolean;
  readonly cells: Readonly<Record<Id, unknown>>;
}

/**
 * A table of very many rows in the page itself: only those in sight are in the document, all as high as one another. The
 * arrows, Page Up and Down, Home and End go from row to row and along a row, Space chooses. Columns are `fr` or fixed
 * tracks, for what scrolls by must not move them. Events: `dw-range` `{ first, end }` with the rows in sight,
 * `dw-choose` `{ index, onward }`, where `onward` means all from the row that was chosen last.
 */
@customElement('dw-long-table')
export class LongTable extends LightElement {
  readonly #frame = new FrameController(this, () => this.#look());
  readonly #sizes = new ResizeObserver(() => this.#frame.request());
  #told = NO_WINDOW;
  /** Where the focus is, or was last: row and place among its stops. */
  #at = { row: 0, stop: 0 };
  #moving = false;
  /** Rows that are drawn in full, and how many more may be in this frame. */
  #drawn = new Set<number>();
  #rowsLeft = 0;

  @query('.long-rows') private box!: HTMLElement;
  @state() private window: RowWindow = NO_WINDOW;
  @state() private rem = 16;
  @state() private widthRem = 80;

  /** Names the table for screen readers. */
  @property() label = '';
  @property({ attribute: false }) columns: readonly TableColumn<string>[] = [];
  /** How many rows there are. */
  @property({ type: Number }) count = 0;
  /** The row at a place; undefined while it is not known. Another function says that rows may have changed. */
  @property({ attribute: false }) rowAt: (index: number) => LongTableRow | undefined = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('scroll', this.#scrolled, { passive: true });
    window.addEventListener('resize', this.#scrolled);
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scroll', this.#scrolled);
    window.removeEventListener('resize', this.#scrolled);
    this.#sizes.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('count')) return;
    this.#at = { ...this.#at, row: Math.max(0, Math.min(this.#at.row, this.count - 1)) };
    if (this.hasUpdated) this.#frame.request();
    else this.window = { first: 0, end: Math.min(this.count, 20) };
  }

  override firstUpdated(): void {
    this.#look();
  }

  override updated(): void {
    this.#markStops();
    if (this.#moving) this.#focus();
  }

  #scrolled = (): void => this.#frame.request();

  #look(): void {
    if (this.#rowsLeft === 0) this.requestUpdate();
    this.rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { top, width } = this.box.getBoundingClientRect();
    this.widthRem = width / this.rem;
    const next = windowOf({ top, height: window.innerHeight, rowHeight: this.#rowHeight, count: this.count });
    if (next.first !== this.window.first || next.end !== this.window.end) this.window = next;
    if (next.first === this.#told.first && next.end === this.#told.end) return;
    this.#told = next;
    this.raise('dw-range', next);
  }

  get #rowHeight(): number {
    return Math.round(rowHeightRem(this.widthRem) * this.rem);
  }

  /** One stop of the table is in the order of Tab; the arrows lead to all others. */
  #markStops(): void {
    for (const row of this.box.querySelectorAll<HTMLElement>('.long-row')) {
      const isCurrent = Number(row.dataset['index']) === this.#tabRow;
      const stops = stopsOf(row);
      const current = Math.min(this.#at.stop, stops.length - 1);
      stops.forEach((stop, at) => (stop.tabIndex = isCurrent && at === current ? 0 : -1));
    }
  }

  /** The row that Tab leads to: where the focus was, or the first in sight when that is far off. */
  get #tabRow(): number {
    const { first, end } = this.window;
    const { row } = this.#at;
    return (row >= first && row < end) || this.#hasFocus ? row : first;
  }

  get #hasFocus(): boolean {
    return this.box?.contains(document.activeElement) === true;
  }

  #focused(event: FocusEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.long-row');
    if (row === null) return;
    const stop = stopsOf(row).indexOf(event.target as HTMLElement);
    if (stop < 0) return;
    this.#at = { row: Number(row.dataset['index']), stop };
    this.#markStops();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as HTMLElement).closest('[role=menu]') !== null) return;
    const { row, stop } = this.#at;
    // A check box and a button take the bar themselves; a link does not.
    if (event.key === ' ' && (event.shiftKey || event.target instanceof HTMLAnchorElement)) {
      event.preventDefault();
      this.#choose(row, event.shiftKey);
      return;
    }
    const page = Math.max(1, Math.floor((window.innerHeight * 0.75) / this.#rowHeight));
    const to = keyTarget(event.key, { row, stop, page, count: this.count });
    if (to === undefined) return;
    event.preventDefault();
    this.#go(to.row, to.stop);
  }

  /** Puts the focus on a row, which may have to be drawn first. */
  #go(row: number, stop: number): void {
    this.#at = { row, stop };
    this.#moving = true;
    this.requestUpdate();
  }

  #focus(): void {
    const row = this.box.querySelector<HTMLElement>(`[data-index="${this.#at.row}"]`);
    const stops = row === null ? [] : stopsOf(row);
    const stop = stops[Math.min(this.#at.stop, stops.length - 1)];
    // A row that is not known yet has nothing to press; the focus comes with it.
    row?.scrollIntoView({ block: 'nearest' });
    if (stop === undefined) return;
    this.#moving = false;
    stop.focus({ preventScroll: true });
  }

  #choose(index: number, onward: boolean): void {
    this.raise('dw-choose', { index, onward });
  }

  #row(index: number): TemplateResult {
    const row = this.#mayDraw(index) ? this.rowAt(index) : undefined;
    const { first, end } = this.window;
    const stray = index < first || index >= end;
    return html`<div
      class="table-row long-row ${stray ? 'stray' : ''}"
      role="row"
      data-index=${index}
      aria-rowindex=${index + 2}
      aria-selected=${row?.chosen === true}
      ${variables({ '--at': `${index * this.#rowHeight}px` })}
    >
      ${row === undefined ? this.#unknown() : this.#known(row, index)}
    </div>`;
  }

  /** Of a whole screen of new rows each frame draws a part, so that none takes long. */
  #mayDraw(index: number): boolean {
    if (this.#drawn.has(index)) return true;
    if (this.#rowsLeft === 0 && index !== this.#at.row) {
      this.#frame.request();
      return false;
    }
    this.#rowsLeft = Math.max(0, this.#rowsLeft - 1);
    this.#drawn.add(index);
    return true;
  }

  #unknown(): TemplateResult {
    return html`<div class="table-cell at-title" role="gridcell">
      <span class="skeleton long-skeleton"></span><span class="sr">${words.rowNotThere}</span>
    </div>`;
  }

  #known({ name, href, chosen, cells }: LongTableRow, index: number): unknown {
    const choose = (event: MouseEvent): void => this.#choose(index, event.shiftKey);
    return html`<div class="table-cell at-choose" role="gridcell">
        <label class="long-choose table-above"
          ><input type="checkbox" aria-label=${words.chooseRow(name)} .checked=${live(chosen)} @click=${choose}
        /></label>
      </div>
      ${this.columns.map(({ id, phone, align }) => {
        const content = phone === 'title' ? html`<a class="table-link" href=${href}>${cells[id]}</a>` : cells[id];
        return html`<div class="table-cell at-${phone} ${align === 'end' ? 'end' : ''}" role="gridcell">
          ${content}
        </div>`;
      })}`;
  }

  #headings(): TemplateResult {
    return html`<div class="table-group table-headings long-headings" role="rowgroup">
      <div class="table-row" role="row" aria-rowindex="1">
        <div class="table-cell" role="columnheader"><span class="sr">${words.chosenColumn}</span></div>
        ${this.columns.map(
          ({ heading, align, headingHidden = false }) =>
            html`<div class="table-cell ${align === 'end' ? 'end' : ''}" role="columnheader">
              <span class=${headingHidden ? 'sr' : nothing}>${heading}</span>
            </div>`,
        )}
      </div>
    </div>`;
  }

  /** The row with the focus stays in the document, wherever the reader has scrolled to. */
  #shown(): readonly number[] {
    const { first, end } = this.window;
    const rows = Array.from({ length: end - first }, (_, offset) => first + offset);
    const { row } = this.#at;
    const isStray = (row < first || row >= end) && row < this.count && (this.#moving || this.#hasFocus);
    // In the order of the table: a row that is moved in the document loses the focus.
    if (isStray && row < first) rows.unshift(row);
    else if (isStray) rows.push(row);
    this.#drawn = new Set(rows.filter((index) => this.#drawn.has(index)));
    this.#rowsLeft = ROWS_A_FRAME;
    return rows;
  }

  override render(): TemplateResult {
    const { first, end } = this.window;
    const height = this.#rowHeight;
    const tracks = ['2rem', ...this.columns.map(({ width }) => width)].join(' ');
    return html`<div class="table-box">
      <div
        class="table long-table"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${this.count + 1}
        aria-multiselectable="true"
        ${variables({ '--tracks': tracks, '--row': `${height}px` })}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @focusin=${(event: FocusEvent) => this.#focused(event)}
      >
        ${this.#headings()}
        <div
          class="table-group long-rows"
          role="rowgroup"
          ${variables({ '--before': `${first * height}px`, '--after': `${Math.max(0, this.count - end) * height}px` })}
        >
          ${repeat(
            this.#shown(),
            (index) => index,
            (index) => this.#row(index),
          )}
        </div>
      </div>
    </div>`;
  }
}

function stopsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(STOPS)];
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-long-table': LongTable;
  }
}
