import { html, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { formatCount } from '../text/format.ts';
import './progress.css';

/** How far long work is, in pieces that mean something to the reader. */
export interface ProgressOptions {
  /** Unique on the page. */
  readonly id: string;
  /** What is being done: "Making keys". */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** A bar with what is done and how far it is. */
export function progress({ id, label, done, total }: ProgressOptions): TemplateResult {
  return html`<div class="progress">
    <div class="progress-words">
      <label class="progress-label" for=${id}>${label}</label>
      <span class="progress-count">${words.progressCount(formatCount(done), formatCount(total))}</span>
    </div>
    <progress id=${id} .value=${done} .max=${Math.max(1, total)}></progress>
  </div>`;
}
