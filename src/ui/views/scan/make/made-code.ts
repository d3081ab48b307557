import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { QrLevel } from '#core/ports/qr-drawer';
import { PRINTER_DPIS, sideInMm, type PrinterDpi } from '#core/qr/code-size';
import { uiMakeCodeWords } from '#core/words/en/ui-make-code';
import type { CodeWork, JudgedCode } from '#app/stores/code-desk';
import type { CodeField } from '#app/stores/code-draft';
import type { CodeContent, MadeCode } from '#app/stores/made-code';
import type { NoticeBody } from '#app/stores/notices';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/copy/copy.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { field } from '../../../elements/field/field.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { qrImage } from '../../../elements/qr-code/qr-code.ts';
import '../../../elements/secret/secret.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { FieldsEditor } from '../../editing/fields-editor.ts';
import { typedField } from '../../editing/typed-fields.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { codeDeskOf } from './code-desk-of.ts';
import { PREFIX } from './device-card.ts';

const words = uiMakeCodeWords.made;
const LEVELS = Object.keys(words.level.options) as readonly QrLevel[];
const CONTENTS = ['text', 'link'] as const satisfies readonly CodeContent[];
/** Squares on a side from which on a code needs a steady hand: those of version 20. */
const DENSE = 97;

/** The code that was made: to look at, to save and to send. What it holds is asked of its desk, a press at a time. */
@customElement('dw-made-code')
export class MadeCodeView extends View {
  #typed!: StoreController<JudgedCode>;
  #work!: StoreController<CodeWork>;
  readonly #editor = new FieldsEditor<CodeField>(this, {
    text: (name) => this.#typed.value.draft[name],
    fields: () => this.#typed.value.fields,
    change: (name, text) => codeDeskOf(this.app).change({ [name]: text }),
  });

  /** The code that was drawn last. */
  #seen: MadeCode | undefined;

  @state() private problem: NoticeBody | undefined;
  @state() private saved: string | undefined;

  protected override begin(): void {
    const desk = codeDeskOf(this.app);
    this.#typed = this.follow(desk.typed);
    this.#work = this.follow(desk.work);
  }

  /** Brings the focus to what was made. */
  focusCode(): void {
    this.querySelector<HTMLElement>('.make-view')?.focus();
  }

  #try(work: () => Promise<void>): void {
    this.problem = undefined;
    this.saved = undefined;
    void this.app.run(work, (body) => (this.problem = body));
  }

  #save(kind: 'svg' | 'png', { name }: MadeCode): void {
    const desk = codeDeskOf(this.app);
    this.#try(async () => {
      this.saved = kind === 'svg' ? desk.saveSvg(words.title(name)) : await desk.savePng();
    });
  }

  #picture(code: MadeCode): TemplateResult {
    const desk = codeDeskOf(this.app);
    const label = words.label(code.name);
    if (!code.isSecret) return html`<div class="qr-place">${qrImage(desk.draw(), label)}</div>`;
    return html`${keyed(
      code,
      html`<dw-qr-code .label=${label} .reveal=${() => Promise.resolve(desk.draw())}></dw-qr-code>`,
    )}`;
  }

  #warning({ isSecret, keys }: MadeCode): TemplateResult | typeof nothing {
    if (!isSecret) return nothing;
    const { title, text, remedy } = keys?.kind === 'group-key' ? words.secretOfGroup : words.secret;
    return notice({ tone: 'warn', title, explanation: text, remedy });
  }

  #facts({ keys, form, modelId, endsAt, size }: MadeCode): TemplateResult {
    const { facts } = words;
    const held = keys === undefined ? facts.noKeys : facts.keysOf[keys.kind][keys.count];
    return keyValues([
      { label: facts.keys, value: form === 'locked' ? facts.locked(held) : held },
      modelId !== undefined && { label: uiMakeCodeWords.device.model, value: modelId, mono: true },
      endsAt !== undefined && { label: facts.endsAt, value: formatUtcDay(endsAt) },
      { label: facts.size, value: facts.sizeText(size) },
    ]);
  }

  #print(code: MadeCode): TemplateResult {
    const desk = codeDeskOf(this.app);
    const { print, level } = words;
    const { dpi } = this.#typed.value.draft;
    return card({
      heading: print.heading,
      body: html`<div class="stack">
        ${segmented<`${PrinterDpi}`>({
          name: `${PREFIX}-dpi`,
          label: print.dpi,
          labelShown: true,
          options: PRINTER_DPIS.map((one) => ({ value: `${one}` as const, label: print.dpis[one] })),
          value: `${dpi}`,
          onChange: (value) => desk.change({ dpi: PRINTER_DPIS.find((one) => `${one}` === value) ?? dpi }),
        })}
        <p class="make-size">
          <strong>${print.size(sideInMm(code, dpi).toFixed(1))}</strong> ${print.sizeText}
        </p>
        ${code.size < DENSE ? nothing : notice({ tone: 'info', title: print.dense })}
        ${field({ id: `${PREFIX}-level`, label: level.label, hint: level.hint }, (ties) =>
          selectInput<QrLevel>(ties, {
            value: code.level,
            options: LEVELS.map((value) => ({ value, label: level.options[value] })),
            onChange: (value) => this.#try(() => desk.redraw({ level: value })),
          }),
        )}
        ${problemNotice(this.problem)}
        <div class="actions">
          <button class="btn" type="button" @click=${() => this.#save('svg', code)}>
            ${icon(icons.download)}${print.svg}
          </button>
          <button class="btn" type="button" @click=${() => this.#save('png', code)}>
            ${icon(icons.download)}${print.png}
          </button>
        </div>
        ${this.saved === undefined ? nothing : html`<p class="make-saved small" role="status">${icon(icons.circleCheck)}${print.saved(this.saved)}</p>`}
      </div>`,
    });
  }

  /** The button goes, and the focus on to what comes in its place. */
  async #agreeToLink(): Promise<void> {
    codeDeskOf(this.app).agreeToLink();
    await this.updateComplete;
    this.querySelector<HTMLElement>('.make-link')?.focus();
  }

  #link(code: MadeCode): TemplateResult {
    const { link } = words;
    const agree = html`<div class="stack">
      <p>${link.needsYes}</p>
      <div class="actions">
        <button class="btn" type="button" @click=${() => void this.#agreeToLink()}>${link.agree}</button>
      </div>
    </div>`;
    return card({
      heading: link.heading,
      hint: link.text,
      body: code.link === 'needs-yes' ? agree : this.#linkParts(code),
    });
  }

  #linkParts(code: MadeCode): TemplateResult {
    const desk = codeDeskOf(this.app);
    const { link } = words;
    const { draft, fields } = this.#typed.value;
    const isGood = fields.get('appAddress')?.error === undefined;
    const isLocal = draft.appAddress.trim() === '' && this.app.services.address.startsWith('http:');
    return html`<div class="stack make-link" tabindex="-1" role="group" aria-label=${link.heading}>
      ${typedField(this.#editor, {
        name: 'appAddress',
        id: `${PREFIX}-appAddress`,
        ...link.address,
        placeholder: this.app.services.address,
        optional: true,
        notes: isLocal ? [{ tone: 'warn', text: link.local }] : [],
      })}
      ${
        isGood
          ? html`<div class="make-choice">
                <span class="field-legend">${link.itself}</span>
                <dw-secret .label=${link.label} .reveal=${() => Promise.resolve(desk.link())}></dw-secret>
              </div>
              <div class="make-choice">
                ${segmented<CodeContent>({
                  name: `${PREFIX}-content`,
                  label: link.content.label,
                  labelShown: true,
                  options: CONTENTS.map((value) => ({ value, label: link.content.options[value] })),
                  value: code.content,
                  onChange: (content) => this.#try(() => desk.redraw({ content })),
                })}
                <p class="field-hint">${link.content.hint}</p>
              </div>`
          : nothing
      }
    </div>`;
  }

  get #code(): MadeCode | undefined {
    const work = this.#work.value;
    return work.kind === 'made' ? work.code : undefined;
  }

  protected override willUpdate(): void {
    if (this.#code === this.#seen) return;
    this.problem = undefined;
    this.saved = undefined;
  }

  protected override updated(): void {
    if (this.#code === this.#seen) return;
    this.#seen = this.#code;
    // It was asked for by the press that made it.
    void this.querySelector('dw-qr-code')?.show();
  }

  #none(): TemplateResult {
    const work = this.#work.value;
    const { empty, gone } = words;
    const changed = work.kind === 'none' ? work.changed : undefined;
    const said = changed === undefined ? empty : { heading: gone.heading, text: gone.text(gone.what[changed]) };
    return card({ body: emptyState({ icon: icons.qrCode, ...said }) });
  }

  #made(code: MadeCode): TemplateResult {
    const view = html`<div class="make-view" tabindex="-1" role="group" aria-label=${words.heading(code.name)}>
      ${this.#picture(code)}${this.#facts(code)}
    </div>`;
    const body = html`<div class="stack">${view}${this.#warning(code)}</div>`;
    return html`${card({ heading: words.heading(code.name), body })}${this.#print(code)}${this.#link(code)}`;
  }

  override render(): TemplateResult {
    const code = this.#code;
    return html`<div class="make-none" role="status">${code === undefined ? this.#none() : nothing}</div>
      ${code === undefined ? nothing : this.#made(code)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-made-code': MadeCodeView;
  }
}
