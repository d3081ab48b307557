import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { uiKeysWords as words } from '#core/words/en/ui-keys';
import { EMPTY_KEY_DRAFT } from '#app/stores/key-draft';
import type { JudgedDraft } from '#app/stores/key-room';
import type { KeyWork } from '#app/stores/made-keys';
import type { NoticeBody } from '#app/stores/notices';
import { FileDropController } from '../../controllers/file-drop-controller.ts';
import { FocusController } from '../../controllers/focus-controller.ts';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { dropVeil } from '../../elements/file-input/drop-veil.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { focusHeading, pageHeader } from '../../elements/page-header/page-header.ts';
import { progress } from '../../elements/progress/progress.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { askBeforeLeaving } from './ask-before-leaving.ts';
import { freshKeys } from './fresh-keys.ts';
import './key-form.ts';
import './key-result.ts';
import { keyRoomOf } from './key-room-of.ts';
import './keys-view.css';

/** The Keys room: a form that becomes a result. Its values live in the app's `keyRoom`, not here. */
@customElement('dw-keys-view')
export class KeysView extends View {
  #typed!: StoreController<JudgedDraft>;
  #work!: StoreController<KeyWork>;
  readonly #drop = new FileDropController(this, (files) => this.#take(files));

  /** Why the keys were not made; shown above the form that is back. */
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    const room = keyRoomOf(this.app);
    this.#typed = this.follow(room.typed);
    this.#work = this.follow(room.made.work);
    askBeforeLeaving(room);
    // Not the button in it: a key that is held down on the one before would press it.
    new FocusController(this, () => this.querySelector('.keys-making'));
  }

  #take([file, second]: readonly File[]): void {
    if (file === undefined) return;
    keyRoomOf(this.app).change({ way: 'file', file: { file, name: file.name }, reading: {} });
    if (second !== undefined) this.app.notices.say({ message: words.onlyOne(file.name) });
  }

  async #make(): Promise<void> {
    this.problem = undefined;
    const fate = await this.app.run(
      () => keyRoomOf(this.app).make(),
      // Whoever has left the room meanwhile is told where they are.
      (body) => (this.isConnected ? (this.problem = body) : this.app.notices.add(body)),
    );
    await this.updateComplete;
    if (fate.kind === 'done') this.#focusResult();
    else this.#focusForm();
  }

  #focusResult(): void {
    this.querySelector<HTMLElement>('.made-head h2')?.focus();
  }

  #focusForm(): void {
    const form = this.querySelector('dw-key-form');
    void form?.updateComplete.then(() => form.focusMake());
  }

  async #change(): Promise<void> {
    keyRoomOf(this.app).made.leave();
    await this.updateComplete;
    this.#focusForm();
  }

  async #clear(): Promise<void> {
    this.problem = undefined;
    const undo = keyRoomOf(this.app).clear();
    this.app.notices.say({ message: words.cleared, undo });
    await this.updateComplete;
    // The button that was pressed is gone.
    focusHeading(this);
  }

  #header(): TemplateResult {
    const isEmpty = this.#typed.value.draft === EMPTY_KEY_DRAFT;
    const clear = html`<button class="btn ghost" type="button" @click=${() => void this.#clear()}>
      ${icon(icons.remove)}${words.clear}
    </button>`;
    return pageHeader({ heading: words.title, sentence: words.sentence, actions: isEmpty ? undefined : clear });
  }

  #making({ progress: { done, total } }: KeyWork & { kind: 'making' }): TemplateResult {
    const cancel = (): void => void this.app.run(() => keyRoomOf(this.app).made.cancel());
    return card({
      body: html`<div class="keys-making" tabindex="-1">
        ${progress({ id: 'making-keys', label: words.making, done, total })}
        <button class="btn" type="button" @click=${cancel}>${words.cancel}</button>
      </div>`,
    });
  }

  #content(): TemplateResult {
    const work = this.#work.value;
    if (work.kind === 'making') return this.#making(work);
    if (work.kind === 'made') {
      return html`${freshKeys(this.app, this.#typed.value.draft)}<dw-key-result @dw-change-list=${() => void this.#change()}></dw-key-result>`;
    }
    return html`${problemNotice(this.problem)}<dw-key-form @dw-make=${() => void this.#make()}></dw-key-form>`;
  }

  #dropPlace(): TemplateResult | typeof nothing {
    return this.#drop.hovering ? dropVeil(words.drop) : nothing;
  }

  override render(): TemplateResult {
    return html`${this.#header()}${this.#content()}${this.#dropPlace()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-keys-view': KeysView;
  }
}
