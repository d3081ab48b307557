import type { Finding } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';

/** Next steps that fit a form better than those that are said everywhere. */
export type OwnRemedies = Partial<Record<Finding['code'], string>>;

/** Gives the sentence below a field that needs a change; of an empty one nothing needs to be explained. */
export function describeFault(finding: Finding, own: OwnRemedies = {}): string {
  const { explanation, remedy: general } = describeFinding(finding);
  const remedy = own[finding.code] ?? general;
  return finding.code.endsWith('/empty') ? remedy : `${explanation} ${remedy}`;
}

/** Gives the sentences below a field whose value can be used, but is worth a look. */
export function describeNote(finding: Finding, own: OwnRemedies = {}): string {
  const { title, explanation, remedy: general } = describeFinding(finding);
  const remedy = own[finding.code] ?? general;
  // The text in the field is mended already; where else the key is kept is another matter.
  return finding.code === 'key/line-break-removed' ? `${title}. ${explanation}` : `${title}. ${explanation} ${remedy}`;
}
