import { html, nothing, type TemplateResult } from 'lit';
import type { TableReading, TableShape } from '#core/id-list/listed-id';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import type { IdListState } from '#app/stores/id-list';
import './table-reading.ts';

const words = uiIdListsWords.table;

/** Gives what is known of the table that the IDs stand in; undefined where there is none. */
export function shapeOf(list: IdListState, reading: TableReading): TableShape | undefined {
  if (list.kind === 'read') return list.summary.table;
  if (list.kind === 'reading') return list.last?.table;
  if (list.kind !== 'refused' || list.problem.kind !== 'finding') return undefined;
  const { finding } = list.problem;
  if (finding.code !== 'list/no-id-column') return undefined;
  // Nothing was found, but the columns are known, so that the right one can be chosen.
  const { columns, delimiter } = finding.facts;
  const guessed = { delimiter, hasHeading: columns.some(({ heading }) => heading !== undefined) };
  return { columns, reading: { ...guessed, idColumn: -1, nameColumn: null, ...reading }, known: undefined };
}

/** Names a table by what it turned out to be. */
export function describeShape({ known, columns }: TableShape): string {
  return known === undefined ? words.plain(columns.length) : words.known[known];
}

/** How the table is read; closed where it was recognised, since there is nothing to choose then. */
export function tablePart(
  shape: TableShape | undefined,
  reading: TableReading,
  onReading: (reading: TableReading) => void,
): TemplateResult | typeof nothing {
  if (shape === undefined) return nothing;
  const isOpen = shape.known === undefined && (shape.columns.length > 1 || Object.keys(reading).length > 0);
  return html`<details class="disclosure table-details" ?open=${isOpen}>
    <summary>${words.howRead}</summary>
    <dw-table-reading
      .shape=${shape}
      .reading=${reading}
      @dw-reading=${({ detail }: CustomEvent<TableReading>) => onReading(detail)}
    ></dw-table-reading>
  </details>`;
}
