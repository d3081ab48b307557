import { html, nothing, type TemplateResult } from 'lit';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { certificateHref } from '../shared/certificate-link.ts';
import './ends.css';

const words = uiCertificateEndsWords.guide;

/** What is rolled: from this certificate to that. */
export function guideSubjects(old: KeptCertificate, next: KeptCertificate | undefined): TemplateResult {
  return html`<div class="guide-subjects">
    ${subject(words.old, old)}<span class="guide-arrow">${icon(icons.right)}</span>${subject(words.next, next)}
  </div>`;
}

function subject(label: string, certificate: KeptCertificate | undefined): TemplateResult {
  if (certificate === undefined) {
    return html`<div class="guide-subject missing">
      <span class="guide-role">${label}</span><span class="muted">${words.noNext}</span>
    </div>`;
  }
  const { facts } = certificate;
  return html`<div class="guide-subject">
    <span class="guide-role">${label}</span>
    <a class="guide-link" href=${certificateHref(certificate)}><bdi>${facts.commonName || facts.subjectName}</bdi></a>
    <span class="small muted">${words.until(formatUtcDay(facts.notAfter))}</span>
    <span class="small mono guide-thumbprint">${facts.sha1Thumbprint}</span>
  </div>`;
}

/** What stands at the end: what is in force now, and what may still be done with the old one. */
export function guideSummary(
  old: KeptCertificate,
  next: KeptCertificate | undefined,
  href: string | undefined,
): TemplateResult {
  const { summary } = words;
  const { commonName, subjectName, notAfter } = old.facts;
  return notice({
    tone: 'ok',
    title: summary.heading(commonName || subjectName),
    explanation: `${summary.text}${next === undefined ? '' : ` ${summary.newEnds(formatUtcDay(next.facts.notAfter))}`}`,
    remedy: summary.oldEnds(formatUtcDay(notAfter)),
    actions: href === undefined ? undefined : html`<a class="btn" href=${href}>${summary.open}</a>${nothing}`,
  });
}
