import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CertificateSource } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import '../../../elements/button/button.ts';
import { field } from '../../../elements/field/field.ts';
import { textArea } from '../../../elements/field/text-area.ts';
import { fileInput } from '../../../elements/file-input/file-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { LightElement } from '../../../elements/light-element.ts';
import { formatBytes } from '../../../elements/text/format.ts';
import './shared.css';

const words = uiCertificatesWords.source;
/** Certificates, keys and requests have a few thousand bytes; a PFX with a long chain has some ten thousand. */
const FILE_LIMIT_BYTES = 4_194_304;

interface HeldFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What `dw-source` carries: files and pasted text, in this order; empty while there is nothing. */
export type SourceParts = CertificateSource['parts'];

/**
 * What somebody has, as files (several, chosen or dropped anywhere on the page) and as pasted text. It does not read
 * them: whoever takes them says what they are. Event: `dw-source` with `SourceParts`.
 */
@customElement('dw-source-field')
export class SourceField extends LightElement {
  readonly #drop = new FileDropController(this, (files) => void this.#take(files));
  /** Counts up when the field is emptied: a file that is still being read then is dropped. */
  #round = 0;

  @property() fieldId = 'source';
  @property() label = '';
  @property() hint = '';
  @property() placeholder = '';
  /** Endings and media types that the platform's choice of files offers. */
  @property() accept = '';
  /** How to put it right, in words. */
  @property({ attribute: false }) error: string | undefined;
  /** Another value empties the field. */
  @property({ attribute: false }) anew: unknown;
  @state() private text = '';
  @state() private files: readonly HeldFile[] = [];
  @state() private mistake: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('anew') || changed.get('anew') === undefined) return;
    this.#round += 1;
    this.text = '';
    this.files = [];
    this.mistake = undefined;
  }

  async #take(files: readonly File[]): Promise<void> {
    const round = this.#round;
    const large = files.find(({ size }) => size > FILE_LIMIT_BYTES);
    this.mistake = large && words.tooLarge(large.name);
    const fitting = files.filter(({ size }) => size <= FILE_LIMIT_BYTES);
    const read = await Promise.all(
      fitting.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
    );
    if (round !== this.#round) return;
    this.files = [...this.files, ...read];
    this.#tell();
  }

  #remove(file: HeldFile): void {
    this.files = this.files.filter((one) => one !== file);
    this.mistake = undefined;
    this.#tell();
  }

  #type(text: string): void {
    this.text = text;
    this.#tell();
  }

  #tell(): void {
    const typed = this.text.trim() === '' ? [] : [this.text];
    this.raise<SourceParts>('dw-source', [...this.files.map(({ content }) => content), ...typed]);
  }

  #file(file: HeldFile): TemplateResult {
    const remove = words.remove(file.name);
    return html`<li class="source-file">
      ${icon(icons.certificate)}
      <span class="source-name">${file.name}</span>
      <span class="small muted">${formatBytes(file.content.length)}</span>
      <button class="btn ghost small icon" type="button" aria-label=${remove} data-tip=${remove} @click=${() => this.#remove(file)}>
        ${icon(icons.close)}
      </button>
    </li>`;
  }

  override render(): TemplateResult {
    const { fieldId, label, hint, placeholder, accept, text, files } = this;
    return html`<div class="source ${this.#drop.hovering ? 'drop-here' : ''}">
      ${field({ id: fieldId, label, hint, error: this.mistake ?? this.error }, (ties) =>
        textArea(ties, {
          value: text,
          rows: 4,
          mono: true,
          placeholder,
          onInput: (value) => this.#type(value),
        }),
      )}
      ${
        files.length === 0
          ? nothing
          : html`<ul class="source-files" aria-label=${words.files}>
              ${files.map((file) => this.#file(file))}
            </ul>`
      }
      ${fileInput(
        { id: `${fieldId}-file`, label: words.choose, invalid: false, describedBy: undefined },
        {
          text: words.choose,
          dropText: words.drop,
          accept,
          several: true,
          onFile: (file) => void this.#take([file]),
        },
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-source-field': SourceField;
  }
}
