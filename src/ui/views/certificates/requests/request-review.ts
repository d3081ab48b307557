import { html, nothing, type TemplateResult } from 'lit';
import type { RequestReview } from '#core/ports/certificate-maker';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiCertificateRequestsWords } from '#core/words/en/ui-certificates-requests';
import { fieldNote } from '../../../elements/field/field.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { status } from '../../../elements/status/status.ts';
import { describeNote } from '../../editing/describe-fault.ts';
import '../../findings/finding-notice.ts';
import './requests.css';

const words = uiCertificateRequestsWords.signing;

/** What a request says and asks for, what speaks against signing it, and what of it is not taken over. */
export function requestReview(review: RequestReview): TemplateResult {
  const { subjectName, keyKind, alternativeNames, extensions, problems, notes } = review;
  return html`<section class="request-review" aria-label=${words.review}>
      ${keyValues([
        { label: words.subject, value: subjectName === '' ? words.noSubject : subjectName, mono: subjectName !== '' },
        {
          label: words.key,
          value: keyKind === undefined ? words.unknownKey : uiCertificatePageWords.facts.keyKinds[keyKind],
        },
        {
          label: words.proof,
          value: proof(review),
        },
        alternativeNames.length > 0 && { label: words.names, value: lines(alternativeNames), mono: true },
        extensions.length > 0 && {
          label: words.extensions,
          value: html`${lines(extensions)}<span class="small muted">${words.replaced(extensions.length)}</span>`,
        },
      ])}
    </section>
    ${problems.map((finding) => html`<dw-finding-notice announce .finding=${finding}></dw-finding-notice>`)}
    ${
      notes.length === 0
        ? nothing
        : html`<div class="request-notes">
            ${notes.map((note, index) =>
              fieldNote({ tone: 'warn', text: describeNote(note) }, `request-review-note-${index}`),
            )}
          </div>`
    }`;
}

/** The signature of a key that cannot be used is not looked at, so that nothing is said of it. */
function proof({ isSelfSigned, keyKind }: RequestReview): TemplateResult {
  if (isSelfSigned) return status('online', words.proofs.good);
  return keyKind === undefined ? status('never', words.proofs.unknown) : status('failed', words.proofs.bad);
}

function lines(texts: readonly string[]): TemplateResult {
  return html`<span class="request-lines">${texts.map((text) => html`<span>${text}</span>`)}</span>`;
}
