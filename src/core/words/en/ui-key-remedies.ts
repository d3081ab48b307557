import type { FactsByCode } from '../../errors/facts.ts';
import type { OtherRemedies } from '../words.ts';
import { mendCharacter } from './ids.ts';

const pasteGroupKey = 'Paste the primary key of the enrollment group, or make new keys for a new group.';
const pasteSecondaryKey = 'Paste the secondary key of the enrollment group, or leave this field empty.';

/** Next steps for the key of a group in the Keys room, where a key of one device has no place. */
export const GROUP_KEY_REMEDIES: OtherRemedies = {
  'key/empty': pasteGroupKey,
  'key/is-token': pasteGroupKey,
  'key/is-placeholder': pasteGroupKey,
  'key/is-connection-string': pasteGroupKey,
  'key/derived-twice': pasteGroupKey,
  'key/may-be-device-key': 'If it was copied from one device, paste the key of its enrollment group instead.',
};

/** The same for the group's second key, which may be left out. */
export const SECONDARY_KEY_REMEDIES: OtherRemedies = {
  'key/is-token': pasteSecondaryKey,
  'key/is-placeholder': pasteSecondaryKey,
  'key/is-connection-string': pasteSecondaryKey,
  'key/derived-twice': pasteSecondaryKey,
  'key/may-be-device-key': 'If it was copied from one device, paste the secondary key of its enrollment group instead.',
};

const SEPARATOR = /[,;|\t]/;
const BRACE = /[{}]/;

function mendTyped(facts: FactsByCode['id/character']): string {
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

/** Next steps for a single ID. */
export const ONE_ID_REMEDIES: OtherRemedies = {
  'id/character': mendTyped,
  'list/holds-key': 'Enter the ID of the device here. The key of its group belongs in the field “Group key”.',
  'list/spreadsheet-value': 'Type the ID in full, as the device has it.',
};

/** Next steps for a numbered pattern. */
export const PATTERN_REMEDIES: OtherRemedies = {
  'id/character': mendTyped,
  'list/too-long': 'Take fewer numbers, and make the keys of the others after these.',
};

/** Next steps for the lines of a list or a file. */
export const LISTED_REMEDIES: OtherRemedies = {
  'id/character': mendListed,
  'list/column-guessed': 'Choose another column under “Device IDs are in” if this one does not hold them.',
  'list/heading-skipped': 'If a device is called so, make its key with “One ID”.',
  'list/holds-key':
    'Put the device ID there. If the whole column holds such texts, choose another one under “Device IDs are in”. Keep the secret out of lists that are passed on.',
};
