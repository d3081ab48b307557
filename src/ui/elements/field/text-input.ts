import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FieldTies } from './field.ts';

/** One line of text. */
export interface TextInputOptions {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** The user has left the field: the moment to judge it for the first time. */
  readonly onBlur?: (() => void) | undefined;
  readonly name?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly mono?: boolean | undefined;
  readonly autofocus?: boolean | undefined;
  /** Values to choose from, when typing is not wanted. */
  readonly list?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** The keyboard of a phone, where it is not that of text. */
  readonly keyboard?: 'decimal' | undefined;
}

/** The value of the control that an event came from. */
export function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;
}

/** A text input for identifiers and the like: nothing corrects, capitalises or remembers what is typed. */
export function textInput(ties: FieldTies, options: TextInputOptions): TemplateResult {
  const { value, onInput, onBlur, list } = options;
  const listId = `${ties.id}-list`;
  const choices = list?.map((choice) => html`<option value=${choice}></option>`);
  return html`<input
      class="input ${options.mono === true ? 'mono' : ''}"
      id=${ties.id}
      name=${options.name ?? ties.id}
      .value=${live(value)}
      placeholder=${options.placeholder ?? nothing}
      list=${list === undefined ? nothing : listId}
      inputmode=${options.keyboard ?? nothing}
      ?autofocus=${options.autofocus === true}
      ?disabled=${options.disabled === true}
      aria-required=${options.required === true ? 'true' : nothing}
      aria-invalid=${ties.invalid ? 'true' : nothing}
      aria-describedby=${ties.describedBy ?? nothing}
      autocomplete="off"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      @input=${(event: Event) => onInput(valueOf(event))}
      @blur=${() => onBlur?.()}
    />${choices === undefined ? nothing : html`<datalist id=${listId}>${choices}</datalist>`}`;
}
