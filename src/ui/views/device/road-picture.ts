import { html, type TemplateResult } from 'lit';
import type { Road } from '#core/identity/road';
import type { DeviceDetail } from '#core/ports/device-host';
import { isPlain, uiRoadWords as words } from '#core/words/en/ui-roads';
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
  const stops = stopsOf(road, end, isPlain(cloud));
  return html`<ol class="road" aria-label=${words.picture(words.names[road])}>
    ${stops.map(({ name, mark, by }) => html`<li>${by === undefined ? '' : html`<span class="road-way ${by === words.between.tls ? 'safe' : ''}"><span>${by}</span></span>`}<span class="road-stop">${icon(mark)}${name}</span></li>`)}
  </ol>`;
}

function stopsOf(road: Road, end: Stop, plain: boolean): readonly Stop[] {
  const { stops, between } = words;
  const browser = { name: stops.browser, mark: icons.device };
  switch (road) {
    case 'direct':
      return [browser, { ...end, by: plain ? between.plain : between.tls }];
    case 'relay':
      return [
        { name: stops.tab, mark: icons.device },
        { name: stops.relay, mark: icons.relay, by: between.tls },
        { ...end, by: between.tls },
      ];
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
