import { html, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudPartState } from '#app/stores/cloud-part';
import '../../elements/button/button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import '../findings/finding-notice.ts';

/** How a part of a cloud is shown. */
export interface PartOptions<T> {
  /** Said when it could not be read and nobody knows why. */
  readonly title: string;
  readonly onRetry: () => void;
  readonly content: (value: T) => unknown;
}

/** Shows a part of a cloud once it was read; before that its place, or why it could not be read, with another try. */
export function partOrWait<T>(state: CloudPartState<T> | undefined, options: PartOptions<T>): unknown {
  if (state === undefined || state.kind === 'reading') return skeleton('row', 3);
  if (state.kind === 'ready') return options.content(state.value);
  const retry: TemplateResult = html`<button class="btn" type="button" @click=${options.onRetry}>
    ${icon(icons.refresh)}${uiCloudWords.failed.now}
  </button>`;
  if (state.finding === undefined) return notice({ tone: 'err', title: options.title, actions: retry });
  return html`<dw-finding-notice .finding=${state.finding} .more=${retry}></dw-finding-notice>`;
}
