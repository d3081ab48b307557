import { html, nothing, type TemplateResult } from 'lit';
import type { KeptGuide, Shelf } from '#core/ports/certificate-maker';
import { rollingKindWords } from '#core/words/en/rolling';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import { certificateOf } from '#app/stores/certificate-shelf';
import { progressOf } from '#app/stores/timeline-groups';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/relative-time/relative-time.ts';
import { status } from '../../../elements/status/status.ts';
import { table, type TableColumn } from '../../../elements/table/table.ts';
import { printRoute } from '../../../routes.ts';

const words = uiCertificateEndsWords.guides;

type Column = 'name' | 'kind' | 'progress' | 'started';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'name', heading: words.columns.name, width: 'minmax(10rem, 2fr)', phone: 'title' },
  { id: 'kind', heading: words.columns.kind, width: 'minmax(10rem, 2fr)', phone: 'meta' },
  { id: 'progress', heading: words.columns.progress, width: 'minmax(7rem, 1fr)', phone: 'aside' },
  { id: 'started', heading: words.columns.started, width: 'minmax(6rem, auto)', phone: 'aside-meta' },
];

/** The rollings that were begun, those under way first; each leads to its steps. */
export function guidesCard(shelf: Shelf, now: () => number): TemplateResult | typeof nothing {
  if (shelf.guides.length === 0) return nothing;
  const isOpen = (guide: KeptGuide): boolean => progressOf(guide, shelf).next !== undefined;
  const rows = [...shelf.guides.filter(isOpen), ...shelf.guides.filter((guide) => !isOpen(guide))];
  return card({
    heading: shelf.guides.some(isOpen) ? words.heading : words.finished,
    flush: true,
    body: table<KeptGuide, Column>({
      label: words.heading,
      columns: COLUMNS,
      rows,
      key: ({ id }) => id,
      href: ({ id }) => printRoute({ room: 'certificates', tab: 'ends', id }),
      cells: (guide) => cells(guide, shelf, now),
    }),
  });
}

function cells(guide: KeptGuide, shelf: Shelf, now: () => number): Record<Column, unknown> {
  const certificate = certificateOf(shelf, guide.certificateId);
  const { steps, done, next } = progressOf(guide, shelf);
  return {
    name: html`<bdi>${certificate?.facts.commonName ?? uiCertificateEndsWords.guide.gone}</bdi>`,
    kind: rollingKindWords[guide.kind].title,
    progress: status(next === undefined ? 'online' : 'waiting', words.steps(done, steps.length)),
    started: html`<dw-relative-time .at=${guide.startedAt} .now=${now}></dw-relative-time>`,
  };
}
