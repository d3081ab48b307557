import { html, type TemplateResult } from 'lit';
import type { NoticeBody } from '#app/stores/notices';

const TOKEN_STATUSES: readonly number[] = [401, 403];

/** The cloud's own sentence about what was entered; undefined when it refused for another reason, or said nothing. */
export function refusalWords(problem: NoticeBody | undefined): string | undefined {
  if (problem?.kind !== 'finding' || problem.finding.code !== 'cloud/refused') return undefined;
  const { status, message } = problem.finding.facts;
  const isAboutInput = status >= 400 && status < 500 && !TOKEN_STATUSES.includes(status);
  return isAboutInput && message !== '' ? message : undefined;
}

/** Says a refusal aloud: a field that has the focus already is not read out again when its error comes. */
export function refusalAloud(words: string | undefined): TemplateResult {
  return html`<p class="sr" role="alert">${words}</p>`;
}
