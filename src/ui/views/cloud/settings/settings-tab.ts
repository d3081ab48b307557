import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Json } from '#core/bytes/json';
import { uiCloudSettingsWords as words } from '#core/words/en/ui-cloud-settings';
import type { CloudInfo } from '#app/cloud-operator';
import { createCloudSettings, type CloudSettings, type CloudSettingValues } from '#app/cloud-settings';
import { listSettings, SETTING_GROUPS, type SettingGroup, type SettingName } from '#app/cloud-setting-fields';
import type { LocalCloudAddress } from '#app/services';
import { createCloudPart } from '#app/stores/cloud-part';
import type { CloudFeed } from '#app/stores/cloud-view';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { foldingCard } from '../../../elements/card/folding-card.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { CloudPartController } from '../cloud-part-controller.ts';
import { partOrWait } from '../part-or-wait.ts';
import './faults-card.ts';
import './hub-move-card.ts';
import './reset-card.ts';
import { equalValues, settingField } from './setting-field.ts';
import './settings-tab.css';

const GROUPS = Object.keys(SETTING_GROUPS) as readonly SettingGroup[];

/** How a cloud behaves: its faults on purpose, a hub move, and a switch for every point that Azure leaves open. */
@customElement('dw-cloud-settings-tab')
export class CloudSettingsTab extends View {
  readonly #part = new CloudPartController<CloudSettingValues>(this, (feed) =>
    createCloudPart({
      read: () => this.#settings.read(),
      isTouchedBy: ({ type }) => type === 'settings',
      feed,
      clock: this.app.services.clock,
    }),
  );

  /** On a phone the settings are some ten screens high. */
  readonly #isRoomy = window.matchMedia('(width > 51.25rem)').matches;

  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) feed!: CloudFeed;
  @property({ attribute: false }) info!: CloudInfo;
  /** What stands in text fields and is not set yet. */
  @state() private typed: Readonly<Partial<Record<SettingName, string>>> = {};
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.isConnected || !this.#part.follow(this.feed)) return;
    this.typed = {};
    this.problem = undefined;
  }

  get #settings(): CloudSettings {
    return createCloudSettings(this.app.operator(this.address).ask);
  }

  async #run(work: () => Promise<void>): Promise<boolean> {
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => (this.problem = body));
    // A switch that was not heeded goes back.
    if (fate.kind !== 'done') this.requestUpdate();
    else this.#part.refresh();
    return fate.kind === 'done';
  }

  async #change(name: SettingName, value: Json): Promise<void> {
    const { [name]: _typed, ...others } = this.typed;
    if (await this.#run(() => this.#settings.change({ [name]: value }))) this.typed = others;
  }

  async #setBack(changed: readonly SettingName[], { defaults }: CloudSettingValues): Promise<void> {
    const patch = Object.fromEntries(changed.map((name) => [name, defaults[name] ?? null]));
    if (!(await this.#run(() => this.#settings.change(patch)))) return;
    this.typed = {};
    this.app.notices.say({ message: words.wasSetBack });
  }

  #group(group: SettingGroup, { settings, defaults }: CloudSettingValues): TemplateResult | typeof nothing {
    // A cloud of another version has others.
    const known = listSettings(group).filter(([name]) => settings[name] !== undefined && defaults[name] !== undefined);
    if (known.length === 0) return nothing;
    const { heading, hint } = words.groups[group];
    const fields = known.map(([name, form]) =>
      settingField({
        name,
        form,
        value: settings[name] ?? null,
        usual: defaults[name] ?? null,
        typed: this.typed[name],
        onType: (text) => (this.typed = { ...this.typed, [name]: text }),
        onChange: (value) => void this.#change(name, value),
      }),
    );
    const body = html`<div class="settings">${fields}</div>`;
    return foldingCard({ heading, hint, isOpen: this.#isRoomy, body });
  }

  #settingsOf(values: CloudSettingValues): TemplateResult {
    const { settings, defaults } = values;
    const changed = GROUPS.flatMap((group) => listSettings(group).map(([name]) => name)).filter(
      (name) => settings[name] !== undefined && !equalValues(settings[name], defaults[name] ?? null),
    );
    return html`<div class="toolbar">
        <p class="muted">${words.intro}</p>
        <p class="row">
          <span class="small" role="status">${words.changedCount(changed.length)}</span>
          ${
            changed.length === 0
              ? nothing
              : html`<button class="btn small" type="button" @click=${() => void this.#setBack(changed, values)}>
                  ${words.setBack}
                </button>`
          }
        </p>
      </div>
      ${problemNotice(this.problem)}${GROUPS.map((group) => this.#group(group, values))}`;
  }

  override render(): TemplateResult {
    const { address, info } = this;
    return html`<div class="stack">
      <dw-cloud-faults .address=${address} .faults=${info.faults}></dw-cloud-faults>
      ${
        info.hubs.length < 2
          ? nothing
          : html`<dw-hub-move-card .address=${address} .hubs=${info.hubs}></dw-hub-move-card>`
      }
      ${partOrWait(this.#part.state, {
        title: words.notRead,
        onRetry: () => this.#part.refresh(),
        content: (values) => this.#settingsOf(values),
      })}
      <dw-reset-card .address=${address}></dw-reset-card>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-settings-tab': CloudSettingsTab;
  }
}
