import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { BatchForm, Shelf } from '#core/ports/certificate-maker';
import { LISTED_REMEDIES } from '#core/words/en/ui-id-list-remedies';
import { uiManyCertificatesWords } from '#core/words/en/ui-certificates-many';
import {
  changeBatchProfile,
  GOOD_PASSWORD_LENGTH,
  type BatchDraft,
  type JudgedBatch,
  type PasswordWay,
} from '#app/stores/batch-draft';
import { listSigners } from '#app/stores/device-certificate-draft';
import type { IdWay } from '#app/stores/id-draft';
import type { IdListState } from '#app/stores/id-list';
import type { ValidityDraft } from '#app/stores/validity-draft';
import { card } from '../../../elements/card/card.ts';
import { choiceCards } from '../../../elements/field/choice-cards.ts';
import { field, fieldNote, type FieldNote } from '../../../elements/field/field.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { icons } from '../../../elements/icon/icon.ts';
import '../../../elements/secret/secret.ts';
import { idSource } from '../../id-list/id-source.ts';
import type { ListFate } from '../../id-list/list-fate.ts';
import { keyKindField, profileField } from '../shared/choice-fields.ts';
import { signerField } from '../shared/signer-field.ts';
import { validityFields } from '../shared/validity-fields.ts';
import { validityWords } from '../shared/validity-words.ts';
import type { BatchEditor } from './batch-editor.ts';

const words = uiManyCertificatesWords.form;
const PREFIX = 'many';
/** A single one has a dialog of its own. */
const WAYS: readonly IdWay[] = ['pattern', 'list', 'file'];
const FORMS: readonly BatchForm[] = ['encrypted-key', 'pfx', 'plain-key'];
const FORM_ICONS = { 'encrypted-key': icons.shield, pfx: icons.certificate, 'plain-key': icons.alert } as const;
const PASSWORD_WAYS: readonly PasswordWay[] = ['made', 'typed'];

/** The switch by which the user says that the password is kept. */
export const KEPT_ID = `${PREFIX}-kept`;

/** What the devices of a list get here. */
export const BATCH_FATE: ListFate = { words: uiManyCertificatesWords.fate, remedies: LISTED_REMEDIES };

/** What a batch is made from, and what is said of it. */
export interface BatchFieldsOptions {
  readonly draft: BatchDraft;
  readonly judged: JudgedBatch;
  readonly list: IdListState;
  readonly editor: BatchEditor;
  readonly shelf: Shelf;
  readonly now: number;
  readonly tried: boolean;
  readonly onChange: (part: Partial<BatchDraft>) => void;
}

/** The form in three cards: which devices, what certificates, what the archive is like. */
export function batchCards(options: BatchFieldsOptions): TemplateResult {
  const { draft, list, editor, onChange } = options;
  return html`<div class="many-cards">
    <div class="many-side">${card({
      heading: words.devices,
      body: idSource({
        prefix: PREFIX,
        ways: WAYS,
        draft,
        list,
        editor,
        fate: BATCH_FATE,
        onChange,
        onFile: (file) => onChange({ way: 'file', file, reading: {} }),
      }),
    })}
    ${card({ heading: words.certificates, body: html`<div class="stack">${certificateFields(options)}</div>` })}</div>
    ${card({ heading: words.archive, body: html`<div class="stack">${archiveFields(options)}</div>` })}
  </div>`;
}

function certificateFields({ draft, judged, shelf, now, tried, editor, onChange }: BatchFieldsOptions): TemplateResult {
  const { authority, validity, fields } = judged;
  const change = (next: ValidityDraft): void => onChange({ validity: next });
  return html`${signerField({
    prefix: PREFIX,
    signers: listSigners(shelf, now),
    value: authority?.id,
    fault: fields.get('authority')?.error,
    tried,
    onChange: (authorityId) => onChange({ authorityId }),
  })}
  ${validityFields({
    prefix: `${PREFIX}-validity`,
    draft: validity,
    now,
    tried,
    ...validityWords(fields.get('validity'), validity, now, change),
    onChange: change,
  })}
  ${keyKindField({
    prefix: PREFIX,
    value: draft.keyKind,
    notes: editor.words('keyKind').notes,
    onChange: (keyKind) => onChange({ keyKind }),
  })}
  ${profileField({
    prefix: PREFIX,
    value: draft.profile,
    onChange: (profile) => onChange(changeBatchProfile(draft, profile)),
  })}`;
}

function archiveFields(options: BatchFieldsOptions): TemplateResult {
  const { draft, onChange } = options;
  return html`<div class="many-forms">
      ${choiceCards<BatchForm>({
        name: `${PREFIX}-form`,
        label: words.form,
        options: FORMS.map((value) => ({ value, icon: FORM_ICONS[value], ...words.forms[value] })),
        value: draft.form,
        onChange: (form) => onChange({ form }),
      })}
    </div>
    ${
      draft.form === 'plain-key'
        ? fieldNote({ tone: 'warn', text: words.plainWarning }, `${PREFIX}-plain`)
        : passwordFields(options)
    }`;
}

function passwordFields(options: BatchFieldsOptions): TemplateResult {
  const { draft, onChange } = options;
  return html`${segmented<PasswordWay>({
    name: `${PREFIX}-password-way`,
    label: words.passwordWay,
    labelShown: true,
    options: PASSWORD_WAYS.map((value) => ({ value, label: words.passwordWays[value] })),
    value: draft.passwordWay,
    onChange: (passwordWay) => onChange({ passwordWay }),
  })}
  ${draft.passwordWay === 'made' ? madePassword(options) : typedPassword(options)}`;
}

function madePassword({ draft, judged, tried, onChange }: BatchFieldsOptions): TemplateResult {
  const isLacking = tried && judged.lacking.has('password-kept');
  const notKept: FieldNote = { tone: 'warn', text: words.notKept };
  return html`<div class="many-password">
      ${
        // Another password is not shown because the one before was.
        keyed(
          draft.madePassword,
          html`<dw-secret .label=${words.madeLabel} .reveal=${async () => draft.madePassword}></dw-secret>`,
        )
      }
      <p class="field-hint">${words.madeHint}</p>
    </div>
    ${switchInput({
      id: KEPT_ID,
      ...words.kept,
      checked: draft.isPasswordKept,
      onChange: (isPasswordKept) => onChange({ isPasswordKept }),
    })}
    ${isLacking ? html`<div role="alert">${fieldNote(notKept, `${PREFIX}-not-kept`)}</div>` : nothing}`;
}

function typedPassword({ draft, judged, tried, onChange }: BatchFieldsOptions): TemplateResult {
  const { typedPassword: value } = draft;
  const isShort = value !== '' && value.length < GOOD_PASSWORD_LENGTH;
  return field(
    {
      id: `${PREFIX}-password`,
      label: words.typedLabel,
      hint: words.typedHint,
      error: tried && judged.lacking.has('password') ? words.typedMissing : undefined,
      notes: isShort ? [{ tone: 'warn', text: words.typedShort(GOOD_PASSWORD_LENGTH) }] : [],
    },
    (ties) => secretInput(ties, { value, onInput: (text) => onChange({ typedPassword: text }) }),
  );
}
