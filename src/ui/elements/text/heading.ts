import { html, type TemplateResult } from 'lit';

/** Levels that a part of a page may have; level 1 is the page's own. */
export type HeadingLevel = 2 | 3 | 4;

/** A heading of the level that fits where it stands. */
export function headingOf(level: HeadingLevel, text: unknown): TemplateResult {
  if (level === 2) return html`<h2>${text}</h2>`;
  return level === 3 ? html`<h3>${text}</h3>` : html`<h4>${text}</h4>`;
}
