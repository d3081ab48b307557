import { html, type TemplateResult } from 'lit';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiCertificateRequestsWords } from '#core/words/en/ui-certificates-requests';
import type { IssueField } from '#app/stores/issue-fields';
import { SIGNING_ROLES, type JudgedSigning, type SigningDraft, type SigningRole } from '#app/stores/signing-draft';
import type { ValidityDraft } from '#app/stores/validity-draft';
import '../../../elements/button/button.ts';
import { field } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { typedField, type FieldEditor } from '../../editing/typed-fields.ts';
import { profileField } from '../shared/choice-fields.ts';
import { signerField } from '../shared/signer-field.ts';
import { validityFields } from '../shared/validity-fields.ts';
import { validityWords } from '../shared/validity-words.ts';

const words = uiCertificateRequestsWords.signing;
const PREFIX = 'signing';

/** How a request is to be signed, and what is said of it. */
export interface SigningFieldsOptions {
  readonly draft: SigningDraft;
  readonly judged: JudgedSigning;
  readonly editor: FieldEditor<IssueField>;
  readonly signers: readonly KeptCertificate[];
  readonly now: number;
  readonly tried: boolean;
  readonly onChange: (part: Partial<SigningDraft>) => void;
  /** For what brings other usual values. */
  readonly onRebase: (part: Partial<Pick<SigningDraft, 'role' | 'profile' | 'authorityId'>>) => void;
  readonly onMakeRoot: () => void;
}

/** The fields of a certificate that is made for a request. */
export function signingFields(options: SigningFieldsOptions): TemplateResult {
  const { draft, judged, editor, signers, now, tried, onChange, onRebase, onMakeRoot } = options;
  if (signers.length === 0) {
    const { title, explanation, make } = words.noSigner;
    const actions = html`<button class="btn primary" type="button" @click=${onMakeRoot}>${make}</button>`;
    return notice({ tone: 'info', title, explanation, actions });
  }
  const change = (validity: ValidityDraft): void => onChange({ validity });
  return html`${signerField({
    prefix: PREFIX,
    signers,
    value: draft.authorityId,
    fault: judged.fields.get('authority')?.error,
    tried,
    onChange: (authorityId) => onRebase({ authorityId }),
  })}
  ${field({ id: `${PREFIX}-role`, label: words.role, hint: words.roleHint }, (ties) =>
    selectInput<SigningRole>(ties, {
      value: draft.role,
      options: SIGNING_ROLES.map((value) => ({ value, label: words.roles[value] })),
      onChange: (role) => onRebase({ role }),
    }),
  )}
  ${typedField(editor, { name: 'name', id: `${PREFIX}-name`, ...words.name })}
  ${validityFields({
    prefix: `${PREFIX}-validity`,
    draft: draft.validity,
    now,
    tried,
    ...validityWords(judged.fields.get('validity'), draft.validity, now, change),
    onChange: change,
  })}
  <details class="disclosure">
    <summary>${words.more}</summary>
    <div class="stack more-fields">
      ${profileField({ prefix: PREFIX, value: draft.profile, onChange: (profile) => onRebase({ profile }) })}
    </div>
  </details>`;
}
