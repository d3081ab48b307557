import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Finding } from '#core/errors/workbench-error';
import type { LockedText, TransferPart } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { uiScanWords as words } from '#core/words/en/ui-scan';
import { createInspectionRoom } from '#app/stores/inspection';
import { createLinkedCode } from '#app/stores/linked-code';
import type { ScanRoom, ScanState } from '#app/stores/scan-room';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import { FocusController } from '../../../controllers/focus-controller.ts';
import { PasteController, type Pasted } from '../../../controllers/paste-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { dropVeil } from '../../../elements/file-input/drop-veil.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { INSPECT, type Route } from '../../../routes.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { transferReceiverOf } from '../transfer/transfer-receiver-of.ts';
import '../viewfinder/viewfinder.ts';
import type { CodesFound } from '../viewfinder/viewfinder.ts';
import { codeChoice } from './code-choice.ts';
import { nameCode } from './code-name.ts';
import { codeSources } from './code-sources.ts';
import './locked-form.ts';
import { endedCode, foreignCode, refusedCode } from './other-code.ts';
import { scanRoomOf } from './scan-room-of.ts';
import './scan-tab.css';
import './scanned-device-view.ts';
import { StepController } from './step-controller.ts';

const TRANSFER: Route = { room: 'scan', tab: 'transfer' };

/** Whether a text is a code that can be used here. */
const isOurs = (text: string): boolean => ['connect', 'locked', 'part'].includes(readPayload(text).kind);

type Read = ScanState & { readonly kind: 'read' };

/** The first part of the Scan room: everything that a code can come from, and what follows it. */
@customElement('dw-scan')
export class ScanTabView extends View {
  #state!: StoreController<ScanState>;
  #unfollow: (() => void) | undefined;
  readonly #drop = new FileDropController(this, (files) => void this.#readPictures(files));

  @state() private text = '';

  protected override begin(): void {
    this.#state = this.follow(this.#room.state);
    this.follow(this.router.route);
    new StepController(this, this.router, this.#room);
    new PasteController(this, (pasted) => this.#paste(pasted));
    new FocusController(this, () => {
      void this.#focusResult();
      return document.querySelector('h1');
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const linked = this.app.keep(createLinkedCode);
    const take = (): void => {
      const text = linked.take();
      if (text !== undefined) this.#readText(text);
    };
    take();
    this.#unfollow = linked.count.subscribe(take);
  }

  override disconnectedCallback(): void {
    this.#unfollow?.();
    super.disconnectedCallback();
  }

  get #room(): ScanRoom {
    return scanRoomOf(this.app);
  }

  /** Where it is an element of its own, it renders after this one. */
  async #focusResult(): Promise<void> {
    await this.querySelector<LitElement>('.scan-result > *')?.updateComplete;
    this.querySelector<HTMLElement>('[data-result]')?.focus();
  }

  #paste(pasted: Pasted): void {
    if (pasted.kind === 'files') return void this.#readPictures(pasted.files);
    const form = this.querySelector('dw-locked-form');
    // What is no code is what this one asks for, and must not be shown as if it were a code's text.
    if (form !== null && !isOurs(pasted.text)) form.take(pasted.text);
    else this.#readText(pasted.text);
  }

  async #readPictures(pictures: readonly File[]): Promise<void> {
    this.#takeParts(await this.#room.readPictures(pictures));
  }

  #readText(text: string): void {
    this.text = '';
    this.#takeParts(this.#room.readText(text));
  }

  /** What is sent across an air gap is put together in a part of its own, with the camera on as it is. */
  #takeParts(parts: readonly TransferPart[]): void {
    if (parts.length === 0) return;
    const receiver = transferReceiverOf(this.app);
    for (const part of parts) receiver.take(part);
    this.#goOnInTransfer();
  }

  /** What was read here is gone then, and so is its entry in the history. */
  #goOnInTransfer(): void {
    const route = this.router.route.get();
    if (route.room === 'scan' && route.step !== undefined) this.router.replace(TRANSFER);
    else this.router.go(TRANSFER);
  }

  /** Gives what stands against it. */
  async #unlock(passphrase: string): Promise<Finding | undefined> {
    const unlocking = await this.#room.unlock(passphrase);
    if (unlocking.kind === 'identity') {
      // Somebody who went elsewhere is not fetched back, and what was opened is forgotten.
      if (!this.isConnected) return void unlocking.bytes.fill(0);
      this.#room.clear();
      void transferReceiverOf(this.app).takeIdentity(unlocking.bytes);
      this.#goOnInTransfer();
    }
    return unlocking.kind === 'refused' ? unlocking.finding : undefined;
  }

  #inspect(): void {
    const text = this.#room.text();
    if (text === undefined) return;
    this.app.keep(createInspectionRoom).addText(text);
    this.router.go(INSPECT);
  }

  #sources(state: Exclude<ScanState, Read>): TemplateResult {
    const found = ({ detail }: CustomEvent<CodesFound>): void => this.#takeParts(this.#room.takeFound(detail.codes));
    return html`${this.#outcome(state)}
      <div class="scan-places">
        <dw-viewfinder ?active=${state.kind !== 'looking'} @dw-found=${found}></dw-viewfinder>
        ${codeSources({
          text: this.text,
          onType: (text) => (this.text = text),
          onRead: () => this.#readText(this.text),
          onPictures: (pictures) => void this.#readPictures(pictures),
        })}
      </div>`;
  }

  #outcome(state: Exclude<ScanState, Read>): TemplateResult | typeof nothing {
    if (state.kind === 'failed') return problemNotice(state.problem);
    if (state.kind !== 'looking' || !state.isLong) return nothing;
    return html`<div class="card scan-patience">
      <label for="code-looking" role="status">${words.looking}</label><progress id="code-looking"></progress>
      <button class="btn" type="button" @click=${() => this.#room.stop()}>${words.stop}</button>
    </div>`;
  }

  #result({ codes, chosen, device }: Read): unknown {
    if (chosen === undefined) return codeChoice(codes, (id) => this.#room.choose(id));
    const { result } = chosen;
    switch (result.kind) {
      case 'connect':
        return keyed(
          device,
          html`<dw-scanned-device .device=${device} .form=${result.form} .notes=${result.notes}></dw-scanned-device>`,
        );
      case 'locked':
        if (this.#hasEnded(result.locked)) return endedCode(result.locked);
        return keyed(
          chosen.id,
          html`<dw-locked-form
            .locked=${result.locked}
            .unlock=${(passphrase: string) => this.#unlock(passphrase)}
          ></dw-locked-form>`,
        );
      case 'foreign':
        return foreignCode(result, () => this.#inspect());
      case 'refused':
        return refusedCode(result);
    }
  }

  #hasEnded({ endsAt }: LockedText): boolean {
    return endsAt !== undefined && endsAt <= this.app.services.clock.now();
  }

  #read(state: Read): TemplateResult {
    const { codes, chosen, problem } = state;
    const back =
      codes.length > 1 && chosen !== undefined
        ? html`<button class="btn" type="button" @click=${() => this.#room.choose(undefined)}>
            ${icon(icons.left)}${words.several.back}
          </button>`
        : nothing;
    return html`<div class="actions scan-again">
        <button class="btn" type="button" @click=${() => this.#room.clear()}>
          ${icon(icons.qrCode)}${words.again}
        </button>
        ${back}
      </div>
      ${problemNotice(problem)}
      <div class="scan-result">${this.#result(state)}</div>`;
  }

  #said(state: ScanState): string {
    if (state.kind !== 'read') return '';
    const { codes, chosen } = state;
    return chosen === undefined ? words.said.several(codes.length) : words.said.one(nameCode(chosen.result).title);
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    return html`${state.kind === 'read' ? this.#read(state) : this.#sources(state)}
      ${this.#drop.hovering ? dropVeil(words.drop) : nothing}
      <p class="sr" role="status">${this.#said(state)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-scan': ScanTabView;
  }
}
