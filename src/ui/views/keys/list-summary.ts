import { html, nothing, type TemplateResult } from 'lit';
import type { IdListSummary } from '#core/ports/key-maker';
import { describeFinding } from '#core/words/words';
import { LISTED_REMEDIES } from '#core/words/en/ui-key-remedies';
import { uiKeysWords } from '#core/words/en/ui-keys';
import type { IdWay } from '#app/stores/key-draft';
import type { KeyListState } from '#app/stores/key-list';
import { icon, icons } from '../../elements/icon/icon.ts';
import { status } from '../../elements/status/status.ts';
import { problemNotice } from '../findings/problem-notice.ts';

const words = uiKeysWords.summary;

/** What became of the list: how many get keys, and what is to say of it as a whole. */
export function listSummary(list: KeyListState, way: IdWay): TemplateResult | typeof nothing {
  if (list.kind === 'none') return nothing;
  if (list.kind === 'refused') return html`<div class="list-refused">${problemNotice(list.problem)}</div>`;
  // The field of one ID says all of it.
  if (way === 'one') return nothing;
  const summary = list.kind === 'read' ? list.summary : list.last;
  if (summary === undefined) return html`<p class="list-count">${status('busy', words.reading)}</p>`;
  // A pattern is counted while it is typed.
  return html`${way === 'pattern' ? nothing : counts(summary, list.kind === 'reading')}${summary.notes.map((note) => {
    const { title, explanation, remedy } = describeFinding(note, LISTED_REMEDIES);
    // What was read well in all likelihood is no warning.
    const [tone, sign] = note.code === 'file/encoding' ? ['info', icons.info] : ['warn', icons.alert];
    return html`<p class="field-note ${tone}">${icon(sign)}<span>${title}. ${explanation} ${remedy}</span></p>`;
  })}`;
}

function counts({ good, leftOut, first, last }: IdListSummary, isReading: boolean): TemplateResult {
  const range = first === undefined || last === undefined ? undefined : words.range(first, last);
  const word = good === 0 ? words.none : words.good(good);
  return html`<p class="list-count" role="status" aria-busy=${isReading ? 'true' : nothing}>
    ${status(good === 0 ? 'failed' : isReading ? 'busy' : 'online', word)}
    ${range === undefined ? nothing : html`<span class="mono small muted">${range}</span>`}
    ${leftOut === 0 ? nothing : html`<span class="list-left-out">${words.leftOut(leftOut)}</span>`}
  </p>`;
}
