import { html, type TemplateResult } from 'lit';
import type { IdListSummary, IdProblem } from '#core/ports/key-maker';
import { describeFinding } from '#core/words/words';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { PROBLEMS_A_PAGE, type ProblemPage } from '#app/stores/id-list';
import { reportOutlet } from '#app/use-cases/report-problems';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { pager } from '../../elements/pager/pager.ts';
import { table, type TableColumn } from '../../elements/table/table.ts';
import { tag } from '../../elements/tag/tag.ts';
import './id-list.css';
import type { ListFate } from './list-fate.ts';

const words = uiIdListsWords.summary;
type Column = 'found' | 'wrong' | 'fate';
const columnsOf = (fate: string): readonly TableColumn<Column>[] => [
  { id: 'found', heading: words.columns.found, width: 'minmax(7rem, 1fr)', phone: 'title' },
  { id: 'wrong', heading: words.columns.wrong, width: 'minmax(12rem, 4fr)', phone: 'meta' },
  { id: 'fate', heading: fate, width: 'auto', phone: 'aside' },
];

/** The lines of a list that are left out, or that are worth a look. */
export interface ProblemsCardOptions {
  readonly summary: IdListSummary;
  readonly page: ProblemPage;
  readonly fate: ListFate;
  readonly onGo: (from: number) => void;
  readonly onReport: () => void;
}

/** A page of them, each with what was read, what is wrong with it and how it is mended. */
export function problemsCard({ summary, page, fate, onGo, onReport }: ProblemsCardOptions): TemplateResult {
  const { problems, leftOut } = summary;
  const toLook = problems - leftOut;
  const counts = [leftOut > 0 && words.leftOut(leftOut), toLook > 0 && words.look(toLook)].filter(Boolean);
  const isFile = reportOutlet(problems) === 'file';
  return card({
    heading: words.problems,
    hint: counts.join(', '),
    actions: html`<button class="btn small" type="button" @click=${onReport}>
      ${icon(isFile ? icons.download : icons.copy)}${isFile ? words.saveReport : words.copyReport}
    </button>`,
    flush: true,
    body: html`<div class="id-problems">
        ${table<IdProblem, Column>({
          label: words.problems,
          columns: columnsOf(fate.words.column),
          rows: page.rows,
          key: ({ line, finding }) => `${line} ${finding.code}`,
          cells: (problem) => cells(problem, fate),
        })}
      </div>
    <div class="card-foot">
      ${pager({ label: words.problems, from: page.from, pageSize: PROBLEMS_A_PAGE, total: problems, onGo })}
    </div>`,
  });
}

/** Prints a problem for a report, on a line of its own. */
export function printProblem({ line, found, leftOut, finding }: IdProblem, fate: ListFate): string {
  const { title, explanation, remedy } = describeFinding(finding, fate.remedies);
  const became = leftOut ? words.isLeftOut : fate.words.gets;
  return `${words.line(line)}, “${found}”, ${became}. ${title}. ${explanation} ${remedy}\n`;
}

function cells({ line, found, leftOut, finding }: IdProblem, fate: ListFate): Record<Column, unknown> {
  const { title, explanation, remedy } = describeFinding(finding, fate.remedies);
  return {
    found: html`<span class="mono">${found === '' ? words.nothing : found}</span>
      <span class="problem-line">${words.line(line)}</span>`,
    wrong: html`<span class="problem-title">${title}.</span>
      <span class="muted">${explanation} ${remedy}</span>`,
    fate: leftOut ? tag(words.isLeftOut, 'err') : tag(fate.words.gets, 'warn'),
  };
}
