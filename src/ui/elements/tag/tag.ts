import { html, type TemplateResult } from 'lit';
import './tag.css';

/** What a tag says by its colour; the word says it too. */
export type TagTone = 'plain' | 'ok' | 'warn' | 'err' | 'info' | 'accent';

/** A short word about a thing: "SAS key", "Likely". */
export function tag(text: string, tone: TagTone = 'plain'): TemplateResult {
  return html`<span class="tag ${tone}">${text}</span>`;
}
