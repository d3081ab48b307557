import { html, nothing, type TemplateResult } from 'lit';
import type { KeyKind } from '#core/issuing/key-kind';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { stepsList } from '../../../elements/steps-list/steps-list.ts';

const words = uiCertificatesWords.making;

/** What is seen while a key and its certificate are being made; how long an RSA key takes is a matter of luck, and said. */
export function makingSteps(keyKind: KeyKind, startedAt: number): TemplateResult {
  const isLong = keyKind.startsWith('RSA');
  return html`<div class="stack making" role="status">
    ${stepsList([{ label: words.key(uiCertificatesWords.keyKind.names[keyKind]), outcome: 'running', startedAt }])}
    ${isLong ? html`<p class="small muted">${words.long}</p>` : nothing}
  </div>`;
}
