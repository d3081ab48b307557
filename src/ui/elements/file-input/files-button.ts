import { html, type TemplateResult } from 'lit';
import '../button/button.ts';
import { icon, icons, type Icon } from '../icon/icon.ts';
import './file-input.css';

/** A button that opens files. */
export interface FilesButtonOptions {
  readonly text: string;
  readonly icon?: Icon | undefined;
  /** More classes of a button, such as `primary`. */
  readonly look?: string | undefined;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A button that opens the platform's choice of files, several and of any kind. */
export function filesButton({ text, icon: mark, look = '', onFiles }: FilesButtonOptions): TemplateResult {
  const take = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // So that the same file can be chosen again.
    input.value = '';
    if (files.length > 0) onFiles(files);
  };
  return html`<label class="btn file-button ${look}"
    >${icon(mark ?? icons.upload)}<span>${text}</span><input type="file" multiple @change=${take}
  /></label>`;
}
