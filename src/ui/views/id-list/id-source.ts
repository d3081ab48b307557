import { html, nothing, type TemplateResult } from 'lit';
import { parseIdPattern } from '#core/id-list/id-pattern';
import type { TableReading } from '#core/id-list/listed-id';
import { uiIdListsWords as words } from '#core/words/en/ui-id-lists';
import type { IdDraft, IdField, IdWay, PickedFile } from '#app/stores/id-draft';
import type { IdListState } from '#app/stores/id-list';
import { segmented } from '../../elements/field/segmented.ts';
import { typedField, type FieldEditor, type TypedField } from '../editing/typed-fields.ts';
import { idFileField } from './id-file-field.ts';
import { idListField } from './id-list-field.ts';
import './id-list.css';
import type { ListFate } from './list-fate.ts';
import { listSummary } from './list-summary.ts';
import { shapeOf, tablePart } from './table-part.ts';

/** Where device IDs come from. */
export interface IdSourceOptions {
  /** Before the ids of its fields; unique on the page. */
  readonly prefix: string;
  /** Those that are offered. */
  readonly ways: readonly IdWay[];
  readonly draft: IdDraft;
  readonly list: IdListState;
  readonly editor: FieldEditor<IdField>;
  /** The words of the field of a single ID, where that is a way. */
  readonly oneId?: Pick<TypedField<IdField>, 'label' | 'hint' | 'placeholder'>;
  readonly fate: ListFate;
  readonly onChange: (part: Partial<IdDraft>) => void;
  readonly onFile: (file: PickedFile | undefined) => void;
}

/** The device IDs in one of the ways that they can be given, and what became of them. */
export function idSource(options: IdSourceOptions): TemplateResult {
  const { prefix, ways, draft, list, fate, onChange } = options;
  return html`<div class="stack">
    ${segmented<IdWay>({
      name: `${prefix}-way`,
      label: words.way,
      options: ways.map((value) => ({ value, label: words.ways[value] })),
      value: draft.way,
      onChange: (way) => onChange({ way, reading: {} }),
    })}
    ${source(options)}${listSummary(list, draft.way, fate)}
  </div>`;
}

function source(options: IdSourceOptions): TemplateResult | typeof nothing {
  const { prefix, draft, list, editor, oneId, onChange, onFile } = options;
  const { way, reading } = draft;
  if (way === 'one') {
    return oneId === undefined ? nothing : typedField(editor, { name: 'oneId', id: `${prefix}-oneId`, ...oneId });
  }
  if (way === 'pattern') return patternField(`${prefix}-pattern`, editor, draft.pattern);
  const shape = shapeOf(list, reading);
  const read = (chosen: TableReading): void => onChange({ reading: chosen });
  return html`${
    way === 'list'
      ? idListField(`${prefix}-list`, editor, draft.held, onChange)
      : idFileField(`${prefix}-file`, editor, draft.file, shape, onFile)
  }${tablePart(shape, reading, read)}`;
}

function patternField(id: string, editor: FieldEditor<IdField>, pattern: string): TemplateResult {
  const parsed = parseIdPattern(pattern);
  const counted = parsed.ok
    ? html`<p class="counted" role="status">
        ${words.counted(parsed.value.count, parsed.value.first, parsed.value.last)}
      </p>`
    : nothing;
  return html`${typedField(editor, { name: 'pattern', id, ...words.pattern })}${counted}`;
}
