import { html, nothing, type TemplateResult } from 'lit';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import '../../elements/button/button.ts';
import { field } from '../../elements/field/field.ts';
import { textArea } from '../../elements/field/text-area.ts';

const words = uiInspectWords.paste;
export const PASTE_FIELD_ID = 'inspect-text';

/** A field for text that is typed, or pasted where there are no keys for it. */
export interface PasteFieldOptions {
  readonly label: string;
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onLook: () => void;
}

/** The field; what is pasted into it while it is empty goes to the room's `PasteController` and never stands in it. */
export function pasteField({ label, text, onType, onLook }: PasteFieldOptions): TemplateResult {
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') onLook();
  };
  return html`<div class="paste-field" @keydown=${press}>
    ${field({ id: PASTE_FIELD_ID, label, hint: words.hint }, (ties) =>
      textArea(ties, {
        value: text,
        rows: 4,
        mono: true,
        placeholder: words.placeholder,
        leavesPaste: true,
        onInput: onType,
      }),
    )}
    ${
      text.trim() === ''
        ? nothing
        : html`<button class="btn primary" type="button" @click=${() => onLook()}>${words.look}</button>`
    }
  </div>`;
}
