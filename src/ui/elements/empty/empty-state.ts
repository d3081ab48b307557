import { html, nothing, type TemplateResult } from 'lit';
import { icon, type Icon } from '../icon/icon.ts';
import './empty-state.css';

/** What stands where nothing is yet: why it is empty, and the way to fill it. */
export interface EmptyStateOptions {
  readonly icon: Icon;
  readonly heading: string;
  readonly text: unknown;
  readonly actions?: unknown;
}

/** An empty place that says what it is for. */
export function emptyState(options: EmptyStateOptions): TemplateResult {
  return html`<div class="empty">
    <span class="empty-icon">${icon(options.icon)}</span>
    <h2>${options.heading}</h2>
    <p>${options.text}</p>
    ${options.actions === undefined ? nothing : html`<div class="actions">${options.actions}</div>`}
  </div>`;
}
