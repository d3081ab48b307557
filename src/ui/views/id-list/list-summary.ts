import { html, nothing, type TemplateResult } from 'lit';
import type { IdListSummary } from '#core/ports/key-maker';
import { describeFinding } from '#core/words/words';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import type { IdWay } from '#app/stores/id-draft';
import type { IdListState } from '#app/stores/id-list';
import { icon, icons } from '../../elements/icon/icon.ts';
import { status } from '../../elements/status/status.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import type { ListFate } from './list-fate.ts';

const words = uiIdListsWords.summary;

/** What became of the list: how many get what they are to get, and what is to say of it as a whole. */
export function listSummary(list: IdListState, way: IdWay, fate: ListFate): TemplateResult | typeof nothing {
  if (list.kind === 'none') return nothing;
  if (list.kind === 'refused') return html`<div class="list-refused">${problemNotice(list.problem)}</div>`;
  // The field of one ID says all of it.
  if (way === 'one') return nothing;
  const summary = list.kind === 'read' ? list.summary : list.last;
  if (summary === undefined) return html`<p class="list-count">${status('busy', words.reading)}</p>`;
  // A pattern is counted while it is typed.
  return html`${way === 'pattern' ? nothing : counts(summary, list.kind === 'reading', fate)}${summary.notes.map(
    (note) => {
      const { title, explanation, remedy } = describeFinding(note, fate.remedies);
      // What was read well in all likelihood is no warning.
      const [tone, sign] = note.code === 'file/encoding' ? ['info', icons.info] : ['warn', icons.alert];
      return html`<p class="field-note ${tone}">${icon(sign)}<span>${title}. ${explanation} ${remedy}</span></p>`;
    },
  )}`;
}

function counts(
  { good, leftOut, first, last }: IdListSummary,
  isReading: boolean,
  { words: said }: ListFate,
): TemplateResult {
  const range = first === undefined || last === undefined ? undefined : words.range(first, last);
  const word = good === 0 ? said.none : said.good(good);
  return html`<p class="list-count" role="status" aria-busy=${isReading ? 'true' : nothing}>
    ${status(good === 0 ? 'failed' : isReading ? 'busy' : 'online', word)}
    ${range === undefined ? nothing : html`<span class="mono small muted">${range}</span>`}
    ${leftOut === 0 ? nothing : html`<span class="list-left-out">${words.leftOut(leftOut)}</span>`}
  </p>`;
}
