import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Finding } from '#core/errors/workbench-error';
import { deviceName } from '#core/identity/device-record';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDeviceWords as deviceWords } from '#core/words/en/ui-cloud-device';
import type { CloudDevice, DeviceAccess } from '#app/cloud-devices';
import type { CloudOperator } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import type { CloudDeviceContent, CloudDevicePage, CloudDevicePageState } from '#app/stores/cloud-device-page';
import type { CloudContent } from '#app/stores/cloud-view';
import type { NoticeBody } from '#app/stores/notices';
import { createWishedDevice, wishForString } from '#app/stores/wished-device';
import { useHubDevice } from '#app/use-cases/use-hub-device';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { notice } from '../../elements/notice/notice.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { tabPanel } from '../../elements/tabs/tabs.ts';
import { CLOUD_DEVICE_TABS, printRoute, type CloudDeviceTab, type Route } from '../../routes.ts';
import '../findings/finding-notice.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { questionDialog } from '../findings/question-dialog.ts';
import { View } from '../view.ts';
import { accessItem, deviceStatusTag, isModule, listAccess } from './device-access.ts';
import './device/attempts-part.ts';
import './device/commands-part.ts';
import './device/connection-part.ts';
import './device/messages-part.ts';
import './device/properties-part.ts';
import './device/telemetry-part.ts';
import { cloudDeviceStatus } from './devices/device-row.ts';

const words = uiCloudWords.device;
type CloudRoute = Route & { room: 'cloud' };
const GROUP = 'cloud-device';

/** One device as the operator of its cloud sees it: what it says, and what can be asked of it. */
@customElement('dw-cloud-device-view')
export class CloudDeviceView extends View {
  #state!: StoreController<CloudDevicePageState>;

  @property({ attribute: false }) route!: CloudRoute;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) page!: CloudDevicePage;
  /** The cloud that the device belongs to. */
  @property({ attribute: false }) cloud!: CloudContent;
  @state() private forgetting = false;
  /** Why what the buttons of the head, or of the question, asked for was not done. */
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    this.#state = this.follow(this.page.state);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('page')) return;
    this.#state.follow(this.page.state);
    this.problem = undefined;
    this.forgetting = false;
  }

  get #operator(): CloudOperator {
    return this.app.operator(this.address);
  }

  #back(): Route {
    const { part: _part, ...list } = this.route;
    return { ...list, device: undefined };
  }

  #run<T>(work: () => Promise<T>): ReturnType<typeof this.app.run<T>> {
    const { page } = this;
    this.problem = undefined;
    return this.app.run(work, (body) => {
      // Whoever has left this page meanwhile is told on the next one.
      if (this.isConnected && this.page === page) this.problem = body;
      else this.app.notices.add(body);
    });
  }

  #ask(forgetting: boolean): void {
    this.problem = undefined;
    this.forgetting = forgetting;
  }

  async #setAccess(id: string, access: DeviceAccess): Promise<void> {
    const fate = await this.#run(() => this.#operator.setAccess(id, access));
    if (fate.kind === 'done') this.app.notices.say({ message: uiCloudWords.access.done[access](id) });
  }

  async #forget(id: string): Promise<void> {
    const fate = await this.#run(() => this.#operator.forget(id));
    if (fate.kind !== 'done') return;
    this.forgetting = false;
    this.app.notices.say({ message: words.forgotten(id) });
    this.router.go(this.#back());
  }

  async #useIt({ id, authentication }: CloudDevice): Promise<void> {
    if (authentication.type !== 'sas') return this.#askForCertificate(id);
    const fate = await this.#run(() => useHubDevice(this.app.services, this.address, id));
    if (fate.kind === 'done') this.router.go({ room: 'device', id: fate.value, tab: undefined });
  }

  /** The certificate of a device is not in the cloud: it is chosen. */
  async #askForCertificate(id: string): Promise<void> {
    const fate = await this.#run(() => this.#operator.readConnectionString(id));
    if (fate.kind !== 'done') return;
    this.app.keep(createWishedDevice).set(wishForString(fate.value));
    this.context.dialog.set('add-device');
  }

  /** Our own virtual device of this cloud with this name, if there is one. */
  #virtual(id: string): string | undefined {
    const list = this.app.devices.state.get();
    if (list.kind !== 'ready') return undefined;
    const found = list.devices.find(
      ({ record }) => record.cloud.kind === this.address.kind && deviceName(record.route) === id,
    );
    return found?.record.id;
  }

  #actions(device: CloudDevice): TemplateResult {
    const { id, source } = device;
    const virtual = this.#virtual(id);
    const open = html`<a class="btn" href=${printRoute({ room: 'device', id: virtual ?? '', tab: undefined })}>
      ${icon(icons.device)}${words.openAsVirtual}
    </a>`;
    const use = html`<button class="btn" type="button" @click=${() => void this.#useIt(device)}>
      ${icon(icons.device)}${words.useAsVirtual}
    </button>`;
    const run = (access: DeviceAccess): void => void this.#setAccess(id, access);
    const [first, ...others] = isModule(device) ? [] : listAccess(device).map((access) => accessItem(access, run));
    const main =
      first &&
      html`<button class="btn" type="button" @click=${first.run}>
      ${first.icon === undefined ? nothing : icon(first.icon)}${first.label}
    </button>`;
    return html`${virtual !== undefined ? open : source === 'hub' ? use : nothing}${main ?? nothing}
    ${menuButton({
      id: 'cloud-device-menu',
      label: words.menu,
      icon: icons.more,
      items: [...others, { label: words.forget, icon: icons.remove, danger: true, run: () => this.#ask(true) }],
    })}`;
  }

  #part(content: CloudDeviceContent): TemplateResult {
    const { address, page } = this;
    switch (this.route.part ?? 'telemetry') {
      case 'telemetry':
        return html`<dw-cloud-telemetry-part .address=${address} .page=${page} .content=${content}></dw-cloud-telemetry-part>`;
      case 'properties':
        return html`<dw-cloud-properties-part .address=${address} .page=${page} .content=${content}></dw-cloud-properties-part>`;
      case 'commands':
        return html`<dw-cloud-commands-part .address=${address} .page=${page} .content=${content}></dw-cloud-commands-part>`;
      case 'messages':
        return html`<dw-cloud-messages-part .address=${address} .page=${page} .content=${content}></dw-cloud-messages-part>`;
      case 'connection':
        return html`<dw-cloud-connection-part
          .address=${address}
          .page=${page}
          .content=${content}
          .info=${this.cloud.info}
          .groups=${this.cloud.groups}
        ></dw-cloud-connection-part>`;
      case 'attempts':
        return html`<dw-cloud-attempts-part .address=${address} .page=${page} .content=${content}></dw-cloud-attempts-part>`;
    }
  }

  #tabs(content: CloudDeviceContent): TemplateResult {
    const { device, messages } = content;
    const part = this.route.part ?? 'telemetry';
    const { tabs, tabsLabel } = deviceWords;
    const counts: Partial<Record<CloudDeviceTab, number>> = { messages: messages.length };
    const refusals = device.refusals === 0 ? tabs.attempts : uiCloudWords.attemptsRefused(device.refusals);
    return html`<dw-tabs
        .label=${tabsLabel(device.id)}
        group=${GROUP}
        .tabs=${CLOUD_DEVICE_TABS.map((id) => ({
          id,
          label: id === 'attempts' ? refusals : tabs[id],
          count: counts[id] === 0 ? undefined : counts[id],
        }))}
        selected=${part}
        @dw-select=${({ detail }: CustomEvent<{ id: CloudDeviceTab }>) =>
          this.router.replace({ ...this.route, part: detail.id })}
      ></dw-tabs>
      ${tabPanel(GROUP, part, part, this.#part(content))}`;
  }

  #confirm(id: string): TemplateResult {
    const close = (): void => this.#ask(false);
    return questionDialog({
      id: 'forget-cloud-device',
      open: this.forgetting,
      heading: words.forgetTitle(id),
      text: words.forgetText,
      problem: this.problem,
      cancel: words.cancel,
      confirm: words.forget,
      onClose: close,
      onConfirm: () => void this.#forget(id),
    });
  }

  #gone(): TemplateResult {
    const { heading, text, back } = words.gone;
    return html`<h1 class="sr" tabindex="-1">${heading}</h1>
      ${emptyState({
        icon: icons.unplug,
        heading,
        text,
        actions: html`<a class="btn" href=${printRoute(this.#back())}>${back}</a>`,
      })}`;
  }

  #failed(finding: Finding | undefined): TemplateResult {
    const retry = html`<button class="btn" type="button" @click=${() => this.page.refresh()}>
      ${icon(icons.refresh)}${deviceWords.notRead.again}
    </button>`;
    if (finding === undefined) return notice({ tone: 'err', title: deviceWords.notRead.title, actions: retry });
    return html`<dw-finding-notice .finding=${finding} .more=${retry}></dw-finding-notice>`;
  }

  #header(device: CloudDevice | undefined): TemplateResult {
    const place = deviceWords.in[this.address.kind === 'tab' ? 'browser' : 'server'];
    return pageHeader({
      heading: this.page.id,
      crumb: { label: words.back, href: printRoute(this.#back()) },
      status:
        device === undefined
          ? undefined
          : html`<span class="cloud-status">${cloudDeviceStatus(device)}${deviceStatusTag(device)}</span>`,
      sentence: device === undefined ? place : `${words.from[device.source]}. ${place}`,
      actions: device === undefined ? undefined : this.#actions(device),
    });
  }

  #body(now: Exclude<CloudDevicePageState, { kind: 'gone' }>): TemplateResult {
    if (now.kind === 'reading') return html`${skeleton('chart')}${skeleton('row', 3)}`;
    if (now.kind === 'failed') return this.#failed(now.finding);
    return html`${this.forgetting ? nothing : problemNotice(this.problem)}${this.#tabs(now.content)}
    ${this.#confirm(this.page.id)}`;
  }

  override render(): TemplateResult {
    const now = this.#state.value;
    if (now.kind === 'gone') return this.#gone();
    // One template for all, as the heading has the focus from before the device is read.
    return html`${this.#header(now.kind === 'ready' ? now.content.device : undefined)}${this.#body(now)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-device-view': CloudDeviceView;
  }
}
