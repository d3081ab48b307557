import type { ReactiveControllerHost } from 'lit';
import { GRID_MEASURES, ROLL_MEASURES, type GridMeasure, type RollMeasure } from '#core/labels/judge-sheet';
import { PATTERN_REMEDIES } from '#core/words/en/ui-id-list-remedies';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import type { FieldJudgement } from '#app/stores/field-judgement';
import { placeList } from '#app/stores/id-draft';
import type { LabelDesk } from '#app/stores/label-desk';
import type { LabelDraft, LabelField } from '#app/stores/label-draft';
import { FieldsEditor } from '../../editing/fields-editor.ts';

const { needed } = uiIdListsWords;

/** The fields of labels while they are edited. What is typed is kept by the desk. */
export class LabelEditor extends FieldsEditor<LabelField> {
  constructor(
    host: ReactiveControllerHost,
    desk: () => LabelDesk,
    fields: () => ReadonlyMap<LabelField, FieldJudgement>,
  ) {
    super(host, {
      text: (name) => textOf(desk().draft.get(), name),
      fields,
      change: (name, text) => desk().change(changeOf(desk().draft.get(), name, text)),
      remedies: {
        pattern: PATTERN_REMEDIES,
        list: { 'list/empty': needed.list },
        file: { 'list/empty': needed.file },
      },
    });
  }
}

function textOf(draft: LabelDraft, name: LabelField): string {
  const [measure, group] = measureOf(name);
  if (group === 'grid') return draft.grid[measure];
  if (group === 'roll') return draft.roll[measure];
  return name === 'file' ? '' : draft[name as 'list' | 'pattern' | 'oneId' | 'idScope' | 'note' | 'skip'];
}

function changeOf(draft: LabelDraft, name: LabelField, text: string): Partial<LabelDraft> {
  const [measure, group] = measureOf(name);
  if (group === 'grid') return { grid: { ...draft.grid, [measure]: text } };
  if (group === 'roll') return { roll: { ...draft.roll, [measure]: text } };
  return name === 'list' ? placeList(text) : { [name]: text };
}

type Measure = readonly [GridMeasure, 'grid'] | readonly [RollMeasure, 'roll'] | readonly [undefined, undefined];

function measureOf(name: LabelField): Measure {
  const grid = GRID_MEASURES.find((measure) => name === `grid-${measure}`);
  if (grid !== undefined) return [grid, 'grid'];
  const roll = ROLL_MEASURES.find((measure) => name === `roll-${measure}`);
  return roll === undefined ? [undefined, undefined] : [roll, 'roll'];
}
