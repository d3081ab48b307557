import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TelemetrySeries } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { TickController } from '../../controllers/tick-controller.ts';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import '../../elements/chart/chart.ts';
import type { Chart } from '../../elements/chart/chart.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { jsonView } from '../../elements/json/json-view.ts';
import { statTiles } from '../../elements/stat-tiles/stat-tiles.ts';
import { stepsList } from '../../elements/steps-list/steps-list.ts';
import { formatCount } from '../../elements/text/format.ts';
import { isRunning } from '../devices/device-status.ts';
import { stepItem } from './connection-tab.ts';
import { DeviceTab } from './device-tab.ts';
import type { MessageRate } from './message-rate.ts';
import './send-message-form.ts';
import './telemetry-tab.css';

const words = uiDeviceWords.telemetry;
const INTERVALS_MS = [200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
type Window = keyof typeof words.windows;
const WINDOWS: readonly Window[] = ['1', '10', '0'];

/** What the device sends: figures, a live chart, how often, and one message by hand. */
@customElement('dw-telemetry-tab')
export class TelemetryTab extends DeviceTab {
  #stop: (() => void) | undefined;
  #watched: string | undefined;

  @property({ attribute: false }) rate!: MessageRate;
  @state() private hasPoints = false;
  @state() private window: Window = '1';
  @state() private paused = false;
  readonly #now = (): number => this.app.services.clock.now();

  protected override begin(): void {
    // The rate falls while nothing is sent, and nothing else would tell.
    new TickController(this, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('detail') && this.#watched !== this.deviceId) void this.#watch(this.deviceId);
  }

  async #watch(id: string): Promise<void> {
    this.#unwatch();
    this.#watched = id;
    let first = true;
    const take = (series: readonly TelemetrySeries[]): void => {
      if (this.#watched !== id) return;
      const chart = this.querySelector<Chart>('dw-chart');
      if (first) chart?.setSeries(series);
      else chart?.addPoints(series);
      first = false;
      if (!this.hasPoints && series.some(({ times }) => times.length > 0)) this.hasPoints = true;
    };
    const fate = await this.app.run(() => this.app.services.devices.watchTelemetry(id, take));
    if (fate.kind !== 'done') return;
    if (this.#watched === id && this.isConnected) this.#stop = fate.value;
    else fate.value();
  }

  #unwatch(): void {
    this.#watched = undefined;
    this.#stop?.();
    this.#stop = undefined;
  }

  get #isQuiet(): boolean {
    return this.detail.record.behaviour === 'quiet';
  }

  #tiles(): TemplateResult {
    const { counters } = this.detail;
    const rate = this.rate.perSecond(this.app.services.clock.now());
    return statTiles([
      { label: words.sent, value: formatCount(counters.telemetrySent) },
      roundTripTile(counters.roundTripMs),
      rate === undefined
        ? { label: words.rate, value: words.none }
        : { label: words.rate, value: formatRate(rate), unit: words.perSecond },
      { label: words.errors, value: formatCount(counters.errors) },
    ]);
  }

  #chart(): TemplateResult {
    return card({
      heading: words.chart,
      actions: this.#chartActions(),
      body: html`<div class="chart-frame">
        <dw-chart .label=${words.chartLabel(this.name)} .windowMinutes=${Number(this.window)} .paused=${this.paused}
          .now=${this.#now}></dw-chart>
        ${this.hasPoints ? nothing : this.#waiting()}
      </div>`,
    });
  }

  #chartActions(): TemplateResult {
    return html`<div class="chart-actions">
      ${this.#isQuiet ? nothing : this.#interval()}${segmented<Window>({
        name: 'chart-window',
        label: words.window,
        options: WINDOWS.map((value) => ({ value, label: words.windows[value] })),
        value: this.window,
        onChange: (value) => (this.window = value),
      })}<button
        class="btn"
        type="button"
        aria-pressed=${this.paused}
        @click=${() => (this.paused = !this.paused)}
      >
        ${icon(this.paused ? icons.play : icons.pause)}<span class="roomy-word"
          >${this.paused ? words.resume : words.pause}</span
        >
      </button>
    </div>`;
  }

  /** In the place of a chart that nothing but the user's own messages will fill. */
  #silence(): TemplateResult {
    const write = (): void => this.querySelector<HTMLElement>('#send-body')?.focus();
    return emptyState({
      icon: icons.send,
      ...words.quiet,
      actions: html`<button class="btn" type="button" @click=${write}>${words.quiet.write}</button>`,
    });
  }

  /** In the place of an empty chart: where the device is on its way. */
  #waiting(): TemplateResult {
    const { state: now, steps } = this.detail;
    if (isRunning(now) && now.kind !== 'online' && steps.length > 0) {
      return html`<div class="chart-waiting">${stepsList(steps.map(stepItem))}</div>`;
    }
    return html`<p class="chart-waiting muted">${isRunning(now) ? words.noPoints : words.notStarted}</p>`;
  }

  #interval(): TemplateResult {
    const { intervalMs } = this.detail;
    const choices = INTERVALS_MS.includes(intervalMs)
      ? INTERVALS_MS
      : [...INTERVALS_MS, intervalMs].sort((a, b) => a - b);
    const choose = (value: string): void =>
      void this.app.run(() => this.app.services.devices.setInterval(this.deviceId, Number(value)));
    return html`<div class="chart-interval">
      <label class="small" for="interval">${words.interval}</label>${selectInput(
        { id: 'interval', label: words.interval, invalid: false, describedBy: undefined },
        {
          value: String(intervalMs),
          options: choices.map((ms) => ({ value: String(ms), label: words.intervalOf(ms) })),
          onChange: choose,
        },
      )}
    </div>`;
  }

  #last(): TemplateResult {
    const { lastTelemetry } = this.detail;
    return card({
      heading: words.last,
      body:
        lastTelemetry === undefined
          ? html`<p class="muted">${words.lastNone}</p>`
          : jsonView({ label: words.last, value: lastTelemetry }),
    });
  }

  override render(): TemplateResult {
    const isSilent = this.#isQuiet && !this.hasPoints && this.detail.sparkline.length === 0;
    // Hidden and not left out: the first points go to the chart at once.
    return html`${this.#tiles()}${isSilent ? this.#silence() : nothing}
      <div ?hidden=${isSilent}>${this.#chart()}</div>
      <div class="grid-2">
        <dw-send-message-form .detail=${this.detail}></dw-send-message-form>
        ${this.#last()}
      </div>`;
  }
}

function roundTripTile(ms: number | undefined): Parameters<typeof statTiles>[0][number] {
  if (ms === undefined) return { label: words.roundTrip, value: words.none };
  return { label: words.roundTrip, value: formatCount(Math.max(1, Math.round(ms))), unit: words.ms };
}

function formatRate(perSecond: number): string {
  return perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(perSecond >= 1 ? 1 : 2);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-telemetry-tab': TelemetryTab;
  }
}
