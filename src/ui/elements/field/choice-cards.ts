import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon, icons, type Icon } from '../icon/icon.ts';
import './field.css';
import './choice-cards.css';

/** One of a few values, each with a sentence that helps to choose. */
export interface ChoiceCardsOptions<Value extends string> {
  /** Name of the radio group; unique on the page. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly text: unknown;
    readonly icon?: Icon | undefined;
  }[];
  /** Undefined: nothing is chosen yet. */
  readonly value: Value | undefined;
  /** How to put it right. */
  readonly error?: string | undefined;
  readonly onChange: (value: Value) => void;
}

/** A radio group of cards. */
export function choiceCards<Value extends string>(options: ChoiceCardsOptions<Value>): TemplateResult {
  const { name, label, value: chosen, error, onChange } = options;
  const choices = options.options.map(({ value, label: word, text, icon: mark }) => {
    const id = `${name}-${value}`;
    return html`<label class="choice">
      <input
        type="radio"
        name=${name}
        value=${value}
        .checked=${live(value === chosen)}
        aria-labelledby="${id}-label"
        aria-describedby="${id}-text"
        @change=${() => onChange(value)}
      />
      ${mark === undefined ? nothing : icon(mark)}
      <span class="choice-words"
        ><span class="choice-label" id="${id}-label">${word}</span
        ><span class="choice-text" id="${id}-text">${text}</span></span
      >
    </label>`;
  });
  return html`<fieldset
    class="choices"
    role="radiogroup"
    aria-invalid=${error === undefined ? nothing : 'true'}
    aria-describedby=${error === undefined ? nothing : `${name}-error`}
  >
    <legend class="field-legend">${label}</legend>
    <div class="choice-list">${choices}</div>
    ${error === undefined ? nothing : html`<p class="field-error" id="${name}-error">${icon(icons.circleAlert)}<span>${error}</span></p>`}
  </fieldset>`;
}
