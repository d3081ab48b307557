import { html, nothing, type TemplateResult } from 'lit';
import type { InspectedChain } from '#core/inspect/inspection';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import { chainFaultWords } from '#core/words/en/x509';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import '../../elements/chain/chain.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { printUtcDay } from '../../elements/text/utc.ts';

const words = uiInspectWords.chains;

/** One chain of certificates. */
export interface ChainCardOptions {
  readonly chain: InspectedChain;
  /** `itemId` of the certificate that is shown in full. */
  readonly chosen: string | undefined;
  readonly onChoose: (itemId: string) => void;
  /** Undefined where its certificates cannot be copied. */
  readonly onCopy: (() => void) | undefined;
}

/** The chain as a picture, whether it holds, and its order put right. */
export function chainCard({ chain, chosen, onChoose, onCopy }: ChainCardOptions): TemplateResult {
  const name = words.heading(chain.links[0]?.commonName ?? '');
  return card({
    heading: html`<bdi>${name}</bdi>`,
    body: html`<div class="stack">
      <dw-chain
        label=${name}
        choosable
        .links=${chain.links}
        .printDay=${printUtcDay}
        .chosen=${chosen}
        @dw-select=${({ detail }: CustomEvent<{ id: string }>) => onChoose(detail.id)}
      ></dw-chain>
      ${verdict(chain)}${chain.isInOrder ? nothing : order(onCopy)}
    </div>`,
  });
}

function verdict({ verdict: found, links }: InspectedChain): TemplateResult {
  if (!found.ok) {
    const { title, explanation, remedy } = chainFaultWords[found.fault];
    const name = links[found.depth]?.commonName ?? '';
    return notice({
      tone: found.fault === 'no-path' ? 'warn' : 'err',
      title,
      explanation: html`${name === '' ? nothing : html`<bdi class="chain-subject">${words.of(name)}</bdi>`}${explanation}`,
      remedy,
    });
  }
  const last = links.at(-1);
  if (last?.role === 'missing') {
    return notice({ tone: 'info', title: words.goesOn, explanation: words.goesOnText(last.commonName) });
  }
  const isAlone = links.length === 1;
  return notice({
    tone: 'ok',
    title: isAlone ? words.holdsAlone : words.holds,
    explanation: isAlone ? words.holdsAloneText : words.holdsText,
  });
}

function order(onCopy: (() => void) | undefined): TemplateResult {
  const { title, explanation, copy } = words.mixed;
  const button = html`<button class="btn small" type="button" @click=${() => onCopy?.()}>${icon(icons.copy)}${copy}</button>`;
  return notice({ tone: 'warn', title, explanation, actions: onCopy === undefined ? undefined : button });
}
