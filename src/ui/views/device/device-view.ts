import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { deviceName } from '#core/identity/device-record';
import type { DeviceDetail } from '#core/ports/device-host';
import { uiDeviceWords as words } from '#core/words/en/ui-device';
import { uiDevicesWords } from '#core/words/en/ui-devices';
import { NO_TRACE_FILTER } from '#app/stores/trace-rows';
import { createDevicePage, type DevicePage, type DevicePageState } from '#app/stores/device-page';
import { StoreController } from '../../controllers/store-controller.ts';
import { TickController } from '../../controllers/tick-controller.ts';
import '../../elements/button/button.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { menuButton, type MenuItem } from '../../elements/menu/menu-button.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import '../../elements/tabs/tabs.ts';
import { tabPanel, type Tab } from '../../elements/tabs/tabs.ts';
import { DEVICE_TABS, HOME, printRoute, type DeviceTab, type Route } from '../../routes.ts';
import { copyName, removeWithUndo, switchDevice } from '../devices/device-actions.ts';
import { isRunning, stateSentence } from '../devices/device-status.ts';
import { View } from '../view.ts';
import './commands-tab.ts';
import './connection-tab.ts';
import './credentials-tab.ts';
import './device-view.css';
import { MessageRate } from './message-rate.ts';
import './messages-tab.ts';
import './properties-tab.ts';
import './telemetry-tab.ts';
import './trace-tab.ts';
import { troubleLine } from './trouble-line.ts';

const GROUP = 'device';

/** One device: what it does at the top, and a tab for each thing one may want to know. */
@customElement('dw-device-view')
export class DeviceView extends View {
  #page: DevicePage | undefined;
  #state: StoreController<DevicePageState> | undefined;
  /** Here and not in its tab, so that it goes on counting while another tab is shown. */
  #rate = new MessageRate();
  readonly #tick = new TickController(this, 0);

  @property({ attribute: false }) route!: Route & { room: 'device' };
  /** The tab that was picked when the address named none: it stays while the device changes. */
  @state() private picked: DeviceTab | undefined;
  @state() private switching = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#page?.dispose();
    this.#page = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('route') && this.#page?.id !== this.route.id) this.#watch();
    const now = this.#state?.value;
    if (now?.kind !== 'ready') return;
    // Counts down to the next try.
    this.#tick.everyMs = now.detail.state.kind === 'waiting' ? 1000 : 0;
    this.#countRate(now.detail);
    this.picked ??= pickTab(now.detail);
  }

  #countRate({ state: { kind }, counters }: DeviceDetail): void {
    if (kind === 'online') this.#rate.take(counters.telemetrySent, this.app.services.clock.now());
    else this.#rate.rest(counters.telemetrySent);
  }

  #watch(): void {
    if (this.route === undefined || this.#page?.id === this.route.id) return;
    this.#page?.dispose();
    this.picked = undefined;
    this.#rate = new MessageRate();
    this.#page = createDevicePage(this.app.services.devices, this.route.id);
    if (this.#state === undefined) this.#state = new StoreController(this, this.#page.state);
    else this.#state.follow(this.#page.state);
  }

  async #switch(detail: DeviceDetail): Promise<void> {
    this.switching = true;
    await switchDevice(this.app, detail);
    this.switching = false;
  }

  async #remove(detail: DeviceDetail): Promise<void> {
    if (await removeWithUndo(this.app, detail)) this.router.go(HOME);
  }

  #menu(detail: DeviceDetail): TemplateResult {
    const hub = 'hub' in detail.state ? detail.state.hub : undefined;
    const copyHub: MenuItem[] =
      hub === undefined
        ? []
        : [
            {
              label: words.copyHub,
              icon: icons.copy,
              run: () => void this.app.run(() => this.app.services.clipboard.write(hub)),
            },
          ];
    return menuButton({
      id: 'device-page-menu',
      label: words.menu,
      icon: icons.more,
      items: [
        { label: uiDevicesWords.copyId, icon: icons.copy, run: () => void copyName(this.app, detail) },
        ...copyHub,
        'line',
        { label: uiDevicesWords.remove, icon: icons.remove, danger: true, run: () => void this.#remove(detail) },
      ],
    });
  }

  #actions(detail: DeviceDetail): TemplateResult {
    const running = isRunning(detail.state);
    const tryNow = html`<button
      class="btn"
      type="button"
      @click=${() => void this.app.run(() => this.app.services.devices.start(detail.record.id))}
    >
      ${icon(icons.refresh)}${words.tryNow}
    </button>`;
    return html`${detail.state.kind === 'waiting' ? tryNow : nothing}<button
        class="btn ${running ? '' : 'primary'}"
        type="button"
        aria-busy=${this.switching ? 'true' : nothing}
        @click=${() => void this.#switch(detail)}
      >
        ${icon(running ? icons.power : icons.play)}${running ? words.stop : words.start}
      </button>
      ${this.#menu(detail)}`;
  }

  #header(detail: DeviceDetail): TemplateResult {
    return pageHeader({
      heading: deviceName(detail.record.route),
      crumb: { label: words.back, href: printRoute(HOME) },
      status: stateSentence(detail.state, this.app.services.clock.now()),
      actions: this.#actions(detail),
    });
  }

  #tabs(detail: DeviceDetail, selected: DeviceTab): TemplateResult {
    const counts: Partial<Record<DeviceTab, number>> = {
      commands: detail.commands.length,
      messages: detail.messages.length,
    };
    const tabs: Tab[] = DEVICE_TABS.map((id) => ({
      id,
      label: id === 'credentials' ? credentialTab(detail) : words.tabs[id],
      count: counts[id] === 0 ? undefined : counts[id],
    }));
    const go = ({ detail: { id } }: CustomEvent<{ id: DeviceTab }>): void =>
      this.router.replace({ room: 'device', id: this.route.id, tab: id });
    return html`<dw-tabs
      .label=${words.tabsLabel(deviceName(detail.record.route))}
      group=${GROUP}
      .tabs=${tabs}
      selected=${selected}
      @dw-select=${go}
    ></dw-tabs>`;
  }

  #panel(detail: DeviceDetail, selected: DeviceTab): TemplateResult | typeof nothing {
    return tabPanel(GROUP, selected, selected, this.#content(detail, selected));
  }

  #content(detail: DeviceDetail, selected: DeviceTab): TemplateResult {
    switch (selected) {
      case 'connection':
        return html`<dw-connection-tab .detail=${detail}></dw-connection-tab>`;
      case 'telemetry':
        return html`<dw-telemetry-tab .detail=${detail} .rate=${this.#rate}></dw-telemetry-tab>`;
      case 'properties':
        return html`<dw-properties-tab .detail=${detail}></dw-properties-tab>`;
      case 'commands':
        return html`<dw-commands-tab .detail=${detail}></dw-commands-tab>`;
      case 'messages':
        return html`<dw-messages-tab .detail=${detail}></dw-messages-tab>`;
      case 'trace':
        return html`<dw-trace-tab
          .detail=${detail}
          .filter=${this.route.trace ?? NO_TRACE_FILTER}
          .shown=${this.route.part ?? 'packets'}
        ></dw-trace-tab>`;
      case 'credentials':
        return html`<dw-credentials-tab .detail=${detail}></dw-credentials-tab>`;
    }
  }

  #gone(): TemplateResult {
    const home = html`<a class="btn primary" href=${printRoute(HOME)}>${words.gone.home}</a>`;
    return html`<h1 class="sr" tabindex="-1">${words.gone.title}</h1>
      ${emptyState({ icon: icons.unplug, heading: words.gone.title, text: words.gone.text, actions: home })}`;
  }

  override render(): TemplateResult {
    const now = this.#state?.value ?? { kind: 'loading' };
    if (now.kind === 'failed') return this.#gone();
    if (now.kind === 'loading') return html`${skeleton('title')}${skeleton('chart')}`;
    const selected = this.route.tab ?? this.picked ?? 'connection';
    const trouble = selected === 'connection' ? nothing : troubleLine(now.detail);
    return html`${this.#header(now.detail)}${this.#tabs(now.detail, selected)}${trouble}${this.#panel(now.detail, selected)}`;
  }
}

/** The name of the tab of what a device proves itself with. */
function credentialTab({ record: { keyKind, wantsCertificate } }: DeviceDetail): string {
  const { keys, certificates, both } = words.credentialTabs;
  if (keyKind === 'certificate' || keyKind === 'browser-certificate') return certificates;
  return wantsCertificate === true ? both : keys;
}

/** The tab that says most: what it sends when it is connected, else how far it got and why no further. */
function pickTab({ state: now }: DeviceDetail): DeviceTab {
  return now.kind === 'online' ? 'telemetry' : 'connection';
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-device-view': DeviceView;
  }
}
