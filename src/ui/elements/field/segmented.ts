import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon, type Icon } from '../icon/icon.ts';
import { formatCount } from '../text/format.ts';
import './field.css';
import './segmented.css';

/** One of a few values, all in sight. */
export interface SegmentedOptions<Value extends string> {
  /** Name of the radio group; unique on the page. */
  readonly name: string;
  readonly label: string;
  /** Shows the label above. */
  readonly labelShown?: boolean | undefined;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly count?: number | undefined;
    readonly icon?: Icon | undefined;
  }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A radio group as a row of segments. */
export function segmented<Value extends string>(options: SegmentedOptions<Value>): TemplateResult {
  const { name, label, labelShown = false, value: chosen, onChange } = options;
  const segments = options.options.map(
    ({ value, label: word, count, icon: mark }) =>
      html`<label class="segment">
        <input type="radio" name=${name} value=${value} .checked=${live(value === chosen)} @change=${() => onChange(value)} />
        ${mark === undefined ? nothing : icon(mark)}<span>${word}</span>
        ${count === undefined ? nothing : html`<span class="segment-count">${formatCount(count)}</span>`}
      </label>`,
  );
  return html`<fieldset class="segmented">
    <legend class=${labelShown ? 'field-legend' : 'sr'}>${label}</legend>
    <div class="segments">${segments}</div>
  </fieldset>`;
}
