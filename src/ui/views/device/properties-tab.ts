import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { TwinView } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { pairProperties, type PropertyRow, type PropertyState } from '#app/stores/property-rows';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import '../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../elements/json/json-field.ts';
import { jsonView } from '../../elements/json/json-view.ts';
import '../../elements/relative-time/relative-time.ts';
import { table, type TableColumn } from '../../elements/table/table.ts';
import { tag, type TagTone } from '../../elements/tag/tag.ts';
import { DeviceTab } from './device-tab.ts';
import './properties-tab.css';

const words = uiDeviceWords.properties;
type Column = 'name' | 'desired' | 'reported' | 'status';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'name', heading: words.name, width: 'minmax(10rem, 1.4fr)', phone: 'title' },
  { id: 'desired', heading: words.desired, width: 'minmax(6rem, 1fr)', phone: 'meta' },
  { id: 'reported', heading: words.reported, width: 'minmax(6rem, 1fr)', phone: 'aside-meta' },
  { id: 'status', heading: words.status, width: 'minmax(9rem, 1.4fr)', phone: 'aside' },
];
const TONES: Readonly<Record<PropertyState, TagTone | undefined>> = {
  'in-step': 'ok',
  pending: 'warn',
  'not-answered': 'warn',
  refused: 'err',
  'reported-only': undefined,
  initial: 'info',
};

/** What the cloud wants of the device beside what the device says, and a patch by hand. */
@customElement('dw-properties-tab')
export class PropertiesTab extends DeviceTab {
  @state() private text = '';
  @state() private patch: JsonObject | undefined;
  @state() private sending = false;

  #table(twin: TwinView): TemplateResult {
    const rows = pairProperties(twin);
    const list = table<PropertyRow, Column>({
      label: words.table,
      columns: COLUMNS,
      rows,
      key: ({ name }) => name,
      cells: (row) => ({
        name: html`<span class="mono">${row.name}</span>`,
        desired: valueCell(words.desired, row.desired),
        reported: valueCell(words.reported, row.reported),
        status: statusCell(row),
      }),
    });
    return card({
      heading: words.table,
      hint: html`${words.versions(twin.desiredVersion, twin.reportedVersion)}. ${words.readAt}
        <dw-relative-time .at=${twin.readAt}></dw-relative-time>.`,
      flush: rows.length > 0,
      body: rows.length > 0 ? list : html`<p class="muted">${words.none}</p>`,
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
    const { twin } = this.detail;
    if (twin === undefined) return emptyState({ icon: icons.braces, ...words.notRead });
    return html`${this.#table(twin)}
      <div class="grid-2">${this.#patchForm()}${this.#raw(twin)}</div>`;
  }
}

/** On a phone the cells lose their column, so each says what it is to a screen reader and in its tooltip. */
function valueCell(label: string, value: Json | undefined): TemplateResult {
  if (value === undefined) return html`<span class="muted">–</span>`;
  return html`<span class="property-label">${label} </span><span class="mono">${JSON.stringify(value)}</span>`;
}

function statusCell({ state: now, ack }: PropertyRow): TemplateResult {
  const answer =
    ack === undefined ? nothing : html`<span class="property-ack">${words.acknowledged(ack.version, ack.code)}</span>`;
  const said = ack?.words === undefined ? nothing : html`<span class="property-ack">${ack.words}</span>`;
  return html`<span class="property-status">${tag(words.states[now], TONES[now])}${answer}${said}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-properties-tab': PropertiesTab;
  }
}
