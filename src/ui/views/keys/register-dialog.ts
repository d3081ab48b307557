import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { KeyedDevice } from '#core/ports/key-maker';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { uiKeysWords } from '#core/words/en/ui-keys';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import { judgementOf, type FieldJudgement } from '#app/stores/field-judgement';
import type { KeyDraft } from '#app/stores/key-draft';
import type { JudgedDraft } from '#app/stores/key-room';
import type { NoticeBody } from '#app/stores/notices';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { endpointFields } from '../editing/endpoint-field.ts';
import { typedField } from '../editing/typed-fields.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { KeyEditor } from './key-editor.ts';
import { keyRoomOf } from './key-room-of.ts';

const words = uiKeysWords.register;
type Name = 'ownHost' | 'idScope';

/** Asks where a device registers, which making its key did not need. Events: `dw-register` with the device, `dw-close`. */
@customElement('dw-register-dialog')
export class RegisterDialog extends View {
  #typed!: StoreController<JudgedDraft>;
  readonly #editor = new KeyEditor<Name>(
    this,
    () => keyRoomOf(this.app),
    () => judgeRegistration(this.#typed.value.draft),
  );

  @property({ attribute: false }) device: KeyedDevice | undefined;
  @property({ attribute: false }) clouds!: KnownClouds;
  /** Why the chosen cloud could not be asked. */
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    this.#typed = this.follow(keyRoomOf(this.app).typed);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('device') || this.device === undefined) return;
    this.problem = undefined;
    this.#editor.reset();
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  #choose(endpoint: Endpoint): void {
    this.problem = undefined;
    void this.app.run(
      () => keyRoomOf(this.app).chooseEndpoint(endpoint),
      (body) => (this.problem = body),
    );
  }

  async #submit(): Promise<void> {
    if (this.device === undefined) return;
    if (this.#editor.submit() && keyRoomOf(this.app).settings().dpsHost !== '') {
      this.raise('dw-register', this.device);
      return;
    }
    await this.updateComplete;
    focusFirstError(this);
  }

  #body(): TemplateResult {
    const { endpoint } = this.#typed.value.draft;
    return html`<div class="stack">
      <p class="muted">${words.text}</p>
      ${problemNotice(this.problem)}
      ${endpointFields(this.#editor, {
        prefix: 'register',
        endpoint,
        clouds: this.clouds,
        onChoose: (chosen) => this.#choose(chosen),
      })}
      ${typedField(this.#editor, { name: 'idScope', id: 'register-idScope', ...uiEditingWords.idScope, autofocus: true })}
    </div>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'register-device',
      open: this.device !== undefined,
      heading: words.heading(this.device?.deviceId ?? ''),
      body: () => this.#body(),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiKeysWords.cancel}</button>
          <button class="btn primary" type="submit">${words.add}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

function judgeRegistration({ endpoint, ownHost, idScope }: KeyDraft): ReadonlyMap<Name, FieldJudgement> {
  const judged = new Map<Name, FieldJudgement>();
  if (endpoint === 'own') judged.set('ownHost', judgementOf(judgeHostName(ownHost)));
  return judged.set('idScope', judgementOf(judgeIdScope(idScope)));
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-register-dialog': RegisterDialog;
  }
}
