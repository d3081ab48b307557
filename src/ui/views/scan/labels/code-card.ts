import { html, nothing, type TemplateResult } from 'lit';
import { holdsKey, KEYED_FORMS, LABEL_CODES, type KeyedForm, type LabelCodeKind } from '#core/labels/label-code';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import { card } from '../../../elements/card/card.ts';
import { choiceCards } from '../../../elements/field/choice-cards.ts';
import { field, fieldNote } from '../../../elements/field/field.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { icons } from '../../../elements/icon/icon.ts';
import { PREFIX, type LabelFormOptions } from './devices-card.ts';

const words = uiLabelsWords.code;
const ICONS = { connect: icons.qrCode, id: icons.device, locked: icons.lock, keyed: icons.alert } as const;

/** A shorter passphrase is found by trying all there are. */
const GOOD_PASSPHRASE = 12;

/** The switch by which the user says that keys may be printed in clear. */
export const AGREE_ID = `${PREFIX}-agree`;

/** What the user says of secrets, which is kept nowhere. */
export interface LabelSecrets {
  readonly passphrase: string;
  /** Keys may be printed in clear. */
  readonly isAgreed: boolean;
}

/** What is chosen of the code. */
export interface CodeCardOptions extends LabelFormOptions {
  readonly secrets: LabelSecrets;
  /** Whether every device has a place in IoT Central's form. */
  readonly fitsCentral: boolean;
  /** Printing was tried, so that what is missing is said. */
  readonly tried: boolean;
  readonly onSecrets: (secrets: LabelSecrets) => void;
}

/** Says what is missing before codes with keys may be printed; undefined where nothing is. */
export function lackOf(code: LabelCodeKind, { passphrase, isAgreed }: LabelSecrets): 'passphrase' | 'yes' | undefined {
  if (code === 'locked' && passphrase === '') return 'passphrase';
  return code === 'keyed' && !isAgreed ? 'yes' : undefined;
}

/** What the codes hold. A list has no keys, so it is offered what needs none, and that is said. */
export function codeCard(options: CodeCardOptions): TemplateResult {
  const { draft, onChange } = options;
  const isList = draft.source === 'list';
  const kinds = isList ? LABEL_CODES.filter((kind) => !holdsKey({ kind })) : LABEL_CODES;
  return card({
    heading: words.heading,
    body: html`<div class="stack">
      ${choiceCards<LabelCodeKind>({
        name: `${PREFIX}-code`,
        label: words.label,
        options: kinds.map((value) => ({ value, icon: ICONS[value], ...words.kinds[value] })),
        value: draft.code,
        onChange: (code) => onChange({ code }),
      })}
      ${isList ? html`<p class="field-hint">${words.listHasNoKeys}</p>` : nothing}
      ${draft.code === 'locked' ? lockedPart(options) : nothing}${draft.code === 'keyed' ? keyedPart(options) : nothing}
    </div>`,
  });
}

function lockedPart({ secrets, tried, onSecrets }: CodeCardOptions): TemplateResult {
  const { label, hint, missing, short } = words.passphrase;
  const { passphrase } = secrets;
  const isShort = passphrase !== '' && passphrase.length < GOOD_PASSPHRASE;
  const error = tried && lackOf('locked', secrets) !== undefined ? missing : undefined;
  const notes = isShort ? [{ tone: 'warn', text: short(GOOD_PASSPHRASE) } as const] : [];
  return field({ id: `${PREFIX}-passphrase`, label, hint, error, notes }, (ties) =>
    secretInput(ties, { value: passphrase, onInput: (text) => onSecrets({ ...secrets, passphrase: text }) }),
  );
}

function keyedPart(options: CodeCardOptions): TemplateResult {
  const { draft, secrets, fitsCentral, tried, onChange, onSecrets } = options;
  const form = fitsCentral ? draft.keyedForm : 'workbench';
  const isLacking = tried && lackOf('keyed', secrets) !== undefined;
  return html`${
    fitsCentral
      ? segmented<KeyedForm>({
          name: `${PREFIX}-form`,
          label: words.form,
          labelShown: true,
          options: KEYED_FORMS.map((value) => ({ value, label: words.forms[value] })),
          value: form,
          onChange: (keyedForm) => onChange({ keyedForm }),
        })
      : nothing
  }
    <p class="small muted">${fitsCentral ? words.formHints[form] : words.noCentral}</p>
    ${switchInput({
      id: AGREE_ID,
      ...words.agree,
      checked: secrets.isAgreed,
      onChange: (isAgreed) => onSecrets({ ...secrets, isAgreed }),
    })}
    ${isLacking ? html`<div role="alert">${fieldNote({ tone: 'warn', text: words.agreeMissing }, `${AGREE_ID}-missing`)}</div>` : nothing}`;
}
