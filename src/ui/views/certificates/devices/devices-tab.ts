import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { kindsFor } from '#core/rolling/rolling-steps';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiDeviceCertificatesWords as words } from '#core/words/en/ui-certificates-devices';
import type { CertificateChoice } from '#app/stores/certificate-choice';
import {
  CERTIFICATE_FILTERS,
  countCertificates,
  deviceCertificatesOf,
  filterCertificates,
  type CertificateFilter,
} from '#app/stores/device-certificates';
import { ShortcutController } from '../../../controllers/shortcut-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { searchInput } from '../../../elements/field/search-input.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton, type MenuItem } from '../../../elements/menu/menu-button.ts';
import { pager } from '../../../elements/pager/pager.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { tryWithCertificate } from '../../devices/device-actions.ts';
import { certificateTable } from '../shared/certificate-table.ts';
import { deviceChoiceOf, startAsDevice } from '../shared/start-as-device.ts';
import './devices-tab.css';

const SEARCH_ID = 'find-certificate';
/** So few that a page is drawn without a hitch. */
const PAGE_SIZE = 25;

/** The certificates of devices, modules and IoT Edge devices: found, filtered, made. Raises `dw-certificate-wish`. */
@customElement('dw-device-certificates')
export class DeviceCertificatesTab extends View {
  @property({ attribute: false }) shelf!: Shelf;
  @state() private find = '';
  @state() private filter: CertificateFilter = 'all';
  @state() private from = 0;
  @state() private trying = false;

  protected override begin(): void {
    new ShortcutController(this, [{ key: '/', run: () => this.querySelector<HTMLElement>(`#${SEARCH_ID}`)?.focus() }]);
  }

  #wish(wish: CertificateWish): void {
    this.raise<CertificateWish>('dw-certificate-wish', wish);
  }

  #look(part: { readonly find?: string; readonly filter?: CertificateFilter }): void {
    this.find = part.find ?? this.find;
    this.filter = part.filter ?? this.filter;
    this.from = 0;
  }

  #acts(): TemplateResult {
    return html`<button class="btn" type="button" @click=${() => this.#wish({ kind: 'import' })}>
        ${icon(icons.upload)}${words.import}
      </button>
      <button class="btn primary" type="button" @click=${() => this.#wish({ kind: 'make-device' })}>
        ${icon(icons.plus)}${words.make}
      </button>`;
  }

  #finders(all: readonly KeptCertificate[], now: number): TemplateResult {
    const counts = countCertificates(all, now);
    return html`<div class="toolbar">
      ${searchInput({
        id: SEARCH_ID,
        label: words.search,
        value: this.find,
        onInput: (find) => this.#look({ find }),
        shortcut: '/',
      })}
      ${segmented<CertificateFilter>({
        name: 'certificate-filter',
        label: words.filterLabel,
        options: CERTIFICATE_FILTERS.map((value) => ({ value, label: words.filters[value], count: counts[value] })),
        value: this.filter,
        onChange: (filter) => this.#look({ filter }),
      })}
    </div>`;
  }

  #rows(all: readonly KeptCertificate[], now: number): TemplateResult {
    const found = filterCertificates(all, this.filter, this.find, now);
    if (found.length === 0) return this.#noMatch();
    const from = this.from < found.length ? this.from : 0;
    return card({
      flush: true,
      body: html`${certificateTable({
        label: words.table,
        certificates: found.slice(from, from + PAGE_SIZE),
        now,
        menu: (certificate) => this.#menu(certificate),
      })}
        <div class="card-foot">
          ${pager({
            label: words.pages,
            from,
            pageSize: PAGE_SIZE,
            total: found.length,
            onGo: (next) => (this.from = next),
          })}
        </div>`,
    });
  }

  #menu(certificate: KeptCertificate): TemplateResult {
    const { id, role, facts, pair } = certificate;
    const choice = deviceChoiceOf(certificate, this.shelf);
    const start = (made: CertificateChoice): MenuItem => ({
      label: uiCertificatesWords.startDevice,
      icon: icons.play,
      run: () => void startAsDevice(this.context, made),
    });
    const roll = { label: words.roll, icon: icons.list, run: () => this.#wish({ kind: 'roll', certificateId: id }) };
    return menuButton({
      id: `device-certificate-menu-${id}`,
      label: words.menu(facts.commonName, pair?.slot),
      icon: icons.more,
      items: () => [
        ...(choice === undefined ? [] : [start(choice), 'line' as const]),
        { label: words.renew, icon: icons.refresh, run: () => this.#wish({ kind: 'renew', certificateId: id }) },
        ...(kindsFor(role).length === 0 ? [] : [roll]),
      ],
    });
  }

  #noMatch(): TemplateResult {
    const { heading, text, clear } = words.noMatch;
    return emptyState({
      icon: icons.search,
      heading,
      text,
      actions: html`<button class="btn" type="button" @click=${() => this.#look({ find: '', filter: 'all' })}>
        ${clear}
      </button>`,
    });
  }

  #empty(): TemplateResult {
    const tryIt = html`<button
      class="btn ghost"
      type="button"
      aria-busy=${this.trying ? 'true' : nothing}
      @click=${() => void this.#try()}
    >
      ${icon(icons.wand)}${this.trying ? words.trying : words.tryIt}
    </button>`;
    return card({
      body: emptyState({ icon: icons.device, ...words.empty, actions: html`${this.#acts()}${tryIt}` }),
    });
  }

  async #try(): Promise<void> {
    if (this.trying) return;
    this.trying = true;
    await tryWithCertificate(this.context);
    this.trying = false;
  }

  override render(): TemplateResult {
    const all = deviceCertificatesOf(this.shelf);
    if (all.length === 0) return this.#empty();
    const now = this.app.services.clock.now();
    return html`<div class="toolbar">
        <p class="muted">${words.intro}</p>
        <div class="actions">${this.#acts()}</div>
      </div>
      ${this.#finders(all, now)}${this.#rows(all, now)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-device-certificates': DeviceCertificatesTab;
  }
}
