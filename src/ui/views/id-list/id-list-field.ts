import { html, type TemplateResult } from 'lit';
import { uiIdListsWords as words } from '#core/words/en/ui-id-lists';
import { placeList, type HeldText } from '#app/stores/id-draft';
import '../../elements/button/button.ts';
import { field } from '../../elements/field/field.ts';
import { textArea } from '../../elements/field/text-area.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import type { FieldEditor } from '../editing/typed-fields.ts';

/** A list that is typed or pasted, one ID a line. */
export function idListField(
  id: string,
  editor: FieldEditor<'list'>,
  held: HeldText | undefined,
  onHeld: (part: ReturnType<typeof placeList>) => void,
): TemplateResult {
  if (held !== undefined) return heldList(id, held, () => editor.type('list', ''));
  const { error, notes } = editor.words('list');
  const { label, hint, placeholder } = words.list;
  const paste = (event: ClipboardEvent): void => {
    const area = event.target as HTMLTextAreaElement;
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const { value, selectionStart, selectionEnd } = area;
    const part = placeList(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd));
    if (part.held === undefined) return;
    // A text area with a hundred thousand lines would stop the page for seconds.
    event.preventDefault();
    onHeld(part);
  };
  return html`<div @paste=${paste}>
    ${field({ id, label, hint, error, notes }, (ties) =>
      textArea(ties, {
        value: editor.text('list'),
        onInput: (text) => editor.type('list', text),
        onBlur: () => editor.leave('list'),
        rows: 7,
        placeholder,
        mono: true,
      }),
    )}
  </div>`;
}

function heldList(id: string, { lines }: HeldText, remove: () => void): TemplateResult {
  return html`<div class="held">
    <p class="held-words" id=${id} tabindex="-1">
      <strong>${words.held(lines)}</strong><span class="small muted">${words.heldText}</span>
    </p>
    <button class="btn small" type="button" @click=${remove}>${icon(icons.close)}${words.removeHeld}</button>
  </div>`;
}
