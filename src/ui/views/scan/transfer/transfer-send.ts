import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgePassphrase } from '#core/qr/passphrase-strength';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import type { CertificateShelfState } from '#app/stores/certificate-shelf';
import type { DeviceListState } from '#app/stores/device-list';
import { createTransferSender, type SendDraft, type SendState, type TransferSender } from '#app/stores/transfer-send';
import type { IdentitySubject } from '#app/use-cases/bundle-identity';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import '../../../elements/copy/copy.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { field, type FieldNote } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { skeleton } from '../../../elements/skeleton/skeleton.ts';
import { CERTIFICATES, HOME, printRoute } from '../../../routes.ts';
import { certificateShelfOf } from '../../certificates/shared/certificate-shelf-of.ts';
import { describeFault } from '../../editing/describe-fault.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import { type IdentityChoice, listIdentities, valueOfSubject } from './identity-choices.ts';
import './shown-codes.ts';

const words = uiTransferWords.send;

/** The sending side: what is sent and its passphrase; then its codes. */
@customElement('dw-transfer-send')
export class TransferSend extends View {
  #sender!: TransferSender;
  #draft!: StoreController<SendDraft>;
  #state!: StoreController<SendState>;
  #devices!: StoreController<DeviceListState>;
  #shelf!: StoreController<CertificateShelfState>;

  /** What the page was opened for. */
  @property({ attribute: false }) subject: IdentitySubject | undefined;
  /** Something was wanted that is not there yet. */
  @state() private isAsked = false;

  protected override begin(): void {
    this.#sender = this.app.keep(createTransferSender);
    this.#draft = this.follow(this.#sender.draft);
    this.#state = this.follow(this.#sender.state);
    this.#devices = this.follow(this.app.devices.state);
    this.#shelf = this.follow(certificateShelfOf(this.app).state);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('subject') && this.subject !== undefined) this.#sender.choose(this.subject);
  }

  override disconnectedCallback(): void {
    // Codes are shown for as long as somebody looks at them.
    this.#sender.end();
    super.disconnectedCallback();
  }

  async #lock(event: Event): Promise<void> {
    event.preventDefault();
    const { passphrase } = this.#draft.value;
    this.isAsked = this.#chosen === undefined || passphrase.trim() === '';
    if (!this.isAsked) return this.#sender.lock();
    await this.updateComplete;
    await this.querySelector('dw-secret-input')?.updateComplete;
    focusFirstError(this);
  }

  get #choices(): readonly IdentityChoice[] | undefined {
    const [devices, shelf] = [this.#devices.value, this.#shelf.value];
    if (devices.kind === 'loading' || shelf.kind === 'loading') return undefined;
    return listIdentities(
      devices.kind === 'ready' ? devices.devices : [],
      shelf.kind === 'ready' ? shelf.shelf.certificates : [],
    );
  }

  get #chosen(): IdentityChoice | undefined {
    const { subject } = this.#draft.value;
    return subject && this.#choices?.find(({ option }) => option.value === valueOfSubject(subject));
  }

  #subjectField(choices: readonly IdentityChoice[]): TemplateResult {
    const chosen = this.#chosen;
    const error = this.isAsked && chosen === undefined ? words.choose : undefined;
    const options = [
      ...(chosen === undefined ? [{ value: '', label: words.choose }] : []),
      ...choices.map((one) => one.option),
    ];
    return field({ id: 'transfer-subject', label: words.subject, error, notes: chosen?.notes }, (ties) =>
      selectInput(ties, {
        value: chosen?.option.value ?? '',
        options,
        onChange: (value) => this.#sender.choose(choices.find(({ option }) => option.value === value)?.subject),
      }),
    );
  }

  #passphraseField(): TemplateResult {
    const { passphrase, isMade } = this.#draft.value;
    const isMissing = this.isAsked && passphrase.trim() === '';
    const error = isMissing ? describeFault({ code: 'qr/passphrase-missing', facts: {} }) : undefined;
    const notes = passphrase.trim() === '' ? [] : [strengthNote(passphrase)];
    return html`${field(
      { id: 'transfer-passphrase', label: words.passphrase, hint: words.passphraseHint, error, notes },
      (ties) => secretInput(ties, { value: passphrase, onInput: (typed) => this.#sender.typePassphrase(typed) }),
    )}
      <button class="btn" type="button" @click=${() => this.#sender.makePassphrase()}>
        ${icon(icons.wand)}${words.make}
      </button>
      ${isMade ? madePassphrase(passphrase) : nothing}`;
  }

  #form(choices: readonly IdentityChoice[], state: Exclude<SendState, { kind: 'shown' }>): TemplateResult {
    const isLocking = state.kind === 'locking';
    return card({
      heading: words.heading,
      hint: words.hint,
      body: html`<form class="transfer-form" novalidate @submit=${(event: Event) => void this.#lock(event)}>
        ${this.#subjectField(choices)}${this.#passphraseField()}
        ${state.kind === 'draft' ? problemNotice(state.problem) : nothing}
        <button class="btn primary" type="submit" aria-busy=${isLocking ? 'true' : nothing}>
          ${isLocking ? words.locking : words.show}
        </button>
      </form>`,
    });
  }

  #question(): TemplateResult {
    return questionDialog({
      id: 'group-key-in-codes',
      open: this.#state.value.kind === 'asking',
      ...words.asking,
      onClose: () => this.#sender.decline(),
      onConfirm: () => void this.#sender.agree(),
    });
  }

  #empty(): TemplateResult {
    const { heading, text, devices, certificates } = words.empty;
    return emptyState({
      icon: icons.send,
      heading,
      text,
      actions: html`<a class="btn" href=${printRoute(HOME)}>${devices}</a>
        <a class="btn" href=${printRoute(CERTIFICATES)}>${certificates}</a>`,
    });
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    const choices = this.#choices;
    if (choices === undefined) return skeleton('row', 3);
    if (state.kind === 'shown') {
      return html`<dw-shown-codes .codes=${state.codes} .name=${this.#chosen?.name ?? ''}></dw-shown-codes>`;
    }
    return choices.length === 0 ? this.#empty() : html`${this.#form(choices, state)}${this.#question()}`;
  }
}

/** Nobody knows it yet, so that it has to be seen once. */
function madePassphrase(passphrase: string): TemplateResult {
  return html`<div class="made-passphrase" role="status">
    <span class="mono">${passphrase}</span>
    <dw-copy secret .label=${words.passphrase} .text=${passphrase}></dw-copy>
    <p class="field-hint">${words.made}</p>
  </div>`;
}

function strengthNote(passphrase: string): FieldNote {
  const strength = judgePassphrase(passphrase.trim());
  return { tone: strength === 'weak' ? 'warn' : 'info', text: words.strength[strength] };
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-transfer-send': TransferSend;
  }
}
