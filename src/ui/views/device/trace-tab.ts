import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { TRACE_ROW_LIMIT } from '#core/trace/trace-entry';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { createTrace, type Trace, type TraceSummary } from '#app/stores/trace';
import { NO_TRACE_FILTER, type TraceFilter, type TraceRows } from '#app/stores/trace-rows';
import { exportTrace } from '#app/use-cases/export-trace';
import { ShortcutController } from '../../controllers/shortcut-controller.ts';
import { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { searchInput } from '../../elements/field/search-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { formatCount } from '../../elements/text/format.ts';
import '../../elements/trace-list/trace-list.ts';
import type { TraceList } from '../../elements/trace-list/trace-list.ts';
import { isRunning } from '../devices/device-status.ts';
import { DeviceTab } from './device-tab.ts';
import { FillHeightController } from './fill-height-controller.ts';
import './handshake-panel.ts';
import { besideChoice, shownChoice, traceFilters, type Beside, type Shown } from './trace-choices.ts';
import './trace-tab.css';

const words = uiDeviceWords.trace;
const SEARCH_ID = 'find-packet';
/** Name under which it is remembered what stands beside the packets. */
const BESIDE = 'trace-beside';

/**
 * Every packet both ways, in words: filtered, searched, held still, saved to a file. Beside them the packet that was
 * picked, or the handshake; where there is no room for both, one or the other.
 */
@customElement('dw-trace-tab')
export class TraceTab extends DeviceTab {
  #trace: Trace | undefined;
  #traced: string | undefined;
  #rows: StoreController<TraceRows> | undefined;
  #summary: StoreController<TraceSummary> | undefined;

  @state() private wasCleared = false;
  /** What stands beside the packets, where there is room. */
  @state() private beside: Beside = 'packet';
  @property({ attribute: false }) filter: TraceFilter = NO_TRACE_FILTER;
  /** What is shown where there is no room for both. */
  @property({ attribute: false }) shown: Shown = 'packets';

  protected override begin(): void {
    new FillHeightController(this, '--trace-height', 'dw-trace-list');
    new ShortcutController(this, [
      { key: '/', run: () => this.querySelector<HTMLInputElement>(`#${SEARCH_ID}`)?.focus() },
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#trace?.dispose();
    this.#traced = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('shown') && this.shown === 'handshake') this.beside = 'handshake';
    if (this.#traced !== this.deviceId) this.#open();
    else if (changed.has('filter')) this.#trace?.setFilter(this.filter);
  }

  #open(): void {
    this.#trace?.dispose();
    this.#traced = this.deviceId;
    this.wasCleared = false;
    this.beside = this.shown === 'handshake' ? 'handshake' : this.#remembered();
    const trace = createTrace(this.app.services.devices, this.deviceId);
    this.#trace = trace;
    if (this.filter !== NO_TRACE_FILTER) trace.setFilter(this.filter);
    if (this.#rows === undefined) {
      this.#rows = new StoreController(this, trace.rows);
      this.#summary = new StoreController(this, trace.summary);
    } else {
      this.#rows.follow(trace.rows);
      this.#summary?.follow(trace.summary);
    }
  }

  /** Until somebody has chosen, the handshake where there is one. */
  #remembered(): Beside {
    const kept = this.app.services.preferences.read(BESIDE);
    if (kept === 'packet' || kept === 'handshake') return kept;
    return this.detail.road.road === 'relay' ? 'handshake' : 'packet';
  }

  #go(trace: TraceFilter, part = this.shown): void {
    const route = { room: 'device', id: this.deviceId, tab: 'trace' } as const;
    this.router.replace({
      ...route,
      ...(trace === NO_TRACE_FILTER ? {} : { trace }),
      ...(part === 'handshake' ? { part } : {}),
    });
  }

  #setFilter(part: Partial<TraceFilter>): void {
    this.#go({ ...this.filter, ...part });
  }

  #setBeside(beside: Beside): void {
    this.beside = beside;
    this.app.services.preferences.write(BESIDE, beside);
  }

  #export(): void {
    const rows = this.#trace?.all() ?? [];
    const file = exportTrace(this.app.services, this.name, rows);
    this.app.notices.say({ message: words.exported(file) });
  }

  async #clear(): Promise<void> {
    const fate = await this.app.run(() => this.app.services.devices.clearTrace(this.deviceId));
    if (fate.kind !== 'done') return;
    this.wasCleared = true;
    this.querySelector<TraceList>('dw-trace-list')?.unpick();
    this.app.notices.say({ message: words.cleared });
  }

  #toolbar(summary: TraceSummary): TemplateResult {
    return html`<div class="toolbar trace-toolbar">
      ${searchInput({
        id: SEARCH_ID,
        label: words.search,
        value: this.filter.query,
        onInput: (query) => this.#setFilter({ query }),
        shortcut: '/',
      })}
      ${traceFilters(this.filter, summary.types, (part) => this.#setFilter(part))}
      <div class="actions trace-actions">
        ${this.#pauseButton(summary)}
        <button class="btn trace-export" type="button" ?disabled=${summary.kept === 0} @click=${() => this.#export()}>
          ${icon(icons.download)}${words.export}
        </button>
        ${menuButton({
          id: 'trace-menu',
          label: words.more,
          icon: icons.more,
          items: [
            { label: words.exportAll, icon: icons.download, run: () => this.#export(), disabled: summary.kept === 0 },
            { label: words.clear, icon: icons.remove, run: () => void this.#clear(), disabled: summary.kept === 0 },
          ],
        })}
      </div>
    </div>`;
  }

  #pauseButton({ paused, held }: TraceSummary): TemplateResult {
    const label = paused ? (held > 0 ? words.resumeWith(formatCount(held)) : words.resume) : words.pause;
    return html`<button
      class="btn"
      type="button"
      aria-pressed=${paused}
      @click=${() => (paused ? this.#trace?.resume() : this.#trace?.pause())}
    >
      ${icon(paused ? icons.play : icons.pause)}<span class="roomy-word">${label}</span>
    </button>`;
  }

  #count({ shown, kept, dropped, filter }: TraceSummary): TemplateResult {
    const parts = [
      words.count(formatCount(shown), formatCount(kept)),
      words.limit(formatCount(TRACE_ROW_LIMIT)),
      ...(dropped > 0 ? [words.dropped(formatCount(dropped))] : []),
    ];
    const all = html`<button
      class="btn ghost small"
      type="button"
      @click=${() => this.#go(NO_TRACE_FILTER)}
    >
      ${words.clearFilter}
    </button>`;
    return html`<p class="trace-count small muted">
      ${parts.join('; ')}.${isFiltering(filter) ? all : nothing}
    </p>`;
  }

  #emptyText({ kept }: TraceSummary): string {
    if (kept > 0) return words.noMatch;
    if (this.wasCleared) return words.emptyCleared;
    return isRunning(this.detail.state) ? words.emptyRunning : words.empty;
  }

  /** A phone has no room for a choice of which one half says that it is empty. */
  #shownChoice(): TemplateResult | typeof nothing {
    const { road, record, handshakes } = this.detail;
    const isTold = road.road === 'relay' || record.keyKind === 'certificate' || handshakes.length > 0;
    if (!isTold && this.shown === 'packets') return nothing;
    return shownChoice(this.shown, (shown) => this.#go(this.filter, shown));
  }

  #handshake(): TemplateResult {
    return html`<dw-handshake-panel .detail=${this.detail}></dw-handshake-panel>`;
  }

  override render(): TemplateResult | typeof nothing {
    const summary = this.#summary?.value;
    const rows = this.#rows?.value;
    if (summary === undefined || rows === undefined) return nothing;
    return html`${this.#shownChoice()}
      <div class="trace-packets ${this.shown === 'handshake' ? 'second' : ''}">
        ${this.#toolbar(summary)}
        <dw-trace-list
          .source=${rows}
          .label=${words.list(this.name)}
          .emptyText=${this.#emptyText(summary)}
          .head=${besideChoice(this.beside, (beside) => this.#setBeside(beside))}
          .instead=${this.beside === 'handshake' ? this.#handshake() : undefined}
          @dw-select=${() => (this.beside = 'packet')}
        ></dw-trace-list>
        ${this.#count(summary)}
      </div>
      ${this.shown === 'handshake' ? html`<div class="trace-handshake card"><div class="card-body">${this.#handshake()}</div></div>` : nothing}`;
  }
}

function isFiltering({ direction, type, failedOnly, query }: TraceFilter): boolean {
  return direction !== 'all' || type !== 'all' || failedOnly || query !== '';
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-trace-tab': TraceTab;
  }
}
