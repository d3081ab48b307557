import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isDeviceLeaf } from '#core/certificate-export/outputs-of';
import { deviceName, type DeviceRecord } from '#core/identity/device-record';
import { isWithoutTls } from '#core/identity/road';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiBrowserCertificateWords as words, type ImportSystem } from '#core/words/en/ui-browser-certificate';
import { createBrowserCertificateWish } from '#app/stores/browser-certificate-wish';
import { createCertificateShelf, type CertificateShelfState } from '#app/stores/certificate-shelf';
import type { DeviceListState } from '#app/stores/device-list';
import type { NoticeBody } from '#app/stores/notices';
import { useBrowserCertificate } from '#app/use-cases/use-browser-certificate';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { notice } from '../../elements/notice/notice.ts';
import { tag } from '../../elements/tag/tag.ts';
import type { DialogName } from '../../services-context.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import './browser-certificate-dialog.css';
import { browsersPart, importPart } from './import-part.ts';
import './pfx-part.ts';
import { thisBrowser, thisSystem } from './this-browser.ts';

/** Leads a device to a certificate of the browser's own store: out of here, into there, and the first connection. */
@customElement('dw-browser-certificate-dialog')
export class BrowserCertificateDialog extends View {
  #open!: StoreController<DialogName | undefined, boolean>;
  #wished!: StoreController<string | undefined>;
  #devices!: StoreController<DeviceListState>;
  #shelf: StoreController<CertificateShelfState> | undefined;

  @state() private system: ImportSystem = 'linux';
  @state() private busy = false;
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    this.#open = this.follow(this.context.dialog, (name) => name === 'browser-certificate');
    this.#wished = this.follow(this.app.keep(createBrowserCertificateWish).deviceId);
    this.#devices = this.follow(this.app.devices.state);
    this.system = thisSystem(this.app.services.about.browser);
    this.context.dialog.subscribe(() => (this.problem = undefined));
  }

  protected override willUpdate(): void {
    if (this.#open.value) this.#shelf ??= this.follow(this.app.keep(createCertificateShelf).state);
  }

  get #record(): DeviceRecord | undefined {
    const list = this.#devices.value;
    if (list.kind !== 'ready') return undefined;
    return list.devices.find(({ record }) => record.id === this.#wished.value)?.record;
  }

  #close(): void {
    this.context.dialog.set(undefined);
  }

  async #connect({ id, route }: DeviceRecord): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    const fate = await this.app.run(
      () => useBrowserCertificate(this.app.services.devices, id),
      (problem) => (this.problem = problem),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    const takeBack = fate.value;
    const { notices } = this.app;
    const undo = async (work: () => Promise<void>): Promise<void> => {
      const back = await this.app.run(work);
      if (back.kind === 'done') notices.say({ message: words.connect.backAgain(deviceName(route)) });
    };
    const message = words.connect.done(deviceName(route));
    notices.say(takeBack === undefined ? { message } : { message, undo: () => void undo(takeBack) });
    this.#close();
    this.router.go({ room: 'device', id, tab: 'connection' });
  }

  /** Certificates of that name whose key is here: any of them is good, since DPS and hub judge the name. */
  #certificates(name: string): readonly KeptCertificate[] {
    const shelf = this.#shelf?.value;
    if (shelf?.kind !== 'ready') return [];
    return shelf.shelf.certificates
      .filter((one) => (isDeviceLeaf(one) || one.role === 'module') && one.key.kind !== 'elsewhere')
      .filter(({ facts }) => facts.commonName === name)
      .toSorted((a, b) => b.createdAt - a.createdAt);
  }

  #replaces({ keyKind }: DeviceRecord): TemplateResult | typeof nothing {
    if (keyKind === 'browser-certificate') return nothing;
    return html`<p class="muted">${words.connect.replaces[keyKind === 'certificate' ? 'certificate' : 'keys']}</p>`;
  }

  #body(record: DeviceRecord): TemplateResult {
    const name = deviceName(record.route);
    return html`<div class="browser-certificate">
      <div class="stack">
        <p class="row"><span class="mono">${words.of(name)}</span>${tag(words.experimental, 'warn')}</p>
        <p>${words.what}</p>
        ${browsersPart(thisBrowser(this.app.services.about.browser))}
      </div>
      <section class="stack">
        <h3>${words.out.heading}</h3>
        <dw-pfx-part
          .name=${name}
          .certificates=${this.#certificates(name)}
          @dw-leave=${() => this.#close()}
        ></dw-pfx-part>
      </section>
      <section class="stack">
        <h3>${words.import.heading}</h3>
        ${importPart(this.system, (system) => (this.system = system))}
      </section>
      <section class="stack">
        <h3>${words.connect.heading}</h3>
        <p>${words.connect.text}</p>
        ${this.#replaces(record)}
        ${problemNotice(this.problem)}
      </section>
    </div>`;
  }

  #footer(record: DeviceRecord): TemplateResult {
    return html`<button class="btn" type="button" @click=${() => this.#close()}>${words.connect.cancel}</button>
      <button
        class="btn primary"
        type="button"
        aria-busy=${this.busy ? 'true' : nothing}
        @click=${() => void this.#connect(record)}
      >
        ${words.connect.act}
      </button>`;
  }

  override render(): TemplateResult {
    const record = this.#record;
    const isPossible = record !== undefined && record.cloud.kind !== 'tab' && !isWithoutTls(record.cloud);
    const { title, text, close } = words.notHere;
    return dialog({
      id: 'browser-certificate',
      open: this.#open.value && record !== undefined,
      heading: words.title,
      body: () => (isPossible ? this.#body(record) : notice({ tone: 'info', title, explanation: text })),
      footer: () =>
        isPossible
          ? this.#footer(record)
          : html`<button class="btn" type="button" @click=${() => this.#close()}>${close}</button>`,
      onClose: () => this.#close(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-browser-certificate-dialog': BrowserCertificateDialog;
  }
}
