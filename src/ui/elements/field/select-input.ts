import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon, icons } from '../icon/icon.ts';
import type { FieldTies } from './field.ts';
import { valueOf } from './text-input.ts';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly group?: string | undefined;
}

/** One of several values. */
export interface SelectInputOptions<Value extends string> {
  readonly value: Value;
  /** Those of one `group` follow one another, under its name. */
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly autofocus?: boolean | undefined;
}

/** A native select. It shows `value`, also where somebody chose another one and the owner did not take it. */
export function selectInput<Value extends string>(ties: FieldTies, options: SelectInputOptions<Value>): TemplateResult {
  const choice = ({ value, label }: SelectOption<Value>): TemplateResult =>
    html`<option value=${value} .selected=${live(value === options.value)}>${label}</option>`;
  const groups = [...new Set(options.options.map(({ group }) => group))];
  const choices = groups.map((name) => {
    const members = options.options.filter(({ group }) => group === name).map(choice);
    return name === undefined ? members : html`<optgroup label=${name}>${members}</optgroup>`;
  });
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
