import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { InspectedChain, InspectedItem, Inspection } from '#core/inspect/inspection';
import { uiInspectWords as words } from '#core/words/en/ui-inspect';
import type { GivenPart } from '#app/stores/inspection';
import { isAboutPassword, passwordNeedOf, pickChains } from '#app/stores/inspection-summary';
import { createWishedDevice, wishForString } from '#app/stores/wished-device';
import { FocusController } from '../../controllers/focus-controller.ts';
import type { StoreController } from '../../controllers/store-controller.ts';
import { pager } from '../../elements/pager/pager.ts';
import '../findings/finding-notice.ts';
import { View } from '../view.ts';
import { chainCard } from './chain-card.ts';
import { checksCard } from './checks-card.ts';
import { nameOf, type ItemAct } from './inspected-item.ts';
import './inspected-items.ts';
import { inspectionRoomOf } from './inspection-room-of.ts';
import './password-form.ts';

const CHAINS_A_PAGE = 5;
/** What came of looking: problems of the whole, the chains, Azure's checks, and everything that was found. */
@customElement('dw-inspection-result')
export class InspectionResult extends View {
  #deviceId!: StoreController<string>;

  @property({ attribute: false }) inspection!: Inspection;
  @property({ attribute: false }) parts: readonly GivenPart[] = [];
  @state() private chosen: string | undefined;
  @state() private chainsFrom = 0;

  protected override begin(): void {
    this.#deviceId = this.follow(inspectionRoomOf(this.app).deviceId);
    new FocusController(this, () => document.querySelector('.given h2'));
  }

  #choose(itemId: string): void {
    this.chosen = itemId;
    void this.querySelector('dw-inspected-items')?.show(itemId);
  }

  async #copy(text: string, message: string): Promise<void> {
    const fate = await this.app.run(() => this.app.services.clipboard.write(text));
    if (fate.kind === 'done') this.app.notices.say({ message });
  }

  async #act({ act, item }: ItemAct): Promise<void> {
    if (act === 'copy-pem') return this.#copy(item.pem ?? '', words.items.pemCopied(nameOf(item)));
    const fate = await this.app.run(() => inspectionRoomOf(this.app).reveal(item.id));
    if (fate.kind !== 'done') return;
    this.app.keep(createWishedDevice).set(wishForString(fate.value));
    this.context.dialog.set('add-device');
  }

  /** Where each of its certificates is here and can be copied. */
  #copyChain({ links }: InspectedChain): (() => void) | undefined {
    const there = links.filter(({ role }) => role !== 'missing');
    const pems = there.map(({ itemId }) => this.inspection.items.find(({ id }) => id === itemId)?.pem);
    if (pems.includes(undefined)) return undefined;
    return () => void this.#copy(pems.join(''), words.chains.copied);
  }

  #chains(): TemplateResult {
    const chains = pickChains(this.inspection.chains);
    const { chainsFrom: from } = this;
    return html`${chains.slice(from, from + CHAINS_A_PAGE).map((chain) =>
      chainCard({
        chain,
        chosen: this.chosen,
        onChoose: (itemId) => this.#choose(itemId),
        onCopy: this.#copyChain(chain),
      }),
    )}${pager({
      label: words.chains.several,
      from,
      pageSize: CHAINS_A_PAGE,
      total: chains.length,
      onGo: (to) => (this.chainsFrom = to),
    })}`;
  }

  #checks(): TemplateResult | typeof nothing {
    const { inspection } = this;
    if (inspection.checks.length === 0) return nothing;
    return checksCard({
      inspection,
      deviceId: this.#deviceId.value,
      onDeviceId: (deviceId) => inspectionRoomOf(this.app).judgeFor(deviceId),
    });
  }

  #items(items: readonly InspectedItem[]): TemplateResult | typeof nothing {
    if (items.length === 0) return nothing;
    return html`<dw-inspected-items
      .items=${items}
      .parts=${this.parts}
      .reveal=${(itemId: string) => inspectionRoomOf(this.app).reveal(itemId)}
      @dw-item-act=${({ detail }: CustomEvent<ItemAct>) => void this.#act(detail)}
    ></dw-inspected-items>`;
  }

  override render(): TemplateResult {
    const { items, findings, checks } = this.inspection;
    const need = passwordNeedOf(this.inspection);
    const open = ({ detail }: CustomEvent<{ password: string }>): void =>
      inspectionRoomOf(this.app).openWith(detail.password);
    return html`${
      need === undefined ? nothing : html`<dw-password-form .need=${need} @dw-password=${open}></dw-password-form>`
    }
    ${findings.filter((finding) => !isAboutPassword(finding)).map((finding) => html`<dw-finding-notice .finding=${finding} .tone=${'warn'}></dw-finding-notice>`)}
    ${this.#chains()}
    <div class="inspected-columns ${checks.length === 0 ? 'single' : ''}">${this.#checks()}${this.#items(items)}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-inspection-result': InspectionResult;
  }
}
