import { html, nothing, type TemplateResult } from 'lit';
import { judgePassphrase } from '#core/qr/passphrase-strength';
import { uiMakeCodeWords } from '#core/words/en/ui-make-code';
import {
  formsOf,
  holdingsOf,
  isOver,
  subjectOf,
  type CodeDraft,
  type CodeField,
  type CodeSubject,
  type Holding,
  type MadeForm,
} from '#app/stores/code-draft';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/copy/copy.ts';
import { choiceCards } from '../../../elements/field/choice-cards.ts';
import { field, type FieldNote } from '../../../elements/field/field.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { dateInput } from '../../certificates/shared/date-input.ts';
import type { FieldEditor } from '../../editing/typed-fields.ts';
import { PREFIX } from './device-card.ts';

const words = uiMakeCodeWords.code;

/** What a code is made as, and what it holds. */
export interface CodeCardOptions {
  readonly draft: CodeDraft;
  readonly editor: FieldEditor<CodeField>;
  readonly now: number;
  readonly onChange: (part: Partial<CodeDraft>) => void;
  readonly onMakePassphrase: () => void;
}

/** The choice of a form with what it needs. What the device cannot have is not offered. */
export function codeCard(options: CodeCardOptions): TemplateResult {
  const { draft } = options;
  const subject = subjectOf(draft);
  return card({
    heading: words.heading,
    body: html`<div class="stack">
      ${formField(options, subject)}${holdsField(options, subject)}${moreFields(options, subject)}
      ${draft.form === 'locked' ? lockFields(options) : nothing}
    </div>`,
  });
}

function formField({ draft, onChange }: CodeCardOptions, subject: CodeSubject): TemplateResult {
  const why = subject.isAtHub ? words.notCentral.hub : subject.isElsewhere ? words.notCentral.service : undefined;
  return html`<div class="make-choice">
    ${choiceCards<MadeForm>({
      name: `${PREFIX}-form`,
      label: words.form,
      options: formsOf(subject).map((value) => ({ value, ...words.forms[value] })),
      value: draft.form,
      onChange: (form) => onChange({ form }),
    })}
    ${why === undefined ? nothing : html`<p class="field-hint">${why}</p>`}
  </div>`;
}

function holdsField({ draft, onChange }: CodeCardOptions, subject: CodeSubject): TemplateResult | typeof nothing {
  const { form, holds } = draft;
  const holdings = holdingsOf(form, subject);
  const text = holds === 'own-key' ? sayOwnKey(form, subject) : holds;
  const choice = segmented<Holding>({
    name: `${PREFIX}-holds`,
    label: words.holds,
    labelShown: true,
    options: holdings.map((value) => ({ value, label: words.holdings[value] })),
    value: holds,
    onChange: (value) => onChange({ holds: value }),
  });
  if (!subject.hasKeys) return nothing;
  return html`<div class="make-choice">
    ${holdings.length === 1 ? nothing : choice}
    <p class="field-hint">${words.holdingsText[text]}</p>
  </div>`;
}

function sayOwnKey(form: MadeForm, { isOfGroup }: CodeSubject): keyof typeof words.holdingsText {
  if (isOfGroup) return 'own-key-of-group';
  return form === 'locked' ? 'own-key-locked' : 'own-key';
}

function moreFields({ draft, onChange }: CodeCardOptions, subject: CodeSubject): TemplateResult | typeof nothing {
  const { form, holds, source, withSecondary, withModel } = draft;
  if (form === 'central') return nothing;
  // Of others it is not known before they are asked for.
  const mayHaveTwo = source.kind !== 'typed' || draft.secondaryKey.trim() !== '';
  const { modelId } = subject;
  return html`${
    holds === 'no-key' || !mayHaveTwo
      ? nothing
      : switchInput({
          id: `${PREFIX}-secondary`,
          ...words.withSecondary,
          checked: withSecondary,
          onChange: (checked) => onChange({ withSecondary: checked }),
        })
  }
  ${
    modelId === undefined
      ? nothing
      : switchInput({
          id: `${PREFIX}-model`,
          label: words.withModel.label,
          hint: words.withModel.hint(modelId),
          checked: withModel,
          onChange: (checked) => onChange({ withModel: checked }),
        })
  }`;
}

function lockFields(options: CodeCardOptions): TemplateResult {
  const { draft, now, onChange } = options;
  const { endsOn } = draft;
  const { label, hint, over } = words.endsOn;
  const error = isOver(draft, now) ? over : undefined;
  return html`${passphraseFields(options)}
  ${field({ id: `${PREFIX}-ends-on`, label, hint, error, optional: true }, (ties) =>
    dateInput(ties, { value: endsOn, onInput: (day) => onChange({ endsOn: day }), optional: true }),
  )}`;
}

function passphraseFields({ draft, editor, onChange, onMakePassphrase }: CodeCardOptions): TemplateResult {
  const { passphrase, isMadePassphrase } = draft;
  const { label, hint, missing, weak, make, made, madeText } = words.passphrase;
  const isWeak = passphrase !== '' && judgePassphrase(passphrase) === 'weak';
  const notes: readonly FieldNote[] = isWeak ? [{ tone: 'warn', text: weak }] : [];
  const error = editor.words('passphrase').error === undefined ? undefined : missing;
  return html`<div class="make-passphrase">
      ${field({ id: `${PREFIX}-passphrase`, label, hint, error, notes }, (ties) =>
        secretInput(ties, {
          value: passphrase,
          onInput: (text) => onChange({ passphrase: text, isMadePassphrase: false }),
          onBlur: () => editor.leave('passphrase'),
        }),
      )}
      <button class="btn" type="button" @click=${onMakePassphrase}>${icon(icons.wand)}${make}</button>
    </div>
    ${
      isMadePassphrase
        ? notice({
            tone: 'warn',
            title: made,
            explanation: madeText,
            details: html`<span class="row"
              ><strong class="mono">${passphrase}</strong
              ><dw-copy secret worded .text=${passphrase} .label=${label}></dw-copy
            ></span>`,
            announce: true,
          })
        : nothing
    }`;
}
