import { html, nothing, type TemplateResult } from 'lit';
import type { KeptBatch, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiManyCertificatesWords } from '#core/words/en/ui-certificates-many';
import type { BatchWork } from '#app/stores/batch-room';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { progress } from '../../../elements/progress/progress.ts';
import { status } from '../../../elements/status/status.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import './many.css';

const words = uiManyCertificatesWords.batches;

/** A batch with how far it is, and what can be done with it. */
export interface BatchCardOptions {
  readonly batch: KeptBatch;
  readonly shelf: Shelf;
  /** What is being done with it. */
  readonly work: Exclude<BatchWork, { kind: 'none' }> | undefined;
  /** Another one is being made or saved: one at a time. */
  readonly isOtherBusy: boolean;
  readonly problem: NoticeBody | undefined;
  readonly onRun: () => void;
  readonly onPause: () => void;
  readonly onSave: () => void;
  readonly onRemove: () => void;
}

/** Shows a batch. */
export function batchCard(options: BatchCardOptions): TemplateResult {
  const { batch, shelf, work, problem, onRemove } = options;
  const { id, firstId, lastId, total, keyKind, form, authorityId } = batch;
  const name = words.range(firstId, lastId);
  const authority = certificateOf(shelf, authorityId)?.facts.commonName ?? words.gone;
  return html`<div class="batch" id="batch-${id}" tabindex="-1">${card({
    heading: html`<bdi class="mono">${name}</bdi>`,
    hint: words.facts(total, authority, uiCertificatesWords.keyKind.names[keyKind], words.forms[form]),
    actions:
      work === undefined
        ? menuButton({
            id: `batch-menu-${id}`,
            label: words.menu(name),
            icon: icons.more,
            items: [{ label: words.remove, icon: icons.remove, danger: true, run: onRemove }],
          })
        : undefined,
    body: html`<div class="stack">${problemNotice(problem)}${batchState(options)}</div>`,
  })}</div>`;
}

function batchState({ batch, work, isOtherBusy, onRun, onPause, onSave }: BatchCardOptions): TemplateResult {
  const { id, total } = batch;
  // Progress is told more often than portions are kept.
  const done = work?.kind === 'saving' ? (work.progress?.done ?? 0) : (work?.progress?.done ?? batch.done);
  const isWhole = batch.done === total;
  const label = work === undefined ? words.made : words[work.kind];
  return html`<div class="batch-state">
    ${progress({ id: `batch-progress-${id}`, label, done, total: work?.kind === 'saving' ? (work.progress?.total ?? batch.done) : total })}
    <div class="actions">
      ${
        work?.kind === 'making' || work?.kind === 'pausing'
          ? html`<button
              class="btn"
              type="button"
              aria-busy=${work.kind === 'pausing' ? 'true' : nothing}
              @click=${onPause}
            >
              ${icon(icons.pause)}${words.pause}
            </button>`
          : nothing
      }
      ${work === undefined && !isWhole ? goOn(isOtherBusy, onRun) : nothing}
      ${work === undefined && batch.done > 0 ? saveButton(isWhole, isOtherBusy, onSave) : nothing}
    </div>
    <p class="batch-word" role="status">${word(batch, work)}</p>
  </div>`;
}

function word({ done, total }: KeptBatch, work: BatchCardOptions['work']): unknown {
  if (work?.progress?.remainingMs !== undefined && work.kind !== 'pausing') {
    return words.remaining(work.progress.remainingMs);
  }
  if (work !== undefined) return nothing;
  return done === total ? status('online', words.whole) : status('waiting', words.waits(total - done));
}

function goOn(isOtherBusy: boolean, onRun: () => void): TemplateResult {
  return html`<button class="btn primary" type="button" ?disabled=${isOtherBusy} @click=${onRun}>
    ${icon(icons.play)}${words.goOn}
  </button>`;
}

function saveButton(isWhole: boolean, isOtherBusy: boolean, onSave: () => void): TemplateResult {
  return html`<button
    class="btn ${isWhole ? 'primary' : ''}"
    type="button"
    ?disabled=${isOtherBusy}
    @click=${onSave}
  >
    ${icon(icons.download)}${isWhole ? words.save : words.saveSome}
  </button>`;
}
