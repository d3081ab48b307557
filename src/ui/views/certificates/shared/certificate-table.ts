import { html, nothing, type TemplateResult } from 'lit';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { status } from '../../../elements/status/status.ts';
import { table, type TableColumn } from '../../../elements/table/table.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { certificateHref } from './certificate-link.ts';
import { lifeWords } from './life-words.ts';
import './shared.css';

const words = uiCertificatesWords.row;

type Column = 'name' | 'issuer' | 'ends' | 'key' | 'menu';

/** Certificates, a row each that leads to the page of it. */
export interface CertificateTableOptions {
  readonly label: string;
  readonly certificates: readonly KeptCertificate[];
  readonly now: number;
  /** Beside the name, before the tags of its role and its slot. */
  readonly mark?: (certificate: KeptCertificate) => unknown;
  /** What can be done with one, from `menuButton`. */
  readonly menu?: (certificate: KeptCertificate) => unknown;
}

/** A table of certificates: whose, by whom, until when, and where the key is. */
export function certificateTable({ label, certificates, now, mark, menu }: CertificateTableOptions): TemplateResult {
  return table<KeptCertificate, Column>({
    label,
    columns: columnsOf(menu !== undefined),
    rows: certificates,
    key: ({ id }) => id,
    href: certificateHref,
    cells: (certificate) => ({
      name: nameCell(certificate, mark?.(certificate)),
      issuer: issuerCell(certificate),
      ends: endsCell(certificate, now),
      key: keyTag(certificate),
      menu: menu?.(certificate) ?? nothing,
    }),
  });
}

function columnsOf(hasMenu: boolean): readonly TableColumn<Column>[] {
  const columns: readonly TableColumn<Column>[] = [
    { id: 'name', heading: words.name, width: 'minmax(10rem, 2fr)', phone: 'title' },
    { id: 'issuer', heading: words.issuer, width: 'minmax(7rem, 1.2fr)', phone: 'hidden' },
    { id: 'ends', heading: words.ends, width: 'minmax(9rem, 1fr)', phone: 'meta' },
    { id: 'key', heading: words.key, width: 'minmax(7rem, max-content)', phone: 'aside-meta' },
  ];
  const actions = { id: 'menu', heading: words.actions, headingHidden: true, width: '2.5rem', phone: 'menu' } as const;
  return hasMenu ? [...columns, actions] : columns;
}

function nameCell({ facts, role, pair }: KeptCertificate, mark: unknown): TemplateResult {
  return html`<span class="certificate-title"
    ><bdi class=${role === 'root' || role === 'intermediate' ? nothing : 'mono'}>${facts.commonName || facts.subjectName}</bdi>${
      mark ?? nothing
    }${role === 'device' || role === 'self-signed' ? nothing : tag(uiCertificatesWords.roles[role])}${
      pair === undefined ? nothing : tag(uiCertificatesWords.slots[pair.slot])
    }</span
  >`;
}

function issuerCell({ facts, chain }: KeptCertificate): TemplateResult {
  if (facts.issuerName === facts.subjectName) return html`<span class="muted">${words.itself}</span>`;
  return html`<bdi>${chain[0]?.commonName || facts.issuerName}</bdi>`;
}

/** When it ends: how long that is, as shape, word and colour, and the day. */
export function endsCell({ facts }: KeptCertificate, now: number): TemplateResult {
  const { kind, word } = lifeWords(facts, now);
  return html`<span class="certificate-ends">${status(kind, word)}<span class="certificate-day">${formatUtcDay(facts.notAfter)}</span></span>`;
}

/** Where the private key of a certificate is, in a word. */
export function keyTag({ key }: Pick<KeptCertificate, 'key'>): TemplateResult {
  return tag(uiCertificatesWords.keyPlaces[uiCertificatesWords.keyPlaceOf(key)]);
}
