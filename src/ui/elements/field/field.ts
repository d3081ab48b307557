import { html, nothing, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { icon, icons } from '../icon/icon.ts';
import './field.css';

/** Something to know about a value that may be used all the same. */
export interface FieldNote {
  readonly tone: 'info' | 'warn';
  /** Empty for a button alone, which offers to put an error right. */
  readonly text: unknown;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** The words around one control. */
export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  /** What the value is for and where it is found. */
  readonly hint?: unknown;
  /** How to put it right; makes the control invalid. */
  readonly error?: string | undefined;
  readonly notes?: readonly FieldNote[] | undefined;
  readonly optional?: boolean | undefined;
}

/** What ties a control to its label, hint, error and notes. */
export interface FieldTies {
  readonly id: string;
  readonly label: string;
  readonly invalid: boolean;
  /** For `aria-describedby`. */
  readonly describedBy: string | undefined;
}

/** A note by itself, as where it is about several fields. */
export function fieldNote({ tone, text, action }: FieldNote, id: string): TemplateResult {
  const button =
    action === undefined
      ? nothing
      : html`<button class="btn small" type="button" @click=${() => action.run()}>${action.label}</button>`;
  const said = html`${icon(tone === 'warn' ? icons.alert : icons.info)}<span><span>${text}</span>${button}</span>`;
  return html`<p class="field-note ${tone}" id=${id}>${text === '' ? button : said}</p>`;
}

/** One control with its label above, and hint, error and notes below, all tied to it for screen readers. */
export function field(options: FieldOptions, control: (ties: FieldTies) => unknown): TemplateResult {
  const { id, label, hint, error, notes = [], optional = false } = options;
  const noteIds = notes.map((_, index) => `${id}-note-${index}`);
  const described = [hint === undefined ? [] : `${id}-hint`, error === undefined ? [] : `${id}-error`, noteIds].flat();
  const describedBy = described.length === 0 ? undefined : described.join(' ');
  return html`<div class="field">
    <label for=${id}
      >${label}${optional ? html` <span class="field-optional">${words.optional}</span>` : nothing}</label
    >
    ${control({ id, label, invalid: error !== undefined, describedBy })}
    ${hint === undefined ? nothing : html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
    ${error === undefined ? nothing : html`<p class="field-error" id="${id}-error">${icon(icons.circleAlert)}<span>${error}</span></p>`}
    ${notes.map((note, index) => fieldNote(note, noteIds[index] ?? ''))}
  </div>`;
}
