import { html, nothing, type TemplateResult } from 'lit';
import { icon, icons } from '../icon/icon.ts';
import type { FieldTies } from './field.ts';
import { valueOf } from './text-input.ts';

/** One of several values. */
export interface SelectInputOptions<Value extends string> {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly autofocus?: boolean | undefined;
}

/** A native select. */
export function selectInput<Value extends string>(ties: FieldTies, options: SelectInputOptions<Value>): TemplateResult {
  const choices = options.options.map(
    ({ value, label }) => html`<option value=${value} ?selected=${value === options.value}>${label}</option>`,
  );
  return html`<span class="select"
    ><select
      class="input"
      id=${ties.id}
      name=${ties.id}
      ?autofocus=${options.autofocus === true}
      aria-invalid=${ties.invalid ? 'true' : nothing}
      aria-describedby=${ties.describedBy ?? nothing}
      @change=${(event: Event) => options.onChange(valueOf(event) as Value)}
    >
      ${choices}</select
    >${icon(icons.dropDown)}</span
  >`;
}
