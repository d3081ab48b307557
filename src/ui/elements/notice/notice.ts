import { html, nothing, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { icon, icons } from '../icon/icon.ts';
import { tag } from '../tag/tag.ts';
import './notice.css';

/** How grave a notice is. */
export type NoticeTone = 'info' | 'ok' | 'warn' | 'err';

/** One possible cause of what happened. */
export interface NoticeCause {
  readonly title: string;
  readonly remedy?: string | undefined;
  /** Our own checks point to it. */
  readonly likely?: boolean | undefined;
}

/** What happened, why, and what to do next. */
export interface NoticeOptions {
  readonly tone: NoticeTone;
  readonly title: string;
  readonly explanation?: unknown;
  readonly remedy?: unknown;
  /** Most likely first. */
  readonly causes?: readonly NoticeCause[] | undefined;
  /** Anything below, such as the service's own words. */
  readonly details?: unknown;
  readonly actions?: unknown;
  /** Interrupts a screen reader; for what has just gone wrong. */
  readonly announce?: boolean | undefined;
}

const MARKS = { info: icons.info, ok: icons.circleCheck, warn: icons.alert, err: icons.circleAlert };

function causeList(causes: readonly NoticeCause[]): TemplateResult {
  const row = (cause: NoticeCause): TemplateResult =>
    html`<li>
      <p class="notice-cause">${cause.title}${cause.likely === true ? html` ${tag(words.likely, 'warn')}` : nothing}</p>
      ${cause.remedy === undefined ? nothing : html`<p class="notice-remedy">${cause.remedy}</p>`}
    </li>`;
  return html`<div class="notice-causes">
    <p class="notice-label">${words.causesTitle}</p>
    <ol>
      ${causes.map(row)}
    </ol>
  </div>`;
}

/** A notice in its place on the page. Made for `describeFinding` and `describeCause`. */
export function notice(options: NoticeOptions): TemplateResult {
  const { tone, title, explanation, remedy, causes = [], details, actions } = options;
  return html`<div class="notice ${tone}" role=${options.announce === true ? 'alert' : nothing}>
    ${icon(MARKS[tone])}
    <div class="notice-words">
      <p class="notice-title">${title}</p>
      ${explanation === undefined ? nothing : html`<p>${explanation}</p>`}
      ${remedy === undefined ? nothing : html`<p class="notice-remedy">${remedy}</p>`}
      ${causes.length === 0 ? nothing : causeList(causes)}
      ${details === undefined ? nothing : html`<div class="notice-details">${details}</div>`}
      ${actions === undefined ? nothing : html`<div class="actions">${actions}</div>`}
    </div>
  </div>`;
}
