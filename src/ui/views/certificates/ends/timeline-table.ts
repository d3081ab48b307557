import { html, nothing, type TemplateResult } from 'lit';
import type { Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import type { TimelineEntry } from '#core/rolling/make-timeline';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateEndsWords as words } from '#core/words/en/ui-certificates-ends';
import { certificateOf } from '#app/stores/certificate-shelf';
import { status } from '../../../elements/status/status.ts';
import { table, type TableColumn } from '../../../elements/table/table.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { variables } from '../../../elements/variables/variables.ts';
import { certificateHref } from '../shared/certificate-link.ts';
import { lifeWords } from '../shared/life-words.ts';
import './ends.css';

type Column = 'name' | 'ends' | 'life' | 'depends' | 'menu';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'name', heading: words.columns.name, width: 'minmax(10rem, 2fr)', phone: 'title' },
  { id: 'ends', heading: words.columns.ends, width: 'minmax(9rem, 1fr)', phone: 'meta' },
  { id: 'life', heading: words.columns.life, width: 'minmax(6rem, 1fr)', phone: 'aside' },
  { id: 'depends', heading: words.columns.depends, width: 'minmax(9rem, 1.4fr)', phone: 'aside-meta' },
  { id: 'menu', heading: words.columns.actions, headingHidden: true, width: '2.5rem', phone: 'menu' },
];

/** A part of a timeline. */
export interface TimelineTableOptions {
  readonly label: string;
  readonly entries: readonly TimelineEntry[];
  readonly shelf: Shelf;
  readonly now: number;
  readonly menu: (entry: TimelineEntry) => unknown;
}

/** Ends, a row each: whose, when, how much of the life is over, and what ends with it. */
export function timelineTable({ label, entries, shelf, now, menu }: TimelineTableOptions): TemplateResult {
  return table<TimelineEntry, Column>({
    label,
    columns: COLUMNS,
    rows: entries,
    key: ({ kind, id }) => `${kind} ${id}`,
    href: ({ certificateId, role }) => certificateHref({ id: certificateId, role }),
    cells: (entry) => ({
      name: nameCell(entry),
      ends: endsCell(entry, now),
      life: lifeBar(entry, now),
      depends: dependsCell(entry, shelf, now),
      menu: menu(entry),
    }),
  });
}

function nameCell({ kind, count, commonName, role, slot }: TimelineEntry): TemplateResult {
  if (kind === 'issued') {
    return html`<span class="end-name"
      ><span>${words.issued(count)}</span><span class="end-by">${words.issuedBy(commonName)}</span></span
    >`;
  }
  const isAuthority = role === 'root' || role === 'intermediate';
  return html`<span class="certificate-title"
    ><bdi class=${isAuthority ? nothing : 'mono'}>${commonName}</bdi>${
      role === 'device' || role === 'self-signed' ? nothing : tag(uiCertificatesWords.roles[role])
    }${slot === undefined ? nothing : tag(uiCertificatesWords.slots[slot])}</span
  >`;
}

/** An issuer that ends before takes what it signed along. */
function endsCell({ notBefore, endsAt, endsWith }: TimelineEntry, now: number): TemplateResult {
  const { kind, word } = lifeWords({ notBefore, notAfter: endsAt }, now);
  return html`<span class="certificate-ends"
    >${status(kind, word)}<span class="certificate-day"
      >${formatUtcDay(endsAt)}${endsWith === undefined ? nothing : html` · ${words.endsWith(endsWith)}`}</span
    ></span
  >`;
}

/** How much is over, as a bar with a mark where it is time for the next one. */
function lifeBar({ notBefore, endsAt }: TimelineEntry, now: number): TemplateResult {
  const { passed, state } = lifeOf({ notBefore, notAfter: endsAt }, now);
  const percent = Math.floor(passed * 100);
  return html`<span class="life" data-state=${state}
    ><span class="life-bar" ${variables({ '--passed': `${percent}%` })}></span
    ><span class="life-word">${words.passed(percent)}</span></span
  >`;
}

function dependsCell(entry: TimelineEntry, shelf: Shelf, now: number): TemplateResult {
  const { dependents, issuedCount, otherHalf, replacedBy, kind, endsAt } = entry;
  if (kind === 'issued') return html`${nothing}`;
  const half = otherHalf === undefined ? undefined : certificateOf(shelf, otherHalf);
  const said = [
    dependents.length > 0 && words.depends.below(dependents.length),
    issuedCount > 0 && words.depends.issued(issuedCount),
    half !== undefined && half.facts.notAfter > Math.max(endsAt, now) && words.depends.half,
  ].filter((one) => one !== false);
  return html`<span class="end-depends"
    >${said.map((one) => html`<span>${one}</span>`)}${
      replacedBy === undefined ? nothing : tag(words.depends.replaced, 'ok')
    }</span
  >`;
}
