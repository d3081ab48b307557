import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { parseIdLines } from '#core/id-list/id-lines';
import { uiCloudTemplatesWords } from '#core/words/en/ui-cloud-templates';
import { describeFinding } from '#core/words/words';
import { createCloudTemplates, type CloudTemplate } from '#app/cloud-templates';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { assignTemplate, type TemplateAssignment } from '#app/use-cases/assign-template';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { textArea } from '../../../elements/field/text-area.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';

const words = uiCloudTemplatesWords.giveDialog;

/** Gives a template to devices that are named, and migrates those that have another. Event: `dw-close`. */
@customElement('dw-give-template-dialog')
export class GiveTemplateDialog extends View {
  /** Undefined: closed. */
  @property({ attribute: false }) template: CloudTemplate | undefined;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private text = '';
  @state() private tried = false;
  @state() private busy = false;
  @state() private failures: TemplateAssignment['failures'] = [];
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('template') || this.template === undefined) return;
    this.text = '';
    this.tried = false;
    this.failures = [];
    this.problem = undefined;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  get #ids(): readonly string[] {
    return [...new Set(parseIdLines(this.text).map(({ id }) => id))];
  }

  async #give(): Promise<void> {
    const { template } = this;
    this.tried = true;
    this.problem = undefined;
    await this.updateComplete;
    if (focusFirstError(this) || template === undefined || this.busy) return;
    const templates = createCloudTemplates(this.app.operator(this.address).ask);
    this.busy = true;
    const fate = await this.app.run(
      () => assignTemplate(templates, this.#ids, template.id),
      (body) => (this.problem = body),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    const { done, failures } = fate.value;
    if (done > 0) this.app.notices.say({ message: words.done(done, template.displayName) });
    this.failures = failures;
    // Those that failed are what there is left to do.
    this.text = failures.map(({ id }) => id).join('\n');
    if (failures.length === 0) this.#close();
  }

  #failed(): TemplateResult | typeof nothing {
    if (this.failures.length === 0) return nothing;
    return notice({
      tone: 'err',
      title: words.failed(this.failures.length),
      announce: true,
      details: html`<ul class="model-findings">
        ${this.failures.map(
          ({ id, finding }) =>
            html`<li><span class="mono">${id}</span><br />${describeFinding(finding).explanation}</li>`,
        )}
      </ul>`,
    });
  }

  override render(): TemplateResult {
    const { template } = this;
    const error = this.tried && this.#ids.length === 0 ? words.missing : undefined;
    return dialog({
      id: 'give-template',
      open: template !== undefined,
      heading: words.title(template?.displayName ?? ''),
      body: () =>
        html`<div class="stack">
          ${problemNotice(this.problem)}${this.#failed()}
          ${field({ id: 'template-devices', label: words.devices, hint: words.hint, error }, (ties) =>
            textArea(ties, {
              value: this.text,
              onInput: (text) => (this.text = text),
              rows: 5,
              mono: true,
              autofocus: true,
            }),
          )}
        </div>`,
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCloudTemplatesWords.cancel}</button>
          <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${words.give}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#give(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-give-template-dialog': GiveTemplateDialog;
  }
}
