import { html, nothing, type TemplateResult } from 'lit';
import type { CertificateOutput } from '#core/certificate-export/certificate-output';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiCertificateOutputsWords as words } from '#core/words/en/ui-certificate-outputs';
import { uiEditingWords } from '#core/words/en/ui-editing';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import type { OutputDraft, OutputField, OutputFieldState } from '#app/stores/output-draft';
import '../../../elements/button/button.ts';
import '../../../elements/copy/copy.ts';
import { field, type FieldNote } from '../../../elements/field/field.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { textArea } from '../../../elements/field/text-area.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { endpointFields } from '../../editing/endpoint-field.ts';
import { typedField, typedSecret, type FieldEditor } from '../../editing/typed-fields.ts';

const PREFIX = 'output';
const SHORT_PASSWORD = 12;
const PROVISIONINGS = ['dps', 'manual'] as const;

/** What an output has a place for, as fields. */
export interface OutputFieldsOptions {
  readonly output: CertificateOutput;
  readonly certificate: KeptCertificate;
  /** CAs of IoT Edge devices that are kept. */
  readonly edgeCas: readonly KeptCertificate[];
  readonly draft: OutputDraft;
  readonly fields: ReadonlyMap<OutputField, OutputFieldState>;
  readonly editor: FieldEditor<OutputField>;
  readonly clouds: KnownClouds;
  readonly onChange: (part: Partial<OutputDraft>) => void;
  readonly onEndpoint: (endpoint: Endpoint) => void;
  readonly onMakePassword: () => void;
}

/** The settings of one output; nothing for one that needs none. */
export function outputFields(options: OutputFieldsOptions): TemplateResult | typeof nothing {
  const { output, certificate, fields } = options;
  const isEdgeDevice = output === 'edge-config' && certificate.role !== 'edge-ca';
  if (fields.size === 0) return nothing;
  return html`<div class="output-fields">
    ${isEdgeDevice ? provisioningField(options) : nothing}${fields.has('idScope') ? serviceFields(options) : nothing}
    ${hostField(options, 'hubHost')}${hostField(options, 'gatewayHostName')}${trustBundleField(options)}
    ${isEdgeDevice ? edgeCaField(options) : nothing}${directoryField(options)}${passwordFields(options)}
  </div>`;
}

function provisioningField({ draft, onChange }: OutputFieldsOptions): TemplateResult {
  const { label, options } = words.provisioning;
  return segmented<OutputDraft['edgeProvisioning']>({
    name: `${PREFIX}-provisioning`,
    label,
    labelShown: true,
    options: PROVISIONINGS.map((value) => ({ value, label: options[value] })),
    value: draft.edgeProvisioning,
    onChange: (edgeProvisioning) => onChange({ edgeProvisioning }),
  });
}

function serviceFields({ editor, draft, clouds, onEndpoint }: OutputFieldsOptions): TemplateResult {
  return html`<div class="output-service">
    <div class="stack">
      ${endpointFields(editor, { prefix: PREFIX, endpoint: draft.endpoint, clouds, onChoose: onEndpoint })}
    </div>
    ${typedField(editor, { name: 'idScope', id: `${PREFIX}-id-scope`, ...uiEditingWords.idScope })}
  </div>`;
}

function hostField(
  { editor, fields }: OutputFieldsOptions,
  name: 'hubHost' | 'gatewayHostName',
): TemplateResult | typeof nothing {
  const state = fields.get(name);
  if (state === undefined) return nothing;
  return typedField(editor, { name, id: `${PREFIX}-${name}`, ...words[name], optional: !state.needed });
}

function trustBundleField({ editor, fields }: OutputFieldsOptions): TemplateResult | typeof nothing {
  const state = fields.get('trustBundle');
  if (state === undefined) return nothing;
  const { label, hint, hintNeeded, placeholder } = words.trustBundle;
  const { error, notes } = editor.words('trustBundle');
  const said = { hint: state.needed ? hintNeeded : hint, error, notes, optional: !state.needed };
  return field({ id: `${PREFIX}-trust-bundle`, label, ...said }, (ties) =>
    textArea(ties, {
      value: editor.text('trustBundle'),
      rows: 3,
      mono: true,
      placeholder,
      onInput: (text) => editor.type('trustBundle', text),
      onBlur: () => editor.leave('trustBundle'),
    }),
  );
}

function edgeCaField({ draft, edgeCas, onChange }: OutputFieldsOptions): TemplateResult | typeof nothing {
  if (edgeCas.length === 0) return nothing;
  const { label, hint, none } = words.edgeCa;
  const options = [
    { value: '', label: none },
    ...edgeCas.map(({ id, facts }) => ({ value: id, label: facts.commonName })),
  ];
  return field({ id: `${PREFIX}-edge-ca`, label, hint }, (ties) =>
    selectInput(ties, { value: draft.edgeCaId, options, onChange: (edgeCaId) => onChange({ edgeCaId }) }),
  );
}

function directoryField({ editor, fields }: OutputFieldsOptions): TemplateResult | typeof nothing {
  if (!fields.has('directory')) return nothing;
  return typedField(editor, { name: 'directory', id: `${PREFIX}-directory`, ...words.directory });
}

function passwordFields(options: OutputFieldsOptions): TemplateResult | typeof nothing {
  const { output, draft, editor, fields, onChange, onMakePassword } = options;
  const state = fields.get('password');
  if (state === undefined) return nothing;
  const { label, hint, hintOptional, make } = words.password;
  const made = draft.isMadePassword ? madePassword(draft.password) : nothing;
  return html`<div class="output-password">
      ${typedSecret(editor, {
        name: 'password',
        id: `${PREFIX}-password`,
        label,
        hint: state.needed ? hint : hintOptional,
        optional: !state.needed,
        notes: passwordNotes(draft),
      })}
      <button class="btn" type="button" @click=${onMakePassword}>${icon(icons.wand)}${make}</button>
    </div>
    ${made}
    ${
      output === 'pfx'
        ? switchInput({
            id: `${PREFIX}-legacy`,
            ...words.legacy,
            checked: draft.isLegacyPfx,
            onChange: (isLegacyPfx) => onChange({ isLegacyPfx }),
          })
        : nothing
    }`;
}

function passwordNotes({ password, isMadePassword }: OutputDraft): readonly FieldNote[] {
  const isShort = password !== '' && !isMadePassword && password.length < SHORT_PASSWORD;
  return isShort ? [{ tone: 'warn', text: words.password.short }] : [];
}

/** Shown as it is, for it is nowhere else: whoever made it has to keep it now. */
function madePassword(password: string): TemplateResult {
  const { title, text, label } = words.password.made;
  return notice({
    tone: 'warn',
    title,
    explanation: text,
    details: html`<span class="made-password"
      ><strong class="mono">${password}</strong><dw-copy secret worded .text=${password} .label=${label}></dw-copy
    ></span>`,
    announce: true,
  });
}
