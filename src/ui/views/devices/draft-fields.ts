import { html, nothing, type TemplateResult } from 'lit';
import { uiAddDeviceWords as words } from '#core/words/en/ui-add-device';
import { THERMOSTAT_MODEL_ID } from '#app/use-cases/try-local-cloud';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { payloadPresets, usesBrowserStore, usesKeptCertificate, type DraftField } from '#app/stores/device-draft';
import {
  listEndpoints,
  placeOf,
  takesBrowserCertificate,
  type Endpoint,
  type KnownClouds,
  type ServicePlace,
} from '#app/stores/endpoint';
import type { BehaviourKind } from '#core/identity/device-record';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import '../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../elements/json/json-field.ts';
import { endpointFields } from '../editing/endpoint-field.ts';
import { typedField, typedSecret } from '../editing/typed-fields.ts';
import type { DraftEditor } from './draft-editor.ts';

const PREFIX = 'new';
const idOf = (name: DraftField | 'behaviour'): string => `${PREFIX}-${name}`;
const named = <Name extends DraftField>(name: Name): { name: Name; id: string } => ({ name, id: idOf(name) });

/** Where a device registers. */
export interface RegistrationFieldsOptions {
  readonly editor: DraftEditor;
  readonly clouds: KnownClouds;
  readonly onChoose: (endpoint: Endpoint) => void;
  readonly notes: readonly FieldNote[];
}

/** Provisioning service and ID scope; and the device ID, where no certificate that is kept here says it. */
export function registrationFields({ editor, clouds, onChoose, notes }: RegistrationFieldsOptions): TemplateResult {
  const { draft } = editor;
  const { endpoint } = draft;
  const isHidden = (one: Endpoint): boolean =>
    usesBrowserStore(draft) && !takesBrowserCertificate(placeOf(one), clouds);
  const without = listEndpoints(clouds).filter(isHidden);
  return html`${endpointFields(editor, { prefix: PREFIX, endpoint, clouds, onChoose, notes, without })}
  ${typedField(editor, { ...named('idScope'), ...uiEditingWords.idScope })}
  ${usesKeptCertificate(draft) ? nothing : typedField(editor, { ...named('deviceId'), ...words.deviceId })}`;
}

/** The key or keys of a device. */
export function keyFields(editor: DraftEditor): TemplateResult {
  const { way } = editor.draft;
  const keyWords = way === 'group-key' ? words.groupKey : words.deviceKey;
  const secondary = { ...named('secondaryKey'), ...words.secondaryKey, optional: true };
  return html`${typedSecret(editor, { ...named('primaryKey'), ...keyWords })}
  ${way === 'device-key' ? typedSecret(editor, secondary) : nothing}`;
}

/** Whether DPS is to have a certificate issued. */
export function issuanceField(editor: DraftEditor): TemplateResult {
  return switchInput({
    id: `${PREFIX}-issuance`,
    ...words.issuance,
    checked: editor.draft.wantsCertificate,
    onChange: (wantsCertificate) => editor.change({ wantsCertificate }),
  });
}

/** The connection string of a device. */
export function connectionField(editor: DraftEditor): TemplateResult {
  return typedSecret(editor, { ...named('connectionString'), ...words.connectionString });
}

/** Where the hub of a device is. */
export function placeField(editor: DraftEditor, clouds: KnownClouds): TemplateResult {
  const { draft } = editor;
  const all: ServicePlace[] = ['azure', ...(clouds.server === undefined ? [] : (['server'] as const)), 'browser'];
  const places = all.filter((place) => !usesBrowserStore(draft) || takesBrowserCertificate(place, clouds));
  return html`${segmented<ServicePlace>({
    name: 'new-place',
    label: words.place.label,
    labelShown: true,
    options: places.map((value) => ({ value, label: words.place.options[value] })),
    value: draft.place,
    onChange: (place) => editor.choosePlace(place),
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
        options: (['thermostat', 'raw', 'quiet'] as const).map((value) => ({
          value,
          label: words.behaviour.options[value],
        })),
        onChange: (behaviour) => editor.change({ behaviour }),
      }),
  )}
  ${typedField(editor, { ...named('modelId'), ...words.modelId, optional: true, notes: preset })}`;
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
  return html`<details class="disclosure advanced" ?open=${draft.payload !== undefined}>
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
