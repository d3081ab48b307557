import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudDevicesWords } from '#core/words/en/ui-cloud-devices';
import { describeFinding } from '#core/words/words';
import type { BulkFailure, BulkWork } from '#app/stores/bulk-desk';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { progress } from '../../../elements/progress/progress.ts';
import type { CloudPlace } from '../../../routes.ts';

const words = uiCloudDevicesWords.bulk;
/** IDs that are told of each reason. */
const IDS_TOLD = 20;
const REASONS_TOLD = 10;

/** Work on many devices, and what can be done about it. */
export interface BulkProgressOptions {
  readonly work: BulkWork;
  /** The cloud that is looked at, which need not be the one that is worked on. */
  readonly place: CloudPlace;
  readonly onStop: () => void;
  readonly onClose: () => void;
  readonly onChooseFailed: (ids: readonly string[]) => void;
}

/** How far the work is, then what came of it: how many, which not, and why. */
export function bulkProgress(options: BulkProgressOptions): TemplateResult {
  const { work, onStop } = options;
  if (work.phase !== 'running') return outcome(options);
  return html`<div class="bulk-progress">
    ${progress({ id: 'bulk-progress', label: words.doing[work.verb], done: work.done, total: work.total })}
    <button class="btn" type="button" @click=${onStop}>${words.stop}</button>
  </div>`;
}

function outcome({ work, place, onClose, onChooseFailed }: BulkProgressOptions): TemplateResult {
  const { verb, done, total, failures, phase } = work;
  const workedOn: CloudPlace = work.cloud === 'tab' ? 'browser' : 'server';
  const left = total - done;
  const sentences = [
    workedOn !== place && words.inPlace[workedOn],
    phase === 'stopped' && words.stopped(left),
    phase === 'cut-off' && words.cutOff(left),
    failures.length > 0 && words.failed(failures.length),
  ].filter((sentence) => sentence !== false);
  const chooseFailed = html`<button class="btn small" type="button" @click=${() => onChooseFailed(failures.map(({ id }) => id))}>
    ${words.chooseFailed}
  </button>`;
  return notice({
    tone: phase === 'cut-off' ? 'err' : failures.length > 0 ? 'warn' : phase === 'stopped' ? 'info' : 'ok',
    title: words.done[verb](done - failures.length),
    explanation: sentences.length === 0 ? undefined : sentences.join(' '),
    details: failures.length === 0 ? undefined : reasons(failures),
    actions: html`${failures.length > 0 && workedOn === place ? chooseFailed : nothing}<button
        class="btn small ghost"
        type="button"
        @click=${onClose}
      >
        ${icon(icons.close)}${words.dismiss}
      </button>`,
    announce: true,
  });
}

/** Many devices fail for few reasons: each reason once, with the devices that it is true of. */
function reasons(failures: readonly BulkFailure[]): TemplateResult {
  const byReason = new Map<string, string[]>();
  for (const { id, finding } of failures) {
    const { title, explanation } = describeFinding(finding);
    // The cloud's own words say why; of all else the title is the same for every device.
    const reason = finding.code === 'cloud/refused' ? explanation : `${title}.`;
    const ids = byReason.get(reason) ?? [];
    ids.push(id);
    byReason.set(reason, ids);
  }
  return html`<details class="disclosure">
    <summary>${words.failures}</summary>
    <ul class="bulk-reasons">
      ${[...byReason].slice(0, REASONS_TOLD).map(
        ([reason, ids]) =>
          html`<li>
            <p>${reason}</p>
            <p class="mono small">
              ${ids.slice(0, IDS_TOLD).join(', ')}${
                ids.length > IDS_TOLD ? html` ${words.andMore(ids.length - IDS_TOLD)}` : nothing
              }
            </p>
          </li>`,
      )}
      ${byReason.size > REASONS_TOLD ? html`<li>${words.andMore(byReason.size - REASONS_TOLD)}</li>` : nothing}
    </ul>
  </details>`;
}
