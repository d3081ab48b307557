import type { OtherRemedies } from '../words.ts';
import { LISTED_REMEDIES, mendTyped } from './ui-id-list-remedies.ts';

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

/** Next steps for a single ID. */
export const ONE_ID_REMEDIES: OtherRemedies = {
  'id/character': mendTyped,
  'list/holds-key': 'Enter the ID of the device here. The key of its group belongs in the field “Group key”.',
  'list/spreadsheet-value': 'Type the ID in full, as the device has it.',
};

/** Next steps for the lines of a list or a file whose devices get keys. */
export const KEYED_LIST_REMEDIES: OtherRemedies = {
  ...LISTED_REMEDIES,
  'list/heading-skipped': 'If a device is called so, make its key with “One ID”.',
};
