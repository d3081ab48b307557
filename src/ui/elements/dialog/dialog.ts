import { html, nothing, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { icon, icons } from '../icon/icon.ts';
import '../toasts/toasts.ts';
import './dialog.css';
import { shown, wasClosedByOwner } from './shown.ts';

/** A modal dialog; on a phone a sheet from below. */
export interface DialogOptions {
  /** Unique on the page. */
  readonly id: string;
  readonly open: boolean;
  readonly heading: string;
  /** Asked only while the dialog is open, so that nothing of it lingers. */
  readonly body: () => unknown;
  /** Buttons, the primary one last. */
  readonly footer?: (() => unknown) | undefined;
  /** The user closed it. */
  readonly onClose: () => void;
  /** Makes body and footer one form; its submit button, or Enter in a field, leads here. */
  readonly onSubmit?: (() => void) | undefined;
}

function closed(event: Event, onClose: () => void): void {
  if (event.target !== event.currentTarget || wasClosedByOwner(event.target as HTMLDialogElement)) return;
  onClose();
}

const closeAround = (event: Event): void => (event.currentTarget as HTMLElement).closest('dialog')?.close();

function content(options: DialogOptions): TemplateResult {
  const { id, heading, body, footer } = options;
  return html`<div class="dialog-head">
      <h2 id="${id}-heading" tabindex="-1">${heading}</h2>
      <button class="btn ghost icon" type="button" aria-label=${words.close} data-tip=${words.close} @click=${closeAround}>
        ${icon(icons.close)}
      </button>
    </div>
    <div class="dialog-body">${body()}</div>
    ${footer === undefined ? nothing : html`<div class="dialog-foot">${footer()}</div>`}`;
}

/** A modal dialog. Leave it in the template and switch `open`; the focus goes back by itself. */
export function dialog(options: DialogOptions): TemplateResult {
  const { id, open, onClose, onSubmit } = options;
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit?.();
  };
  const inside = (): TemplateResult =>
    onSubmit === undefined
      ? html`<div class="dialog-frame">${content(options)}</div>`
      : html`<form class="dialog-frame" novalidate @submit=${submit}>${content(options)}</form>`;
  return html`<dialog
    class="dialog"
    id=${id}
    aria-labelledby="${id}-heading"
    closedby=${onSubmit === undefined ? 'any' : 'closerequest'}
    @close=${(event: Event) => closed(event, onClose)}
    ${shown(open)}
  >
    ${open ? html`${inside()}<dw-toasts></dw-toasts>` : nothing}
  </dialog>`;
}
