import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { IdProblem } from '#core/ports/key-maker';
import type { KeptBatch, NewBatch, Shelf } from '#core/ports/certificate-maker';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { uiManyCertificatesWords } from '#core/words/en/ui-certificates-many';
import { judgeBatchDraft, type BatchDraft, type JudgedBatch } from '#app/stores/batch-draft';
import type { IdListState } from '#app/stores/id-list';
import type { NoticeBody } from '#app/stores/notices';
import { reportOutlet, reportProblems } from '#app/use-cases/report-problems';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import { FocusController } from '../../../controllers/focus-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { dropVeil } from '../../../elements/file-input/drop-veil.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import { printProblem, problemsCard } from '../../id-list/problems-card.ts';
import { View } from '../../view.ts';
import { issueProblem } from '../shared/issue-problem.ts';
import { BatchEditor } from './batch-editor.ts';
import { BATCH_FATE, batchCards, KEPT_ID } from './batch-fields.ts';
import { estimateWords } from './estimate-words.ts';
import { batchRoomOf } from './batch-room-of.ts';
import './many.css';

const words = uiManyCertificatesWords.form;

/** The form of the next batch. Event: `dw-batch` with the batch that was kept and is to be made. */
@customElement('dw-batch-form')
export class BatchForm extends View {
  #draft!: StoreController<BatchDraft>;
  #list!: StoreController<IdListState>;
  readonly #drop = new FileDropController(this, (files) => this.#take(files));
  readonly #editor: BatchEditor = new BatchEditor(
    this,
    () => batchRoomOf(this.app),
    () => this.#judge().fields,
  );

  @property({ attribute: false }) shelf!: Shelf;
  @state() private tried = false;
  /** The list is read to its end, and looked for in the log, before it is kept. */
  @state() private busy = false;
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    // A file or a long list takes the place of its field.
    new FocusController(this, () => this.querySelector('#many-list, #many-file'));
    const room = batchRoomOf(this.app);
    this.#draft = this.follow(room.draft);
    this.#list = this.follow(room.list.state);
  }

  #judge(): JudgedBatch {
    return judgeBatchDraft(this.#draft.value, this.shelf, this.app.services.clock.now());
  }

  #change(part: Partial<BatchDraft>): void {
    batchRoomOf(this.app).change(part);
    this.problem = undefined;
  }

  #take([file]: readonly File[]): void {
    if (file !== undefined) this.#change({ way: 'file', file: { file, name: file.name }, reading: {} });
  }

  get #good(): number {
    const list = this.#list.value;
    return list.kind === 'read' ? list.summary.good : 0;
  }

  async #submit(again: boolean): Promise<void> {
    if (this.busy) return;
    this.tried = true;
    const { wish, lacking } = this.#judge();
    if (!this.#editor.submit() || lacking.size > 0 || wish === undefined) {
      await this.updateComplete;
      await this.querySelector('dw-secret-input')?.updateComplete;
      if (!focusFirstError(this)) this.querySelector<HTMLElement>(`#${KEPT_ID}`)?.focus();
      return;
    }
    this.problem = undefined;
    this.busy = true;
    await batchRoomOf(this.app).list.settle();
    if (this.#good > 0) await this.#prepare(again ? { ...wish, again } : wish);
    this.busy = false;
  }

  async #prepare(wish: NewBatch): Promise<void> {
    const total = this.#good;
    const fate = await this.app.run(
      () => batchRoomOf(this.app).prepare(wish),
      (body) => (this.isConnected ? (this.problem = body) : this.app.notices.add(body)),
    );
    if (fate.kind !== 'done') return;
    this.tried = false;
    this.#editor.reset();
    this.raise<Pick<KeptBatch, 'id' | 'total'>>('dw-batch', { id: fate.value, total });
  }

  #report(total: number): void {
    const { summary } = uiIdListsWords;
    const { app } = this;
    const print = (problem: IdProblem): string => printProblem(problem, BATCH_FATE);
    void app
      .run(() => reportProblems(app.services, batchRoomOf(app).reader, total, summary.reportFile, print))
      .then(({ kind }) => kind === 'done' && app.notices.say({ message: summary.reported[reportOutlet(total)] }));
  }

  #problems(): TemplateResult | typeof nothing {
    const list = this.#list.value;
    if (list.kind !== 'read' || list.summary.problems === 0) return nothing;
    const { summary, problems } = list;
    return problemsCard({
      summary,
      page: problems,
      fate: BATCH_FATE,
      onGo: (from) => void this.app.run(() => batchRoomOf(this.app).list.showProblems(from)),
      onReport: () => this.#report(summary.problems),
    });
  }

  #foot(judged: JudgedBatch): TemplateResult {
    const { form, keyKind } = this.#draft.value;
    const count = this.#good;
    const faults = this.#editor.faults + (this.tried ? judged.lacking.size : 0);
    return html`<div class="many-foot">
      <button
        class="btn big ${form === 'plain-key' ? 'danger' : 'primary'}"
        id="make-many"
        type="submit"
        aria-busy=${this.busy ? 'true' : nothing}
      >
        ${icon(icons.certificate)}${words.make(count)}
      </button>
      ${faultsLine(faults)}${faults > 0 || count === 0 ? nothing : estimateWords(keyKind, count)}
    </div>`;
  }

  #dropPlace(): TemplateResult | typeof nothing {
    return this.#drop.hovering ? dropVeil(words.drop) : nothing;
  }

  override render(): TemplateResult {
    const judged = this.#judge();
    const submit = (event: Event): void => {
      event.preventDefault();
      void this.#submit(false);
    };
    return html`<form class="many-form" novalidate @submit=${submit}>
      ${issueProblem(this.problem, words.again, () => void this.#submit(true))}
      ${batchCards({
        draft: this.#draft.value,
        judged,
        list: this.#list.value,
        editor: this.#editor,
        shelf: this.shelf,
        now: this.app.services.clock.now(),
        tried: this.tried,
        onChange: (part) => this.#change(part),
      })}
      ${this.#foot(judged)}${this.#problems()}${this.#dropPlace()}
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-batch-form': BatchForm;
  }
}
