import { html, nothing, type TemplateResult } from 'lit';
import type { Json } from '#core/bytes/json';
import { settingWords, uiCloudSettingsWords as words, type SettingWords } from '#core/words/en/ui-cloud-settings';
import type { SettingField, SettingName } from '#app/cloud-setting-fields';
import { field, type FieldTies } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { tag } from '../../../elements/tag/tag.ts';

/** One setting, as it is and as it can be. */
export interface SettingFieldOptions {
  readonly name: SettingName;
  readonly form: SettingField;
  readonly value: Json;
  readonly usual: Json;
  /** What stands in its text field and is not set yet. */
  readonly typed: string | undefined;
  readonly onType: (text: string) => void;
  readonly onChange: (value: Json) => void;
}

/** Shows a setting with its words, its usual value, and whether it was changed. */
export function settingField(options: SettingFieldOptions): TemplateResult {
  const { name, form, value, usual } = options;
  const { label, hint } = settingWords[name];
  const id = `setting-${name}`;
  const isChanged = !equalValues(value, usual);
  const mark = isChanged ? tag(words.changed, 'info') : nothing;
  if (form.kind === 'switch') {
    const said = `${hint} ${words.usual(describeValue(name, usual))}`;
    return html`<div class="setting">
      ${switchInput({ id, label, hint: said, checked: value === true, onChange: options.onChange })}${mark}
    </div>`;
  }
  const said = form.kind === 'choice' ? hint : `${hint} ${words.usual(describeValue(name, usual))}`;
  const error = options.typed === undefined ? undefined : judgeText(form, options.typed);
  return html`<div class="setting">
    ${field({ id, label, hint: said, error }, (ties) => control(ties, options))}${mark}
  </div>`;
}

function control(ties: FieldTies, options: SettingFieldOptions): TemplateResult {
  const { name, form, value, usual, typed, onType, onChange } = options;
  if (form.kind === 'choice') {
    const labels: SettingWords['values'] = (settingWords[name] as SettingWords).values ?? {};
    return selectInput<string>(ties, {
      value: printValue(value),
      options: form.values.map((one) => {
        const label = labels[one] ?? String(one);
        return { value: String(one), label: one === usual ? words.usualMark(label) : label };
      }),
      onChange: (text) => onChange(form.values.find((one) => String(one) === text) ?? text),
    });
  }
  const commit = (): void => {
    const wish = typed === undefined ? undefined : readText(form, typed);
    if (wish !== undefined) onChange(wish);
  };
  return html`<div class=${form.kind === 'number' ? 'setting-number' : 'setting-names'} @change=${commit}>
    ${textInput(ties, { value: typed ?? printValue(value), onInput: onType, mono: form.kind === 'names' })}
  </div>`;
}

/** Says how a value is called in words. */
function describeValue(name: SettingName, value: Json): string {
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (Array.isArray(value) && value.length === 0) return words.noNames;
  if (typeof value === 'number') return value.toLocaleString('en');
  return (settingWords[name] as SettingWords).values?.[printValue(value)] ?? printValue(value);
}

function printValue(value: Json): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

/** Gives the value that a text stands for; undefined when it stands for none. */
export function readText(form: SettingField, text: string): Json | undefined {
  if (form.kind === 'number') {
    const number = Number(text.trim().replaceAll(',', ''));
    const isGood = text.trim() !== '' && Number.isInteger(number) && number >= form.least && number <= form.most;
    return isGood ? number : undefined;
  }
  const names = text.split(/[\s,;]+/).filter((name) => name !== '');
  return names.every((name) => HOST.test(name)) ? names : undefined;
}

function judgeText(form: SettingField, text: string): string | undefined {
  if (readText(form, text) !== undefined) return undefined;
  return form.kind === 'number' ? words.range(form.least, form.most) : words.namesForm;
}

/** Whether two values of a setting are the same. */
export function equalValues(one: Json, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
