import { html, nothing, type TemplateResult } from 'lit';
import { deviceName, type DeviceRecord, type KeySecret } from '#core/identity/device-record';
import type { ServiceReach } from '#core/identity/service-reach';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { uiMakeCodeWords } from '#core/words/en/ui-make-code';
import type { CodeDraft, CodeField, CodeSource } from '#app/stores/code-draft';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { endpointFields } from '../../editing/endpoint-field.ts';
import { typedField, typedSecret, type FieldEditor } from '../../editing/typed-fields.ts';

const words = uiMakeCodeWords.device;
/** Before the ids of the fields of this part. */
export const PREFIX = 'make-code';
const KEY_KINDS = ['device-key', 'group-key'] as const;

/** The device that a code is for. */
export interface DeviceCardOptions {
  readonly draft: CodeDraft;
  readonly editor: FieldEditor<CodeField>;
  readonly clouds: KnownClouds;
  /** Those of this browser. */
  readonly kept: readonly DeviceRecord[];
  /** From where its service is reached. */
  readonly reach: ServiceReach;
  /** Why the device that was asked for is not there, or a cloud could not be asked. */
  readonly problem: unknown;
  readonly onChange: (part: Partial<CodeDraft>) => void;
  readonly onEndpoint: (endpoint: Endpoint) => void;
}

/** The choice of a device, and what is known or asked of it. */
export function deviceCard(options: DeviceCardOptions): TemplateResult {
  const { draft, problem, reach } = options;
  return card({
    heading: words.heading,
    body: html`<div class="stack">
      ${problem}${sourceField(options)}${partOf(options, draft.source)}
      ${reach === 'others' ? nothing : notice({ tone: 'warn', ...words.reach[reach] })}
    </div>`,
  });
}

function sourceField({ draft, kept, onChange }: DeviceCardOptions): TemplateResult {
  const { source } = draft;
  const others = [
    ...(source.kind === 'keyed' ? [{ value: 'keyed', label: words.keyed(source.device.deviceId) }] : []),
    { value: 'typed', label: words.typed },
  ];
  const options = [
    ...kept.map(({ id, route }) => ({ value: `device ${id}`, label: deviceName(route), group: words.kept })),
    ...others.map((one) => (kept.length === 0 ? one : { ...one, group: words.other })),
  ];
  const value = source.kind === 'device' ? `device ${source.record.id}` : source.kind;
  const choose = (chosen: string): void => {
    const record = kept.find(({ id }) => chosen === `device ${id}`);
    onChange({ source: record === undefined ? { kind: 'typed' } : { kind: 'device', record } });
  };
  return field({ id: `${PREFIX}-source`, label: words.label, hint: words.hint }, (ties) =>
    selectInput<string>(ties, { value, options, onChange: choose }),
  );
}

function partOf(options: DeviceCardOptions, source: CodeSource): unknown {
  if (source.kind === 'device') return keptFacts(source.record);
  return source.kind === 'typed' ? typedFields(options) : placeFields(options);
}

function keptFacts({ route, modelId, keyKind }: DeviceRecord): TemplateResult {
  const place =
    route.kind === 'dps'
      ? [
          { label: words.idScope, value: route.idScope, mono: true },
          { label: words.service, value: route.dpsHost, mono: true },
        ]
      : [
          { label: words.hub, value: route.hubHost, mono: true },
          route.gatewayHostName !== undefined && { label: words.gateway, value: route.gatewayHostName, mono: true },
        ];
  const hasKeys = keyKind === 'group-key' || keyKind === 'device-key';
  return html`${keyValues([...place, modelId !== undefined && { label: words.model, value: modelId, mono: true }])}
  ${hasKeys ? nothing : html`<p class="small muted">${words.noKeys}</p>`}`;
}

function placeFields({ draft, editor, clouds, onEndpoint }: DeviceCardOptions): TemplateResult {
  const { endpoint } = draft;
  return html`${typedField(editor, { name: 'idScope', id: `${PREFIX}-idScope`, ...uiEditingWords.idScope })}
  ${endpointFields(editor, { prefix: PREFIX, endpoint, clouds, onChoose: onEndpoint })}`;
}

function typedFields(options: DeviceCardOptions): TemplateResult {
  const { draft, editor, onChange } = options;
  const { keyKind, holds } = draft;
  const { label, options: kinds } = words.keyKind;
  const keys = html`${segmented<KeySecret['kind']>({
    name: `${PREFIX}-key-kind`,
    label,
    labelShown: true,
    options: KEY_KINDS.map((value) => ({ value, label: kinds[value] })),
    value: keyKind,
    onChange: (kind) => onChange({ keyKind: kind }),
  })}
  ${typedSecret(editor, {
    name: 'primaryKey',
    id: `${PREFIX}-primaryKey`,
    label: words.primaryKey.label[keyKind],
    hint: words.primaryKey.hint[keyKind],
    placeholder: words.primaryKey.placeholder,
  })}
  ${typedSecret(editor, {
    name: 'secondaryKey',
    id: `${PREFIX}-secondaryKey`,
    label: words.secondaryKey.label[keyKind],
    hint: words.secondaryKey.hint,
    optional: true,
  })}`;
  return html`${typedField(editor, { name: 'deviceId', id: `${PREFIX}-deviceId`, ...words.id })}
  ${placeFields(options)}${holds === 'no-key' ? nothing : keys}
  ${typedField(editor, { name: 'modelId', id: `${PREFIX}-modelId`, ...words.modelId, optional: true })}`;
}
