import { html, nothing, type TemplateResult } from 'lit';
import type { NoticeBody } from '#app/stores/notices';
import './finding-notice.ts';
import { mistakeNotice } from './mistake-notice.ts';

/** Why something was not done, for the place beside the button that asked for it; said aloud when it appears. */
export function problemNotice(problem: NoticeBody | undefined): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  if (problem.kind === 'mistake') return mistakeNotice(problem.report);
  return html`<dw-finding-notice announce .finding=${problem.finding}></dw-finding-notice>`;
}
