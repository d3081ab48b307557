import { html, type TemplateResult } from 'lit';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { progress } from '../../../elements/progress/progress.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import type { PrintState } from './print-work.ts';

const words = uiLabelsWords.print;

/** What is printed, how far it is, and what can be done about it. */
export interface PrintFootOptions {
  readonly state: PrintState;
  readonly count: number;
  /** There are devices, and their labels have room for a code. */
  readonly canPrint: boolean;
  /** Fields that need a change first. */
  readonly faults: number;
  /** Keys in clear are printed. */
  readonly isDanger: boolean;
  readonly isRoll: boolean;
  readonly onPrint: () => void;
  readonly onCancel: () => void;
}

/** The button that prints; in its place how far the pages are, then what to choose in the browser's dialog. */
export function printFoot(options: PrintFootOptions): TemplateResult {
  const { state, onCancel } = options;
  if (state.kind === 'none') return printButton(options);
  if (state.kind === 'ready') return printAgain(state.count, options);
  return html`<div class="labels-making" tabindex="-1">
    ${progress({ id: 'labels-progress', label: words.making, ...state.progress })}
    <button class="btn" type="button" @click=${onCancel}>${words.cancel}</button>
  </div>`;
}

function printButton({ count, canPrint, faults, isDanger, onPrint }: PrintFootOptions): TemplateResult {
  return html`<div class="labels-foot">
    <button
      class="btn big ${isDanger ? 'danger' : 'primary'}"
      id="labels-print"
      type="button"
      ?disabled=${!canPrint}
      @click=${onPrint}
    >
      ${icon(icons.printer)}${words.button(count)}
    </button>
    ${faultsLine(faults)}
  </div>`;
}

function printAgain(count: number, { isRoll }: PrintFootOptions): TemplateResult {
  const { title, sheets, roll } = words.ready;
  return html`<div class="labels-ready" tabindex="-1">
    ${notice({
      tone: 'ok',
      title: title(count),
      explanation: isRoll ? roll : sheets,
      actions: html`<button class="btn primary" type="button" @click=${() => window.print()}>
        ${icon(icons.printer)}${words.again}
      </button>`,
      announce: true,
    })}
  </div>`;
}
