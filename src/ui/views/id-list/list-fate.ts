import type { IdFateWords } from '#core/words/en/ui-id-lists';
import type { OtherRemedies } from '#core/words/words';

/** What is made for the IDs of a list, as the parts that show the list say it. */
export interface ListFate {
  readonly words: IdFateWords;
  /** For what is wrong with a line. */
  readonly remedies: OtherRemedies;
}
