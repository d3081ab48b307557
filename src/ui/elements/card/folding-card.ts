import { html, type TemplateResult } from 'lit';
import { icon, icons } from '../icon/icon.ts';
import './card.css';

/** A card that can be folded to its heading line. */
export interface FoldingCardOptions {
  readonly heading: string;
  /** One quiet sentence beside the heading. */
  readonly hint: string;
  /** Whether it is open at first; what the reader does to it stays. */
  readonly isOpen: boolean;
  readonly body: unknown;
}

/** A card whose heading line opens and closes it, so that many of them fit a phone. */
export function foldingCard({ heading, hint, isOpen, body }: FoldingCardOptions): TemplateResult {
  return html`<details class="card folding-card" ?open=${isOpen}>
    <summary class="fold-head">
      <h2>${heading}</h2>
      <span class="card-hint">${hint}</span>
      ${icon(icons.dropDown)}
    </summary>
    <div class="card-body">${body}</div>
  </details>`;
}
