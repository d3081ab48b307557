import { html, nothing, type TemplateResult } from 'lit';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import { uiMakeCodeWords } from '#core/words/en/ui-make-code';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { progress } from '../../../elements/progress/progress.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import type { PrintState } from './print-work.ts';

const words = uiLabelsWords.print;
const { asking } = uiMakeCodeWords;

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
  return html`${printStep(options)}${printQuestion(options.state)}`;
}

function printStep(options: PrintFootOptions): TemplateResult | typeof nothing {
  const { state, onCancel } = options;
  if (state.kind === 'none') return printButton(options);
  if (state.kind === 'ready') return printAgain(state.count, options);
  if (state.kind === 'asking') return nothing;
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

function printQuestion(state: PrintState): TemplateResult {
  const { heading, text, confirm } = asking['may-be-group-key'];
  const isOpen = state.kind === 'asking';
  const answer = (isYes: boolean): void => (isOpen ? state.answer(isYes) : undefined);
  return questionDialog({
    id: 'labels-group-key',
    open: isOpen,
    heading,
    text,
    before: isOpen ? html`<p><bdi class="mono">${state.deviceId}</bdi></p>` : undefined,
    cancel: asking.cancel,
    confirm,
    onClose: () => answer(false),
    onConfirm: () => answer(true),
  });
}
