import { html, nothing, type TemplateResult } from 'lit';
import '../button/button.ts';
import { icon, icons, type Icon } from '../icon/icon.ts';
import './file-input.css';

/** A button that opens files. */
export interface FilesButtonOptions {
  readonly text: string;
  readonly icon?: Icon | undefined;
  /** More classes of a button, such as `primary`. */
  readonly look?: string | undefined;
  /** Media types, as the platform's `accept` has them; any without it. */
  readonly accept?: string | undefined;
  /** On phones the camera is opened in the place of the choice, for one photo. */
  readonly takesPhoto?: boolean | undefined;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A button that opens the platform's choice of files, several at once. */
export function filesButton(options: FilesButtonOptions): TemplateResult {
  const { text, icon: mark, look = '', accept, takesPhoto = false, onFiles } = options;
  const take = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // So that the same file can be chosen again.
    input.value = '';
    if (files.length > 0) onFiles(files);
  };
  return html`<label class="btn file-button ${look}"
    >${icon(mark ?? icons.upload)}<span>${text}</span><input
      type="file"
      accept=${accept ?? nothing}
      capture=${takesPhoto ? 'environment' : nothing}
      ?multiple=${!takesPhoto}
      @change=${take}
  /></label>`;
}
