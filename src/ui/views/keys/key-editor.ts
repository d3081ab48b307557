import type { ReactiveControllerHost } from 'lit';
import { PATTERN_REMEDIES } from '#core/words/en/ui-id-list-remedies';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { GROUP_KEY_REMEDIES, ONE_ID_REMEDIES, SECONDARY_KEY_REMEDIES } from '#core/words/en/ui-key-remedies';
import type { OtherRemedies } from '#core/words/words';
import type { FieldJudgement } from '#app/stores/field-judgement';
import { placeList } from '#app/stores/id-draft';
import type { KeyField } from '#app/stores/key-draft';
import type { KeyRoom } from '#app/stores/key-room';
import { FieldsEditor } from '../editing/fields-editor.ts';

const { needed } = uiIdListsWords;
const REMEDIES: Partial<Record<KeyField, OtherRemedies>> = {
  primaryKey: GROUP_KEY_REMEDIES,
  secondaryKey: SECONDARY_KEY_REMEDIES,
  oneId: ONE_ID_REMEDIES,
  pattern: PATTERN_REMEDIES,
  list: { 'list/empty': needed.list },
  file: { 'list/empty': needed.file },
};

/** Some fields of the Keys room while they are edited. What is typed is kept by the room. */
export class KeyEditor<Name extends KeyField> extends FieldsEditor<Name> {
  constructor(host: ReactiveControllerHost, room: () => KeyRoom, fields: () => ReadonlyMap<Name, FieldJudgement>) {
    super(host, {
      text: (name) => {
        const value = room().typed.get().draft[name];
        return typeof value === 'string' ? value : '';
      },
      fields,
      change: (name, text) => room().change(name === 'list' ? placeList(text) : { [name]: text }),
      remedies: REMEDIES,
    });
  }
}
