import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiCloudTemplatesWords as words } from '#core/words/en/ui-cloud-templates';
import { createCloudTemplates, type CloudModel, type CloudTemplate, type CloudTemplates } from '#app/cloud-templates';
import type { LocalCloudAddress } from '#app/services';
import { createCloudPart } from '#app/stores/cloud-part';
import type { CloudFeed } from '#app/stores/cloud-view';
import type { NoticeBody } from '#app/stores/notices';
import { readTemplateModel } from '#app/use-cases/read-models';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/copy/copy.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { jsonView } from '../../../elements/json/json-view.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import { CloudPartController } from '../cloud-part-controller.ts';
import { partOrWait } from '../part-or-wait.ts';
import './data-dialog.ts';
import './give-template-dialog.ts';
import './publish-dialog.ts';
import type { PublishAim } from './publish-dialog.ts';
import { countContents, templateContents } from './template-contents.ts';
import './templates-tab.css';

interface Listed {
  readonly templates: readonly CloudTemplate[];
  readonly models: readonly CloudModel[];
}

/** The device templates of a cloud and the models at hand: published, looked at, given to devices, deleted. */
@customElement('dw-cloud-templates')
export class CloudTemplatesTab extends View {
  readonly #part = new CloudPartController<Listed>(this, (feed) =>
    createCloudPart({
      read: async () => {
        const [templates, models] = await Promise.all([this.#templates.list(), this.#templates.listModels()]);
        return { templates, models };
      },
      isTouchedBy: ({ type }) => type === 'template' || type === 'model',
      feed,
      clock: this.app.services.clock,
    }),
  );

  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) feed!: CloudFeed;
  @state() private aim: PublishAim | undefined;
  @state() private fromData = false;
  @state() private giving: CloudTemplate | undefined;
  @state() private removing: CloudTemplate | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.isConnected || !this.#part.follow(this.feed)) return;
    this.aim = undefined;
    this.fromData = false;
    this.giving = undefined;
    this.removing = undefined;
    this.problem = undefined;
  }

  get #templates(): CloudTemplates {
    return createCloudTemplates(this.app.operator(this.address).ask);
  }

  async #run(work: () => Promise<void>, message: string): Promise<void> {
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => (this.problem = body));
    if (fate.kind !== 'done') return;
    this.removing = undefined;
    this.#part.refresh();
    this.app.notices.say({ message });
  }

  #ask(removing: CloudTemplate | undefined): void {
    this.problem = undefined;
    this.removing = removing;
  }

  /** A model becomes a template of its own ID, as it does when a device announces it. */
  #publishModel({ id, displayName }: CloudModel): void {
    const templates = this.#templates;
    void this.#run(async () => {
      const { document } = await templates.readModel(id);
      await templates.publish({ id, displayName, capabilityModel: document });
    }, words.models.published(displayName));
  }

  #template(template: CloudTemplate): TemplateResult {
    const { id, displayName, capabilityModel } = template;
    const model = readTemplateModel(template);
    const modelId = typeof capabilityModel['@id'] === 'string' ? capabilityModel['@id'] : '';
    return card({
      heading: displayName,
      hint: model === undefined ? words.unreadable : countContents(model),
      actions: menuButton({
        id: `template-menu-${id}`,
        label: words.menu(displayName),
        icon: icons.more,
        items: [
          { label: words.give, icon: icons.device, run: () => (this.giving = template) },
          { label: words.remove, icon: icons.remove, danger: true, run: () => this.#ask(template) },
        ],
      }),
      body: html`${keyValues([
        { label: words.id, value: id, mono: true, copy: id },
        modelId !== id && { label: words.model, value: modelId, mono: true, copy: modelId },
      ])}
      ${
        model === undefined
          ? nothing
          : html`<details class="disclosure">
              <summary>${words.contents}</summary>
              ${templateContents(model)}
            </details>`
      }
      <details class="disclosure">
        <summary>${words.asJson}</summary>
        ${jsonView({ label: words.asJson, value: capabilityModel })}
      </details>`,
    });
  }

  #model(model: CloudModel): TemplateResult {
    const { id, displayName } = model;
    return html`<li class="model-line">
      <div class="model-words">
        <p class="model-name">${displayName}</p>
        <p class="small"><span class="mono">${id}</span></p>
      </div>
      ${menuButton({
        id: `model-menu-${id}`,
        label: words.menu(id),
        icon: icons.more,
        items: [
          { label: words.models.publish, icon: icons.send, run: () => this.#publishModel(model) },
          {
            label: words.models.remove,
            icon: icons.remove,
            danger: true,
            run: () => void this.#run(() => this.#templates.removeModel(id), words.models.removed(id)),
          },
        ],
      })}
    </li>`;
  }

  #models(models: readonly CloudModel[]): TemplateResult {
    const { heading, hint, none } = words.models;
    return card({
      heading,
      hint,
      actions: html`<button class="btn" type="button" @click=${() => (this.aim = 'models')}>
        ${icon(icons.upload)}${words.upload}
      </button>`,
      body:
        models.length === 0
          ? html`<p class="muted">${none}</p>`
          : html`<ul class="model-list">
              ${repeat(
                models,
                ({ id }) => id,
                (model) => this.#model(model),
              )}
            </ul>`,
    });
  }

  #acts(): TemplateResult {
    return html`<div class="actions">
      <button class="btn" type="button" @click=${() => (this.aim = 'template')}>
        ${icon(icons.plus)}${words.publish}
      </button>
      <button class="btn" type="button" @click=${() => (this.fromData = true)}>${icon(icons.wand)}${words.fromData}</button>
    </div>`;
  }

  #list({ templates, models }: Listed): TemplateResult {
    const list =
      templates.length === 0
        ? emptyState({ icon: icons.braces, ...words.none, actions: this.#acts() })
        : html`<div class="toolbar"><p class="muted">${words.intro}</p>${this.#acts()}</div>
            <div class="cloud-groups">
              ${repeat(
                templates,
                ({ id }) => id,
                (template) => this.#template(template),
              )}
            </div>`;
    return html`${list}${this.#models(models)}`;
  }

  #confirm(): TemplateResult {
    const template = this.removing;
    const close = (): void => this.#ask(undefined);
    const name = template?.displayName ?? '';
    const remove = (): void => {
      if (template !== undefined) void this.#run(() => this.#templates.remove(template.id), words.removed(name));
    };
    return questionDialog({
      id: 'remove-template',
      open: template !== undefined,
      heading: words.removeTitle(name),
      text: words.removeText,
      problem: this.problem,
      cancel: words.cancel,
      confirm: words.remove,
      onClose: close,
      onConfirm: remove,
    });
  }

  override render(): TemplateResult {
    const refresh = (): void => this.#part.refresh();
    return html`<div class="stack">
      ${this.removing === undefined ? problemNotice(this.problem) : nothing}
      ${partOrWait(this.#part.state, {
        title: words.notRead,
        onRetry: refresh,
        content: (listed) => this.#list(listed),
      })}
      ${this.#confirm()}
      <dw-publish-dialog
        .aim=${this.aim}
        .address=${this.address}
        @dw-done=${refresh}
        @dw-close=${() => (this.aim = undefined)}
      ></dw-publish-dialog>
      <dw-template-data-dialog
        .open=${this.fromData}
        .address=${this.address}
        @dw-done=${refresh}
        @dw-close=${() => (this.fromData = false)}
      ></dw-template-data-dialog>
      <dw-give-template-dialog
        .template=${this.giving}
        .address=${this.address}
        @dw-close=${() => (this.giving = undefined)}
      ></dw-give-template-dialog>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-templates': CloudTemplatesTab;
  }
}
