import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudWords as words } from '#core/words/en/ui-cloud';
import { createCloudView, type CloudLine, type CloudView, type CloudViewState } from '#app/stores/cloud-view';
import type { CloudInfo } from '#app/cloud-operator';
import { createCloudSettings } from '#app/cloud-settings';
import type { LocalCloudAddress } from '#app/services';
import { ALL_DEVICES } from '#app/cloud-devices';
import { createCloudDevicePage, type CloudDevicePage } from '#app/stores/cloud-device-page';
import { createCloudDeviceRows, type CloudDeviceRows, type CloudDeviceRowsState } from '#app/stores/cloud-device-rows';
import { createDeviceChoice, type DeviceChoice } from '#app/stores/device-choice';
import type { ServerCloudSight } from '#app/stores/server-cloud';
import { StoreController } from '../../controllers/store-controller.ts';
import { TickController } from '../../controllers/tick-controller.ts';
import '../../elements/button/button.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { focusHeading, pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { status } from '../../elements/status/status.ts';
import '../../elements/tabs/tabs.ts';
import { printRoute, type CloudPlace, type Route } from '../../routes.ts';
import '../findings/finding-notice.ts';
import { View } from '../view.ts';
import './add-hub-device-dialog.ts';
import type { AttemptOutcome } from './attempts-list.ts';
import './cloud-device-view.ts';
import { cloudTabs } from './cloud-tabs.ts';
import './cloud-view.css';
import { joinCard } from './join-card.ts';
import { faultBanner } from './settings/fault-banner.ts';

type CloudRoute = Route & { room: 'cloud' };

/** What is kept of the cloud that is shown. */
interface Shown {
  readonly view: CloudView;
  readonly rows: CloudDeviceRows;
  readonly choice: DeviceChoice;
}

/** A local cloud as its operator sees it, live. Knows nothing of our own devices: it sees what any operator would. */
@customElement('dw-cloud-view')
export class CloudRoomView extends View {
  #state: StoreController<CloudViewState> | undefined;
  #viewed: CloudPlace | undefined;
  #shown: Shown | undefined;
  #total: StoreController<CloudDeviceRowsState, number | undefined> | undefined;
  #page: CloudDevicePage | undefined;
  #server!: StoreController<ServerCloudSight>;
  readonly #tick = new TickController(this, 0);
  /** On a phone what does not change would push what does out of sight. */
  readonly #isRoomy = window.matchMedia('(width > 51.25rem)').matches;

  @property({ attribute: false }) route!: CloudRoute;
  @state() private adding = false;
  @state() private outcome: AttemptOutcome = 'all';

  protected override begin(): void {
    this.#server = this.follow(this.app.serverCloud.sight);
    void this.app.serverCloud.ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
    this.#viewed = undefined;
  }

  #close(): void {
    this.#page?.dispose();
    this.#shown?.rows.dispose();
    this.#shown?.view.dispose();
    this.#page = undefined;
    this.#shown = undefined;
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const place = this.#place();
    if (place !== undefined && place !== this.#viewed && this.isConnected) this.#open(place);
    this.#followRoute();
    const now = this.#state?.value;
    if (this.#viewed === 'server' && now?.kind === 'ready' && now.line.kind === 'live')
      this.app.serverCloud.noteAnswer();
    const waiting = now?.kind === 'failed' || (now?.kind === 'ready' && now.line.kind === 'reconnecting');
    this.#tick.everyMs = waiting ? 1000 : 0;
  }

  /** The cloud that is shown: as the address says, else the server's if there is one, or was. */
  #place(): CloudPlace | undefined {
    if (this.route.place !== undefined) return this.route.place;
    if (this.#server.value === 'unknown') return undefined;
    return this.#server.value === 'none' ? 'browser' : 'server';
  }

  #address(place: CloudPlace): LocalCloudAddress {
    return place === 'browser' ? { kind: 'tab' } : { kind: 'node', origin: this.app.services.origin };
  }

  #open(place: CloudPlace): void {
    this.#close();
    // The server's cloud says itself whether it answers.
    if (this.#viewed === 'server') void this.app.serverCloud.ask();
    this.#viewed = place;
    const operator = this.app.operator(this.#address(place));
    const { clock } = this.app.services;
    const view = createCloudView(operator, clock);
    const rows = createCloudDeviceRows(operator.devices, clock, view);
    this.#shown = { view, rows, choice: createDeviceChoice() };
    const total = ({ found }: CloudDeviceRowsState): number | undefined => found?.total;
    this.#state ??= new StoreController(this, view.state);
    this.#total ??= new StoreController(this, rows.state, total);
    this.#state.follow(view.state);
    this.#total.follow(rows.state);
  }

  /** The address says which devices are listed, and which one has the page. */
  #followRoute(): void {
    if (this.#shown === undefined || !this.isConnected) return;
    const { rows, choice, view } = this.#shown;
    const { device, query = ALL_DEVICES } = this.route;
    if (JSON.stringify(query) !== JSON.stringify(rows.state.get().query)) {
      // What is out of sight now must not be changed along with the rest.
      choice.drop();
      rows.ask(query);
    }
    if (this.#page?.id === device) return;
    this.#page?.dispose();
    const { clock } = this.app.services;
    const { devices } = this.app.operator(this.#address(this.#viewed ?? 'browser'));
    this.#page = device === undefined ? undefined : createCloudDevicePage({ id: device, devices, clock, feed: view });
  }

  #go(part: Partial<CloudRoute>): void {
    this.router.replace({ ...this.route, ...part });
  }

  #secondsUntil(until: number): number {
    return Math.max(0, Math.ceil((until - this.app.services.clock.now()) / 1000));
  }

  #line(line: CloudLine): TemplateResult {
    if (line.kind === 'live') return status('online', words.live);
    return status('waiting', words.reconnecting(this.#secondsUntil(line.until)));
  }

  #header(line: CloudLine | undefined): TemplateResult {
    const place = this.#place();
    return pageHeader({
      heading: words.title,
      status: line === undefined ? undefined : this.#line(line),
      sentence: place === undefined ? undefined : words.sentence[place],
      actions:
        line === undefined
          ? undefined
          : html`<button class="btn primary" type="button" @click=${() => (this.adding = true)}>
              ${icon(icons.plus)}${words.addHub}
            </button>`,
    });
  }

  #choice(): TemplateResult | typeof nothing {
    const place = this.#place();
    const server = this.#server.value;
    if (place === undefined || (place === 'browser' && server !== 'there' && server !== 'silent')) return nothing;
    const { title, explanation } = words.serverGone;
    return html`<div class="toolbar">
      ${segmented<CloudPlace>({
        name: 'cloud-place',
        label: words.which,
        options: [
          { value: 'server', label: words.places.server, icon: icons.server },
          { value: 'browser', label: words.places.browser, icon: icons.cloud },
        ],
        value: place,
        onChange: (value) => this.#go({ place: value, device: undefined }),
      })}
    </div>
    ${place === 'browser' && server === 'silent' ? notice({ tone: 'warn', title, explanation }) : nothing}`;
  }

  #failed(now: CloudViewState & { kind: 'failed' }): TemplateResult {
    const retry = html`<button class="btn" type="button" @click=${() => this.#shown?.view.refresh()}>
      ${icon(icons.refresh)}${words.failed.now}
    </button>`;
    const browser = html`<button class="btn" type="button" @click=${() => this.#go({ place: 'browser' })}>
      ${words.serverGone.useBrowser}
    </button>`;
    const actions = this.#place() === 'server' ? html`${retry}${browser}` : retry;
    const line = html`<p class="muted">${words.reconnecting(this.#secondsUntil(now.until))}</p>`;
    if (now.finding !== undefined) {
      return html`<dw-finding-notice .finding=${now.finding} .more=${actions}></dw-finding-notice>${line}`;
    }
    const { title, explanation } = words.failed;
    return html`${notice({ tone: 'err', title, explanation, actions })}${line}`;
  }

  #stale(line: CloudLine): TemplateResult | typeof nothing {
    if (line.kind === 'live') return nothing;
    const { title, explanation } = words.stale;
    const actions = html`<button class="btn small" type="button" @click=${() => this.#shown?.view.refresh()}>
      ${words.failed.now}
    </button>`;
    return notice({ tone: 'warn', title, explanation, actions });
  }

  #faults({ faults }: CloudInfo): TemplateResult | typeof nothing {
    const address = this.#address(this.#viewed ?? 'browser');
    const { device: _device, part: _part, ...list } = this.route;
    return faultBanner(faults, {
      settingsHref: printRoute({ ...list, device: undefined, tab: 'settings' }),
      onStop: () => void this.#stopFaults(address),
    });
  }

  async #stopFaults(address: LocalCloudAddress): Promise<void> {
    const fate = await this.app.run(() => createCloudSettings(this.app.operator(address).ask).stopAllFaults());
    // The button goes away with what it has stopped.
    if (fate.kind === 'done' && this.isConnected) focusHeading(this);
  }

  #content(shown: Shown, now: CloudViewState & { kind: 'ready' }): TemplateResult {
    const { info } = now.content;
    const address = this.#address(this.#viewed ?? 'browser');
    return html`${this.#stale(now.line)}${this.#faults(info)}
    ${joinCard({
      info,
      address,
      isOpen: this.#isRoomy || this.#total?.value === 0,
      readGroupKey: () => this.app.operator(address).readGroupKey(),
    })}
    ${cloudTabs({
      ...shown,
      route: this.route,
      address,
      content: now.content,
      total: this.#total?.value,
      outcome: this.outcome,
      onOutcome: (outcome) => (this.outcome = outcome),
      onGo: (part) => this.#go(part),
    })}`;
  }

  #device(page: CloudDevicePage, now: CloudViewState & { kind: 'ready' }): TemplateResult {
    return html`${this.#stale(now.line)}${this.#faults(now.content.info)}<dw-cloud-device-view
        .route=${this.route}
        .address=${this.#address(this.#viewed ?? 'browser')}
        .page=${page}
        .cloud=${now.content}
      ></dw-cloud-device-view>`;
  }

  #body(): TemplateResult {
    const now = this.#state?.value;
    if (now?.kind === 'failed') return this.#failed(now);
    if (now?.kind === 'ready' && this.#shown !== undefined) return this.#content(this.#shown, now);
    return html`${skeleton('tile')}${skeleton('row', 4)}`;
  }

  override render(): TemplateResult {
    const now = this.#state?.value;
    if (now?.kind === 'ready' && this.#page !== undefined) return this.#device(this.#page, now);
    return html`${this.#header(now?.kind === 'ready' ? now.line : undefined)}${this.#choice()}${this.#body()}
      <dw-add-hub-device-dialog
        .open=${this.adding}
        .address=${this.#address(this.#viewed ?? 'browser')}
        @dw-close=${() => (this.adding = false)}
      ></dw-add-hub-device-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-view': CloudRoomView;
  }
}
