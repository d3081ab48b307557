import { html, nothing, type TemplateResult } from 'lit';
import type { TableShape } from '#core/id-list/listed-id';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import type { PickedFile } from '#app/stores/id-draft';
import '../../elements/button/button.ts';
import { field } from '../../elements/field/field.ts';
import { fileInput } from '../../elements/file-input/file-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { formatBytes } from '../../elements/text/format.ts';
import type { FieldEditor } from '../editing/typed-fields.ts';
import { describeShape } from './table-part.ts';

const words = uiIdListsWords.file;
const ACCEPT = '.csv,.tsv,.txt,.tab,.dat,text/csv,text/plain,text/tab-separated-values';

/** The file that the IDs come from, or the place to choose one. */
export function idFileField(
  id: string,
  editor: FieldEditor<'file'>,
  picked: PickedFile | undefined,
  shape: TableShape | undefined,
  onFile: (file: PickedFile | undefined) => void,
): TemplateResult {
  if (picked !== undefined) return pickedFile(id, picked, shape, () => onFile(undefined));
  const { error } = editor.words('file');
  const { label, hint, choose, drop } = words;
  return field({ id, label, hint, error }, (ties) =>
    fileInput(ties, {
      text: choose,
      dropText: drop,
      accept: ACCEPT,
      onFile: (file) => onFile({ file, name: file.name }),
    }),
  );
}

function pickedFile(
  id: string,
  { file, name }: PickedFile,
  shape: TableShape | undefined,
  remove: () => void,
): TemplateResult {
  const kind = shape === undefined ? nothing : html` · ${describeShape(shape)}`;
  return html`<div class="held">
    <p class="held-words" id=${id} tabindex="-1">
      <strong class="held-name">${name}</strong><span class="small muted">${formatBytes(file.size)}${kind}</span>
    </p>
    <button class="btn small icon" type="button" aria-label=${words.remove} data-tip=${words.remove} @click=${remove}>
      ${icon(icons.close)}
    </button>
  </div>`;
}
