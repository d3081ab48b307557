import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FieldTies } from './field.ts';
import { valueOf } from './text-input.ts';

/** Several lines of text; line breaks are kept. */
export interface TextAreaOptions {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onBlur?: (() => void) | undefined;
  readonly rows?: number | undefined;
  readonly placeholder?: string | undefined;
  readonly mono?: boolean | undefined;
  readonly autofocus?: boolean | undefined;
  /** While it is empty, what is pasted into it is for the `PasteController` of its view. */
  readonly leavesPaste?: boolean | undefined;
}

/** A text area. */
export function textArea(ties: FieldTies, options: TextAreaOptions): TemplateResult {
  const { value, onInput, onBlur } = options;
  return html`<textarea
    class="input ${options.mono === true ? 'mono' : ''}"
    id=${ties.id}
    name=${ties.id}
    rows=${options.rows ?? 3}
    .value=${live(value)}
    placeholder=${options.placeholder ?? nothing}
    ?autofocus=${options.autofocus === true}
    data-leaves-paste=${options.leavesPaste === true ? '' : nothing}
    aria-invalid=${ties.invalid ? 'true' : nothing}
    aria-describedby=${ties.describedBy ?? nothing}
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
    @input=${(event: Event) => onInput(valueOf(event))}
    @blur=${() => onBlur?.()}
  ></textarea>`;
}
