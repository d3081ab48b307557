import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Json, JsonObject } from '#core/bytes/json';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { field } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { textInput } from '../../elements/field/text-input.ts';
import '../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../elements/json/json-field.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { OperatorForm } from './operator-form.ts';
import { refusalAloud, refusalWords } from './refusal-words.ts';

const words = uiCloudWords.device;

/** Sets one desired property: its name, and a value as JSON. */
@customElement('dw-set-desired-form')
export class SetDesiredForm extends OperatorForm {
  @state() private name = '';
  @state() private text = '';
  @state() private value: Json | undefined;
  @state() private left = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has('deviceId') && !changed.has('modelId')) return;
    this.name = this.isThermostat ? 'targetTemperature' : '';
    this.text = this.isThermostat ? '23.5' : '';
    this.value = this.isThermostat ? 23.5 : undefined;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    this.left = true;
    await this.updateComplete;
    if (focusFirstError(this) || this.busy) return;
    const { name, value } = this;
    if (value === undefined) return;
    const done = await this.ask(async () => {
      await this.operator.setDesired(this.deviceId, makePatch(name.trim(), value));
      return true;
    });
    if (done === true) this.app.notices.say({ message: words.wasSet(name.trim()) });
    await this.updateComplete;
    if (this.#nameError() !== undefined) focusFirstError(this);
  }

  /** What stands at the name: that it is missing, or why the cloud does not take it. */
  #nameError(): string | undefined {
    const name = this.name.trim();
    if (name === '') return this.left ? words.nameMissing : undefined;
    const refusal = refusalWords(this.problem);
    return refusal !== undefined && isAboutName(refusal, name) ? `${refusal} ${words.nameRule}` : undefined;
  }

  override render(): TemplateResult {
    const error = this.#nameError();
    const refusedName = error !== undefined && this.problem !== undefined;
    const form = html`<form class="stack" @submit=${(event: Event) => void this.#submit(event)}>
      ${field({ id: 'desired-name', label: words.propertyName, hint: words.propertyNameHint, error }, (ties) =>
        textInput(ties, {
          value: this.name,
          onInput: (name) => {
            this.name = name;
            this.left = false;
            this.problem = undefined;
          },
          onBlur: () => (this.left = true),
          mono: true,
        }),
      )}
      <dw-json-field
        fieldId="desired-value"
        label=${words.propertyValue}
        hint=${words.propertyValueHint}
        .value=${this.text}
        .rows=${2}
        @dw-input=${({ detail }: CustomEvent<JsonFieldInput>) => {
          this.text = detail.text;
          this.value = detail.ok ? detail.value : undefined;
        }}
      ></dw-json-field>
      <div class="actions">
        <button
          class="btn"
          type="submit"
          ?disabled=${this.value === undefined}
          aria-busy=${this.busy ? 'true' : nothing}
        >
          ${words.set}
        </button>
      </div>
      ${refusedName ? refusalAloud(error) : problemNotice(this.problem)}
    </form>`;
    return card({ heading: words.desired, hint: words.desiredHint, body: form });
  }
}

/** Whether the cloud's sentence speaks of the typed name, and not of one inside the value. */
function isAboutName(refusal: string, name: string): boolean {
  if (/^(A property has no name|The name of a property)/.test(refusal)) return true;
  return splitName(name).some((part) => refusal.includes(`“${part.slice(0, 64)}”`));
}

/** Component and property, or the property alone. */
function splitName(name: string): readonly [string] | readonly [string, string] {
  const dot = name.indexOf('.');
  return dot <= 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** `component.name` goes into its component (Plug and Play marks one by `__t`); all else is the root's own. */
function makePatch(name: string, value: Json): JsonObject {
  const [first, inner] = splitName(name);
  return { [first]: inner === undefined ? value : { __t: 'c', [inner]: value } };
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-set-desired-form': SetDesiredForm;
  }
}
