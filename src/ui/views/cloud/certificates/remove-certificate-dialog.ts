import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudCertificatesWords as words } from '#core/words/en/ui-cloud-certificates';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { problemNotice } from '../../findings/problem-notice.ts';

/** A certificate that is to be taken away. */
export interface CertificateRemoval {
  readonly name: string;
  readonly remove: () => Promise<void>;
}

/** What the question is about, and why it was not done when it was tried. */
export interface RemoveCertificateOptions {
  /** Undefined: closed. */
  readonly subject: CertificateRemoval | undefined;
  readonly problem: NoticeBody | undefined;
  readonly onClose: () => void;
  readonly onRemove: (subject: CertificateRemoval) => void;
}

/** Asks before a certificate goes: what is not kept elsewhere cannot be brought back. */
export function removeCertificateDialog({
  subject,
  problem,
  onClose,
  onRemove,
}: RemoveCertificateOptions): TemplateResult {
  return dialog({
    id: 'remove-certificate',
    open: subject !== undefined,
    heading: words.removeTitle(subject?.name ?? ''),
    body: () => html`<div class="stack">${problemNotice(problem)}<p>${words.removeText}</p></div>`,
    footer: () =>
      html`<button class="btn" type="button" @click=${onClose}>${words.cancel}</button>
        ${
          subject === undefined
            ? nothing
            : html`<button class="btn danger" type="button" @click=${() => onRemove(subject)}>${words.remove}</button>`
        }`,
    onClose,
  });
}
