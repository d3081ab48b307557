import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { IdProblem } from '#core/ports/key-maker';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { uiKeysWords as words } from '#core/words/en/ui-keys';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import type { PickedFile } from '#app/stores/id-draft';
import type { IdListState } from '#app/stores/id-list';
import type { KeyField } from '#app/stores/key-draft';
import type { JudgedDraft } from '#app/stores/key-room';
import type { NoticeBody } from '#app/stores/notices';
import { reportOutlet, reportProblems } from '#app/use-cases/report-problems';
import { FocusController } from '../../controllers/focus-controller.ts';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { faultsLine } from '../editing/faults-line.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { devicesCard, KEY_FATE } from './devices-card.ts';
import { freshKeys } from './fresh-keys.ts';
import { groupCard } from './group-card.ts';
import { KeyEditor } from './key-editor.ts';
import { keyRoomOf } from './key-room-of.ts';
import { makeNewKeys } from './make-new-keys.ts';
import { printProblem, problemsCard } from '../id-list/problems-card.ts';

/** The form of the Keys room: the group, the devices, and the button that makes keys. Event: `dw-make`. */
@customElement('dw-key-form')
export class KeyForm extends View {
  #typed!: StoreController<JudgedDraft>;
  #list!: StoreController<IdListState>;
  #clouds!: StoreController<KnownClouds>;
  readonly #editor = new KeyEditor<KeyField>(
    this,
    () => keyRoomOf(this.app),
    () => this.#typed.value.fields,
  );

  /** Why a cloud could not be asked; shown with the fields that it was to fill. */
  @state() private problem: NoticeBody | undefined;
  /** The list is read to its end before keys are made of it. */
  @state() private waiting = false;

  /** What is pressed here often goes by it: an offer is taken, a file or a long list takes the place of its field. */
  #newPlace(lost: Element): HTMLElement | null {
    return this.querySelector(lost.closest('#keys-local') === null ? '#keys-list, #keys-file' : '#keys-primaryKey');
  }

  protected override begin(): void {
    new FocusController(this, (lost) => this.#newPlace(lost));
    const keyRoom = keyRoomOf(this.app);
    this.#typed = this.follow(keyRoom.typed);
    this.#list = this.follow(keyRoom.list.state);
    this.#clouds = this.follow(keyRoom.clouds.known);
    // A cloud that cannot be reached is not offered; choosing it by hand says why.
    void keyRoom.clouds.askServer();
    void keyRoom.clouds.askBrowser().catch(() => undefined);
  }

  /** Brings the focus to the button that makes keys, as after a making that was ended. */
  focusMake(): void {
    this.querySelector<HTMLElement>('#make-keys')?.focus();
  }

  #ask(work: () => Promise<void>): void {
    this.problem = undefined;
    void this.app.run(work, (body) => (this.problem = body));
  }

  #takeFile(file: PickedFile | undefined): void {
    keyRoomOf(this.app).change({ way: 'file', file, reading: {} });
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.waiting) return;
    if (!this.#editor.submit()) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    this.waiting = true;
    await keyRoomOf(this.app).list.settle();
    this.waiting = false;
    const list = this.#list.value;
    if (list.kind === 'read' && list.summary.good > 0) this.raise('dw-make', undefined);
    else this.#showRefusal();
  }

  /** What is wrong with the list may lie outside of what is in sight. */
  #showRefusal(): void {
    const place = this.querySelector('.list-refused, .list-count');
    place?.scrollIntoView({ block: 'center', behavior: 'instant' });
  }

  #report(total: number): void {
    const { summary } = uiIdListsWords;
    const { app } = this;
    void app
      .run(() => reportProblems(app.services, app.services.keys, total, summary.reportFile, printKeyProblem))
      .then(({ kind }) => kind === 'done' && app.notices.say({ message: summary.reported[reportOutlet(total)] }));
  }

  #problems(): TemplateResult | typeof nothing {
    const list = this.#list.value;
    if (list.kind !== 'read' || list.summary.problems === 0) return nothing;
    const { summary, problems } = list;
    return problemsCard({
      summary,
      page: problems,
      fate: KEY_FATE,
      onGo: (from) => void this.app.run(() => keyRoomOf(this.app).list.showProblems(from)),
      onReport: () => this.#report(summary.problems),
    });
  }

  #group(): TemplateResult {
    const keyRoom = keyRoomOf(this.app);
    const { draft } = this.#typed.value;
    const canFill = draft.primaryKey === '' && keyRoom.clouds.at(draft.endpoint) !== undefined;
    return groupCard({
      draft,
      editor: this.#editor,
      clouds: this.#clouds.value,
      onEndpoint: (endpoint: Endpoint) => this.#ask(() => keyRoom.chooseEndpoint(endpoint)),
      onMakeNew: (byteCount) => makeNewKeys(this.app, byteCount),
      onFill: canFill ? () => this.#ask(() => keyRoom.fillFromCloud()) : undefined,
      problem: problemNotice(this.problem),
      fresh: freshKeys(this.app, draft),
    });
  }

  #devices(): TemplateResult {
    return devicesCard({
      draft: this.#typed.value.draft,
      list: this.#list.value,
      editor: this.#editor,
      onChange: (part) => keyRoomOf(this.app).change(part),
      onFile: (file) => this.#takeFile(file),
    });
  }

  #foot(): TemplateResult {
    const list = this.#list.value;
    const count = list.kind === 'read' ? list.summary.good : 0;
    return html`<div class="keys-foot">
      <button class="btn primary big" id="make-keys" type="submit" aria-busy=${this.waiting ? 'true' : nothing}>
        ${icon(icons.key)}${words.make(count)}
      </button>
      ${faultsLine(this.#editor.faults)}
    </div>`;
  }

  override render(): TemplateResult {
    return html`<form class="keys-form" novalidate @submit=${(event: Event) => void this.#submit(event)}>
      <div class="keys-cards">${this.#group()}${this.#devices()}</div>
      ${this.#foot()}${this.#problems()}
    </form>`;
  }
}

function printKeyProblem(problem: IdProblem): string {
  return printProblem(problem, KEY_FATE);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-key-form': KeyForm;
  }
}
