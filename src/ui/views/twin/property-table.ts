import { html, nothing, type TemplateResult } from 'lit';
import type { Json } from '#core/bytes/json';
import { uiDeviceWords } from '#core/words/en/ui-device';
import type { PropertyRow, PropertyState } from '#app/stores/property-rows';
import { table, type TableColumn } from '../../elements/table/table.ts';
import { tag, type TagTone } from '../../elements/tag/tag.ts';
import './property-table.css';

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

/** Every property of a twin, what is wanted beside what the device says, and how the two stand to each other. */
export function propertyTable(rows: readonly PropertyRow[]): TemplateResult {
  return table<PropertyRow, Column>({
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
