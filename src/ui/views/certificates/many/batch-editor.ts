import type { ReactiveControllerHost } from 'lit';
import { PATTERN_REMEDIES } from '#core/words/en/ui-id-list-remedies';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import type { BatchField } from '#app/stores/batch-draft';
import type { BatchRoom } from '#app/stores/batch-room';
import type { FieldJudgement } from '#app/stores/field-judgement';
import { placeList } from '#app/stores/id-draft';
import { FieldsEditor } from '../../editing/fields-editor.ts';

const { needed } = uiIdListsWords;

/** The fields of a batch while they are edited. What is typed is kept by the room. */
export class BatchEditor extends FieldsEditor<BatchField> {
  constructor(
    host: ReactiveControllerHost,
    room: () => BatchRoom,
    fields: () => ReadonlyMap<BatchField, FieldJudgement>,
  ) {
    super(host, {
      text: (name) => (name === 'list' || name === 'pattern' ? room().draft.get()[name] : ''),
      fields,
      change: (name, text) => {
        if (name === 'list') room().change(placeList(text));
        else if (name === 'pattern') room().change({ pattern: text });
      },
      remedies: {
        pattern: PATTERN_REMEDIES,
        list: { 'list/empty': needed.list },
        file: { 'list/empty': needed.file },
      },
    });
  }
}
