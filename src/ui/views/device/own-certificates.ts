import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { makeFinding } from '#core/errors/workbench-error';
import type { CertificateSlot } from '#core/identity/device-record';
import type { DeviceCertificate, DeviceCertificates } from '#core/ports/device-host';
import { uiDeviceCertificatesWords as words } from '#core/words/en/ui-device-certificates';
import { describeFinding } from '#core/words/words';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { tag } from '../../elements/tag/tag.ts';
import { certificateHref } from '../certificates/shared/certificate-link.ts';
import { isRunning } from '../devices/device-status.ts';
import { certificateCard } from './certificate-card.ts';
import './choose-certificate-form.ts';
import { DeviceTab } from './device-tab.ts';

const SLOTS: readonly CertificateSlot[] = ['primary', 'secondary'];

/**
 * The certificates that a device proves itself with: each with its chain and its end, which of the two is in use, the one
 * that DPS issued, or that the browser has it where no page can see it.
 */
@customElement('dw-own-certificates')
export class OwnCertificates extends DeviceTab {
  @state() private choosing = false;
  @state() private switching = false;

  async #use(slot: CertificateSlot): Promise<void> {
    this.switching = true;
    const fate = await this.app.run(() => this.app.services.devices.useCertificate(this.deviceId, slot));
    this.switching = false;
    if (fate.kind === 'done') this.app.notices.say({ message: words.switched[slot] });
  }

  #chooseButton(label: string): TemplateResult {
    return html`<button class="btn small" type="button" @click=${() => (this.choosing = true)}>
      ${icon(icons.pencil)}${label}
    </button>`;
  }

  #actions(slot: CertificateSlot, certificate: DeviceCertificate, isUsed: boolean): TemplateResult {
    const { id } = certificate;
    const running = isRunning(this.detail.state);
    const use = html`<button
      class="btn small"
      type="button"
      aria-busy=${this.switching ? 'true' : nothing}
      @click=${() => void this.#use(slot)}
    >
      ${icon(icons.refresh)}${words[running ? 'switch' : 'switchIdle'][slot]}
    </button>`;
    const open = html`<a class="btn small" href=${certificateHref({ id: id ?? '', role: 'device' })}>
      ${icon(icons.certificate)}${words.open}
    </a>`;
    return html`${isUsed ? nothing : use}${id === undefined ? nothing : open}`;
  }

  #slot(slot: CertificateSlot, { primary, secondary, issued, inUse }: DeviceCertificates): TemplateResult {
    const certificate = slot === 'primary' ? primary : secondary;
    if (certificate === undefined) return this.#missing();
    const isPair = primary !== undefined && secondary !== undefined;
    const isUsed = inUse === slot;
    const used = issued === undefined ? words.useFor.all : words.useFor.dps;
    return certificateCard({
      heading: html`${isPair ? words.slots[slot] : words.only}${isPair && isUsed ? html` ${tag(words.inUse, 'ok')}` : nothing}`,
      hint: isUsed ? used : words.other,
      certificate,
      now: this.app.services.clock.now(),
      actions: this.#actions(slot, certificate, isUsed),
    });
  }

  #missing(): TemplateResult {
    const { title, explanation, remedy } = describeFinding(makeFinding('device/certificate-missing', {}));
    return notice({ tone: 'err', title, explanation, remedy });
  }

  #issued(issued: DeviceCertificate | undefined): TemplateResult | typeof nothing {
    const { route, wantsCertificate } = this.detail.record;
    if (issued !== undefined) {
      const hint = words.issued.by(route.kind === 'dps' ? route.dpsHost : '');
      return certificateCard({
        heading: words.issued.heading,
        hint,
        certificate: issued,
        now: this.app.services.clock.now(),
      });
    }
    if (wantsCertificate !== true) return nothing;
    return card({ heading: words.issued.heading, body: html`<p class="muted">${words.issued.wanted}</p>` });
  }

  #inBrowser(): TemplateResult {
    const guide = (): void => this.raise('dw-browser-certificate', this.deviceId);
    return card({
      heading: words.browser.heading,
      body: html`<div class="stack">
        <p>${words.browser.text}</p>
        <p class="muted">${words.browser.asked}</p>
        <div class="actions">
          <button class="btn" type="button" @click=${guide}>${icon(icons.list)}${words.browser.guide}</button>
        </div>
      </div>`,
      actions: this.choosing ? undefined : this.#chooseButton(words.browser.choose),
    });
  }

  #form(): TemplateResult {
    return html`<dw-choose-certificate-form
      .detail=${this.detail}
      @dw-close=${() => (this.choosing = false)}
    ></dw-choose-certificate-form>`;
  }

  #own(): TemplateResult | typeof nothing {
    const { record, certificates } = this.detail;
    if (record.keyKind === 'browser-certificate') return this.#inBrowser();
    if (record.keyKind !== 'certificate' || certificates === undefined) return nothing;
    const shown = SLOTS.filter((slot) => certificates[slot] !== undefined || certificates.inUse === slot);
    return html`${shown.map((slot) => this.#slot(slot, certificates))}
    ${this.choosing ? nothing : html`<div class="actions">${this.#chooseButton(words.choose.act)}</div>`}`;
  }

  override render(): TemplateResult {
    return html`${this.#own()}${this.choosing ? this.#form() : nothing}${this.#issued(this.detail.certificates?.issued)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-own-certificates': OwnCertificates;
  }
}
