import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { IssuanceEntry, KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { describeUtcMoment } from '#core/words/moment';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiIssuanceLogWords as words } from '#core/words/en/ui-issuance-log';
import { findInLog } from '#app/stores/issuance-log';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { searchInput } from '../../../elements/field/search-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { pager } from '../../../elements/pager/pager.ts';
import { skeleton } from '../../../elements/skeleton/skeleton.ts';
import { table } from '../../../elements/table/table.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import './issuance-log.css';
import { saveLog } from './save-log.ts';

const PAGE_SIZE = 25;
type Column = 'name' | 'serialNumber' | 'issued' | 'ends';

/** What an authority signed: found, paged, saved as a table. */
@customElement('dw-issuance-log')
export class IssuanceLog extends View {
  /** Counts up with each reading: only the newest counts. */
  #round = 0;
  /** Whose log was read last, and how long it was then. */
  #read = '';

  @property({ attribute: false }) authority!: KeptCertificate;
  /** Says how long the log is: it is read anew when that changes. */
  @property({ attribute: false }) shelf!: Shelf;
  @state() private entries: readonly IssuanceEntry[] | undefined;
  @state() private find = '';
  @state() private from = 0;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('authority');
    if (before !== undefined && before.id !== this.authority.id) {
      this.entries = undefined;
      this.find = '';
      this.from = 0;
    }
    const { id } = this.authority;
    const length = this.shelf.logs.find(({ authorityId }) => authorityId === id)?.count ?? 0;
    const next = `${length} of ${id}`;
    if (next === this.#read) return;
    this.#read = next;
    void this.#readLog();
  }

  async #readLog(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const fate = await this.app.run(
      () => this.app.services.certificates.log(this.authority.id),
      (problem) => (this.problem = problem),
    );
    if (round !== this.#round || fate.kind !== 'done') return;
    this.problem = undefined;
    this.entries = fate.value;
  }

  #tools(entries: readonly IssuanceEntry[]): TemplateResult {
    return html`<div class="toolbar log-tools">
      ${searchInput({
        id: 'find-in-log',
        label: words.search,
        value: this.find,
        onInput: (find) => {
          this.find = find;
          this.from = 0;
        },
      })}
      <button class="btn" type="button" @click=${() => saveLog(this.app, this.authority, entries)}>${icon(icons.download)}${words.save}</button>
    </div>`;
  }

  #table(found: readonly IssuanceEntry[]): TemplateResult {
    if (found.length === 0) return html`<p class="muted log-none">${words.noMatch}</p>`;
    const from = this.from < found.length ? this.from : 0;
    return html`${table<IssuanceEntry, Column>({
      label: words.table,
      columns: [
        { id: 'name', heading: words.columns.name, width: 'minmax(10rem, 1.4fr)', phone: 'title' },
        { id: 'serialNumber', heading: words.columns.serialNumber, width: 'minmax(12rem, 2fr)', phone: 'meta' },
        { id: 'issued', heading: words.columns.issued, width: '8rem', phone: 'hidden' },
        { id: 'ends', heading: words.columns.ends, width: '8rem', phone: 'aside' },
      ],
      rows: found.slice(from, from + PAGE_SIZE),
      key: ({ serialNumber }) => serialNumber,
      cells: (entry) => cellsOf(entry),
    })}
      <div class="log-foot">
        <span class="small muted" role="status">${words.counted(found.length)}</span>
        ${pager({ label: words.pages, from, pageSize: PAGE_SIZE, total: found.length, onGo: (next) => (this.from = next) })}
      </div>`;
  }

  #body(): TemplateResult {
    const { entries } = this;
    if (entries === undefined) return html`${this.problem === undefined ? skeleton('row', 3) : nothing}`;
    if (entries.length === 0) return html`<p class="muted log-none">${words.empty}</p>`;
    return html`${this.#tools(entries)}${this.#table(findInLog(entries, this.find))}`;
  }

  override render(): TemplateResult {
    const { title, text } = words.revoke;
    return card({
      heading: words.heading,
      hint: words.hint,
      flush: true,
      body: html`${problemNotice(this.problem)}${this.#body()}
        <p class="log-note small">${icon(icons.info)}<span><strong>${title}.</strong> ${text}</span></p>`,
    });
  }
}

function cellsOf(entry: IssuanceEntry): Record<Column, unknown> {
  const { commonName, role, serialNumber, issuedAt, notAfter } = entry;
  return {
    name: html`<span class="certificate-title"
      ><bdi class="mono">${commonName}</bdi>${role === 'device' ? nothing : tag(uiCertificatesWords.roles[role])}</span
    >`,
    serialNumber: html`<span class="mono small">${serialNumber}</span>`,
    issued: html`<span data-tip=${describeUtcMoment(issuedAt)}>${formatUtcDay(issuedAt)}</span>`,
    ends: html`<span data-tip=${describeUtcMoment(notAfter)}>${formatUtcDay(notAfter)}</span>`,
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-issuance-log': IssuanceLog;
  }
}
