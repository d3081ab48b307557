import { html, type TemplateResult } from 'lit';
import { icon, icons } from '../icon/icon.ts';
import './drop-veil.css';

/** Covers the page while files are held over it, and says what becomes of them there. */
export function dropVeil(text: string): TemplateResult {
  return html`<div class="drop-veil" role="status"><p>${icon(icons.upload)}${text}</p></div>`;
}
