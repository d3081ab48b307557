import { uiValidityMendWords as words } from '#core/words/en/ui-certificates-devices';
import type { FieldJudgement } from '#app/stores/field-judgement';
import { endWithIssuer, type ValidityDraft } from '#app/stores/validity-draft';
import type { FieldNote } from '../../../elements/field/field.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { describeFault, describeNote } from '../../editing/describe-fault.ts';

/** What is said below a period. */
export interface ValidityWords {
  readonly error: string | undefined;
  readonly notes: readonly FieldNote[];
}

/** Says at once what is wrong with a period that was told; one that outlives its issuer is mended by a press. */
export function validityWords(
  judgement: FieldJudgement | undefined,
  draft: ValidityDraft,
  now: number,
  onChange: (draft: ValidityDraft) => void,
): ValidityWords {
  const { error, notes = [] } = judgement ?? {};
  if (error === undefined) {
    return { error: undefined, notes: notes.map((note) => ({ tone: 'warn', text: describeNote(note) })) };
  }
  const mended = error.code === 'certificate/outlives-issuer' ? endWithIssuer(draft, error.facts.notAfter, now) : draft;
  if (mended === draft) return { error: describeFault(error), notes: [] };
  const action = {
    label: words.endOn(formatUtcDay(Date.parse(mended.untilDate))),
    run: () => onChange(mended),
  };
  return { error: describeFault(error), notes: [{ tone: 'info', text: '', action }] };
}
