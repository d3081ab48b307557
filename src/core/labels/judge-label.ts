import { makeFinding, type Finding } from '../errors/workbench-error.ts';
import type { LabelContent } from './arrangement.ts';
import { advisedModule, judgeModule } from './code-fit.ts';
import type { LaidLabel } from './lay-out-label.ts';

/** Labels that one print has at most: more pages than that browsers do not lay out in bearable time. */
export const LABEL_LIMIT = 5000;

/** What is to say of a label that was laid out; `isPrintable`: there is a code on it at all. */
export interface JudgedLabel {
  readonly isPrintable: boolean;
  readonly notes: readonly Finding[];
}

/** Judges the fullest label of a print. Notes: `label/too-small`, `label/words-cut`. */
export function judgeLabel(
  { code, isIdWhole }: LaidLabel,
  { words, squares }: LabelContent,
  dotMm: number | undefined,
): JudgedLabel {
  const fit = judgeModule(code.module, dotMm);
  const notes: Finding[] = [];
  if (fit !== 'good') {
    const sides = { sideMm: code.module * squares, neededMm: advisedModule(dotMm) * squares };
    notes.push(makeFinding('label/too-small', sides));
  }
  if (!isIdWhole) notes.push(makeFinding('label/words-cut', { deviceId: words.id }));
  return { isPrintable: fit !== 'none', notes };
}
