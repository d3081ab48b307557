import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Inspection } from '#core/inspect/inspection';
import { uiInspectWords as words } from '#core/words/en/ui-inspect';
import type { InspectionState } from '#app/stores/inspection';
import { countKinds } from '#app/stores/inspection-summary';
import type { NoticeBody } from '#app/stores/notices';
import { FileDropController } from '../../controllers/file-drop-controller.ts';
import { FocusController } from '../../controllers/focus-controller.ts';
import { PasteController, type Pasted } from '../../controllers/paste-controller.ts';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dropVeil } from '../../elements/file-input/drop-veil.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { focusHeading, pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { printCheckCounts } from './checks-card.ts';
import { givenParts } from './given-parts.ts';
import './inspect-view.css';
import './inspection-result.ts';
import { inspectionRoomOf } from './inspection-room-of.ts';
import './keep-dialog.ts';
import { PASTE_FIELD_ID, type PasteFieldOptions } from './paste-field.ts';
import { SAMPLES, type SampleName } from './samples.ts';
import { sourcePlace } from './source-place.ts';

/** The Inspect room: give it anything, and it says what it is. What is looked at lives in the app's room, not here. */
@customElement('dw-inspect-view')
export class InspectView extends View {
  #state!: StoreController<InspectionState>;
  readonly #drop = new FileDropController(this, (files) => void this.#addFiles(files));

  @state() private text = '';
  @state() private isAdding = false;
  @state() private isKeeping = false;
  /** Why a file was not looked at. */
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    this.#state = this.follow(inspectionRoomOf(this.app).state);
    new PasteController(this, (pasted) => this.#paste(pasted));
    new FocusController(this, () => this.querySelector('.given h2') ?? this.querySelector('h1'));
  }

  #paste(pasted: Pasted): void {
    if (pasted.kind === 'files') void this.#addFiles(pasted.files);
    else this.#addText(pasted.text);
  }

  async #addFiles(files: readonly File[]): Promise<void> {
    this.problem = undefined;
    await this.app.run(
      () => inspectionRoomOf(this.app).addFiles(files),
      (body) => (this.problem = body),
    );
  }

  #addText(text: string, name?: string): void {
    this.problem = undefined;
    this.text = '';
    this.isAdding = false;
    inspectionRoomOf(this.app).addText(text, name);
  }

  #addSample(name: SampleName): void {
    this.#addText(SAMPLES[name], words.samples.fileNames[name]);
  }

  async #toggleAdding(): Promise<void> {
    this.isAdding = !this.isAdding;
    await this.updateComplete;
    this.querySelector<HTMLElement>(`#${PASTE_FIELD_ID}`)?.focus();
  }

  async #clear(): Promise<void> {
    this.problem = undefined;
    this.text = '';
    this.isAdding = false;
    inspectionRoomOf(this.app).clear();
    await this.updateComplete;
    // The button that was pressed is gone.
    focusHeading(this);
  }

  #pasteField(label: string): PasteFieldOptions {
    return {
      label,
      text: this.text,
      onType: (text) => (this.text = text),
      onLook: () => this.#addText(this.text),
    };
  }

  #header(state: InspectionState): TemplateResult {
    const keep = html`<button class="btn" type="button" @click=${() => (this.isKeeping = true)}>
      ${icon(icons.certificate)}${words.keep.open}
    </button>`;
    const clear = html`<button class="btn ghost" type="button" @click=${() => void this.#clear()}>
      ${icon(icons.remove)}${words.clear}
    </button>`;
    const actions = html`${state.kind === 'looked' && canKeep(state.inspection) ? keep : nothing}${clear}`;
    return pageHeader({
      heading: words.title,
      sentence: words.sentence,
      actions: state.kind === 'empty' ? undefined : actions,
    });
  }

  #given(state: Exclude<InspectionState, { kind: 'empty' }>): TemplateResult {
    const room = inspectionRoomOf(this.app);
    const inspection = inspectionOf(state);
    return givenParts({
      parts: state.parts,
      heading: inspection === undefined ? words.given.label : printKinds(inspection),
      paste: this.isAdding ? this.#pasteField(words.paste.labelForMore) : undefined,
      onAddText: () => void this.#toggleAdding(),
      onFiles: (files) => void this.#addFiles(files),
      onRemove: (partId) => room.remove(partId),
    });
  }

  #patience(state: InspectionState): TemplateResult | typeof nothing {
    const room = inspectionRoomOf(this.app);
    if (state.kind === 'looking' && state.isLong) {
      return html`<div class="card inspect-patience">
        <label for="inspecting" role="status">${words.looking}</label><progress id="inspecting"></progress>
        <button class="btn" type="button" @click=${() => room.stop()}>${words.stop}</button>
      </div>`;
    }
    if (state.kind !== 'stopped') return nothing;
    const { title, explanation, again } = words.stopped;
    const button = html`<button class="btn" type="button" @click=${() => room.lookAgain()}>${again}</button>`;
    return notice({ tone: 'info', title, explanation, actions: button });
  }

  #result(state: Exclude<InspectionState, { kind: 'empty' }>): TemplateResult | typeof nothing {
    if (state.kind === 'failed') return problemNotice(state.problem);
    if (state.kind === 'stopped') return nothing;
    const inspection = inspectionOf(state);
    if (inspection === undefined) return skeleton('row', 3);
    return html`<dw-inspection-result
      .inspection=${inspection}
      .parts=${state.parts}
      aria-busy=${state.kind === 'looking'}
    ></dw-inspection-result>`;
  }

  #content(state: InspectionState): TemplateResult {
    if (state.kind !== 'empty') return html`${this.#given(state)}${this.#patience(state)}${this.#result(state)}`;
    return sourcePlace({
      paste: this.#pasteField(words.paste.label),
      onFiles: (files) => void this.#addFiles(files),
      onSample: (name) => this.#addSample(name),
    });
  }

  #dropPlace(state: InspectionState): TemplateResult | typeof nothing {
    if (!this.#drop.hovering) return nothing;
    const text = state.kind === 'looked' ? words.dropMore : words.drop;
    return dropVeil(text);
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    const inspection = state.kind === 'looked' ? state.inspection : undefined;
    return html`${this.#header(state)}${problemNotice(this.problem)}${this.#content(state)}${this.#dropPlace(state)}
      <p class="sr" role="status">${inspection === undefined ? nothing : printSummary(inspection)}</p>
      <dw-keep-dialog
        ?open=${this.isKeeping}
        ?withKey=${inspection?.items.some(({ kind }) => kind === 'private-key') ?? false}
        @dw-close=${() => (this.isKeeping = false)}
      ></dw-keep-dialog>`;
  }
}

function inspectionOf(state: InspectionState): Inspection | undefined {
  if (state.kind === 'looked') return state.inspection;
  return state.kind === 'looking' ? state.last : undefined;
}

/** One certificate with its chain: which of several were meant nobody can tell. */
function canKeep({ items, chains }: Inspection): boolean {
  return items.some(({ kind }) => kind === 'certificate') && chains.length < 2;
}

function printKinds({ items }: Inspection): string {
  const { kinds, count, nothing: none } = words.summary;
  const counted = [...countKinds(items)].map(([kind, number]) => count(number, kinds[kind]));
  return counted.length === 0 ? none : counted.join(', ');
}

function printSummary(inspection: Inspection): string {
  return [printKinds(inspection), printCheckCounts(inspection.checks)].filter((part) => part !== '').join('. ');
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-inspect-view': InspectView;
  }
}
