import { html, nothing, type TemplateResult } from 'lit';
import { estimateMaking } from '#core/issuing/key-cost';
import type { KeyKind } from '#core/issuing/key-kind';
import { uiManyCertificatesWords } from '#core/words/en/ui-certificates-many';

const words = uiManyCertificatesWords.form;
/** From here on it is worth a word that another kind of key is quicker. */
const LONG_MS = 60_000;

/** Says about how long so many certificates take; the true time is seen once they are being made. */
export function estimateWords(keyKind: KeyKind, count: number): TemplateResult {
  const milliseconds = estimateMaking(keyKind, count);
  const isLong = keyKind.startsWith('RSA') && milliseconds > LONG_MS;
  return html`<p class="many-estimate">${words.estimate(milliseconds)}${isLong ? html` ${words.rsa}` : nothing}</p>`;
}
