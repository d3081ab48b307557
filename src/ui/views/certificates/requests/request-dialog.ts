import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RequestPurpose } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateRequestsWords } from '#core/words/en/ui-certificates-requests';
import type { NoticeBody } from '#app/stores/notices';
import {
  EMPTY_REQUEST_DRAFT,
  judgeRequestDraft,
  type RequestDraft,
  type RequestField,
} from '#app/stores/request-draft';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { choiceCards } from '../../../elements/field/choice-cards.ts';
import { fieldNote } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { icons } from '../../../elements/icon/icon.ts';
import { FieldsEditor } from '../../editing/fields-editor.ts';
import { typedField } from '../../editing/typed-fields.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import type { WishOf } from '../certificate-wish.ts';
import { keyKindField, keyPlaceField } from '../shared/choice-fields.ts';
import { makingSteps } from '../shared/making-steps.ts';

const words = uiCertificateRequestsWords.dialog;
const PREFIX = 'request';
const PURPOSES: readonly RequestPurpose[] = ['general', 'dps-issuance'];
const PURPOSE_ICONS = { general: icons.authority, 'dps-issuance': icons.cloud } as const;

/** Makes a request whose key stays in this browser. Event: `dw-close`; then it goes to the page of the request. */
@customElement('dw-request-dialog')
export class RequestDialog extends View {
  readonly #editor = new FieldsEditor<RequestField>(this, {
    text: () => this.draft.commonName,
    fields: () => judgeRequestDraft(this.draft).fields,
    change: (_name, text) => this.#change({ commonName: text }),
  });

  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'make-request'> | undefined;
  @state() private draft: RequestDraft = EMPTY_REQUEST_DRAFT;
  /** Since when the key and the request are being made. */
  @state() private busySince: number | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('wish') || this.wish === undefined) return;
    this.draft = EMPTY_REQUEST_DRAFT;
    this.problem = undefined;
    this.#editor.reset();
  }

  #change(part: Partial<RequestDraft>): void {
    this.draft = { ...this.draft, ...part };
    this.problem = undefined;
  }

  /** Closing gives up a key that is still being made. */
  #close(): void {
    if (this.busySince !== undefined) void this.app.run(() => this.app.services.certificates.cancelMaking());
    this.raise('dw-close', undefined);
  }

  async #make(): Promise<void> {
    if (this.busySince !== undefined) return;
    const { wish: wanted } = judgeRequestDraft(this.draft);
    if (!this.#editor.submit() || wanted === undefined) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const { wish } = this;
    const { clock, certificates } = this.app.services;
    this.problem = undefined;
    this.busySince = clock.now();
    const fate = await this.app.run(
      () => certificates.makeRequest(wanted),
      (body) => (this.problem = body),
    );
    this.busySince = undefined;
    if (fate.kind !== 'done' || wish !== this.wish) return;
    this.app.notices.say({ message: words.made(wanted.commonName) });
    this.raise('dw-close', undefined);
    this.router.go({ room: 'certificates', tab: 'requests', id: fate.value });
  }

  #form(): TemplateResult {
    const { draft } = this;
    const { purpose } = draft;
    const isIssuance = purpose === 'dps-issuance';
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      ${choiceCards<RequestPurpose>({
        name: `${PREFIX}-purpose`,
        label: words.purpose,
        options: PURPOSES.map((value) => ({ value, icon: PURPOSE_ICONS[value], ...words.purposes[value] })),
        value: purpose,
        onChange: (next) => this.#change({ purpose: next }),
      })}
      ${isIssuance ? fieldNote({ tone: 'info', text: words.issuance }, `${PREFIX}-issuance`) : nothing}
      ${typedField(this.#editor, { name: 'name', id: `${PREFIX}-name`, ...words.name[purpose], autofocus: true })}
      ${
        isIssuance
          ? nothing
          : keyKindField({
              prefix: PREFIX,
              value: draft.keyKind,
              onChange: (keyKind) => this.#change({ keyKind }),
            })
      }
      ${keyPlaceField({
        prefix: PREFIX,
        value: draft.keyPlace,
        hint: words.keyPlaceHint,
        onChange: (keyPlace) => this.#change({ keyPlace }),
      })}
    </div>`;
  }

  override render(): TemplateResult {
    const { busySince, draft } = this;
    return dialog({
      id: 'make-request',
      open: this.wish !== undefined,
      heading: words.title,
      body: () =>
        busySince === undefined
          ? this.#form()
          : makingSteps(draft.purpose === 'dps-issuance' ? 'P-384' : draft.keyKind, busySince),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCertificatesWords.cancel}</button>
          <button class="btn primary" type="submit" ?disabled=${busySince !== undefined}>${words.submit}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#make(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-request-dialog': RequestDialog;
  }
}
