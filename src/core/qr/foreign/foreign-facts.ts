import { showText } from '../../inspect/visible-text.ts';
import type { ForeignFact } from '../payload.ts';

/** Gives the facts that there are, in which everything is seen. */
export function makeForeignFacts(
  values: Readonly<Partial<Record<ForeignFact['name'], string | undefined>>>,
): readonly ForeignFact[] {
  return (Object.entries(values) as [ForeignFact['name'], string | undefined][]).flatMap(([name, value]) =>
    value ? [{ name, value: showText(value) }] : [],
  );
}
