import { describe, expect, test } from 'vitest';
import { EMPTY_KEY_DRAFT, groupKeysOf, judgeKeyDraft, type KeyDraft, type KeyField } from '#app/stores/key-draft';

const GROUP_KEY = btoa('g'.repeat(64));
const OTHER_KEY = btoa('o'.repeat(64));
const SHORT_KEY = btoa('s'.repeat(32));
const GOOD: KeyDraft = { ...EMPTY_KEY_DRAFT, primaryKey: GROUP_KEY, oneId: 'boiler-1' };

const errorsOf = (draft: KeyDraft): Partial<Record<KeyField, string>> =>
  Object.fromEntries([...judgeKeyDraft(draft)].flatMap(([field, { error }]) => (error ? [[field, error.code]] : [])));
const notesOf = (draft: KeyDraft, madeHere: readonly string[] = []): string[] =>
  (judgeKeyDraft(draft, madeHere).get('primaryKey')?.notes ?? []).map(({ code }) => code);

describe('a draft of keys is judged as it is typed', () => {
  test('an empty one asks for the group key and the ID, and for nothing that keys do not need', () => {
    expect(errorsOf(EMPTY_KEY_DRAFT)).toEqual({ primaryKey: 'key/empty', oneId: 'id/empty' });
    expect(errorsOf(GOOD)).toEqual({});
  });

  test('an ID scope may be left out, but not be wrong', () => {
    expect(errorsOf({ ...GOOD, idScope: '  ' })).toEqual({});
    expect(errorsOf({ ...GOOD, idScope: 'scope' })).toEqual({ idScope: 'id-scope/form' });
  });

  test('the host is asked for only where it is one’s own', () => {
    expect(errorsOf({ ...GOOD, endpoint: 'own' })).toEqual({ ownHost: 'host/form' });
    expect(errorsOf({ ...GOOD, endpoint: 'own', ownHost: 'my-dps.example.net' })).toEqual({});
  });

  test('a second key is judged where there is one', () => {
    expect(errorsOf({ ...GOOD, secondaryKey: '8isrFI1sG!' })).toEqual({ secondaryKey: 'key/not-base64' });
  });

  test.each<[Partial<KeyDraft>, string, string]>([
    [{ way: 'list' }, 'list', 'list/empty'],
    [{ way: 'list', list: ' \n ' }, 'list', 'list/empty'],
    [{ way: 'pattern', pattern: 'sensor-1' }, 'pattern', 'list/pattern-form'],
    [{ way: 'file' }, 'file', 'list/empty'],
    [{ way: 'one', oneId: 'two words' }, 'oneId', 'id/character'],
    [{ way: 'one', oneId: GROUP_KEY }, 'oneId', 'list/holds-key'],
    [{ way: 'one', oneId: '1,23E+12' }, 'oneId', 'list/spreadsheet-value'],
  ])('%o lacks its IDs', (part, field, code) => {
    expect(errorsOf({ ...GOOD, ...part })).toEqual({ [field]: code });
  });

  test('a key of any length goes, as it does with az, and an odd one is noted', () => {
    expect(notesOf({ ...GOOD, primaryKey: btoa('k'.repeat(316)) })).toEqual(['key/length']);
  });

  test('a key of 32 bytes may be a device’s, unless it was made here as a group’s', () => {
    expect(notesOf({ ...GOOD, primaryKey: SHORT_KEY })).toEqual(['key/may-be-device-key']);
    expect(notesOf({ ...GOOD, primaryKey: SHORT_KEY, origin: 'new' })).toEqual([]);
    expect(notesOf({ ...GOOD, primaryKey: SHORT_KEY, origin: 'kept' })).toEqual([]);
  });

  test('a key that was derived here is known again', () => {
    expect(notesOf({ ...GOOD, primaryKey: SHORT_KEY }, [SHORT_KEY])).toEqual(['key/derived-twice']);
  });
});

describe('the keys to make others from', () => {
  test('come without the line breaks that were pasted with them', () => {
    const broken = `${GROUP_KEY.slice(0, 64)}\n${GROUP_KEY.slice(64)}`;
    expect(groupKeysOf({ ...GOOD, primaryKey: broken })).toEqual({ primaryKey: GROUP_KEY });
    expect(groupKeysOf({ ...GOOD, secondaryKey: ` ${OTHER_KEY} ` })).toEqual({
      primaryKey: GROUP_KEY,
      secondaryKey: OTHER_KEY,
    });
  });

  test('are not given while a field has a fault', () => {
    expect(() => groupKeysOf(EMPTY_KEY_DRAFT)).toThrow(TypeError);
  });
});
