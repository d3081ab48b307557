import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { uiDeviceWords } from '#core/words/en/ui-device';
import '../../elements/button/button.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { LightElement } from '../../elements/light-element.ts';
import './properties-editor.css';

const words = uiDeviceWords.messageProperties;

/** One name and value, as they are typed. */
export interface TypedProperty {
  readonly name: string;
  readonly value: string;
}

/** Gives the properties that have a name; of a name that stands there twice, the last. */
export function namedProperties(rows: readonly TypedProperty[]): Readonly<Record<string, string>> {
  const named = rows.map(({ name, value }) => [name.trim(), value] as const).filter(([name]) => name !== '');
  return Object.fromEntries(named);
}

/** Rows of name and value for a message. Event: `dw-change` with the rows. */
@customElement('dw-properties-editor')
export class PropertiesEditor extends LightElement {
  /** Prefix of ids; unique on the page. */
  @property() group = 'properties';
  @property({ attribute: false }) rows: readonly TypedProperty[] = [];

  #change(rows: readonly TypedProperty[]): void {
    this.raise<readonly TypedProperty[]>('dw-change', rows);
  }

  #set(index: number, part: Partial<TypedProperty>): void {
    this.#change(this.rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  }

  #add(): void {
    this.#change([...this.rows, { name: '', value: '' }]);
  }

  /** A row that was added takes the focus; the owner puts it there, so it is seen here only when it comes back. */
  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('rows');
    if (before === undefined || before.length >= this.rows.length) return;
    this.querySelector<HTMLInputElement>(`#${this.group}-name-${this.rows.length - 1}`)?.focus();
  }

  #row({ name, value }: TypedProperty, index: number): TemplateResult {
    const input = (part: 'name' | 'value', text: string): TemplateResult => {
      const id = `${this.group}-${part}-${index}`;
      const ties = { id, label: words[part], invalid: false, describedBy: undefined };
      return html`<label class="sr" for=${id}>${words[part]}</label>${textInput(ties, {
        value: text,
        onInput: (typed) => this.#set(index, { [part]: typed }),
        placeholder: words[part],
        mono: true,
      })}`;
    };
    return html`<div class="property-row">
      ${input('name', name)}${input('value', value)}
      <button
        class="btn ghost icon"
        type="button"
        aria-label=${words.remove(name)}
        data-tip=${words.remove(name)}
        @click=${() => this.#change(this.rows.filter((_, at) => at !== index))}
      >
        ${icon(icons.close)}
      </button>
    </div>`;
  }

  override render(): TemplateResult {
    return html`<fieldset class="properties-editor">
      <legend class="field-legend">${words.label}</legend>
      <p class="field-hint">${words.hint}</p>
      ${this.rows.map((row, index) => this.#row(row, index))}
      <button class="btn small" type="button" @click=${() => this.#add()}>${icon(icons.plus)}${words.add}</button>
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-properties-editor': PropertiesEditor;
  }
}
