import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { QrMatrix } from '#core/ports/qr-drawer';
import { printCentralCode } from '#core/qr/forms/central';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDeviceWords } from '#core/words/en/ui-cloud-device';
import type { CloudCredentials } from '#app/cloud-devices';
import type { CloudGroup } from '#app/cloud-groups';
import type { CloudInfo } from '#app/cloud-operator';
import { card } from '../../../elements/card/card.ts';
import { keyValues, type KeyValue } from '../../../elements/key-values/key-values.ts';
import '../../../elements/qr-code/qr-code.ts';
import '../../../elements/secret/secret.ts';
import { isModule } from '../device-access.ts';
import { CloudDevicePart } from './cloud-device-part.ts';

const words = uiCloudDeviceWords.connection;
type KeyName = 'primaryKey' | 'secondaryKey';

/** Where the device belongs, how it proves itself, and all that it is given to connect: keys and codes by a press. */
@customElement('dw-cloud-connection-part')
export class CloudConnectionPart extends CloudDevicePart {
  @property({ attribute: false }) info!: CloudInfo;
  @property({ attribute: false }) groups: readonly CloudGroup[] = [];

  async #readCredentials(): Promise<{ idScope: string; keys: NonNullable<CloudCredentials['keys']> }> {
    const { id } = this.device;
    const { idScope, keys } = await this.operator.devices.readCredentials(id);
    if (keys === undefined) throw new WorkbenchError('cloud/not-found', { what: id });
    return { idScope, keys };
  }

  async #drawCode(): Promise<QrMatrix> {
    const { idScope, keys } = await this.#readCredentials();
    const deviceId = this.device.registrationId ?? this.device.id;
    const text = printCentralCode({ deviceId, idScope, deviceKey: keys.primaryKey });
    return this.app.services.drawQr(text);
  }

  #identity(): TemplateResult {
    const { id, displayName, registrationId, source, assignedHub, modelId, connectedSince, groupId } = this.device;
    const group = this.groups.find((one) => one.id === groupId);
    return card({
      heading: words.identity,
      body: keyValues([
        copied(words.idScope, this.info.idScope),
        copied(words.deviceId, id),
        registrationId !== null && registrationId !== id && copied(words.registrationId, registrationId),
        displayName !== id && { label: words.name, value: displayName },
        assignedHub === null ? { label: words.hub, value: words.noHub } : copied(words.hub, assignedHub),
        { label: words.way, value: uiCloudWords.device.from[source] },
        groupId !== null && { label: words.group, value: group?.displayName ?? groupId },
        modelId !== null && copied(uiCloudWords.device.model, modelId),
        connectedSince !== null && {
          label: uiCloudWords.device.since,
          value: html`<dw-relative-time .at=${connectedSince}></dw-relative-time>`,
        },
        !isModule(this.device) && {
          label: uiCloudWords.status.label,
          value: uiCloudWords.status.hints[this.device.status],
        },
      ]),
    });
  }

  #proof(): TemplateResult {
    const { authentication } = this.device;
    const { type, primaryThumbprint = null, secondaryThumbprint = null } = authentication;
    return card({
      heading: words.keys,
      hint: type === 'sas' ? words.keysHint : undefined,
      body: html`<div class="stack">
        ${keyValues([
          { label: words.authentication, value: words.authentications[type] },
          primaryThumbprint !== null && copied(words.thumbprint, primaryThumbprint),
          secondaryThumbprint !== null && copied(words.secondThumbprint, secondaryThumbprint),
          ...(type === 'sas' ? this.#keys() : []),
          ...this.#connectionString(),
        ])}
        ${type === 'sas' ? nothing : html`<p class="muted small">${words.noKeys}</p>`}
      </div>`,
    });
  }

  #keys(): KeyValue[] {
    // A module has its keys in its connection string alone.
    if (isModule(this.device)) return [];
    const names: readonly KeyName[] = ['primaryKey', 'secondaryKey'];
    return names.map((name) => ({
      label: words[name],
      value: secret(words[name], async () => (await this.#readCredentials()).keys[name]),
    }));
  }

  #connectionString(): KeyValue[] {
    const { id, assignedHub, authentication } = this.device;
    if (assignedHub === null || authentication.type !== 'sas') return [];
    const reveal = (): Promise<string> => this.operator.readConnectionString(id);
    return [{ label: words.connectionString, value: secret(words.connectionString, reveal) }];
  }

  #code(): TemplateResult | typeof nothing {
    const { id, source, authentication } = this.device;
    // The code leads to the provisioning service, which knows nothing of what was added to the hub by hand.
    if (isModule(this.device) || source === 'hub' || authentication.type !== 'sas') return nothing;
    return card({
      heading: words.qr,
      hint: words.qrHint,
      body: html`<dw-qr-code .label=${words.qrLabel(id)} .reveal=${() => this.#drawCode()}></dw-qr-code>`,
    });
  }

  override render(): TemplateResult {
    return html`<div class="grid-2">
      ${this.#identity()}
      <div class="stack">${this.#proof()}${this.#code()}</div>
    </div>`;
  }
}

function copied(label: string, value: string): KeyValue {
  return { label, value, mono: true, copy: value };
}

function secret(label: string, reveal: () => Promise<string>): TemplateResult {
  return html`<dw-secret .label=${label} .reveal=${reveal}></dw-secret>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-connection-part': CloudConnectionPart;
  }
}
