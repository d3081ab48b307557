import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { TwinView } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { pairProperties } from '#app/stores/property-rows';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import '../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../elements/json/json-field.ts';
import { jsonView } from '../../elements/json/json-view.ts';
import '../../elements/relative-time/relative-time.ts';
import { DeviceTab } from './device-tab.ts';
import '../log/log.css';
import { propertyTable } from '../twin/property-table.ts';

const words = uiDeviceWords.properties;
/** What the cloud wants of the device beside what the device says, and a patch by hand. */
@customElement('dw-properties-tab')
export class PropertiesTab extends DeviceTab {
  @state() private text = '';
  @state() private patch: JsonObject | undefined;
  @state() private sending = false;

  #table(twin: TwinView): TemplateResult {
    const rows = pairProperties(twin);
    return card({
      heading: words.table,
      hint: html`${words.versions(twin.desiredVersion, twin.reportedVersion)}. ${words.readAt}
        <dw-relative-time .at=${twin.readAt}></dw-relative-time>.`,
      flush: rows.length > 0,
      body: rows.length > 0 ? propertyTable(rows) : html`<p class="muted">${words.none}</p>`,
    });
  }

  async #report(event: Event): Promise<void> {
    event.preventDefault();
    const { patch } = this;
    if (patch === undefined || this.sending) return;
    this.sending = true;
    const fate = await this.app.run(() => this.app.services.devices.report(this.deviceId, patch));
    this.sending = false;
    if (fate.kind !== 'done') return;
    this.text = '';
    this.patch = undefined;
    this.app.notices.say({ message: words.patched });
  }

  #take({ text, value, ok }: JsonFieldInput): void {
    this.text = text;
    this.patch = ok && isJsonObject(value) ? value : undefined;
  }

  #patchForm(): TemplateResult {
    const form = html`<form class="stack" @submit=${(event: Event) => void this.#report(event)}>
      <dw-json-field
        fieldId="report-patch"
        label=${words.patchLabel}
        hint=${words.patchExample}
        .value=${this.text}
        .rows=${5}
        schema="object"
        @dw-input=${({ detail }: CustomEvent<JsonFieldInput>) => this.#take(detail)}
      ></dw-json-field>
      <div class="actions">
        <button
          class="btn"
          type="submit"
          ?disabled=${this.patch === undefined}
          aria-busy=${this.sending ? 'true' : nothing}
        >
          ${icon(icons.upload)}${words.patchNow}
        </button>
      </div>
    </form>`;
    return card({ heading: words.patch, hint: words.patchHint, body: form });
  }

  #raw(twin: TwinView): TemplateResult {
    const part = (label: string, value: Json): TemplateResult =>
      html`<div class="twin-part">
        <p class="log-label">${label}</p>
        ${jsonView({ label, value })}
      </div>`;
    return card({
      heading: words.raw,
      body: html`<div class="stack">
        ${part(words.rawDesired, { ...twin.desired, $version: twin.desiredVersion })}
        ${part(words.rawReported, { ...twin.reported, $version: twin.reportedVersion })}
      </div>`,
    });
  }

  override render(): TemplateResult {
    const { twin, state, steps } = this.detail;
    if (twin === undefined) {
      const asked = state.kind === 'online' ? steps.find(({ kind }) => kind === 'twin') : undefined;
      return emptyState({ icon: icons.braces, ...(asked?.outcome === 'failed' ? words.notGiven : words.notRead) });
    }
    return html`${this.#table(twin)}
      <div class="grid-2">${this.#patchForm()}${this.#raw(twin)}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-properties-tab': PropertiesTab;
  }
}
