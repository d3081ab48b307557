import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { describeRoad, describeRoadReason, uiRoadWords as words } from '#core/words/en/ui-roads';
import { card } from '../../elements/card/card.ts';
import { tag } from '../../elements/tag/tag.ts';
import { RoadPart } from './road-part.ts';
import { roadPicture } from './road-picture.ts';

/** Which road the device takes and why, and the other one that it can take. */
@customElement('dw-road-card')
export class RoadCard extends RoadPart {
  override render(): TemplateResult {
    const { road, record } = this.detail;
    const { next } = road;
    const label = next && words.next.take[this.wantsKeptCertificate ? 'own' : next];
    const take = html`<button class="btn small" type="button" @click=${() => this.takeNext(false)}>
      ${label}
    </button>`;
    return card({
      heading: words.heading,
      hint: words.hint,
      actions: label === undefined ? undefined : take,
      body: html`<div class="stack">
        <p class="road-name">
          <strong>${words.names[road.road]}</strong>
          ${road.road === 'browser-certificate' ? tag(words.experimental, 'warn') : nothing}
        </p>
        ${roadPicture(this.detail)}
        <p>${describeRoad(road.road, record)}</p>
        <p class="small muted">${describeRoadReason(road)}</p>
      </div>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-road-card': RoadCard;
  }
}
