import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgeModelId } from '#core/identity/model-id';
import { uiCloudTemplatesWords } from '#core/words/en/ui-cloud-templates';
import { ALL_DEVICES } from '#app/cloud-devices';
import { createCloudTemplates, type CloudTemplates, type SuggestedTemplate } from '#app/cloud-templates';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { readTemplateModel } from '#app/use-cases/read-models';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { templateContents } from './template-contents.ts';

const words = uiCloudTemplatesWords.dataDialog;
const { publishDialog } = uiCloudTemplatesWords;
/** IDs that are offered while one types. */
const IDS_OFFERED = 100;

/** Makes a template of what a device sent, shows it, and publishes it. Events: `dw-close`, `dw-done`. */
@customElement('dw-template-data-dialog')
export class TemplateDataDialog extends View {
  @property({ attribute: false }) open = false;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private deviceId = '';
  @state() private offered: readonly string[] = [];
  @state() private suggested: SuggestedTemplate | undefined;
  @state() private templateId = '';
  @state() private name = '';
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.deviceId = '';
    this.#begin();
    void this.#offer();
  }

  get #templates(): CloudTemplates {
    return createCloudTemplates(this.app.operator(this.address).ask);
  }

  #begin(): void {
    this.suggested = undefined;
    this.tried = false;
    this.problem = undefined;
  }

  /** What cannot be offered can be typed. */
  async #offer(): Promise<void> {
    this.offered = [];
    const { devices } = this.app.operator(this.address);
    this.offered = await devices.listIds(ALL_DEVICES, 0, IDS_OFFERED).catch(() => []);
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #submit(): Promise<void> {
    this.tried = true;
    this.problem = undefined;
    await this.updateComplete;
    if (focusFirstError(this)) return;
    await (this.suggested === undefined ? this.#look() : this.#publish());
  }

  async #look(): Promise<void> {
    const fate = await this.app.run(
      () => this.#templates.suggest(this.deviceId.trim()),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.suggested = fate.value;
    this.templateId = fate.value.id;
    this.name = fate.value.displayName;
    this.tried = false;
  }

  async #publish(): Promise<void> {
    const name = this.name.trim();
    const fate = await this.app.run(
      () => this.#templates.publishSuggested(this.deviceId.trim(), this.templateId.trim(), name),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: publishDialog.published(name) });
    this.raise('dw-done', undefined);
    this.#close();
  }

  #device(): TemplateResult {
    const error = this.tried && this.deviceId.trim() === '' ? words.deviceMissing : undefined;
    return html`<p>${words.text}</p>
      ${field({ id: 'template-device', label: words.device, hint: words.deviceHint, error }, (ties) =>
        textInput(ties, {
          value: this.deviceId,
          onInput: (text) => (this.deviceId = text),
          list: this.offered,
          mono: true,
          autofocus: true,
          required: true,
        }),
      )}`;
  }

  #template(suggested: SuggestedTemplate): TemplateResult {
    const { templateId, name } = this;
    const idError = this.tried && !judgeModelId(templateId.trim()).ok ? publishDialog.idForm : undefined;
    const nameError = this.tried && name.trim() === '' ? publishDialog.nameMissing : undefined;
    const model = readTemplateModel(suggested);
    return html`${suggested.leftOut === 0 ? nothing : notice({ tone: 'warn', title: words.leftOut(suggested.leftOut) })}
    ${field({ id: 'suggested-name', label: words.name, error: nameError }, (ties) =>
      textInput(ties, { value: name, onInput: (text) => (this.name = text), required: true }),
    )}
    ${field({ id: 'suggested-id', label: words.id, error: idError }, (ties) =>
      textInput(ties, { value: templateId, onInput: (text) => (this.templateId = text), mono: true, required: true }),
    )}
    ${model === undefined ? nothing : templateContents(model)}`;
  }

  override render(): TemplateResult {
    const { suggested } = this;
    return dialog({
      id: 'template-from-data',
      open: this.open,
      heading: words.title,
      body: () =>
        html`<div class="stack">
          ${problemNotice(this.problem)}${suggested === undefined ? this.#device() : this.#template(suggested)}
        </div>`,
      footer: () =>
        html`${
          suggested === undefined
            ? html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCloudTemplatesWords.cancel}</button>`
            : html`<button class="btn" type="button" @click=${() => this.#begin()}>${words.again}</button>`
        }
          <button class="btn primary" type="submit">${suggested === undefined ? words.look : words.publish}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-template-data-dialog': TemplateDataDialog;
  }
}
