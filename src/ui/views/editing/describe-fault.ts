import type { Finding } from '#core/errors/workbench-error';
import { describeFinding, type OtherRemedies } from '#core/words/words';

/** Gives the sentence below a field that needs a change; of an empty one nothing needs to be explained. */
export function describeFault(finding: Finding, own: OtherRemedies = {}): string {
  const { explanation, remedy } = describeFinding(finding, own);
  return finding.code.endsWith('/empty') ? remedy : `${explanation} ${remedy}`;
}

/** Gives the sentences below a field whose value can be used, but is worth a look. */
export function describeNote(finding: Finding, own: OtherRemedies = {}): string {
  const { title, explanation, remedy } = describeFinding(finding, own);
  // The text in the field is mended already; where else the key is kept is another matter.
  return finding.code === 'key/line-break-removed' ? `${title}. ${explanation}` : `${title}. ${explanation} ${remedy}`;
}
