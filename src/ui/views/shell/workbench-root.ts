import { provide } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { announceState, uiDevicesWords } from '#core/words/en/ui-devices';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { deviceName } from '#core/identity/device-record';
import type { StatusChange } from '#app/stores/announcements';
import type { DeviceListState } from '#app/stores/device-list';
import { ShortcutController } from '../../controllers/shortcut-controller.ts';
import { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icons } from '../../elements/icon/icon.ts';
import { LightElement } from '../../elements/light-element.ts';
import { notice } from '../../elements/notice/notice.ts';
import { focusHeading } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { shell } from '../../elements/shell/shell.ts';
import { CERTIFICATES, HOME, INSPECT, KEYS, SCAN, isSamePage, printRoute, type Route } from '../../routes.ts';
import { viewContext, type DialogName, type ViewContext } from '../../services-context.ts';
import { isRunning } from '../devices/device-status.ts';
import '../devices/devices-view.ts';
import './notices-view.ts';
import './offline-mark.ts';
import './workbench-root.css';
import {
  answerBrowserCertificates,
  answerCalls,
  answerCopies,
  forgetNotices,
  sayWhenOffline,
  showToasts,
} from './page-listeners.ts';
import { loadPart, loadPartsWhenIdle, partOf, roomView, type PartName } from './rooms.ts';
import { runWhenIdle } from './run-when-idle.ts';
import { shellMenu } from './shell-menu.ts';

const CLOUD: Route = { room: 'cloud', place: undefined, tab: 'devices', device: undefined };

/** The whole page: gives every view its context, shows the room that the URL names, and holds what all rooms share. */
@customElement('dw-workbench')
export class WorkbenchRoot extends LightElement {
  #route!: StoreController<Route>;
  #dialog!: StoreController<DialogName | undefined>;
  #devices!: StoreController<DeviceListState, readonly Listed[]>;
  #changes!: StoreController<readonly StatusChange[]>;
  #stops: readonly (() => void)[] = [];
  #headed: Route | undefined;
  readonly #there = new Set<PartName>();

  @state() private missing: PartName | undefined;

  @provide({ context: viewContext })
  @property({ attribute: false })
  context!: ViewContext;

  override connectedCallback(): void {
    const { app, router, dialog } = this.context;
    this.#route ??= new StoreController(this, router.route);
    this.#dialog ??= new StoreController(this, dialog);
    this.#devices ??= new StoreController(this, app.devices.state, listed, sameListed);
    this.#changes ??= new StoreController(this, app.announcements.changes);
    super.connectedCallback();
    this.#stops = [
      answerCopies(this, app),
      answerBrowserCertificates(this, this.context),
      showToasts(app),
      sayWhenOffline(app),
      answerCalls(app, (name) => this.#runs(name)),
      forgetNotices(app, router),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
  }

  protected override firstUpdated(): void {
    const { app, router, dialog } = this.context;
    new ShortcutController(this, [
      { key: 'k', command: true, run: () => dialog.set('palette') },
      { key: '?', run: () => dialog.set('shortcuts') },
      { key: 'n', run: () => dialog.set('add-device') },
      { key: 'g', run: () => router.go(HOME) },
      { key: 's', run: () => router.go(SCAN) },
      { key: 'k', run: () => router.go(KEYS) },
      { key: 'x', run: () => router.go(CERTIFICATES) },
      { key: 'i', run: () => router.go(INSPECT) },
      { key: 'c', run: () => router.go(CLOUD) },
    ]);
    loadPartsWhenIdle();
    // Should the server go later, the Cloud room then knows that there was one.
    runWhenIdle(() => void app.serverCloud.ask());
  }

  protected override willUpdate(): void {
    for (const part of [partOf(this.#route.value), this.#dialog.value]) {
      if (part !== undefined && !this.#there.has(part) && this.missing === undefined) void this.#load(part);
    }
  }

  protected override updated(_changed: PropertyValues): void {
    const route = this.#route.value;
    if (!this.#isThere(route)) return;
    document.title = this.#title(route);
    if (this.#headed !== undefined && !isSamePage(this.#headed, route)) void this.#focusHeading();
    this.#headed = route;
  }

  async #load(part: PartName): Promise<void> {
    try {
      await loadPart(part);
      this.#there.add(part);
      this.requestUpdate();
    } catch {
      this.missing = part;
    }
  }

  #retry(): void {
    this.missing = undefined;
  }

  async #focusHeading(): Promise<void> {
    // The new view renders after this one; its heading is there a microtask later.
    await new Promise(requestAnimationFrame);
    focusHeading(this);
  }

  #isThere(route: Route): boolean {
    const part = partOf(route);
    return part === undefined || this.#there.has(part);
  }

  #runs(name: string): boolean {
    return this.#devices.value.some((one) => one.name === name && one.runs);
  }

  #title(route: Route): string {
    return [this.#placeName(route), words.appTitle].filter((part) => part !== undefined).join(' – ');
  }

  #placeName(route: Route): string | undefined {
    if (route.room === 'devices') return words.rooms.devices;
    if (route.room === 'cloud') return route.device ?? words.rooms.cloud;
    if (route.room === 'nowhere') return words.nowhere.heading;
    if (route.room !== 'device') return words.rooms[route.room];
    return this.#devices.value.find(({ id }) => id === route.id)?.name ?? uiDevicesWords.title;
  }

  #room(): TemplateResult | typeof nothing {
    const route = this.#route.value;
    if (route.room === 'nowhere') return this.#nowhere();
    return this.#isThere(route)
      ? roomView(route)
      : html`<div class="part-coming">${skeleton('title')}${skeleton('chart')}</div>`;
  }

  #nowhere(): TemplateResult {
    return html`<h1 class="sr" tabindex="-1">${words.nowhere.heading}</h1>
      ${emptyState({
        icon: icons.circleQuestion,
        heading: words.nowhere.heading,
        text: words.nowhere.text,
        actions: html`<a class="btn primary" href=${printRoute(HOME)}>${words.nowhere.home}</a>`,
      })}`;
  }

  #missingNotice(): TemplateResult | typeof nothing {
    if (this.missing === undefined) return nothing;
    const { title, explanation, remedy, retry } = words.partMissing;
    return notice({
      tone: 'err',
      title,
      explanation,
      remedy,
      actions: html`<button class="btn" type="button" @click=${() => this.#retry()}>${retry}</button>`,
      announce: true,
    });
  }

  override render(): TemplateResult {
    const count = this.#devices.value.length;
    const route = this.#route.value;
    return html`${shell({
      name: words.appName,
      icon: icons.brand,
      items: [
        {
          id: 'devices',
          label: words.rooms.devices,
          icon: icons.device,
          href: printRoute(HOME),
          count: count > 0 ? count : undefined,
        },
        { id: 'scan', label: words.rooms.scan, icon: icons.qrCode, href: printRoute(SCAN) },
        { id: 'keys', label: words.rooms.keys, icon: icons.key, href: printRoute(KEYS) },
        {
          id: 'certificates',
          label: words.rooms.certificates,
          icon: icons.certificate,
          href: printRoute(CERTIFICATES),
        },
        { id: 'inspect', label: words.rooms.inspect, icon: icons.inspect, href: printRoute(INSPECT) },
        { id: 'cloud', label: words.rooms.cloud, icon: icons.cloud, href: printRoute(CLOUD) },
      ],
      current: route.room === 'device' ? 'devices' : route.room,
      foot: html`${shellMenu(this.context, 'shell-menu', words.menu)}<dw-offline-mark></dw-offline-mark>`,
      onPalette: () => this.context.dialog.set('palette'),
      content: html`<dw-notices-view></dw-notices-view>${this.#missingNotice()}${this.#room()}`,
    })}
      <dw-add-device-dialog></dw-add-device-dialog>
      <dw-browser-certificate-dialog></dw-browser-certificate-dialog>
      <dw-shortcuts-dialog></dw-shortcuts-dialog>
      <dw-about-dialog></dw-about-dialog>
      <dw-palette-view></dw-palette-view>
      <p class="sr" role="status">
        ${this.#changes.value.map(({ name, state: now }) => announceState(name, now)).join('. ')}
      </p>`;
  }
}

/** What the frame shows of a device: far less than changes with each message. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly runs: boolean;
}

function listed(list: DeviceListState): readonly Listed[] {
  if (list.kind !== 'ready') return [];
  return list.devices.map(({ record, state }) => ({
    id: record.id,
    name: deviceName(record.route),
    runs: isRunning(state),
  }));
}

function sameListed(one: readonly Listed[], other: readonly Listed[]): boolean {
  return (
    one.length === other.length && one.every(({ id, runs }, at) => id === other[at]?.id && runs === other[at].runs)
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-workbench': WorkbenchRoot;
  }
}
