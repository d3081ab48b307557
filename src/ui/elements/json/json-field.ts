import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { isJsonObject, parseJson, type Json } from '#core/bytes/json';
import { findJsonMistake } from '#core/bytes/json-mistake';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { field } from '../field/field.ts';
import { textArea } from '../field/text-area.ts';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import './json-field.css';

/** What `dw-input` of a JSON field carries. */
export interface JsonFieldInput {
  readonly text: string;
  /** Undefined when the text is not JSON, or empty. */
  readonly value: Json | undefined;
  /** May be sent: JSON of the shape that is asked for, or empty where that is allowed. */
  readonly ok: boolean;
}

type Judgement = { readonly kind: 'good' | 'empty' | 'bad'; readonly words: string };

/**
 * A field for JSON that says while one types whether it is, and where not.
 * Event: `dw-input` with a `JsonFieldInput`, at every change by the user.
 */
@customElement('dw-json-field')
export class JsonField extends LightElement {
  /** Id of the text area. */
  @property() fieldId = 'json';
  @property() label = '';
  @property() hint = '';
  /** The text. */
  @property({ attribute: false }) value = '';
  @property({ type: Number }) rows = 6;
  /** `object` when only an object in braces will do. */
  @property() schema: 'any' | 'object' = 'any';
  /** Empty is good. */
  @property({ type: Boolean }) optional = false;

  /** What `dw-input` would say now. */
  get input(): JsonFieldInput {
    const value = parseJson(this.value);
    const kind = this.#judge().kind;
    return { text: this.value, value, ok: kind === 'good' || (kind === 'empty' && this.optional) };
  }

  #judge(): Judgement {
    const mistake = findJsonMistake(this.value);
    if (mistake?.kind === 'empty') return { kind: 'empty', words: words.jsonEmpty };
    if (mistake !== undefined) {
      const what = words.jsonMistakes[mistake.kind];
      return { kind: 'bad', words: words.jsonMistake(mistake.line, mistake.column, what) };
    }
    if (this.schema === 'object' && !isJsonObject(parseJson(this.value)))
      return { kind: 'bad', words: words.jsonNotObject };
    return { kind: 'good', words: words.jsonGood };
  }

  #change(text: string): void {
    this.value = text;
    this.raise<JsonFieldInput>('dw-input', this.input);
  }

  #tidy(): void {
    const value = parseJson(this.value);
    if (value !== undefined) this.#change(JSON.stringify(value, undefined, 2));
  }

  override render(): TemplateResult {
    const { kind, words: said } = this.#judge();
    const error = kind === 'bad' ? said : undefined;
    const tidy = html`<button class="btn ghost small" type="button" ?disabled=${error !== undefined} @click=${() => this.#tidy()}>
      ${icon(icons.wand)}${words.tidyJson}
    </button>`;
    const verdict = html`<p class="json-verdict">${icon(icons.check)}${said}</p>`;
    return html`<div class="json-field">
      ${field(
        { id: this.fieldId, label: this.label, hint: this.hint || undefined, optional: this.optional, error },
        (ties) =>
          textArea(ties, { value: this.value, rows: this.rows, mono: true, onInput: (text) => this.#change(text) }),
      )}
      <div class="json-foot">${kind === 'good' ? verdict : html`<span></span>`}${kind === 'empty' ? nothing : tidy}</div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-json-field': JsonField;
  }
}
