import { html, nothing, type TemplateResult } from 'lit';
import { uiEditingWords as words } from '#core/words/en/ui-editing';
import { icon, icons } from '../../elements/icon/icon.ts';
import './faults-line.css';

/** Counts the fields that need a change, beside the button that was pressed: there it is in sight. */
export function faultsLine(count: number): TemplateResult | typeof nothing {
  return count === 0
    ? nothing
    : html`<p class="faults" role="alert">${icon(icons.circleAlert)}${words.faults(count)}</p>`;
}
