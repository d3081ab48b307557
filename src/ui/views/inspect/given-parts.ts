import { html, nothing, type TemplateResult } from 'lit';
import { uiInspectWords as words } from '#core/words/en/ui-inspect';
import type { GivenPart } from '#app/stores/inspection';
import '../../elements/button/button.ts';
import { filesButton } from '../../elements/file-input/files-button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { formatBytes } from '../../elements/text/format.ts';
import { pasteField, type PasteFieldOptions } from './paste-field.ts';

/** The files and texts that are looked at. */
export interface GivenPartsOptions {
  readonly parts: readonly GivenPart[];
  /** What was found in them, in a few words. */
  readonly heading: string;
  /** Undefined while nobody adds a text. */
  readonly paste: PasteFieldOptions | undefined;
  readonly onAddText: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRemove: (partId: number) => void;
}

/** What they are, and the ways to give more and to leave one out. */
export function givenParts(options: GivenPartsOptions): TemplateResult {
  const { parts, heading, paste, onAddText, onFiles, onRemove } = options;
  return html`<section class="card given">
    <div class="given-head">
      <h2 tabindex="-1">${heading}</h2>
      <div class="actions">
        ${filesButton({ text: words.given.addFiles, look: 'small', icon: icons.plus, onFiles })}
        <button class="btn small" type="button" aria-expanded=${paste !== undefined} @click=${() => onAddText()}>
          ${icon(icons.plus)}${words.given.addText}
        </button>
      </div>
    </div>
    <ul class="given-parts" aria-label=${words.given.label}>
      ${parts.map((part) => givenPart(part, onRemove))}
    </ul>
    ${paste === undefined ? nothing : pasteField(paste)}
  </section>`;
}

function givenPart({ id, name, size }: GivenPart, onRemove: (partId: number) => void): TemplateResult {
  const called = name ?? words.given.pasted;
  return html`<li class="given-part">
    ${icon(name === undefined ? icons.pencil : icons.file)}
    <bdi class="given-name">${called}</bdi>
    <span class="given-size">${name === undefined ? words.given.characters(size) : formatBytes(size)}</span>
    <button
      class="btn ghost small icon"
      type="button"
      aria-label=${words.given.remove(called)}
      data-tip=${words.given.remove(called)}
      @click=${() => onRemove(id)}
    >
      ${icon(icons.close)}
    </button>
  </li>`;
}
