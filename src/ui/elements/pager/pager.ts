import { html, nothing, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { icon, icons } from '../icon/icon.ts';
import { formatCount } from '../text/format.ts';
import './pager.css';

/** Which part of a long list is shown. */
export interface PagerOptions {
  /** What is paged: "Devices". */
  readonly label: string;
  /** Place of the first row that is shown, counted from 0. */
  readonly from: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onGo: (from: number) => void;
}

/** "51–100 of 500" with a step back and a step on; nothing where all is on one page. */
export function pager({ label, from, pageSize, total, onGo }: PagerOptions): TemplateResult | typeof nothing {
  if (total <= pageSize) return nothing;
  const end = Math.min(total, from + pageSize);
  const step = (name: string, mark: typeof icons.left, to: number, possible: boolean): TemplateResult =>
    html`<button
      class="btn icon small"
      type="button"
      aria-label=${name}
      data-tip=${name}
      aria-disabled=${possible ? nothing : 'true'}
      @click=${() => possible && onGo(to)}
    >
      ${icon(mark)}
    </button>`;
  return html`<nav class="pager" aria-label=${words.pages(label)}>
    <span role="status">${words.pageRange(formatCount(from + 1), formatCount(end), formatCount(total))}</span>
    ${step(words.pageBack, icons.left, Math.max(0, from - pageSize), from > 0)}
    ${step(words.pageOn, icons.right, end, end < total)}
  </nav>`;
}
