import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { deviceName } from '#core/identity/device-record';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudAttempt, CloudDevice, CloudOperator, DeviceAccess } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { useHubDevice } from '#app/use-cases/use-hub-device';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { jsonView } from '../../elements/json/json-view.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import '../../elements/relative-time/relative-time.ts';
import '../../elements/secret/secret.ts';
import { printRoute, type Route } from '../../routes.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { attemptRows } from './attempts-list.ts';
import { cloudDeviceStatus } from './cloud-devices.ts';
import { accessItem, deviceStatusTag, isModule, listAccess } from './device-access.ts';
import './run-command-form.ts';
import './send-cloud-message-form.ts';
import './set-desired-form.ts';

const words = uiCloudWords.device;
type CloudRoute = Route & { room: 'cloud' };

/** One device as the operator of its cloud sees it: what it said last, and what can be asked of it. */
@customElement('dw-cloud-device-view')
export class CloudDeviceView extends View {
  @property({ attribute: false }) route!: CloudRoute;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) deviceId = '';
  @property({ attribute: false }) device: CloudDevice | undefined;
  /** This device's own, newest first. */
  @property({ attribute: false }) attempts: readonly CloudAttempt[] = [];
  @state() private forgetting = false;
  /** Why what the buttons of the head, or of the question, asked for was not done. */
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('deviceId')) return;
    this.problem = undefined;
    this.forgetting = false;
  }

  get #operator(): CloudOperator {
    return this.app.operator(this.address);
  }

  #back(): Route {
    return { ...this.route, device: undefined };
  }

  #run<T>(work: () => Promise<T>): ReturnType<typeof this.app.run<T>> {
    const { deviceId } = this;
    this.problem = undefined;
    return this.app.run(work, (body) => {
      // Whoever has left this page meanwhile is told on the next one.
      if (this.isConnected && this.deviceId === deviceId) this.problem = body;
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

  async #useIt(id: string): Promise<void> {
    const fate = await this.#run(() => useHubDevice(this.app.services, this.address, id));
    if (fate.kind === 'done') this.router.go({ room: 'device', id: fate.value, tab: undefined });
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
    const use = html`<button class="btn" type="button" @click=${() => void this.#useIt(id)}>
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

  #about(device: CloudDevice): TemplateResult {
    const { id, source, assignedHub, modelId, connectedSince, queuedMessages, refusals } = device;
    return card({
      heading: words.about,
      body: keyValues([
        !isModule(device) && { label: uiCloudWords.status.label, value: uiCloudWords.status.hints[device.status] },
        assignedHub !== null && { label: words.hub, value: assignedHub, mono: true, copy: assignedHub },
        modelId !== null && { label: words.model, value: modelId, mono: true, copy: modelId },
        connectedSince !== null && {
          label: words.since,
          value: html`<dw-relative-time .at=${connectedSince}></dw-relative-time>`,
        },
        { label: words.waiting, value: String(queuedMessages) },
        { label: words.refusals, value: String(refusals) },
        source === 'hub' && {
          label: words.connectionString,
          value: html`<dw-secret
            .label=${words.connectionString}
            .reveal=${() => this.#operator.readConnectionString(id)}
          ></dw-secret>`,
        },
      ]),
    });
  }

  #telemetry({ lastTelemetry }: CloudDevice): TemplateResult {
    if (lastTelemetry === null) {
      return card({ heading: words.telemetry, body: html`<p class="muted">${words.telemetryNone}</p>` });
    }
    const { at, body, properties } = lastTelemetry;
    return card({
      heading: words.telemetry,
      hint: html`<dw-relative-time .at=${at}></dw-relative-time>`,
      body: html`<div class="stack">
        ${jsonView({ label: words.telemetry, value: body })}
        ${keyValues(Object.entries(properties).map(([label, value]) => ({ label, value: value ?? '', mono: true })))}
      </div>`,
    });
  }

  #twin({ desired, desiredVersion, reported, reportedVersion }: CloudDevice): TemplateResult {
    return card({
      heading: words.twin,
      hint: words.twinVersions(desiredVersion, reportedVersion),
      body: html`<div class="grid-2">
        <div>
          <p class="log-label">${words.desiredProperties}</p>
          ${jsonView({ label: words.desiredProperties, value: desired })}
        </div>
        <div>
          <p class="log-label">${words.reportedProperties}</p>
          ${jsonView({ label: words.reportedProperties, value: reported })}
        </div>
      </div>`,
    });
  }

  #attempts(): TemplateResult | typeof nothing {
    if (this.attempts.length === 0) return nothing;
    return html`<section class="stack">
      <h2>${uiCloudWords.tabs.attempts}</h2>
      ${attemptRows(this.attempts)}
    </section>`;
  }

  #confirm(id: string): TemplateResult {
    const close = (): void => this.#ask(false);
    return dialog({
      id: 'forget-cloud-device',
      open: this.forgetting,
      heading: words.forgetTitle(id),
      body: () => html`<div class="stack">${problemNotice(this.problem)}<p>${words.forgetText}</p></div>`,
      footer: () =>
        html`<button class="btn" type="button" @click=${close}>${words.cancel}</button>
          <button class="btn danger" type="button" @click=${() => void this.#forget(id)}>${words.forget}</button>`,
      onClose: close,
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

  override render(): TemplateResult {
    const { device } = this;
    if (device === undefined) return this.#gone();
    return html`${pageHeader({
      heading: device.id,
      crumb: { label: words.back, href: printRoute(this.#back()) },
      status: html`<span class="cloud-status">${cloudDeviceStatus(device)}${deviceStatusTag(device)}</span>`,
      sentence: words.from[device.source],
      actions: this.#actions(device),
    })}
      ${this.forgetting ? nothing : problemNotice(this.problem)}
      <div class="grid-2">${this.#telemetry(device)}${this.#about(device)}</div>
      <div class="grid-2">
        <dw-set-desired-form .address=${this.address} .deviceId=${device.id}></dw-set-desired-form>
        <dw-run-command-form .address=${this.address} .deviceId=${device.id}></dw-run-command-form>
      </div>
      <div class="grid-2">
        <dw-send-cloud-message-form .address=${this.address} .deviceId=${device.id} .connected=${device.connected}></dw-send-cloud-message-form>
        ${this.#twin(device)}
      </div>
      ${this.#attempts()}${this.#confirm(device.id)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-device-view': CloudDeviceView;
  }
}
