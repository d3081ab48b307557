import { html, type TemplateResult } from 'lit';
import { uiInspectWords as words } from '#core/words/en/ui-inspect';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { filesButton } from '../../elements/file-input/files-button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { pasteField, type PasteFieldOptions } from './paste-field.ts';
import { SAMPLES, type SampleName } from './samples.ts';

/** The room while nothing is looked at. */
export interface SourcePlaceOptions {
  readonly paste: PasteFieldOptions;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onSample: (name: SampleName) => void;
}

/** The place for files and text, with what is read here and something to try it with. */
export function sourcePlace({ paste, onFiles, onSample }: SourcePlaceOptions): TemplateResult {
  const { heading, text, open } = words.place;
  const place = html`<div class="source-drop">
    <span class="icon-tile">${icon(icons.inspect)}</span>
    <h2>
      <span class="for-mouse">${heading.mouse}</span><span class="for-touch">${heading.touch}</span>
    </h2>
    <p>${text}</p>
    ${filesButton({ text: open, look: 'primary', onFiles })}
  </div>`;
  return html`${card({ body: html`<div class="source-place">${place}${pasteField(paste)}</div>` })}
    ${known()}${samples(onSample)}`;
}

function known(): TemplateResult {
  const { heading, groups } = words.known;
  return html`<section class="source-known" aria-label=${heading}>
    <h2>${heading}</h2>
    <ul>
      ${groups.map(
        ({ icon: mark, name, text }) =>
          html`<li>
            ${icon(icons[mark])}
            <div>
              <h3>${name}</h3>
              <p>${text}</p>
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}

function samples(onSample: (name: SampleName) => void): TemplateResult {
  const { heading, names } = words.samples;
  return html`<section class="source-samples" aria-label=${heading}>
    <h2>${heading}</h2>
    <div class="actions">
      ${(Object.keys(SAMPLES) as SampleName[]).map(
        (name) =>
          html`<button class="btn" type="button" @click=${() => onSample(name)}>${icon(icons.wand)}${names[name]}</button>`,
      )}
    </div>
  </section>`;
}
