import { html, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudInfo } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import { foldingCard } from '../../elements/card/folding-card.ts';
import { keyValues, type KeyValue } from '../../elements/key-values/key-values.ts';
import '../../elements/secret/secret.ts';
import { printRoute } from '../../routes.ts';

const words = uiCloudWords.join;

/** What a device needs to join a local cloud. */
export interface JoinCardOptions {
  readonly info: CloudInfo;
  readonly address: LocalCloudAddress;
  /** Whether it is open at first: where there is room, or nothing else to see. */
  readonly isOpen: boolean;
  readonly readGroupKey: () => Promise<string>;
}

/** ID scope, group key by a press, and where devices connect. */
export function joinCard({ info, address, isOpen, readGroupKey }: JoinCardOptions): TemplateResult {
  return foldingCard({
    heading: words.heading,
    hint: words.hint,
    isOpen,
    body: html`<div class="join-values">
      ${keyValues([
        { label: words.idScope, value: info.idScope, mono: true, copy: info.idScope },
        {
          label: words.groupKey,
          value: html`<dw-secret .label=${words.groupKey} .reveal=${readGroupKey}></dw-secret>`,
        },
        ...endpoints(info, address),
      ])}
    </div>
    ${certificateWay(address)}`,
  });
}

/** A device needs nothing of the cloud for it; the cloud has to know its authority, or the device itself. */
function certificateWay({ kind }: LocalCloudAddress): TemplateResult {
  const href = printRoute({ room: 'certificates', tab: 'devices', id: undefined });
  const { text, roads, go } = words.certificate;
  return html`<p class="join-certificate muted">${text} ${roads[kind]} <a href=${href}>${go}</a></p>`;
}

function endpoints({ host }: CloudInfo, address: LocalCloudAddress): KeyValue[] {
  if (address.kind === 'tab')
    return [{ label: words.hub, value: html`<span class="mono">${host}</span>, ${words.inBrowser}` }];
  // DPS answers at the hub's path too, so that one address does for both.
  const socket = `${address.origin.replace(/^http/, 'ws')}/$iothub/websocket`;
  return [
    { label: words.dps, value: socket, mono: true, copy: socket },
    { label: words.hub, value: socket, mono: true, copy: socket },
  ];
}
