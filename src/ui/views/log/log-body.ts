import { html, type TemplateResult } from 'lit';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { jsonView } from '../../elements/json/json-view.ts';
import './log.css';

/** A body under its name: JSON or text, or that there is none. */
export function logBody(label: string, body: string): TemplateResult {
  return html`<div>
    <p class="log-label">${label}</p>
    ${body === '' ? html`<p class="muted small">${uiDeviceWords.empty}</p>` : jsonView({ label, value: body })}
  </div>`;
}
