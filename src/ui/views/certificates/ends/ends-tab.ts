import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Shelf } from '#core/ports/certificate-maker';
import { makeTimeline, type TimelineEntry } from '#core/rolling/make-timeline';
import { printCalendar } from '#core/rolling/print-calendar';
import { kindsFor } from '#core/rolling/rolling-steps';
import { uiCertificateEndsWords as words } from '#core/words/en/ui-certificates-ends';
import { groupTimeline, guideOf, TIMELINE_GROUPS, type TimelineGroup } from '#app/stores/timeline-groups';
import { TickController } from '../../../controllers/tick-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton, type MenuItem } from '../../../elements/menu/menu-button.ts';
import { pager } from '../../../elements/pager/pager.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import './ends.css';
import { guidesCard } from './guides-card.ts';
import { timelineTable } from './timeline-table.ts';

const MINUTE_MS = 60_000;
/** So few that a page is drawn without a hitch. */
const PAGE_SIZE = 25;

/** When everything ends, what depends on it, and the rollings that are under way. Raises `dw-certificate-wish`. */
@customElement('dw-certificate-ends')
export class CertificateEndsTab extends View {
  @property({ attribute: false }) shelf!: Shelf;
  /** Where the page of each part begins. */
  @state() private from: Readonly<Partial<Record<TimelineGroup, number>>> = {};

  protected override begin(): void {
    // So that what ends soon is said when it is so.
    new TickController(this, MINUTE_MS);
  }

  #wish(wish: CertificateWish): void {
    this.raise<CertificateWish>('dw-certificate-wish', wish);
  }

  #save(entries: readonly TimelineEntry[], name: string): void {
    const { files, clock } = this.app.services;
    files.save(name, 'text/calendar', printCalendar(entries, clock.now()));
    this.app.notices.say({ message: words.calendarSaved(name) });
  }

  /** What can be done about an end; where there is nothing, the row has no menu. */
  #menu(entry: TimelineEntry, now: number): TemplateResult | typeof nothing {
    const { id, commonName, slot, certificateId, kind, endsAt } = entry;
    if (kind === 'issued' && endsAt <= now) return nothing;
    const items = (): readonly MenuItem[] => {
      const run = (): void => this.#save([entry], words.calendarFileOf(safeName(commonName), slot));
      const save = { label: words.saveOne, icon: icons.calendar, run };
      return [...(kind === 'certificate' ? this.#rollingItems(entry) : []), ...(endsAt > now ? [save] : [])];
    };
    return menuButton({
      id: `end-menu-${certificateId}-${id}`,
      label: words.menu(commonName, slot),
      icon: icons.more,
      items,
    });
  }

  #rollingItems({ certificateId, role }: TimelineEntry): MenuItem[] {
    const guide = guideOf(certificateId, this.shelf);
    const renew = {
      label: words.renew,
      icon: icons.refresh,
      run: () => this.#wish({ kind: 'renew', certificateId }),
    };
    if (guide !== undefined) {
      const run = (): void => this.router.go({ room: 'certificates', tab: 'ends', id: guide.id });
      return [{ label: words.goOn, icon: icons.list, run }, renew];
    }
    if (kindsFor(role).length === 0) return [renew];
    return [renew, { label: words.roll, icon: icons.list, run: () => this.#wish({ kind: 'roll', certificateId }) }];
  }

  #group(group: TimelineGroup, entries: readonly TimelineEntry[], now: number): TemplateResult | typeof nothing {
    if (entries.length === 0) return nothing;
    const begins = this.from[group] ?? 0;
    const from = begins < entries.length ? begins : 0;
    const { heading, hint } = words.groups[group];
    return card({
      heading,
      hint,
      flush: true,
      body: html`${timelineTable({
        label: heading,
        entries: entries.slice(from, from + PAGE_SIZE),
        shelf: this.shelf,
        now,
        menu: (entry) => this.#menu(entry, now),
      })}
        <div class="card-foot">
          ${pager({
            label: words.pages,
            from,
            pageSize: PAGE_SIZE,
            total: entries.length,
            onGo: (next) => (this.from = { ...this.from, [group]: next }),
          })}
        </div>`,
    });
  }

  override render(): TemplateResult {
    const now = this.app.services.clock.now();
    const entries = makeTimeline(this.shelf, now);
    const guides = guidesCard(this.shelf, () => this.app.services.clock.now());
    if (entries.length === 0)
      return html`${guides}${card({ body: emptyState({ icon: icons.calendar, ...words.empty }) })}`;
    const groups = groupTimeline(entries);
    const canSave = entries.some(({ endsAt }) => endsAt > now);
    return html`<div class="toolbar">
        <p class="muted">${words.intro}</p>
        ${
          canSave
            ? html`<button class="btn" type="button" @click=${() => this.#save(entries, words.calendarFile)}>
                ${icon(icons.calendar)}${words.saveAll}
              </button>`
            : nothing
        }
      </div>
      ${guides}${TIMELINE_GROUPS.map((group) => this.#group(group, groups[group], now))}`;
  }
}

/** A name that every file system takes. */
function safeName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-ends': CertificateEndsTab;
  }
}
