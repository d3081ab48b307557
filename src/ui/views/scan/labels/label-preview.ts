import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgeLabel, type JudgedLabel } from '#core/labels/judge-label';
import { holdsKey } from '#core/labels/label-code';
import { labelsOfPage, labelsOnPage, placeLabel } from '#core/labels/label-sheet';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import type { LabelPrint } from '#app/stores/label-plan';
import type { NoticeBody } from '#app/stores/notices';
import { previewLabels, type MadeLabel } from '#app/use-cases/make-labels';
import { pager } from '../../../elements/pager/pager.ts';
import { skeleton } from '../../../elements/skeleton/skeleton.ts';
import '../../findings/finding-notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { createLabelArtist } from './label-artist.ts';
import { createTextMeasure, drawCell, drawPage, squaresOf } from './label-page.ts';

const words = uiLabelsWords.preview;

/** What was drawn of a print. */
interface DrawnPage {
  readonly print: LabelPrint;
  readonly number: number;
  readonly page: SVGSVGElement;
  readonly judged: JudgedLabel;
}

/** Shows one page after the other as it will be printed. Event: `dw-judged` with whether the fullest label has a code. */
@customElement('dw-label-preview')
export class LabelPreview extends View {
  #stop = new AbortController();

  @property({ attribute: false }) print!: LabelPrint;
  @state() private pageNumber = 0;
  /** Stays until the next one is drawn. */
  @state() private drawn: DrawnPage | undefined;
  @state() private problem: NoticeBody | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop.abort();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#draw();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('print')) this.pageNumber = Math.min(this.pageNumber, this.print.pages - 1);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('print') || changed.has('pageNumber')) void this.#draw();
  }

  /** The newest call wins; the page is put in when it is whole. */
  async #draw(): Promise<void> {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.problem = undefined;
    const fate = await this.app.run(
      () => this.#drawPage(this.print, this.pageNumber, stop.signal),
      (body) => stop.signal.aborted || (this.problem = body),
    );
    if (fate.kind !== 'done' || stop.signal.aborted) return;
    this.drawn = fate.value;
    this.raise('dw-judged', { isPrintable: fate.value.judged.isPrintable });
  }

  async #drawPage(print: LabelPrint, number: number, signal: AbortSignal): Promise<DrawnPage> {
    const { sheet, skip, order, fullest } = print;
    const { first, end } = labelsOfPage(sheet, { page: number, count: order.devices.length, skip });
    const measure = createTextMeasure();
    const artist = createLabelArtist(print, measure);
    const page = drawPage(sheet);
    for (let cell = 0; cell < labelsOnPage(sheet); cell += 1) {
      const isUsed = number === 0 && cell < skip;
      drawCell(page, sheet, placeLabel(sheet, cell, 0), isUsed);
    }
    let judged: JudgedLabel = { isPrintable: true, notes: [] };
    const put = (label: MadeLabel): void => {
      if (label.index > 0) return artist.draw({ ...label, index: first + label.index - 1 }, () => page);
      const content = { words: label.words, squares: squaresOf(label.matrix) };
      judged = judgeLabel(artist.layOut(label, placeLabel(sheet, 0, 0)), content, sheet.dotMm);
    };
    // The fullest goes first, to be judged.
    const devices = [fullest, ...order.devices.slice(first, end)];
    await previewLabels(this.app.services, { ...order, devices }, { signal, put });
    return { print, number, page, judged };
  }

  #pageName({ print, number }: DrawnPage): string {
    const { sheet, skip, order } = print;
    const { first, end } = labelsOfPage(sheet, { page: number, count: order.devices.length, skip });
    return words.page(number + 1, order.devices[first]?.id ?? '', order.devices[end - 1]?.id ?? '');
  }

  #picture(): TemplateResult {
    const { drawn } = this;
    if (drawn === undefined) return skeleton('chart');
    const { dotMm } = drawn.print.sheet;
    return html`<div
      class="label-sheet ${dotMm === undefined ? '' : 'label-roll'}"
      role="img"
      aria-label=${this.#pageName(drawn)}
    >
      ${drawn.page}
    </div>`;
  }

  override render(): TemplateResult {
    const { pages, order } = this.print;
    const { notes, isPrintable } = this.drawn?.judged ?? { notes: [], isPrintable: true };
    const tone = isPrintable ? 'warn' : 'err';
    return html`${problemNotice(this.problem)}
      ${notes.map((note) => html`<dw-finding-notice .tone=${tone} .finding=${note}></dw-finding-notice>`)}
      ${this.problem === undefined ? this.#picture() : nothing}
      ${holdsKey(order.code) ? html`<p class="small muted">${words.standIn}</p>` : nothing}
      ${pager({ label: words.pages, from: this.pageNumber, pageSize: 1, total: pages, onGo: (page) => (this.pageNumber = page) })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-label-preview': LabelPreview;
  }
}
