import type { TemplateResult } from 'lit';
import { uiCloudCertificatesWords as words } from '#core/words/en/ui-cloud-certificates';
import type { NoticeBody } from '#app/stores/notices';
import { questionDialog } from '../../findings/question-dialog.ts';

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
  return questionDialog({
    id: 'remove-certificate',
    open: subject !== undefined,
    heading: words.removeTitle(subject?.name ?? ''),
    text: words.removeText,
    problem,
    cancel: words.cancel,
    confirm: words.remove,
    onClose,
    onConfirm: () => subject && onRemove(subject),
  });
}
