import { html, nothing, type TemplateResult } from 'lit';
import type { TableReading } from '#core/id-list/listed-id';
import { parseIdPattern } from '#core/id-list/id-pattern';
import { uiKeysWords } from '#core/words/en/ui-keys';
import { ID_WAYS, type IdWay, type KeyDraft, type KeyField, type PickedFile } from '#app/stores/key-draft';
import type { KeyListState } from '#app/stores/key-list';
import { card } from '../../elements/card/card.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { typedField, type FieldEditor } from '../editing/typed-fields.ts';
import { idFileField } from './id-file-field.ts';
import { idListField } from './id-list-field.ts';
import { listSummary } from './list-summary.ts';
import { shapeOf, tablePart } from './table-part.ts';

const words = uiKeysWords.devices;

/** The devices, in one of the ways that their IDs can be given. */
export interface DevicesCardOptions {
  readonly draft: KeyDraft;
  readonly list: KeyListState;
  readonly editor: FieldEditor<KeyField>;
  readonly onChange: (part: Partial<KeyDraft>) => void;
  readonly onFile: (file: PickedFile | undefined) => void;
}

/** Where the IDs come from, and what became of them. */
export function devicesCard(options: DevicesCardOptions): TemplateResult {
  const { draft, list, onChange } = options;
  return card({
    heading: words.heading,
    body: html`<div class="stack">
      ${segmented<IdWay>({
        name: 'keys-way',
        label: words.way,
        options: ID_WAYS.map((value) => ({ value, label: words.ways[value] })),
        value: draft.way,
        onChange: (way) => onChange({ way, reading: {} }),
      })}
      ${source(options)}${listSummary(list, draft.way)}
    </div>`,
  });
}

function source({ draft, list, editor, onChange, onFile }: DevicesCardOptions): TemplateResult {
  const { way, reading } = draft;
  if (way === 'one') return typedField(editor, { name: 'oneId', id: 'keys-oneId', ...words.oneId });
  if (way === 'pattern') return patternField(editor, draft.pattern);
  const shape = shapeOf(list, reading);
  const read = (chosen: TableReading): void => onChange({ reading: chosen });
  return html`${
    way === 'list' ? idListField(editor, draft.held, onChange) : idFileField(editor, draft.file, shape, onFile)
  }${tablePart(shape, reading, read)}`;
}

function patternField(editor: FieldEditor<KeyField>, pattern: string): TemplateResult {
  const parsed = parseIdPattern(pattern);
  const counted = parsed.ok
    ? html`<p class="counted" role="status">
        ${words.counted(parsed.value.count, parsed.value.first, parsed.value.last)}
      </p>`
    : nothing;
  return html`${typedField(editor, { name: 'pattern', id: 'keys-pattern', ...words.pattern })}${counted}`;
}
