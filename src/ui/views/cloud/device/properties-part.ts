import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDeviceWords } from '#core/words/en/ui-cloud-device';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { pairProperties } from '#app/stores/property-rows';
import { card } from '../../../elements/card/card.ts';
import { jsonView } from '../../../elements/json/json-view.ts';
import '../../log/log.css';
import { propertyTable } from '../../twin/property-table.ts';
import '../set-desired-form.ts';
import { CloudDevicePart } from './cloud-device-part.ts';

const words = uiCloudDeviceWords.properties;

/** What is wanted of the device beside what it says, whether it has answered, and a wish by hand. */
@customElement('dw-cloud-properties-part')
export class CloudPropertiesPart extends CloudDevicePart {
  #raw(): TemplateResult {
    const { desired, desiredVersion, reported, reportedVersion } = this.device;
    const { desiredProperties, reportedProperties } = uiCloudWords.device;
    const part = (label: string, value: typeof desired): TemplateResult => html`<div>
      <p class="log-label">${label}</p>
      ${jsonView({ label, value })}
    </div>`;
    return card({
      heading: words.raw,
      body: html`<div class="stack">
        ${part(desiredProperties, { ...desired, $version: desiredVersion })}
        ${part(reportedProperties, { ...reported, $version: reportedVersion })}
      </div>`,
    });
  }

  override render(): TemplateResult {
    const { device } = this;
    const rows = pairProperties(device);
    const { table, none } = uiDeviceWords.properties;
    return html`${card({
      heading: table,
      hint: words.versions(device.desiredVersion, device.reportedVersion),
      flush: rows.length > 0,
      body: rows.length > 0 ? propertyTable(rows) : html`<p class="muted">${none}</p>`,
    })}
      <div class="grid-2">
        <dw-set-desired-form .address=${this.address} .deviceId=${device.id} .modelId=${device.modelId}></dw-set-desired-form>${this.#raw()}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-properties-part': CloudPropertiesPart;
  }
}
