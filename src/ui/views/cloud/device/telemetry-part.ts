import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiCloudDeviceWords } from '#core/words/en/ui-cloud-device';
import type { CloudTelemetry } from '#app/cloud-devices';
import { TELEMETRY_KEPT, type CloudDevicePage } from '#app/stores/cloud-device-page';
import { makeSeries } from '#app/stores/telemetry-numbers';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/chart/chart.ts';
import type { Chart } from '../../../elements/chart/chart.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { jsonView } from '../../../elements/json/json-view.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { formatCount, formatTimeOfDay } from '../../../elements/text/format.ts';
import { CloudDevicePart } from './cloud-device-part.ts';
import './telemetry-part.css';

const words = uiCloudDeviceWords.telemetry;
type Window = keyof typeof words.windows;
const WINDOWS: readonly Window[] = ['1', '10', '0'];

/** What the device sends, as it comes: its numbers over time, and every message as it is. */
@customElement('dw-cloud-telemetry-part')
export class CloudTelemetryPart extends CloudDevicePart {
  #stop: (() => void) | undefined;
  #watched: CloudDevicePage | undefined;
  /** Names that have a line. */
  #lines = new Set<string>();
  readonly #now = (): number => this.app.services.clock.now();

  @state() private window: Window = '10';
  @state() private hasNumbers = false;
  /** What was there when the reader wanted to look at it in peace. */
  @state() private held: readonly CloudTelemetry[] | undefined;
  @state() private opened: CloudTelemetry | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('page')) return;
    this.held = undefined;
    this.opened = undefined;
    this.hasNumbers = false;
  }

  protected override updated(): void {
    if (this.#watched !== this.page) this.#watch();
  }

  #watch(): void {
    this.#unwatch();
    const chart = this.querySelector<Chart>('dw-chart');
    if (chart === null) return;
    this.#watched = this.page;
    this.#lines = new Set();
    chart.setSeries(this.#numbersOf(this.content.telemetry.toReversed()));
    this.#stop = this.page.onTelemetry((messages) => chart.addPoints(this.#numbersOf(messages)));
  }

  #unwatch(): void {
    this.#watched = undefined;
    this.#stop?.();
    this.#stop = undefined;
  }

  #numbersOf(messages: readonly CloudTelemetry[]): ReturnType<typeof makeSeries> {
    const series = makeSeries(messages, this.#lines);
    if (series.length > 0) this.hasNumbers = true;
    return series;
  }

  #hold(): void {
    this.held = this.held === undefined ? this.content.telemetry : undefined;
  }

  #actions(): TemplateResult {
    const isHeld = this.held !== undefined;
    return html`${segmented<Window>({
      name: 'cloud-chart-window',
      label: words.window,
      options: WINDOWS.map((value) => ({ value, label: words.windows[value] })),
      value: this.window,
      onChange: (value) => (this.window = value),
    })}<button class="btn" type="button" aria-pressed=${isHeld} @click=${() => this.#hold()}>
      ${icon(isHeld ? icons.play : icons.pause)}${isHeld ? words.goOn : words.hold}
    </button>`;
  }

  #chart(): TemplateResult {
    return card({
      heading: words.chart,
      actions: this.#actions(),
      body: html`<div class="cloud-chart">
        <dw-chart
          .label=${words.chartLabel(this.device.id)}
          .windowMinutes=${Number(this.window)}
          .paused=${this.held !== undefined}
          .now=${this.#now}
        ></dw-chart>
        ${this.hasNumbers ? nothing : html`<p class="cloud-chart-none muted">${words.noNumbers}</p>`}
      </div>`,
    });
  }

  #message(message: CloudTelemetry): TemplateResult {
    const { at, body, properties } = message;
    const isOpen = message === this.opened;
    const time = formatTimeOfDay(at);
    return html`<li class="raw-message">
      <button
        class="raw-line"
        type="button"
        aria-expanded=${isOpen}
        aria-label=${words.open(time)}
        @click=${() => (this.opened = isOpen ? undefined : message)}
      >
        <time class="mono">${time}</time>
        <span class="raw-body mono">${typeof body === 'string' ? body : JSON.stringify(body)}</span>
        ${icon(icons.dropDown)}
      </button>
      ${isOpen ? openedMessage(body, properties) : nothing}
    </li>`;
  }

  #raw(): TemplateResult {
    const { telemetry } = this.content;
    const shown = this.held ?? telemetry;
    const since = this.held === undefined ? 0 : countNewer(telemetry, this.held);
    const hint = since > 0 ? words.held(formatCount(since)) : words.rawHint(TELEMETRY_KEPT);
    if (shown.length === 0) {
      return card({ heading: words.raw, body: html`<p class="muted">${words.rawNone}</p>` });
    }
    return card({
      heading: words.raw,
      hint,
      flush: true,
      body: html`<ol class="raw-messages" tabindex="0" aria-label=${words.raw}>
        ${repeat(
          shown,
          (message) => message,
          (message) => this.#message(message),
        )}
      </ol>`,
    });
  }

  override render(): TemplateResult {
    return html`${this.#chart()}${this.#raw()}`;
  }
}

/** Messages that came after those that are held. */
function countNewer(telemetry: readonly CloudTelemetry[], held: readonly CloudTelemetry[]): number {
  const [newest] = held;
  if (newest === undefined) return telemetry.length;
  const at = telemetry.indexOf(newest);
  return at < 0 ? telemetry.length : at;
}

function openedMessage(body: CloudTelemetry['body'], properties: CloudTelemetry['properties']): TemplateResult {
  const entries = Object.entries(properties).map(([label, value]) => ({ label, value: value ?? '', mono: true }));
  return html`<div class="raw-open">
    ${jsonView({ label: words.body, value: body })}
    ${entries.length === 0 ? html`<p class="muted small">${words.noProperties}</p>` : keyValues(entries)}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-telemetry-part': CloudTelemetryPart;
  }
}
