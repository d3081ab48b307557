import { html, nothing, type TemplateResult } from 'lit';
import type {
  DeviceModel,
  ModelCommand,
  ModelComponent,
  ModelProperty,
  ModelSchema,
  ModelTelemetry,
} from '#core/model/model';
import { uiCloudTemplatesWords as words } from '#core/words/en/ui-cloud-templates';
import { table, type TableColumn } from '../../../elements/table/table.ts';

type Column = 'name' | 'kind' | 'schema';
type Capability = ModelTelemetry | ModelProperty | ModelCommand;

const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'name', heading: words.name, width: 'minmax(8rem, 2fr)', phone: 'title' },
  { id: 'kind', heading: words.kind, width: 'minmax(8rem, 2fr)', phone: 'meta' },
  { id: 'schema', heading: words.schema, width: 'minmax(5rem, 1fr)', phone: 'aside' },
];

/** Counts what devices of a model have, their components' included. */
export function countContents(model: DeviceModel): string {
  const parts: readonly ModelComponent[] = [model, ...model.components.values()];
  const sum = (count: (part: ModelComponent) => number): number =>
    parts.reduce((total, part) => total + count(part), 0);
  return words.has(
    sum(({ telemetry }) => telemetry.length),
    sum(({ properties }) => properties.length),
    sum(({ commands }) => commands.length),
  );
}

/** Shows what devices of a model have, the device itself first and then each component. */
export function templateContents(model: DeviceModel): TemplateResult {
  const components = [...model.components];
  const root = part(words.device, model, components.length > 0);
  return html`<div class="stack">
    ${root}${components.map(([name, component]) => part(words.component(name), component, true))}
  </div>`;
}

function part(heading: string, { telemetry, properties, commands }: ModelComponent, isNamed: boolean): TemplateResult {
  const rows: readonly Capability[] = [...telemetry, ...properties, ...commands];
  const list =
    rows.length === 0
      ? html`<p class="muted">${words.empty}</p>`
      : table<Capability, Column>({
          label: heading,
          columns: COLUMNS,
          rows,
          key: ({ kind, name }) => `${kind} ${name}`,
          cells: (row) => ({
            name: html`<span class="mono">${row.name}</span>${
              row.displayName === null || row.displayName === row.name
                ? nothing
                : html` <span class="muted small">${row.displayName}</span>`
            }`,
            kind: describeKind(row),
            schema: html`<span class="mono">${describeSchema(row)}</span>`,
          }),
        });
  return html`${isNamed ? html`<h3>${heading}</h3>` : nothing}${list}`;
}

function describeKind(row: Capability): string {
  const kind = words.kinds[row.kind];
  const { writable, cloud, durable } = words.marks;
  if (row.kind === 'command') return row.durable ? `${kind}, ${durable}` : kind;
  if (row.kind === 'property' && row.cloud) return `${kind}, ${cloud}`;
  return row.kind === 'property' && row.writable ? `${kind}, ${writable}` : kind;
}

function describeSchema(row: Capability): string {
  if (row.kind === 'command')
    return row.request === null ? '' : `${row.request.name}: ${nameSchema(row.request.schema)}`;
  const name = nameSchema(row.schema);
  return row.unit === null ? name : `${name}, ${row.unit}`;
}

function nameSchema(schema: ModelSchema): string {
  return schema.kind === 'named' ? schema.name : schema.kind;
}
