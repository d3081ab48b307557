import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { TickController } from '../../controllers/tick-controller.ts';
import { FrameController } from '../../controllers/frame-controller.ts';
import { LightElement } from '../light-element.ts';
import { formatCount, formatTimeOfDay, formatValue } from '../text/format.ts';
import './chart.css';
import { ChartData, type ChartSeries } from './chart-data.ts';
import { chooseScales, type LineScales } from './line-scales.ts';
import type { createPlot, Plot } from './plot.ts';

/** Figures that change faster than this cannot be read. */
const LEGEND_EVERY_MS = 250;

/** How often the window moves on while no point comes. */
const MOVES_EVERY_MS = 1000;

const LOOKS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'];

/**
 * Lines over time, drawn once a frame at most, with a legend that carries the current values (or those under the
 * pointer) and hides lines. Screen readers get the same in words. The plotting library comes with the first chart.
 * Points come by `setSeries` and `addPoints`, for properties would mean new arrays for each point.
 */
@customElement('dw-chart')
export class Chart extends LightElement {
  readonly #data = new ChartData(10_000);
  readonly #frame = new FrameController(this, () => this.#draw());
  /** Apart from new points: it says nothing that the legend does not show already. */
  readonly #moving = new FrameController(this, () => !this.paused && this.#plot?.draw());
  readonly #sizes = new ResizeObserver(() => this.#plot?.resize());
  readonly #looks = LOOKS.map((look) => window.matchMedia(look));
  readonly #theme = new MutationObserver(() => this.#plot?.restyle());
  /** The window goes on while no point comes. */
  readonly #tick = new TickController(this, 0);
  readonly #hidden = new Set<string>();
  #scales: LineScales = { ofLine: [], withAxis: [] };
  #plot: Plot | undefined;
  #makePlot: typeof createPlot | undefined;
  #cursorRow: number | undefined;
  #saidAt = 0;
  #later = 0;

  @query('.chart-plot') private box!: HTMLElement;
  @state() private failed = false;

  /** Names the figure. */
  @property() label = '';
  /** Shows the latest so many minutes, up to now; 0 shows everything that is kept. */
  @property({ type: Number }) windowMinutes = 10;
  /** The time now, in milliseconds since the Unix epoch. */
  @property({ attribute: false }) now: () => number = () => Date.now();
  /** Points are kept and not drawn. */
  @property({ type: Boolean }) paused = false;
  /** Points kept for each line. */
  @property({ type: Number }) pointLimit = 10_000;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const look of this.#looks) look.addEventListener('change', this.#restyle);
    this.#theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    if (this.hasUpdated) this.#rebuild();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const look of this.#looks) look.removeEventListener('change', this.#restyle);
    this.#theme.disconnect();
    this.#sizes.disconnect();
    window.clearTimeout(this.#later);
    this.#plot?.dispose();
    this.#plot = undefined;
  }

  override firstUpdated(): void {
    import('./plot.ts').then(
      (plot) => {
        this.#makePlot = plot.createPlot;
        this.#rebuild();
      },
      () => (this.failed = true),
    );
  }

  override updated(changed: PropertyValues<this>): void {
    this.#data.rowLimit = this.pointLimit;
    const moves = this.windowMinutes > 0 && !this.paused;
    this.#tick.everyMs = moves ? MOVES_EVERY_MS : 0;
    if (moves || changed.has('windowMinutes') || changed.has('paused')) this.#moving.request();
  }

  #restyle = (): void => this.#plot?.restyle();

  #rebuild(): void {
    if (this.#makePlot === undefined || !this.isConnected) return;
    this.#plot?.dispose();
    this.#plot = undefined;
    this.#scales = chooseScales(this.#data);
    if (this.#data.lines.length > 0) {
      this.#plot = this.#makePlot(this.box, {
        data: this.#data,
        scales: this.#scales,
        windowSeconds: () => this.windowMinutes * 60,
        nowSeconds: () => this.now() / 1000,
        onCursor: (row) => this.#point(row),
      });
      this.#data.lines.forEach(({ name }, line) => this.#hidden.has(name) && this.#plot?.show(line, false));
      this.#sizes.observe(this.box);
    }
    this.requestUpdate();
  }

  #draw(): void {
    if (this.paused) return;
    this.#plot?.draw();
    this.#say();
  }

  #point(row: number | undefined): void {
    if (row === this.#cursorRow) return;
    this.#cursorRow = row;
    this.requestUpdate();
  }

  /** Brings the legend up to date, at a pace that can be read; the last change is never left out. */
  #say(): void {
    window.clearTimeout(this.#later);
    const wait = this.#saidAt + LEGEND_EVERY_MS - performance.now();
    if (wait > 0) {
      this.#later = window.setTimeout(() => this.#say(), wait);
      return;
    }
    this.#saidAt = performance.now();
    this.requestUpdate();
  }

  #toggle(name: string, line: number): void {
    const show = this.#hidden.delete(name);
    if (!show) this.#hidden.add(name);
    this.#plot?.show(line, show);
    this.requestUpdate();
  }

  /** Shows these points and no others. */
  setSeries(series: readonly ChartSeries[]): void {
    this.#data.clear();
    this.#data.append(series);
    this.#rebuild();
  }

  /** Adds points at the end; a line that was not there before may begin. */
  addPoints(series: readonly ChartSeries[]): void {
    if (this.#data.append(series)) this.#rebuild();
    this.#frame.request();
  }

  #legendItem(name: string, unit: string | undefined, line: number): TemplateResult {
    const row = this.#cursorRow ?? this.#data.times.length - 1;
    const value = this.#data.valueAt(line, row);
    const shown = !this.#hidden.has(name);
    const scale = this.#scales.ofLine[line];
    const ownScale = scale !== undefined && !this.#scales.withAxis.includes(scale);
    return html`<li>
      <button class="chart-line line-${(line % 5) + 1}" type="button" aria-pressed=${shown} @click=${() => this.#toggle(name, line)}>
        <svg class="chart-swatch" viewBox="0 0 20 8" aria-hidden="true"><path d="M1 4H19"></path></svg>
        <span class="chart-name">${name}${ownScale ? html` <small>(${words.chartOwnScale})</small>` : nothing}</span>
        <span class="chart-value">${value === undefined ? '–' : formatValue(value)}${unit === undefined ? nothing : ` ${unit}`}</span>
      </button>
    </li>`;
  }

  /** When the values under the pointer were. */
  #cursorTime(): TemplateResult | typeof nothing {
    const time = this.#cursorRow === undefined ? undefined : this.#data.times[this.#cursorRow];
    return time === undefined ? nothing : html`<li class="chart-time">${formatTimeOfDay(time * 1000)}</li>`;
  }

  #summary(): string {
    const from = this.windowMinutes > 0 ? this.now() / 1000 - this.windowMinutes * 60 : Number.NEGATIVE_INFINITY;
    const sentences = this.#data.lines.map(({ name, unit }, line) => {
      const extent = this.#data.extent(line, from);
      if (extent === undefined) return '';
      const print = (value: number): string =>
        unit === undefined ? formatValue(value) : `${formatValue(value)} ${unit}`;
      return words.chartSummary(
        name,
        print(extent.last),
        print(extent.low),
        print(extent.high),
        formatCount(extent.count),
      );
    });
    return sentences.join(' ');
  }

  override render(): TemplateResult {
    const { lines } = this.#data;
    const empty = this.failed ? words.chartLoadFailed : words.chartEmpty;
    return html`<figure class="chart" aria-label=${this.label}>
      <ul class="chart-legend">
        ${lines.map(({ name, unit }, line) => this.#legendItem(name, unit, line))}${this.#cursorTime()}
      </ul>
      <div class="chart-frame">
        <div class="chart-plot" aria-hidden="true"></div>
        ${lines.length === 0 || this.failed ? html`<p class="chart-empty">${empty}</p>` : nothing}
      </div>
      <figcaption class="sr">${this.#summary()}</figcaption>
    </figure>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-chart': Chart;
  }
}
