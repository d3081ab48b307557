import { html, nothing, type TemplateResult } from 'lit';
import { isWithoutTls, type Road } from '#core/identity/road';
import type { DeviceDetail } from '#core/ports/device-host';
import { uiRoadWords as words } from '#core/words/en/ui-roads';
import { icon, icons, type Icon } from '../../elements/icon/icon.ts';
import './road.css';

interface Stop {
  readonly name: string;
  readonly mark: Icon;
  /** What protects the way to it from the stop before. */
  readonly by?: string;
}

/** The road as a picture: where the bytes go, and what protects them there. */
export function roadPicture({ road: { road }, record: { cloud } }: DeviceDetail): TemplateResult {
  const end =
    cloud.kind === 'azure'
      ? { name: words.stops.service, mark: icons.server }
      : { name: words.stops.cloud, mark: icons.cloud };
  const stops = stopsOf(road, end, isWithoutTls(cloud));
  const isRelay = road === 'relay';
  return html`<div class="road">
    ${isRelay ? html`<p class="road-cover">${words.between.endToEnd}</p>` : nothing}
    <ol class="road-stops" aria-label=${words.picture(words.names[road])}>
      ${stops.map((stop, at) => html`<li>${at === 0 ? nothing : way(stop.by, isRelay)}${stopMark(stop)}</li>`)}
    </ol>
  </div>`;
}

/** A way without words is covered as a whole. */
function way(by: string | undefined, isCovered: boolean): TemplateResult {
  const isSafe = isCovered || by === words.between.tls;
  return html`<span class="road-way ${isSafe ? 'safe' : ''}">${by === undefined ? nothing : html`<span>${by}</span>`}</span>`;
}

function stopMark({ name, mark }: Stop): TemplateResult {
  return html`<span class="road-stop">${icon(mark)}${name}</span>`;
}

function stopsOf(road: Road, end: Stop, plain: boolean): readonly Stop[] {
  const { stops, between } = words;
  switch (road) {
    case 'direct':
      return [
        { name: stops.browser, mark: icons.device },
        { ...end, by: plain ? between.plain : between.tls },
      ];
    case 'relay':
      return [{ name: stops.tab, mark: icons.device }, { name: stops.relay, mark: icons.relay }, end];
    case 'channel':
      return [
        { name: stops.tab, mark: icons.device },
        { ...end, by: between.inside },
      ];
    case 'browser-certificate':
      return [
        { name: stops.browser, mark: icons.certificate },
        { ...end, by: between.tls },
      ];
  }
}
