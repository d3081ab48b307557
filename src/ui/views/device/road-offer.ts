import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiRoadWords as words } from '#core/words/en/ui-roads';
import { offeredRoad } from '#app/road-offer';
import { createConnections, type ConnectionsState } from '#app/stores/connections';
import type { StoreController } from '../../controllers/store-controller.ts';
import { notice } from '../../elements/notice/notice.ts';
import { printRoute } from '../../routes.ts';
import { RoadPart } from './road-part.ts';

/** After a refusal that may lie in the road: the other one, to be taken by a press and never without one. */
@customElement('dw-road-offer')
export class RoadOffer extends RoadPart {
  #connections: StoreController<ConnectionsState> | undefined;

  protected override begin(): void {
    this.#connections = this.follow(this.app.keep(createConnections).state);
  }

  /** Whether a road over a relay would lead nowhere, as far as it is known. */
  get #lacksRelay(): boolean {
    const now = this.#connections?.value;
    return now?.kind === 'ready' && now.settings.relay.kind === 'none';
  }

  #action(label: string, needsRelay: boolean): TemplateResult {
    if (needsRelay && this.#lacksRelay)
      return html`<a class="btn" href=${printRoute({ room: 'connections' })}>${words.places.relay}</a>`;
    return html`<button class="btn" type="button" @click=${() => this.takeNext(true)}>${label}</button>`;
  }

  override render(): TemplateResult | typeof nothing {
    const next = offeredRoad(this.detail);
    if (next === undefined || next === 'channel') return nothing;
    const { title, text, act } = words.next.offers[this.wantsKeptCertificate ? 'own' : next];
    return notice({ tone: 'info', title, explanation: text, actions: this.#action(act, next === 'relay') });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-road-offer': RoadOffer;
  }
}
