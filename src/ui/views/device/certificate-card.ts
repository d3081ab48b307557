import { html, type TemplateResult } from 'lit';
import type { DeviceCertificate } from '#core/ports/device-host';
import { lifeOf } from '#core/rolling/certificate-life';
import { uiDeviceCertificatesWords as words } from '#core/words/en/ui-device-certificates';
import { drawChain } from '#app/stores/certificate-chain';
import { card } from '../../elements/card/card.ts';
import '../../elements/chain/chain.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { status } from '../../elements/status/status.ts';
import { validityBar } from '../../elements/validity-bar/validity-bar.ts';
import { lifeWords } from '../certificates/shared/life-words.ts';

/** One certificate of a device, as a card. */
export interface CertificateCardOptions {
  readonly heading: unknown;
  readonly hint: string;
  readonly certificate: DeviceCertificate;
  readonly now: number;
  readonly actions?: TemplateResult | undefined;
}

/** Whose it is, by whom, until when, and where its key is. */
export function certificateCard({ heading, hint, certificate, now, actions }: CertificateCardOptions): TemplateResult {
  const { id, facts, chain } = certificate;
  const { subjectName, serialNumber, sha1Thumbprint, sha256Thumbprint, notBefore, notAfter, commonName } = facts;
  const { kind, word } = lifeWords(facts, now);
  return card({
    heading,
    hint,
    actions,
    body: html`<div class="stack certificate-body">
      <dw-chain .label=${words.chain(commonName || subjectName)} .links=${drawChain([facts, ...chain], now)}></dw-chain>
      <div class="certificate-life">
        ${status(kind, word)} ${validityBar({ from: notBefore, until: notAfter, ...lifeOf(facts, now) })}
      </div>
      ${keyValues([
        { label: words.subject, value: html`<bdi>${subjectName}</bdi>`, copy: subjectName },
        { label: words.sha1, value: sha1Thumbprint, mono: true, copy: sha1Thumbprint },
        { label: words.sha256, value: sha256Thumbprint, mono: true, copy: sha256Thumbprint },
        { label: words.serialNumber, value: serialNumber, mono: true, copy: serialNumber },
        { label: words.key, value: words.keyOf[id === undefined ? 'issued' : 'kept'] },
      ])}
    </div>`,
  });
}
