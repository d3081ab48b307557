import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CodeForm } from '#core/errors/code-facts';
import type { Finding } from '#core/errors/workbench-error';
import { uiScanWords } from '#core/words/en/ui-scan';
import { draftOfCode } from '#app/stores/scan-target';
import type { ScannedAct, ScannedDevice, ScannedDeviceState } from '#app/stores/scanned-device';
import { createWishedDevice } from '#app/stores/wished-device';
import { FocusController } from '../../../controllers/focus-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/copy/copy.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { isRunning } from '../../devices/device-status.ts';
import { describeNote } from '../../editing/describe-fault.ts';
import { View } from '../../view.ts';
import { deviceOf, sayForm } from './code-name.ts';
import { deviceActs, openLink } from './device-acts.ts';
import { deviceFacts } from './device-facts.ts';
import { deviceTarget } from './device-target.ts';

const words = uiScanWords.device;

/** The device of a code: what it is and for whom, whether it is kept here, and what can be done with it. */
@customElement('dw-scanned-device')
export class ScannedDeviceView extends View {
  #state!: StoreController<ScannedDeviceState>;
  #shown: ScannedAct['kind'] = 'none';

  /** Another one is shown by another element. */
  @property({ attribute: false }) device!: ScannedDevice;
  @property({ attribute: false }) form!: CodeForm;
  /** What is worth knowing of the code. */
  @property({ attribute: false }) notes: readonly Finding[] = [];

  protected override begin(): void {
    this.#state = this.follow(this.device.state);
    new FocusController(this, () => {
      const outcome = this.querySelector<HTMLElement>('.scan-outcome:not(:empty)');
      return outcome ?? this.querySelector<HTMLElement>('.scan-act button') ?? this.querySelector('[data-result]');
    });
    // It may have been kept, removed or started while another room was shown.
    if (this.device.state.get().isSettled) void this.device.look();
  }

  protected override updated(): void {
    const { kind } = this.#state.value.act;
    if (kind === this.#shown) return;
    this.#shown = kind;
    // What came of it is said above the button that was pressed.
    if (kind !== 'none') this.querySelector('.scan-outcome')?.scrollIntoView({ block: 'nearest' });
  }

  #addWithKey(): void {
    const { code, state } = this.device;
    const draft = draftOfCode(code, state.get().target.endpoint);
    this.app.keep(createWishedDevice).set({ kind: 'draft', draft });
    this.context.dialog.set('add-device');
  }

  async #connect(): Promise<void> {
    const id = await this.device.connect();
    if (id !== undefined) this.router.go({ room: 'device', id, tab: undefined });
  }

  #kept({ kept, act }: ScannedDeviceState): TemplateResult | typeof nothing {
    // What was just saved is told of where that was pressed.
    if (kept === undefined || act.kind === 'saved') return nothing;
    return notice({
      tone: 'info',
      title: words.kept[kept.proof],
      explanation: isRunning(kept.state) ? words.runs : undefined,
      actions: openLink(kept.id),
    });
  }

  #group(): TemplateResult | typeof nothing {
    return this.device.code.keys?.kind === 'group-key' ? notice({ tone: 'warn', ...words.group }) : nothing;
  }

  #notes(): TemplateResult | typeof nothing {
    // Of a group's key more is said above.
    const notes = this.notes.filter(({ code }) => code !== 'qr/holds-group-key');
    if (notes.length === 0) return nothing;
    return html`<ul class="code-notes">
      ${notes.map((finding) => html`<li>${describeNote(finding)}</li>`)}
    </ul>`;
  }

  #acts(state: ScannedDeviceState): TemplateResult | typeof nothing {
    const { device } = this;
    if (device.code.keys !== undefined) {
      return deviceActs(device.code, state, {
        onSave: () => void device.save(),
        onCheck: () => void device.check(),
        onStopCheck: () => device.stopCheck(),
        onConnect: () => void this.#connect(),
      });
    }
    if (state.kept !== undefined) return nothing;
    const { title, explanation, add } = words.nameOnly;
    return notice({
      tone: 'info',
      title,
      explanation,
      actions: html`<button class="btn primary" type="button" @click=${() => this.#addWithKey()}>${add}</button>`,
    });
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    const { code } = this.device;
    return html`${card({
      heading: html`<bdi class="mono" tabindex="-1" data-result>${deviceOf(code)}</bdi>`,
      hint: sayForm(this.form),
      actions: html`<dw-copy .label=${words.facts.device} .text=${deviceOf(code)}></dw-copy>`,
      body: html`<div class="stack">
        ${this.#group()}${deviceFacts(code)}
        ${deviceTarget(code.route, state, (endpoint) => void this.device.choose(endpoint))}${this.#notes()}
      </div>`,
    })}
    ${this.#kept(state)}${this.#acts(state)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-scanned-device': ScannedDeviceView;
  }
}
