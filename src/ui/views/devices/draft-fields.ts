import { html, nothing, type TemplateResult } from 'lit';
import { uiAddDeviceWords as words } from '#core/words/en/ui-add-device';
import { THERMOSTAT_MODEL_ID } from '#app/use-cases/try-local-cloud';
import {
  payloadPresets,
  type DraftClouds,
  type DraftEndpoint,
  type DraftField,
  type DraftPlace,
} from '#app/stores/device-draft';
import type { BehaviourKind } from '#core/identity/device-record';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { textInput } from '../../elements/field/text-input.ts';
import '../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../elements/json/json-field.ts';
import type { DraftEditor } from './draft-editor.ts';

const idOf = (name: DraftField | 'endpoint' | 'behaviour'): string => `new-${name}`;

interface TextFieldWords {
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
}

/** A line of text of the draft. */
function textField(
  editor: DraftEditor,
  name: DraftField,
  said: TextFieldWords,
  more: { optional?: boolean; mono?: boolean; autofocus?: boolean; notes?: readonly FieldNote[] } = {},
): TemplateResult {
  const { error, notes } = editor.words(name);
  const options = {
    id: idOf(name),
    label: said.label,
    hint: said.hint,
    error,
    notes: [...notes, ...(more.notes ?? [])],
  };
  return field({ ...options, optional: more.optional }, (ties) =>
    textInput(ties, {
      value: editor.draft[name] ?? '',
      onInput: (text) => editor.type(name, text),
      onBlur: () => editor.leave(name),
      placeholder: said.placeholder,
      mono: more.mono ?? true,
      autofocus: more.autofocus,
      required: more.optional !== true,
    }),
  );
}

/** A key or a connection string of the draft: masked until it is shown by a press. */
function secretField(
  editor: DraftEditor,
  name: 'primaryKey' | 'secondaryKey' | 'connectionString',
  said: TextFieldWords,
  more: { optional?: boolean; autofocus?: boolean; notes?: readonly FieldNote[] } = {},
): TemplateResult {
  const { error, notes } = editor.words(name);
  const options = {
    id: idOf(name),
    label: said.label,
    hint: said.hint,
    error,
    notes: [...(more.notes ?? []), ...notes],
  };
  return field({ ...options, optional: more.optional }, (ties) =>
    secretInput(ties, {
      value: editor.draft[name],
      onInput: (text) => editor.type(name, text),
      onBlur: () => editor.leave(name),
      placeholder: said.placeholder,
      autofocus: more.autofocus,
    }),
  );
}

/** ID scope, provisioning service, device ID, and the key or keys. */
export function dpsFields(
  editor: DraftEditor,
  clouds: DraftClouds,
  chooseEndpoint: (endpoint: DraftEndpoint) => void,
  localNotes: readonly FieldNote[],
): TemplateResult {
  const { draft } = editor;
  const endpoints: DraftEndpoint[] = [
    'global',
    'china',
    'us',
    'own',
    ...(clouds.server === undefined ? [] : (['server'] as const)),
    'browser',
  ];
  const keyWords = draft.way === 'group-key' ? words.groupKey : words.deviceKey;
  return html`${field(
    {
      id: idOf('endpoint'),
      label: words.endpoint.label,
      hint: words.endpoint.hint[draft.endpoint],
      notes: localNotes,
    },
    (ties) =>
      selectInput<DraftEndpoint>(ties, {
        value: draft.endpoint,
        options: endpoints.map((value) => ({ value, label: words.endpoint.options[value] })),
        onChange: chooseEndpoint,
      }),
  )}
    ${draft.endpoint === 'own' ? textField(editor, 'ownHost', words.ownHost) : nothing}
    ${textField(editor, 'idScope', words.idScope)} ${textField(editor, 'deviceId', words.deviceId)}
    ${secretField(editor, 'primaryKey', keyWords)}
    ${draft.way === 'device-key' ? secretField(editor, 'secondaryKey', words.secondaryKey, { optional: true }) : nothing}`;
}

/** The connection string, and where its hub is when that is not plain. */
export function connectionFields(editor: DraftEditor, clouds: DraftClouds): TemplateResult {
  const { draft } = editor;
  const places: DraftPlace[] = ['azure', ...(clouds.server === undefined ? [] : (['server'] as const)), 'browser'];
  return html`${secretField(editor, 'connectionString', words.connectionString)}
  ${segmented<DraftPlace>({
    name: 'new-place',
    label: words.place.label,
    labelShown: true,
    options: places.map((value) => ({ value, label: words.place.options[value] })),
    value: draft.place,
    onChange: (place) => editor.change({ place }),
  })}`;
}

/** What the device is and does: model and behaviour. */
export function behaviourFields(editor: DraftEditor): TemplateResult {
  const { draft } = editor;
  const preset: FieldNote[] =
    draft.behaviour === 'thermostat' && draft.modelId.trim() === ''
      ? [
          {
            tone: 'info',
            text: words.modelId.useThermostatText,
            action: { label: words.modelId.useThermostat, run: () => editor.type('modelId', THERMOSTAT_MODEL_ID) },
          },
        ]
      : [];
  return html`${field(
    { id: idOf('behaviour'), label: words.behaviour.label, hint: words.behaviour.hint[draft.behaviour] },
    (ties) =>
      selectInput<BehaviourKind>(ties, {
        value: draft.behaviour,
        options: (['thermostat', 'raw'] as const).map((value) => ({ value, label: words.behaviour.options[value] })),
        onChange: (behaviour) => editor.change({ behaviour }),
      }),
  )}
  ${textField(editor, 'modelId', words.modelId, { optional: true, notes: preset })}`;
}

/** The registration payload, closed until it is asked for. */
export function payloadField(editor: DraftEditor): TemplateResult {
  const { draft } = editor;
  const presets = payloadPresets(draft.modelId.trim() === '' ? THERMOSTAT_MODEL_ID : draft.modelId);
  const followed = draft.modelId.trim() === '' ? '' : JSON.stringify(presets.model, undefined, 2);
  const use = (form: keyof typeof presets): void => editor.type('payload', JSON.stringify(presets[form], undefined, 2));
  const form = (name: keyof typeof presets): TemplateResult =>
    html`<button class="btn small" type="button" @click=${() => use(name)}>${words.payload[name]}</button>`;
  const follow = html`<button class="btn small ghost" type="button" @click=${() => editor.change({ payload: undefined })}>
    ${words.payload.follow}
  </button>`;
  return html`<details class="advanced" ?open=${draft.payload !== undefined}>
    <summary>${words.advanced}</summary>
    <div class="stack">
      <div class="actions" role="group" aria-label=${words.payload.presets}>
        ${form('model')}${form('central')}${form('preview')}${draft.payload === undefined ? nothing : follow}
      </div>
      <dw-json-field
        fieldId=${idOf('payload')}
        label=${words.payload.label}
        hint=${draft.payload === undefined ? `${words.payload.hint} ${words.payload.follows}` : words.payload.hint}
        .value=${draft.payload ?? followed}
        .rows=${5}
        optional
        @dw-input=${({ detail }: CustomEvent<JsonFieldInput>) => editor.type('payload', detail.text)}
      ></dw-json-field>
    </div>
  </details>`;
}
