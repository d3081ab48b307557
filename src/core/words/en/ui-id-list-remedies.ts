import type { FactsByCode } from '../../errors/facts.ts';
import type { OtherRemedies } from '../words.ts';
import { mendCharacter } from './ids.ts';

const SEPARATOR = /[,;|\t]/;
const BRACE = /[{}]/;

/** Gives the next step for a character of an ID or a pattern that was typed where IDs can be given in other ways, too. */
export function mendTyped(facts: FactsByCode['id/character']): string {
  if (SEPARATOR.test(facts.character)) {
    return 'If these are several IDs, choose “List” and enter them there. Otherwise put a hyphen in its place.';
  }
  if (BRACE.test(facts.character)) {
    return 'If this is a numbered pattern, choose “Pattern” and enter it there. Otherwise leave the braces out.';
  }
  return mendCharacter(facts);
}

function mendListed(facts: FactsByCode['id/character']): string {
  if (SEPARATOR.test(facts.character)) {
    return 'If it stands between columns, choose it under “Columns are separated by”. Otherwise put a hyphen in its place.';
  }
  return BRACE.test(facts.character) ? mendTyped(facts) : mendCharacter(facts);
}

/** Next steps for a numbered pattern. */
export const PATTERN_REMEDIES: OtherRemedies = {
  'id/character': mendTyped,
  'list/too-long': 'Take fewer numbers, and take the others after these.',
};

/** Next steps for the lines of a list or a file. */
export const LISTED_REMEDIES: OtherRemedies = {
  'id/character': mendListed,
  'list/column-guessed': 'Choose another column under “Device IDs are in” if this one does not hold them.',
  'list/holds-key':
    'Put the device ID there. If the whole column holds such texts, choose another one under “Device IDs are in”. Keep the secret out of lists that are passed on.',
};
