import { html, nothing, type TemplateResult } from 'lit';
import { uiShellWords } from '#core/words/en/ui-shell';
import '../../elements/copy/copy.ts';
import { notice } from '../../elements/notice/notice.ts';
import './mistake-notice.css';

/** Our own mistake: says so, and gives a report that can be read and copied. `more` are further buttons. */
export function mistakeNotice(report: string, more: unknown = nothing): TemplateResult {
  const { title, explanation, remedy, showReport, report: label } = uiShellWords.mistake;
  return notice({
    tone: 'err',
    title,
    explanation,
    remedy,
    details: html`<details>
      <summary>${showReport}</summary>
      <pre class="report mono">${report}</pre>
    </details>`,
    actions: html`<dw-copy worded .text=${report} .label=${label}></dw-copy>${more}`,
    announce: true,
  });
}
