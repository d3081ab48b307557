import { html, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudInfo } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import { card } from '../../elements/card/card.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import '../../elements/secret/secret.ts';

const words = uiCloudWords.join;

/** What a device needs to join a local cloud. */
export interface JoinCardOptions {
  readonly info: CloudInfo;
  readonly address: LocalCloudAddress;
  readonly readGroupKey: () => Promise<string>;
}

/** ID scope, group key by a press, and where devices connect. */
export function joinCard({ info, address, readGroupKey }: JoinCardOptions): TemplateResult {
  const socket = address.kind === 'node' ? address.origin.replace(/^http/, 'ws') : undefined;
  const line = (label: string, path: string): Parameters<typeof keyValues>[0][number] => {
    if (socket === undefined) return { label, value: words.inBrowser };
    return { label, value: `${socket}${path}`, mono: true, copy: `${socket}${path}` };
  };
  return card({
    heading: words.heading,
    hint: words.hint,
    body: html`<div class="join-values">
      ${keyValues([
        { label: words.idScope, value: info.idScope, mono: true, copy: info.idScope },
        {
          label: words.groupKey,
          value: html`<dw-secret .label=${words.groupKey} .reveal=${readGroupKey}></dw-secret>`,
        },
        line(words.dps, '/'),
        line(words.hub, '/$iothub/websocket'),
      ])}
    </div>`,
  });
}
