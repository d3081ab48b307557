import { html, nothing, type TemplateResult } from 'lit';
import { uiEditingWords as words } from '#core/words/en/ui-editing';
import { listEndpoints, type Endpoint, type KnownClouds } from '#app/stores/endpoint';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { typedField, type FieldEditor } from './typed-fields.ts';

/** The provisioning service that devices register with. */
export interface EndpointFieldOptions {
  /** Before the ids of its fields; unique on the page. */
  readonly prefix: string;
  readonly endpoint: Endpoint;
  readonly clouds: KnownClouds;
  readonly onChoose: (endpoint: Endpoint) => void;
  readonly notes?: readonly FieldNote[];
  /** Those that are not offered. */
  readonly without?: readonly Endpoint[];
}

/** The choice of a provisioning service, and the host of one that is none of the known. */
export function endpointFields(editor: FieldEditor<'ownHost'>, options: EndpointFieldOptions): TemplateResult {
  const { prefix, endpoint, clouds, onChoose, notes, without = [] } = options;
  const offered = listEndpoints(clouds).filter((one) => !without.includes(one));
  const choices = offered.map((value) => ({ value, label: words.endpoint.options[value] }));
  const { label, hint } = words.endpoint;
  return html`${field({ id: `${prefix}-endpoint`, label, hint: hint[endpoint], notes }, (ties) =>
    selectInput<Endpoint>(ties, { value: endpoint, options: choices, onChange: onChoose }),
  )}
  ${endpoint === 'own' ? typedField(editor, { name: 'ownHost', id: `${prefix}-ownHost`, ...words.ownHost }) : nothing}`;
}

/** Offers what a local cloud that is at hand knows. */
export function localNote(fill: () => void): FieldNote {
  return { tone: 'info', text: words.endpoint.localText, action: { label: words.endpoint.fillLocal, run: fill } };
}
