import { html, type TemplateResult } from 'lit';
import { uiScanWords as words } from '#core/words/en/ui-scan';
import type { ScannedCode } from '#app/stores/scan-room';
import { card } from '../../../elements/card/card.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { nameCode } from './code-name.ts';

/** Several codes that were read at once, to choose one of. */
export function codeChoice(codes: readonly ScannedCode[], onChoose: (id: number) => void): TemplateResult {
  const row = ({ id, result }: ScannedCode): TemplateResult => {
    const { title, text, icon: mark } = nameCode(result);
    return html`<li>
      <button class="code-row" type="button" @click=${() => onChoose(id)}>
        ${icon(mark)}
        <span class="code-words"
          ><bdi class="code-title">${title}</bdi>${text === '' ? '' : html`<span class="muted small">${text}</span>`}</span
        >
        ${icon(icons.right)}
      </button>
    </li>`;
  };
  return card({
    heading: html`<span tabindex="-1" data-result>${words.several.heading(codes.length)}</span>`,
    hint: words.several.text,
    flush: true,
    body: html`<ul class="code-rows">
      ${codes.map(row)}
    </ul>`,
  });
}
