import { html, nothing, type TemplateResult } from 'lit';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiDeviceCertificatesWords } from '#core/words/en/ui-certificates-devices';
import {
  DEVICE_CERTIFICATE_KINDS,
  type DeviceCertificateDraft,
  type DeviceCertificateField,
  type DeviceCertificateKind,
  type JudgedDeviceCertificate,
} from '#app/stores/device-certificate-draft';
import type { NoticeBody } from '#app/stores/notices';
import type { ValidityDraft } from '#app/stores/validity-draft';
import '../../../elements/button/button.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { notice } from '../../../elements/notice/notice.ts';
import type { FieldsEditor } from '../../editing/fields-editor.ts';
import { typedField } from '../../editing/typed-fields.ts';
import { keyKindField, keyPlaceField, profileField } from '../shared/choice-fields.ts';
import { issueProblem } from '../shared/issue-problem.ts';
import { signerField } from '../shared/signer-field.ts';
import { validityFields } from '../shared/validity-fields.ts';
import { validityWords } from '../shared/validity-words.ts';

const words = uiDeviceCertificatesWords.dialog;

/** Before the ids of the fields. */
export const DEVICE_PREFIX = 'device-certificate';

/** What a certificate of a device is made from, and what is said of it. */
export interface DeviceFieldsOptions {
  readonly draft: DeviceCertificateDraft;
  readonly judged: JudgedDeviceCertificate;
  readonly editor: FieldsEditor<DeviceCertificateField>;
  readonly signers: readonly KeptCertificate[];
  readonly now: number;
  /** Whether the user has tried to go on. */
  readonly tried: boolean;
  readonly problem: NoticeBody | undefined;
  readonly onChange: (part: Partial<DeviceCertificateDraft>) => void;
  /** For what brings other usual values. */
  readonly onRebase: (part: Partial<Pick<DeviceCertificateDraft, 'kind' | 'profile' | 'authorityId'>>) => void;
  /** It is wanted although there is one already. */
  readonly onAgain: () => void;
  readonly onMakeRoot: () => void;
}

/** The fields of a certificate of a device. */
export function deviceFields(options: DeviceFieldsOptions): TemplateResult {
  const { draft, signers, problem, onRebase, onAgain } = options;
  const isPair = draft.kind === 'pair';
  return html`<div class="stack">
    ${issueProblem(problem, words.again, onAgain)}
    <div class="field">
      ${segmented<DeviceCertificateKind>({
        name: `${DEVICE_PREFIX}-kind`,
        label: words.kind,
        labelShown: true,
        options: DEVICE_CERTIFICATE_KINDS.map((value) => ({ value, label: words.kinds[value] })),
        value: draft.kind,
        onChange: (kind) => onRebase({ kind }),
      })}
      <p class="field-hint">${words.texts[draft.kind]}</p>
    </div>
    ${!isPair && signers.length === 0 ? noSigner(options) : certificateFields(options)}
  </div>`;
}

function noSigner({ onRebase, onMakeRoot }: DeviceFieldsOptions): TemplateResult {
  const { title, explanation, make, pair } = words.noSigner;
  return notice({
    tone: 'info',
    title,
    explanation,
    actions: html`<button class="btn primary" type="button" @click=${onMakeRoot}>${make}</button>
      <button class="btn" type="button" @click=${() => onRebase({ kind: 'pair' })}>${pair}</button>`,
  });
}

function certificateFields(options: DeviceFieldsOptions): TemplateResult {
  const { draft, judged, editor, signers, tried, onChange, onRebase } = options;
  const { kind } = draft;
  return html`${
    kind === 'pair'
      ? nothing
      : signerField({
          prefix: DEVICE_PREFIX,
          signers,
          value: draft.authorityId,
          fault: judged.fields.get('authority')?.error,
          tried,
          onChange: (authorityId) => onRebase({ authorityId }),
        })
  }
  ${typedField(editor, { name: 'name', id: `${DEVICE_PREFIX}-name`, ...words.name[kind], autofocus: true })}
  ${validity(options)}${kind === 'pair' ? secondValidity(options) : nothing}
  ${keyPlaceField({
    prefix: DEVICE_PREFIX,
    value: draft.keyPlace,
    error: tried && judged.missing.has('keyPlace') ? words.keyPlaceMissing : undefined,
    hint: words.keyPlaceHint,
    onChange: (keyPlace) => onChange({ keyPlace }),
  })}
  <details class="disclosure">
    <summary>${words.more}</summary>
    <div class="stack more-fields">
      ${keyKindField({
        prefix: DEVICE_PREFIX,
        value: draft.keyKind,
        notes: editor.words('keyKind').notes,
        onChange: (keyKind) => onChange({ keyKind }),
      })}
      ${profileField({
        prefix: DEVICE_PREFIX,
        value: draft.profile,
        onChange: (profile) => onRebase({ profile }),
      })}
    </div>
  </details>`;
}

function validity({ draft, judged, now, tried, onChange }: DeviceFieldsOptions): TemplateResult {
  const change = (next: ValidityDraft): void => onChange({ validity: next });
  return validityFields({
    prefix: `${DEVICE_PREFIX}-validity`,
    ...(draft.kind === 'pair' ? { legend: words.validity.primary } : {}),
    draft: draft.validity,
    now,
    tried,
    ...validityWords(judged.fields.get('validity'), draft.validity, now, change),
    onChange: change,
  });
}

function secondValidity({ draft, judged, now, tried, onChange }: DeviceFieldsOptions): TemplateResult {
  const change = (next: ValidityDraft): void => onChange({ secondValidity: next });
  const said = validityWords(judged.fields.get('secondValidity'), draft.secondValidity, now, change);
  return validityFields({
    prefix: `${DEVICE_PREFIX}-second`,
    legend: words.validity.secondary,
    draft: draft.secondValidity,
    now,
    tried,
    ...said,
    error: said.error ?? (judged.missing.has('secondValidity') ? words.sameEnd : undefined),
    onChange: change,
  });
}
