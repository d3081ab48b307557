import { html, nothing, type TemplateResult } from 'lit';
import './card.css';

/** One subject on a surface of its own. */
export interface CardOptions {
  readonly heading?: unknown;
  /** One quiet sentence under the heading. */
  readonly hint?: unknown;
  /** Buttons at the right of the heading. */
  readonly actions?: unknown;
  readonly body: unknown;
  /** No padding around the body, as for a table. */
  readonly flush?: boolean | undefined;
}

/** A card with its heading line, when it has one. */
export function card(options: CardOptions): TemplateResult {
  const { heading, hint, actions, body, flush = false } = options;
  const bare = heading === undefined && actions === undefined;
  const words = html`<div class="card-words">
    ${heading === undefined ? nothing : html`<h2>${heading}</h2>`}
    ${hint === undefined ? nothing : html`<p class="card-hint">${hint}</p>`}
  </div>`;
  const head = html`<div class="card-head">
    ${words}${actions === undefined ? nothing : html`<div class="actions">${actions}</div>`}
  </div>`;
  return html`<section class="card">
    ${bare ? nothing : head}
    <div class="card-body ${flush ? 'flush' : ''}">${body}</div>
  </section>`;
}
