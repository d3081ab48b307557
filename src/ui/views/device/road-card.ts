import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { describeRoad, describeRoadReason, uiRoadWords as words } from '#core/words/en/ui-roads';
import { offeredRoad } from '#app/road-offer';
import { card } from '../../elements/card/card.ts';
import { tag } from '../../elements/tag/tag.ts';
import { RoadPart } from './road-part.ts';
import { roadPicture } from './road-picture.ts';

/** Which road the device takes and why, and the other one that it can take. */
@customElement('dw-road-card')
export class RoadCard extends RoadPart {
  /** Not beside an offer of the same. */
  #other(): TemplateResult | typeof nothing {
    const { next } = this.detail.road;
    const label = next && words.next.take[this.wantsKeptCertificate ? 'own' : next];
    if (label === undefined || offeredRoad(this.detail) !== undefined) return nothing;
    return html`<div class="actions">
      <button class="btn small" type="button" @click=${() => this.takeNext(false)}>${label}</button>
    </div>`;
  }

  override render(): TemplateResult {
    const { road, record } = this.detail;
    return card({
      heading: html`${words.heading}: ${words.names[road.road]}`,
      actions: road.road === 'browser-certificate' ? tag(words.experimental, 'warn') : undefined,
      body: html`<div class="stack">
        ${roadPicture(this.detail)}
        <p>${describeRoad(road.road, record)}</p>
        <p class="small muted">${describeRoadReason(road)}</p>
        ${this.#other()}
      </div>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-road-card': RoadCard;
  }
}
