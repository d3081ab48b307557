import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgeId } from '#core/identity/device-id';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { describeFinding } from '#core/words/words';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { useHubDevice } from '#app/use-cases/use-hub-device';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { field } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { notice } from '../../elements/notice/notice.ts';
import '../../elements/secret/secret.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { refusalAloud, refusalWords } from './refusal-words.ts';

const words = uiCloudWords.addHubDialog;

/** Adds a device that the hub knows by name, and shows its connection string by a press. Event: `dw-close`. */
@customElement('dw-add-hub-device-dialog')
export class AddHubDeviceDialog extends View {
  @property({ attribute: false }) open = false;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private typed = '';
  @state() private left = false;
  @state() private busy = false;
  /** The device that was added; its connection string stays in the cloud until it is asked for. */
  @state() private added: string | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.typed = '';
    this.left = false;
    this.added = undefined;
    this.problem = undefined;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #submit(): Promise<void> {
    if (this.added !== undefined) return this.#close();
    this.left = true;
    await this.updateComplete;
    if (!judgeId(this.typed, 'hub').ok) {
      focusFirstError(this);
      return;
    }
    this.busy = true;
    const fate = await this.#run(() => this.app.operator(this.address).addHubDevice(this.typed));
    this.busy = false;
    if (fate.kind === 'done') this.added = fate.value;
    await this.updateComplete;
    if (this.#refusal() !== undefined) focusFirstError(this);
  }

  async #useIt(id: string): Promise<void> {
    this.busy = true;
    const fate = await this.#run(() => useHubDevice(this.app.services, this.address, id));
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.#close();
    this.router.go({ room: 'device', id: fate.value, tab: undefined });
  }

  #run<T>(work: () => Promise<T>): ReturnType<typeof this.app.run<T>> {
    this.problem = undefined;
    return this.app.run(work, (body) => (this.problem = body));
  }

  /** Why the cloud does not take this ID; stands at the field. */
  #refusal(): string | undefined {
    return this.added === undefined ? refusalWords(this.problem) : undefined;
  }

  #form(): TemplateResult {
    const verdict = judgeId(this.typed, 'hub');
    const finding = verdict.ok ? undefined : verdict.findings[0];
    const described = finding === undefined || !this.left ? undefined : describeFinding(finding);
    const error = described === undefined ? this.#refusal() : `${described.explanation} ${described.remedy}`;
    return html`<p class="muted">${words.text}</p>
      ${field({ id: 'hub-device-id', label: words.id, hint: words.idHint, error }, (ties) =>
        textInput(ties, {
          value: this.typed,
          onInput: (text) => {
            this.typed = text;
            this.left = false;
            this.problem = undefined;
          },
          onBlur: () => (this.left = this.typed !== ''),
          placeholder: words.placeholder,
          mono: true,
          autofocus: true,
          required: true,
        }),
      )}`;
  }

  #done(id: string): TemplateResult {
    const reveal = (): Promise<string> => this.app.operator(this.address).readConnectionString(id);
    const { connectionString } = uiCloudWords.device;
    return html`${notice({ tone: 'ok', title: words.added(id), explanation: words.addedText, announce: true })}
    ${keyValues([
      {
        label: connectionString,
        value: html`<dw-secret .label=${connectionString} .reveal=${reveal}></dw-secret>`,
      },
    ])}`;
  }

  #footer(): TemplateResult {
    const id = this.added;
    const busy = this.busy ? 'true' : nothing;
    if (id === undefined) {
      return html`<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>
        <button class="btn primary" type="submit" aria-busy=${busy}>${words.add}</button>`;
    }
    return html`<button class="btn" type="submit">${words.done}</button>
      <button class="btn primary" type="button" aria-busy=${busy} @click=${() => void this.#useIt(id)}>
        ${icon(icons.device)}${uiCloudWords.device.useAsVirtual}
      </button>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'add-hub-device',
      open: this.open,
      heading: words.title,
      body: () =>
        html`<div class="stack">
          ${this.#refusal() === undefined ? problemNotice(this.problem) : refusalAloud(this.#refusal())}${this.added === undefined ? this.#form() : this.#done(this.added)}
        </div>`,
      footer: () => this.#footer(),
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-add-hub-device-dialog': AddHubDeviceDialog;
  }
}
