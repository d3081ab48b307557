import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudCertificatesWords } from '#core/words/en/ui-cloud-certificates';
import { describeFinding } from '#core/words/words';
import { readCertificate, type ReadCertificate } from '#app/use-cases/read-certificate';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import { field, type FieldNote } from '../../../elements/field/field.ts';
import { textArea } from '../../../elements/field/text-area.ts';
import { fileInput } from '../../../elements/file-input/file-input.ts';
import { View } from '../../view.ts';

const words = uiCloudCertificatesWords.field;
const { endsIn } = uiCloudCertificatesWords;
const ACCEPT = '.pem,.crt,.cer,.der,application/x-x509-ca-cert,application/pkix-cert';
/** A certificate has some two thousand bytes. */
const FILE_LIMIT_BYTES = 1_048_576;

/** What `dw-certificate` carries: undefined while nothing that can be sent is there. */
export interface CertificateInput {
  readonly certificate: ReadCertificate | undefined;
}

/**
 * One certificate, pasted or from a file, and what it is in words before it is sent. Event: `dw-certificate` with a
 * `CertificateInput`.
 */
@customElement('dw-certificate-field')
export class CertificateField extends View {
  readonly #drop = new FileDropController(this, ([file]) => void (this.takesDrops && this.#takeFile(file)));
  /** Counts up with each reading: only the newest counts. */
  #round = 0;

  @property() fieldId = 'certificate';
  @property() label: string = words.text;
  /** Refuses what may not sign others. */
  @property({ type: Boolean }) authority = false;
  /** False for the second of two fields: a file that is dropped is for the first. */
  @property({ attribute: false }) takesDrops = true;
  /** What the owner has against it, in words. */
  @property({ attribute: false }) objection: string | undefined;
  /** What may go wrong with it all the same, in words. */
  @property({ attribute: false }) doubt: string | undefined;
  /** Says that there must be one. */
  @property({ type: Boolean }) tried = false;
  @property({ type: Boolean }) optional = false;
  /** Another value empties the field. */
  @property({ attribute: false }) anew: unknown;
  @state() private text = '';
  @state() private found: ReadCertificate | undefined;
  @state() private mistake: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('anew') || changed.get('anew') === undefined) return;
    this.#round += 1;
    this.text = '';
    this.found = undefined;
    this.mistake = undefined;
  }

  async #takeFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    this.text = '';
    if (file.size > FILE_LIMIT_BYTES) return this.#judge(undefined, words.tooLarge);
    await this.#read(new Uint8Array(await file.arrayBuffer()));
  }

  async #takeText(text: string): Promise<void> {
    this.text = text;
    if (text.trim() === '') return this.#judge(undefined, undefined);
    await this.#read(text);
  }

  async #read(source: Uint8Array | string): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const fate = await this.app.run(() => readCertificate(source));
    if (round !== this.#round || fate.kind !== 'done') return;
    const read = fate.value;
    if (read.ok)
      return this.#judge(read.value, this.authority && !read.value.isAuthority ? words.notAuthority : undefined);
    const { explanation, remedy } = describeFinding(read.findings[0]);
    this.#judge(undefined, `${explanation} ${remedy}`);
  }

  #judge(found: ReadCertificate | undefined, mistake: string | undefined): void {
    this.found = found;
    this.mistake = mistake;
    this.raise<CertificateInput>('dw-certificate', { certificate: mistake === undefined ? found : undefined });
  }

  #notes(): readonly FieldNote[] {
    const { found } = this;
    if (found === undefined) return [];
    const now = this.app.services.clock.now();
    const { subjectName, issuerName, notBefore, notAfter, isAuthority } = found;
    const issued = subjectName === issuerName ? words.issuedByItself : words.issuedBy(issuerName);
    const said = `${words.of(subjectName)}, ${issued}, ${endsIn((notAfter - now) / 1000)}.`;
    const isOut = notAfter < now || notBefore > now;
    return [
      { tone: 'info', text: isAuthority ? words.authority : words.leaf },
      { tone: isOut ? 'warn' : 'info', text: said },
      ...(this.doubt === undefined ? [] : [{ tone: 'warn', text: this.doubt } as const]),
      ...(notBefore > now ? [{ tone: 'warn', text: words.notYet((notBefore - now) / 1000) } as const] : []),
    ];
  }

  override render(): TemplateResult {
    const { fieldId, text, found } = this;
    const missing = this.tried && !this.optional && found === undefined ? words.missing : undefined;
    const error = this.mistake ?? (found === undefined ? undefined : this.objection) ?? missing;
    return html`<div class="certificate-field ${this.takesDrops && this.#drop.hovering ? 'drop-here' : ''}">
      ${field(
        { id: fieldId, label: this.label, hint: words.hint, error, notes: this.#notes(), optional: this.optional },
        (ties) =>
          textArea(ties, {
            value: text,
            rows: 4,
            mono: true,
            placeholder: words.placeholder,
            onInput: (value) => void this.#takeText(value),
          }),
      )}
      ${fileInput(
        { id: `${fieldId}-file`, label: words.file, invalid: false, describedBy: undefined },
        {
          text: words.file,
          dropText: this.takesDrops ? words.drop : '',
          accept: ACCEPT,
          onFile: (file) => void this.#takeFile(file),
        },
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-field': CertificateField;
  }
}
