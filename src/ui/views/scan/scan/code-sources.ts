import { html, nothing, type TemplateResult } from 'lit';
import { uiScanWords as words } from '#core/words/en/ui-scan';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { textArea } from '../../../elements/field/text-area.ts';
import { filesButton } from '../../../elements/file-input/files-button.ts';
import { icons } from '../../../elements/icon/icon.ts';

/** Where codes come from beside the camera. */
export interface CodeSourcesOptions {
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onRead: () => void;
  readonly onPictures: (pictures: readonly File[]) => void;
}

/** Pictures, and the text of a code. What is pasted into the empty field goes to the room and never stands in it. */
export function codeSources(options: CodeSourcesOptions): TemplateResult {
  return html`<div class="code-sources">${card({ body: pictures(options) })}${card({ body: textPlace(options) })}</div>`;
}

function pictures({ onPictures }: CodeSourcesOptions): TemplateResult {
  const { heading, text, photo, open } = words.picture;
  const accept = 'image/*';
  return html`<div class="picture-source">
    <h2>${heading}</h2>
    <p class="muted">
      <span class="for-mouse">${text.mouse}</span><span class="for-touch">${text.touch}</span>
    </p>
    <div class="actions">
      ${filesButton({ text: photo, icon: icons.camera, look: 'for-touch', accept, takesPhoto: true, onFiles: onPictures })}
      ${filesButton({ text: open, accept, onFiles: onPictures })}
    </div>
  </div>`;
}

function textPlace({ text, onType, onRead }: CodeSourcesOptions): TemplateResult {
  const isEmpty = text.trim() === '';
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isEmpty) onRead();
  };
  const { label, hint, placeholder, read } = words.text;
  return html`<div class="text-source" @keydown=${press}>
    ${field({ id: 'code-text', label, hint }, (ties) =>
      textArea(ties, { value: text, rows: 3, mono: true, placeholder, leavesPaste: true, onInput: onType }),
    )}
    ${isEmpty ? nothing : html`<button class="btn primary" type="button" @click=${() => onRead()}>${read}</button>`}
  </div>`;
}
