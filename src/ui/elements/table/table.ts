import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { variables } from '../variables/variables.ts';
import './table.css';

/** Where a cell stands when a row becomes two lines. */
export type PhonePlace = 'title' | 'aside' | 'meta' | 'aside-meta' | 'menu' | 'hidden';

/** One column. */
export interface TableColumn<Id extends string> {
  readonly id: Id;
  readonly heading: string;
  /** A grid track: `minmax(10rem, 2fr)`, `8rem`, `auto`. */
  readonly width: string;
  readonly align?: 'start' | 'end' | undefined;
  readonly phone: PhonePlace;
  /** The heading is read out, not shown. */
  readonly headingHidden?: boolean | undefined;
}

/** Things of one kind, a row each. */
export interface TableOptions<Row, Id extends string> {
  readonly label: string;
  readonly columns: readonly TableColumn<Id>[];
  readonly rows: readonly Row[];
  /** What tells a row from the others for as long as it lives. */
  readonly key: (row: Row) => string;
  readonly cells: (row: Row) => Record<Id, unknown>;
  /** Makes the `title` cell a link that covers the row; what can be pressed in other cells stays so. */
  readonly href?: ((row: Row) => string) | undefined;
}

function cellOf<Id extends string>(
  column: TableColumn<Id>,
  content: unknown,
  href: string | undefined,
): TemplateResult {
  const linked = column.phone === 'title' && href !== undefined;
  return html`<div class="table-cell at-${column.phone} ${column.align === 'end' ? 'end' : ''}" role="cell">
    ${linked ? html`<a class="table-link" href=${href}>${content}</a>` : content}
  </div>`;
}

/** A table that turns into a list of two-line rows where it is narrow. */
export function table<Row, Id extends string>(options: TableOptions<Row, Id>): TemplateResult {
  const { label, columns, rows, key, cells, href } = options;
  const heading = ({ heading: word, align, headingHidden = false }: TableColumn<Id>): TemplateResult =>
    html`<div class="table-cell ${align === 'end' ? 'end' : ''}" role="columnheader">
      <span class=${headingHidden ? 'sr' : nothing}>${word}</span>
    </div>`;
  const line = (row: Row): TemplateResult => {
    const contents = cells(row);
    return html`<div class="table-row" role="row">
      ${columns.map((column) => cellOf(column, contents[column.id], href?.(row)))}
    </div>`;
  };
  const tracks = columns.map(({ width }) => width).join(' ');
  return html`<div class="table-box">
    <div class="table" role="table" aria-label=${label} ${variables({ '--tracks': tracks })}>
      <div class="table-group table-headings" role="rowgroup">
        <div class="table-row" role="row">${columns.map(heading)}</div>
      </div>
      <div class="table-group" role="rowgroup">${repeat(rows, key, line)}</div>
    </div>
  </div>`;
}
