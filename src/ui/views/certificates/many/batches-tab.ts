import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { KeptBatch, Shelf } from '#core/ports/certificate-maker';
import { uiManyCertificatesWords as words } from '#core/words/en/ui-certificates-many';
import type { BatchWork } from '#app/stores/batch-room';
import { listSigners } from '#app/stores/device-certificate-draft';
import type { NoticeBody } from '#app/stores/notices';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { batchCard } from './batch-card.ts';
import './batch-form.ts';
import { batchRoomOf } from './batch-room-of.ts';
import './many.css';

/** A batch that was kept a moment ago. */
type BegunBatch = Pick<KeptBatch, 'id' | 'total'>;

/** What went wrong with one batch. */
interface BatchProblem {
  readonly id: string;
  readonly body: NoticeBody;
}

/** Many certificates at once: the batches that are kept, and the form of the next. Raises `dw-certificate-wish`. */
@customElement('dw-certificate-batches')
export class CertificateBatchesTab extends View {
  #work!: StoreController<BatchWork>;
  /** The batch that was begun, until it is on the page. */
  #toShow: string | undefined;

  @property({ attribute: false }) shelf!: Shelf;
  @state() private removing: KeptBatch | undefined;
  @state() private problem: BatchProblem | undefined;

  protected override begin(): void {
    this.#work = this.follow(batchRoomOf(this.app).work);
  }

  /** Whoever has left the tab meanwhile is told where they are. */
  #tell(id: string): (body: NoticeBody) => void {
    return (body) => (this.isConnected ? (this.problem = { id, body }) : this.app.notices.add(body));
  }

  async #run({ id, total, done }: Pick<KeptBatch, 'id' | 'total' | 'done'>): Promise<void> {
    if (this.#work.value.kind !== 'none') return;
    this.problem = undefined;
    const fate = await this.app.run(() => batchRoomOf(this.app).run(id), this.#tell(id));
    if (fate.kind === 'done') this.app.notices.say({ message: words.batches.done(total - done) });
  }

  /** The batch stands above the form, where it may not be in sight. */
  #begin(begun: BegunBatch): void {
    this.#toShow = begun.id;
    this.requestUpdate();
    void this.#run({ ...begun, done: 0 });
  }

  protected override updated(): void {
    if (this.#toShow === undefined) return;
    const place = this.querySelector<HTMLElement>(`#batch-${CSS.escape(this.#toShow)}`);
    if (place === null) return;
    this.#toShow = undefined;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  }

  async #save({ id }: KeptBatch): Promise<void> {
    this.problem = undefined;
    const fate = await this.app.run(() => batchRoomOf(this.app).save(id), this.#tell(id));
    if (fate.kind === 'done') this.app.notices.say({ message: words.batches.saved(fate.value) });
  }

  async #remove(batch: KeptBatch): Promise<void> {
    this.problem = undefined;
    const fate = await this.app.run(() => this.app.services.certificates.remove(batch.id), this.#tell(batch.id));
    if (fate.kind !== 'done') return;
    this.removing = undefined;
    this.app.notices.say({ message: words.batches.removed(nameOf(batch)) });
  }

  #batch(batch: KeptBatch): TemplateResult {
    const work = this.#work.value;
    return batchCard({
      batch,
      shelf: this.shelf,
      work: work.kind !== 'none' && work.id === batch.id ? work : undefined,
      isOtherBusy: work.kind !== 'none' && work.id !== batch.id,
      problem: this.removing === undefined && this.problem?.id === batch.id ? this.problem.body : undefined,
      onRun: () => void this.#run(batch),
      onPause: () => void this.app.run(() => batchRoomOf(this.app).pause(), this.#tell(batch.id)),
      onSave: () => void this.#save(batch),
      onRemove: () => (this.removing = batch),
    });
  }

  #question(): TemplateResult {
    const { removing, problem } = this;
    const { title, text, unsaved } = words.batches.question;
    const close = (): void => {
      this.removing = undefined;
      this.problem = undefined;
    };
    return questionDialog({
      id: 'remove-batch',
      open: removing !== undefined,
      heading: title(removing === undefined ? '' : nameOf(removing)),
      text: removing?.done === 0 ? text : `${text} ${unsaved}`,
      problem: problem?.id === removing?.id ? problem?.body : undefined,
      cancel: words.cancel,
      confirm: words.batches.remove,
      onClose: close,
      onConfirm: () => void (removing === undefined ? undefined : this.#remove(removing)),
    });
  }

  #form(): TemplateResult {
    if (listSigners(this.shelf, this.app.services.clock.now()).length > 0) {
      return html`<dw-batch-form
        .shelf=${this.shelf}
        @dw-batch=${({ detail }: CustomEvent<BegunBatch>) => this.#begin(detail)}
      ></dw-batch-form>`;
    }
    const { heading, text, make } = words.noSigner;
    const wish: CertificateWish = { kind: 'make-root' };
    const actions = html`<button
      class="btn primary"
      type="button"
      @click=${() => this.raise<CertificateWish>('dw-certificate-wish', wish)}
    >
      ${icon(icons.plus)}${make}
    </button>`;
    return card({ body: emptyState({ icon: icons.layers, heading, text, actions }) });
  }

  override render(): TemplateResult {
    const batches = this.shelf.batches.toReversed();
    return html`<p class="muted">${words.intro}</p>
      ${
        batches.length === 0
          ? nothing
          : html`<div class="batches">
              ${repeat(
                batches,
                ({ id }) => id,
                (batch) => this.#batch(batch),
              )}
            </div>`
      }
      ${this.#form()}${this.#question()}`;
  }
}

function nameOf({ firstId, lastId }: KeptBatch): string {
  return words.batches.range(firstId, lastId);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-batches': CertificateBatchesTab;
  }
}
