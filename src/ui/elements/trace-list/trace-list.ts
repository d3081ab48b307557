import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TraceEntry } from '#core/trace/trace-entry';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { FrameController } from '../../controllers/frame-controller.ts';
import '../button/button.ts';
import { dialog } from '../dialog/dialog.ts';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import { formatCount } from '../text/format.ts';
import { variables } from '../variables/variables.ts';
import { traceDetail, traceHeading } from './trace-detail.ts';
import './trace-list.css';
import { traceRow } from './trace-row.ts';
import { indexOfNumber, NO_ROWS, type TraceSource } from './trace-source.ts';
import { TraceViewport, type TraceWindow } from './trace-viewport.ts';

/** Widths in rem: below the first a row takes two lines, from the second on the detail stands beside the list. */
const TWO_LINES_BELOW = 40;
const DETAIL_BESIDE_FROM = 56;

/** Heights in rem of a row in one line, in one line under a finger, and in two lines. */
const ROW = { line: 2.125, touch: 2.75, twoLines: 3.75 };

let lists = 0;

/**
 * A trace of any length: only the rows in sight are in the document, and it renders once a frame at most.
 * It follows the newest row while it is at the end; a reader is never moved. Beside it the picked row in full, or in
 * a sheet where there is no room. Event: `dw-select` with `{ entry }`.
 */
@customElement('dw-trace-list')
export class TraceList extends LightElement {
  readonly #id = `trace-${++lists}`;
  readonly #viewport = new TraceViewport();
  readonly #frame = new FrameController(this, () => this.requestUpdate());
  /** In a frame of its own: what it leads to changes sizes again. */
  readonly #measuring = new FrameController(this, () => this.#measure());
  readonly #sizes = new ResizeObserver(() => this.#measuring.request());
  #stop: (() => void) | undefined;
  /** Where the box stands, as far as we know: asking it would lay out the page in every frame. */
  #standing = 0;
  #window: TraceWindow = { first: 0, end: 0, scrollTop: 0, unseen: 0 };

  @query('.trace-scroll') private box!: HTMLElement;
  @state() private twoLines = false;
  @state() private beside = true;
  @state() private sheet = false;
  @state() private picked: TraceEntry | undefined;

  @property({ attribute: false }) source: TraceSource = NO_ROWS;
  /** Names the list for screen readers. */
  @property() label = '';
  /** Shown when there are no rows. */
  @property() emptyText = '';
  /** More about the picked row, below the rest. */
  @property({ attribute: false }) detail: ((entry: TraceEntry) => unknown) | undefined;
  /** Above what stands beside the list, such as a choice of it. */
  @property({ attribute: false }) head: unknown;
  /** Stands beside the list in the place of the picked row. */
  @property({ attribute: false }) instead: unknown;

  /** The picked row. */
  get selected(): TraceEntry | undefined {
    return this.picked;
  }

  /** Forgets the picked row, as when its trace was cleared. */
  unpick(): void {
    this.picked = undefined;
    this.sheet = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
    if (this.hasUpdated) this.#sizes.observe(this.box);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
    this.#sizes.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('source') && this.isConnected) this.#follow();
    this.#window = this.#viewport.window(this.source);
  }

  override firstUpdated(): void {
    this.#sizes.observe(this.box);
    queueMicrotask(() => this.#measure());
  }

  override updated(): void {
    if (this.#standing === this.#window.scrollTop || this.#viewport.height === 0) return;
    this.#standing = this.#window.scrollTop;
    this.box.scrollTop = this.#standing;
  }

  #follow(): void {
    this.#stop?.();
    this.#stop = this.source.subscribe(() => this.#frame.request());
    this.#frame.request();
  }

  #measure(): void {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.beside = this.clientWidth >= DETAIL_BESIDE_FROM * rem;
    this.twoLines = this.box.clientWidth < TWO_LINES_BELOW * rem;
    const touch = window.matchMedia('(pointer: coarse)').matches;
    const line = touch ? ROW.touch : ROW.line;
    this.#viewport.rowHeight = Math.round(rem * (this.twoLines ? ROW.twoLines : line));
    this.#viewport.height = this.box.clientHeight;
    this.#frame.request();
  }

  #scrolled = (): void => {
    const { scrollTop } = this.box;
    if (scrollTop === this.#standing) return;
    this.#standing = scrollTop;
    // A box that has grown scrolls by itself, and is at the end still.
    this.#viewport.height = this.box.clientHeight;
    this.#viewport.scrolled(this.source, scrollTop);
    this.#frame.request();
  };

  #pick(index: number): void {
    const entry = this.source.at(index);
    if (entry === undefined) return;
    this.picked = entry;
    this.#viewport.bring(this.source, index);
    this.raise('dw-select', { entry });
  }

  #press(event: Event): void {
    const row = (event.target as Element).closest<HTMLElement>('.trace-row');
    if (row === null) return;
    this.#pick(Number(row.dataset['index']));
    this.sheet = !this.beside;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && this.picked !== undefined) {
      this.sheet = !this.beside;
      return;
    }
    const to = this.#target(event.key);
    if (to === undefined) return;
    event.preventDefault();
    this.#pick(Math.max(0, Math.min(this.source.length - 1, to)));
    if (event.key === 'End') this.#viewport.stick();
  }

  /** The row that a key leads to; from nowhere, the first key leads to the row at the top of what is in sight. */
  #target(key: string): number | undefined {
    const at = this.#pickedIndex();
    const page = Math.max(1, Math.floor(this.#viewport.height / this.#viewport.rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (key === 'Home') return 0;
    if (key === 'End') return this.source.length - 1;
    const step = steps[key];
    if (step === undefined) return undefined;
    return at === undefined ? Math.ceil(this.#window.scrollTop / this.#viewport.rowHeight) : at + step;
  }

  #pickedIndex(): number | undefined {
    return this.picked === undefined ? undefined : indexOfNumber(this.source, this.picked.number);
  }

  #toNewest(): void {
    this.#viewport.stick();
    this.#frame.request();
    this.box.focus({ preventScroll: true });
  }

  #row(index: number, picked: number | undefined): TemplateResult | typeof nothing {
    const entry = this.source.at(index);
    if (entry === undefined) return nothing;
    const id = `${this.#id}-${entry.number}`;
    return traceRow(entry, { id, index, count: this.source.length, selected: index === picked });
  }

  /** The picked row stays in the document when it is out of sight, for `aria-activedescendant` refers to it. */
  #strayRow(picked: number | undefined): TemplateResult | typeof nothing {
    const { first, end } = this.#window;
    if (picked === undefined || (picked >= first && picked < end)) return nothing;
    const top = `${picked * this.#viewport.rowHeight}px`;
    return html`<div class="trace-rows" role="presentation" ${variables({ '--top': top })}>${this.#row(picked, picked)}</div>`;
  }

  #renderList(): TemplateResult {
    const { first, end, unseen } = this.#window;
    const { rowHeight } = this.#viewport;
    const picked = this.#pickedIndex();
    const rows = Array.from({ length: end - first }, (_, offset) => this.#row(first + offset, picked));
    const active = picked === undefined ? nothing : `${this.#id}-${this.picked?.number}`;
    const newer = html`<button class="trace-newer" type="button" data-tip=${words.traceToNewest} @click=${() => this.#toNewest()}>
      ${icon(icons.down)}${words.traceNew(formatCount(unseen))}
    </button>`;
    return html`<div class="trace-frame">
      <div
        class="trace-scroll"
        role="listbox"
        tabindex="0"
        aria-label=${this.label}
        aria-activedescendant=${active}
        @scroll=${this.#scrolled}
        @click=${(event: Event) => this.#press(event)}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        <div
          class="trace-space"
          role="presentation"
          ${variables({ '--row': `${rowHeight}px`, '--all': `${this.source.length * rowHeight}px` })}
        >
          <div class="trace-rows" role="presentation" ${variables({ '--top': `${first * rowHeight}px` })}>${rows}</div>
          ${this.#strayRow(picked)}
        </div>
      </div>
      ${this.source.length === 0 ? html`<p class="trace-empty">${this.emptyText}</p>` : nothing}
      ${unseen === 0 ? nothing : newer}
    </div>`;
  }

  #renderDetail(): TemplateResult {
    const { picked } = this;
    const heading = picked === undefined ? words.traceDetail : traceHeading(picked);
    const body = (): unknown => (picked === undefined ? nothing : traceDetail(picked, this.detail?.(picked)));
    if (!this.beside) {
      const close = (): void => void (this.sheet = false);
      return dialog({ id: `${this.#id}-sheet`, open: this.sheet, heading, body, onClose: close });
    }
    const none = html`<p class="muted">${words.tracePick}</p>`;
    const detail = html`<h2>${heading}</h2>
      ${picked === undefined ? none : body()}`;
    return html`<aside class="trace-aside" tabindex="0" aria-label=${words.traceAside}>
      ${this.head === undefined ? nothing : html`<div class="trace-aside-head">${this.head}</div>`}
      ${this.instead ?? detail}
    </aside>`;
  }

  override render(): TemplateResult {
    return html`<div class="trace ${this.beside ? 'beside' : ''} ${this.twoLines ? 'two-lines' : ''}">
      ${this.#renderList()}${this.#renderDetail()}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-trace-list': TraceList;
  }
}
