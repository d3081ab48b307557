import { html, nothing, type TemplateResult } from 'lit';
import '../button/button.ts';
import type { FieldTies } from '../field/field.ts';
import { icon, icons } from '../icon/icon.ts';
import './file-input.css';

/** A place to choose a file. */
export interface FileInputOptions {
  /** On the button: "Choose a file". */
  readonly text: string;
  /** Beside it, where there is a mouse: that a file can be dropped. The owner takes what is dropped. */
  readonly dropText: string;
  /** Endings and media types, as the platform's `accept` has them. */
  readonly accept: string;
  /** Called for each file that was chosen. */
  readonly onFile: (file: File) => void;
  /** Several can be chosen at once. */
  readonly several?: boolean | undefined;
}

/** A button that opens the platform's choice of files. The same file can be chosen again, as after a change. */
export function fileInput(ties: FieldTies, options: FileInputOptions): TemplateResult {
  const { text, dropText, accept, onFile, several = false } = options;
  const take = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    for (const file of files) onFile(file);
  };
  return html`<div class="file-input" data-invalid=${ties.invalid ? '' : nothing}>
    <label class="btn file-button"
      >${icon(icons.upload)}<span>${text}</span
      ><input
        type="file"
        id=${ties.id}
        accept=${accept}
        ?multiple=${several}
        aria-invalid=${ties.invalid ? 'true' : nothing}
        aria-describedby=${ties.describedBy ?? nothing}
        @change=${take}
    /></label>
    <span class="file-input-text">${dropText}</span>
  </div>`;
}
