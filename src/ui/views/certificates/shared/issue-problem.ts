import { html, type TemplateResult } from 'lit';
import type { nothing } from 'lit';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import '../../findings/finding-notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';

/**
 * Why a certificate was not made. Where there is one for the same name already, that is asked and not forbidden:
 * `onAgain` makes it all the same.
 */
export function issueProblem(
  problem: NoticeBody | undefined,
  again: string,
  onAgain: () => void,
): TemplateResult | typeof nothing {
  const isAsked =
    problem?.kind === 'finding' &&
    (problem.finding.code === 'certificate/issued-before' || problem.finding.code === 'certificate/many-issued-before');
  if (!isAsked) return problemNotice(problem);
  return html`<dw-finding-notice
    announce
    .tone=${'warn'}
    .finding=${problem.finding}
    .more=${html`<button class="btn" type="button" @click=${onAgain}>${again}</button>`}
  ></dw-finding-notice>`;
}
