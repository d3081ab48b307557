import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { WorkbenchError } from '#core/errors/workbench-error';
import { hasKeys, type KeySecret } from '#core/identity/device-record';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { connectionStringOf, deriveKeyOf } from '#app/use-cases/read-credentials';
import { card } from '../../elements/card/card.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { keyValues, type KeyValue } from '../../elements/key-values/key-values.ts';
import '../../elements/secret/secret.ts';
import { printRoute } from '../../routes.ts';
import { identityValues } from './about-device.ts';
import './own-certificates.ts';
import { DeviceTab } from './device-tab.ts';
import './replace-keys-form.ts';

const words = uiDeviceWords.credentials;

/** What the device proves itself with. Keys come from the vault by a press, and go again by themselves; those of certificates never come. */
@customElement('dw-credentials-tab')
export class CredentialsTab extends DeviceTab {
  @state() private replacing = false;
  /** Known once the keys were asked for: whether there is a second one. */
  @state() private hasSecondary: boolean | undefined;

  async #read<T>(choose: (secret: KeySecret) => T | Promise<T>): Promise<T> {
    const secret = await this.app.services.devices.reveal(this.deviceId);
    // Another tab may have given the device a certificate since this was drawn.
    if (!hasKeys(secret)) throw new WorkbenchError('device/key-missing', {});
    this.hasSecondary = secret.secondaryKey !== undefined;
    return choose(secret);
  }

  #secret(label: string, reveal: () => Promise<string>): KeyValue {
    return { label, value: html`<dw-secret .label=${label} .reveal=${reveal}></dw-secret>` };
  }

  #keys(): TemplateResult {
    const { record } = this.detail;
    const isGroup = record.keyKind === 'group-key';
    const { services } = this.app;
    const hub = this.#hub();
    return card({
      heading: words.keys,
      hint: isGroup ? html`${words.keysHint} ${words.groupKeyHint}` : words.keysHint,
      body: html`${keyValues([
        this.#secret(isGroup ? words.groupKey : words.deviceKey, () => this.#read((secret) => secret.primaryKey)),
        this.hasSecondary === true &&
          this.#secret(isGroup ? words.groupKeySecondary : words.secondaryKey, () =>
            this.#read((secret) => secret.secondaryKey ?? ''),
          ),
        isGroup &&
          this.#secret(words.derivedKey, () => this.#read((secret) => deriveKeyOf(services, record.route, secret))),
        hub !== undefined &&
          this.#secret(words.connectionString, () =>
            this.#read((secret) => connectionStringOf(services, record.route, secret, hub)),
          ),
      ])}
      <p class="small muted">${hub === undefined ? words.noHub : words.connectionStringHint}</p>`,
      actions: html`<a class="btn small" href=${this.#codeHref()}>${icon(icons.qrCode)}${words.makeCode}</a>
        ${
          this.replacing
            ? nothing
            : html`<button class="btn small" type="button" @click=${() => (this.replacing = true)}>
                ${icon(icons.pencil)}${words.replace}
              </button>`
        }`,
    });
  }

  #codeHref(): string {
    return printRoute({ room: 'scan', tab: 'make', subject: { kind: 'device', id: this.deviceId } });
  }

  #labelLink(): TemplateResult {
    const href = printRoute({ room: 'scan', tab: 'labels', subject: { kind: 'device', id: this.deviceId } });
    return html`<a class="btn small" href=${href}>${icon(icons.printer)}${words.printLabel}</a>`;
  }

  #sendLink(): TemplateResult {
    const href = printRoute({ room: 'scan', tab: 'transfer', subject: { kind: 'device', id: this.deviceId } });
    return html`<a class="btn small" href=${href}>${icon(icons.send)}${words.sendAcross}</a>`;
  }

  #hub(): string | undefined {
    const { state: now, record } = this.detail;
    if ('hub' in now) return now.hub;
    return record.route.kind === 'hub' ? record.route.hubHost : undefined;
  }

  override render(): TemplateResult {
    const close = (): void => void (this.replacing = false);
    const { keyKind } = this.detail.record;
    const identity = card({
      heading: words.identity,
      body: keyValues(identityValues(this.detail)),
      actions: html`${this.#labelLink()}${keyKind === 'browser-certificate' ? nothing : this.#sendLink()}`,
    });
    const certificates = html`<dw-own-certificates .detail=${this.detail}></dw-own-certificates>`;
    if (keyKind !== 'group-key' && keyKind !== 'device-key') return html`${certificates} ${identity}`;
    return html`${identity} ${this.#keys()}${certificates}
    ${
      this.replacing
        ? html`<dw-replace-keys-form .detail=${this.detail} @dw-close=${close}></dw-replace-keys-form>`
        : nothing
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-credentials-tab': CredentialsTab;
  }
}
