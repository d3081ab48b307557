import { html, type TemplateResult } from 'lit';
import type { NoticeBody } from '#app/stores/notices';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { problemNotice } from './problem-notice.ts';

/** What is asked before something that cannot be undone. */
export interface QuestionOptions {
  readonly id: string;
  readonly open: boolean;
  readonly heading: string;
  /** What is lost by it. */
  readonly text: string;
  /** What can be done before, so that less is lost. */
  readonly before?: unknown;
  /** Why it was not done when it was tried. */
  readonly problem?: NoticeBody | undefined;
  readonly cancel: string;
  /** The verb that does it, on its button. */
  readonly confirm: string;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** A question before something that cannot be undone; it stays open until whoever asks has done it. */
export function questionDialog(options: QuestionOptions): TemplateResult {
  const { id, open, heading, text, before, problem, cancel, confirm, onClose, onConfirm } = options;
  return dialog({
    id,
    open,
    heading,
    body: () => html`<div class="stack">${problemNotice(problem)}<p>${text}</p>${before}</div>`,
    footer: () =>
      html`<button class="btn" type="button" @click=${onClose}>${cancel}</button>
        <button class="btn danger" type="button" @click=${onConfirm}>${confirm}</button>`,
    onClose,
  });
}
