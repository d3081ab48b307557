import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { parseJson } from '#core/bytes/json';
import { readTextOfFile } from '#core/id-list/file-text';
import { judgeModelId } from '#core/identity/model-id';
import { uiCloudTemplatesWords } from '#core/words/en/ui-cloud-templates';
import { createCloudTemplates, type CloudTemplates } from '#app/cloud-templates';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { readModels, type ModelsVerdict } from '#app/use-cases/read-models';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { fileInput } from '../../../elements/file-input/file-input.ts';
import '../../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../../elements/json/json-field.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';

const words = uiCloudTemplatesWords.publishDialog;
const ACCEPT = '.json,application/json';
const FINDINGS_SHOWN = 5;

/** What becomes of the document. */
export type PublishAim = 'template' | 'models';

type Good = ModelsVerdict & { readonly ok: true };

/** Publishes a template from DTDL, or adds models to the repository; says what is wrong before it is sent. Event: `dw-close`. */
@customElement('dw-publish-dialog')
export class PublishDialog extends View {
  readonly #drop = new FileDropController(this, ([file]) => void (this.aim !== undefined && this.#takeFile(file)));

  /** Undefined: closed. */
  @property({ attribute: false }) aim: PublishAim | undefined;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private text = '';
  @state() private verdict: ModelsVerdict | undefined;
  @state() private main = '';
  @state() private templateId = '';
  @state() private name = '';
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('aim') || this.aim === undefined) return;
    this.#take('');
  }

  get #templates(): CloudTemplates {
    return createCloudTemplates(this.app.operator(this.address).ask);
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  #take(text: string): void {
    const value = parseJson(text);
    this.text = text;
    this.tried = false;
    this.problem = undefined;
    this.verdict = value === undefined ? undefined : readModels(value);
    if (this.verdict?.ok === true) this.#choose(this.verdict, this.verdict.main);
  }

  #choose({ interfaces }: Good, main: string): void {
    this.main = main;
    this.templateId = main;
    this.name = (interfaces.find(({ id }) => id === main)?.displayName ?? main).slice(0, 64);
  }

  async #takeFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const read = readTextOfFile(new Uint8Array(await file.arrayBuffer()));
    if (read.ok) return this.#take(read.value);
    this.#take('');
    this.problem = { kind: 'finding', finding: read.findings[0] };
  }

  async #submit(): Promise<void> {
    const { aim, verdict } = this;
    this.tried = true;
    this.problem = undefined;
    await this.updateComplete;
    if (focusFirstError(this) || verdict?.ok !== true) return;
    const fate = await this.app.run(
      () => (aim === 'models' ? this.#add() : this.#publish(verdict)),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: fate.value });
    this.raise('dw-done', undefined);
    this.#close();
  }

  async #add(): Promise<string> {
    const ids = await this.#templates.addModels(parseJson(this.text) ?? null);
    return words.added(ids.length);
  }

  async #publish({ interfaces }: Good): Promise<string> {
    const [id, displayName] = [this.templateId.trim(), this.name.trim()];
    const others = interfaces.filter((one) => one.id !== this.main).map(({ document }) => document);
    const capabilityModel = interfaces.find((one) => one.id === this.main)?.document ?? {};
    if (others.length > 0) await this.#templates.addModels(others);
    await this.#templates.publish({ id, displayName, capabilityModel });
    return words.published(displayName);
  }

  #findings(): TemplateResult | typeof nothing {
    if (this.verdict?.ok !== false) return nothing;
    const { findings } = this.verdict;
    const left = findings.length - FINDINGS_SHOWN;
    return notice({
      tone: 'err',
      title: words.wrong(findings.length),
      announce: true,
      details: html`<ul class="model-findings">
          ${findings
            .slice(0, FINDINGS_SHOWN)
            .map(
              ({ place, explanation, remedy }) =>
                html`<li><span class="mono">${place}</span><br />${explanation} ${remedy}</li>`,
            )}
        </ul>
        ${left > 0 ? html`<p class="muted">${words.more(left)}</p>` : nothing}`,
    });
  }

  #naming(verdict: Good): TemplateResult {
    const { templateId, name } = this;
    const idError = this.tried && !judgeModelId(templateId.trim()).ok ? words.idForm : undefined;
    const nameError = this.tried && name.trim() === '' ? words.nameMissing : undefined;
    const { interfaces } = verdict;
    return html`${
      interfaces.length < 2
        ? nothing
        : field({ id: 'model-main', label: words.main, hint: words.mainHint }, (ties) =>
            selectInput<string>(ties, {
              value: this.main,
              options: interfaces.map((one) => ({ value: one.id, label: `${one.displayName}, ${one.id}` })),
              onChange: (main) => this.#choose(verdict, main),
            }),
          )
    }
    ${field({ id: 'template-name', label: words.name, error: nameError }, (ties) =>
      textInput(ties, { value: name, onInput: (text) => (this.name = text), required: true }),
    )}
    ${field({ id: 'template-id', label: words.id, hint: words.idHint, error: idError }, (ties) =>
      textInput(ties, { value: templateId, onInput: (text) => (this.templateId = text), mono: true, required: true }),
    )}`;
  }

  #body(aim: PublishAim): TemplateResult {
    const { verdict } = this;
    const isMissing = this.tried && this.text.trim() === '';
    const document = html`<dw-json-field
      fieldId="model-document"
      .label=${words.document}
      .hint=${words.documentHint}
      .value=${this.text}
      .rows=${10}
      @dw-input=${({ detail }: CustomEvent<JsonFieldInput>) => this.#take(detail.text)}
    ></dw-json-field>`;
    return html`<div class="stack ${this.#drop.hovering ? 'drop-here' : ''}">
      ${problemNotice(this.problem)}
      <p>${words.texts[aim]}</p>
      ${document}
      ${isMissing ? notice({ tone: 'err', title: words.missing, announce: true }) : nothing}
      ${fileInput(
        { id: 'model-file', label: words.file, invalid: false, describedBy: undefined },
        { text: words.file, dropText: words.drop, accept: ACCEPT, onFile: (file) => void this.#takeFile(file) },
      )}
      ${this.#findings()}${aim === 'template' && verdict?.ok === true ? this.#naming(verdict) : nothing}
    </div>`;
  }

  override render(): TemplateResult {
    const { aim } = this;
    return dialog({
      id: 'publish-template',
      open: aim !== undefined,
      heading: words.titles[aim ?? 'template'],
      body: () => this.#body(aim ?? 'template'),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCloudTemplatesWords.cancel}</button>
          <button class="btn primary" type="submit">${aim === 'models' ? words.add : words.publish}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-publish-dialog': PublishDialog;
  }
}
