import { html, nothing, type TemplateResult } from 'lit';
import './status.css';

/** What a thing is doing. Each kind has a shape of its own, so that colour is never alone. */
export type StatusKind = 'online' | 'busy' | 'waiting' | 'failed' | 'off' | 'never';

/** A status: shape, word and colour; `detail` follows in quiet text ("Online, at first-hub"). */
export function status(kind: StatusKind, word: string, detail?: string): TemplateResult {
  const more = detail === undefined || detail === '' ? nothing : html`<span class="status-detail">${detail}</span>`;
  return html`<span class="status ${kind}"><span class="status-mark"></span><span>${word}${more}</span></span>`;
}
