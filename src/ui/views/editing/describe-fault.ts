import type { Finding } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';

/** Gives the sentence below a field that needs a change; of an empty one nothing needs to be explained. */
export function describeFault(finding: Finding): string {
  const { explanation, remedy } = describeFinding(finding);
  return finding.code.endsWith('/empty') ? remedy : `${explanation} ${remedy}`;
}
