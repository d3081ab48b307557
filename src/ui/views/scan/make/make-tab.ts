import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceRecord } from '#core/identity/device-record';
import { reachOfRecord, type ServiceReach } from '#core/identity/service-reach';
import { uiMakeCodeWords as words } from '#core/words/en/ui-make-code';
import type { CodeWork, JudgedCode } from '#app/stores/code-desk';
import { isOver, type CodeDraft, type CodeField } from '#app/stores/code-draft';
import type { DeviceListState } from '#app/stores/device-list';
import { reachOfEndpoint, type KnownClouds } from '#app/stores/endpoint';
import type { NoticeBody } from '#app/stores/notices';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import type { ScanSubject } from '../../../scan-place.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import { FieldsEditor } from '../../editing/fields-editor.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { keyRoomOf } from '../../keys/key-room-of.ts';
import { View } from '../../view.ts';
import { codeCard } from './code-card.ts';
import { codeDeskOf } from './code-desk-of.ts';
import { deviceCard } from './device-card.ts';
import './made-code.ts';
import './make-tab.css';

/** The part of the Scan room that makes connect codes: a form, and the code beside it. Its values are in the app's desk. */
@customElement('dw-make-code')
export class MakeTab extends View {
  #typed!: StoreController<JudgedCode>;
  #work!: StoreController<CodeWork>;
  #clouds!: StoreController<KnownClouds>;
  #devices!: StoreController<DeviceListState>;
  readonly #editor = new FieldsEditor<CodeField>(this, {
    text: (name) => this.#typed.value.draft[name],
    fields: () => this.#typed.value.fields,
    change: (name, text) => codeDeskOf(this.app).change({ [name]: text }),
  });
  /** What the address asks for and is not opened yet. */
  #asked: ScanSubject | undefined;
  /** What was chosen here, and stands in the address because of that. */
  #chosen: ScanSubject | undefined;

  @property({ attribute: false }) subject: ScanSubject | undefined;
  /** Why the device is not there that was asked for, or a cloud. */
  @state() private missing: NoticeBody | undefined;
  /** Why the code was not made. */
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    const desk = codeDeskOf(this.app);
    this.#typed = this.follow(desk.typed);
    this.#work = this.follow(desk.work);
    this.#clouds = this.follow(desk.clouds.known);
    this.#devices = this.follow(this.app.devices.state);
    void desk.clouds.askServer();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    codeDeskOf(this.app).leave();
    this.#editor.reset();
    this.problem = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('subject')) this.#asked = isSame(this.subject, this.#chosen) ? undefined : this.subject;
    const asked = this.#asked;
    if (asked === undefined || (asked.kind === 'device' && this.#devices.value.kind === 'loading')) return;
    this.#asked = undefined;
    this.#ask(() => this.#open(asked));
  }

  async #open({ kind, id }: ScanSubject): Promise<void> {
    const desk = codeDeskOf(this.app);
    if (kind === 'device') {
      const record = this.#kept().find((one) => one.id === id);
      if (record === undefined) throw new WorkbenchError('device/unknown', {});
      desk.choose({ kind, record });
    }
    if (kind === 'keys') {
      const { endpoint, ownHost, idScope } = keyRoomOf(this.app).typed.get().draft;
      await desk.chooseKeyed(Number(id), { endpoint, ownHost, idScope });
    }
  }

  #ask(work: () => Promise<void>): void {
    this.missing = undefined;
    void this.app.run(work, (body) => (this.missing = body));
  }

  #kept(): readonly DeviceRecord[] {
    const list = this.#devices.value;
    return list.kind === 'ready' ? list.devices.map(({ record }) => record) : [];
  }

  #change(part: Partial<CodeDraft>): void {
    this.problem = undefined;
    codeDeskOf(this.app).change(part);
    if (part.source === undefined) return;
    this.missing = undefined;
    this.#editor.reset();
    const { source } = part;
    this.#asked = undefined;
    this.#chosen = source.kind === 'device' ? { kind: 'device', id: source.record.id } : undefined;
    const subject = this.#chosen === undefined ? {} : { subject: this.#chosen };
    this.router.replace({ room: 'scan', tab: 'make', ...subject });
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const { draft } = this.#typed.value;
    if (this.#work.value.kind === 'making') return;
    if (!this.#editor.submit() || isOver(draft, this.app.services.clock.now())) {
      await this.updateComplete;
      for (const input of this.querySelectorAll('dw-secret-input')) await input.updateComplete;
      focusFirstError(this);
      return;
    }
    await this.#make(() => codeDeskOf(this.app).make());
  }

  async #make(make: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    await this.app.run(make, (body) => (this.problem = body));
    if (this.#work.value.kind !== 'made') return;
    await this.updateComplete;
    const code = this.querySelector('dw-made-code');
    await code?.updateComplete;
    code?.focusCode();
  }

  #reach({ source, endpoint, ownHost }: CodeDraft): ServiceReach {
    if (source.kind === 'device') return reachOfRecord(source.record);
    return reachOfEndpoint(endpoint, ownHost, this.#clouds.value);
  }

  #question(): TemplateResult {
    const work = this.#work.value;
    const desk = codeDeskOf(this.app);
    const { heading, text, confirm } = words.asking[work.kind === 'asking' ? work.question : 'group-key'];
    return questionDialog({
      id: 'group-key-in-code',
      open: work.kind === 'asking',
      heading,
      text,
      cancel: words.asking.cancel,
      confirm,
      onClose: () => desk.decline(),
      onConfirm: () => void this.#make(() => desk.agree()),
    });
  }

  override render(): TemplateResult {
    const { draft } = this.#typed.value;
    const desk = codeDeskOf(this.app);
    const isMaking = this.#work.value.kind === 'making';
    return html`<div class="make-parts">
        <form class="make-form" novalidate @submit=${(event: Event) => void this.#submit(event)}>
          ${deviceCard({
            draft,
            editor: this.#editor,
            clouds: this.#clouds.value,
            kept: this.#kept(),
            reach: this.#reach(draft),
            problem: problemNotice(this.missing),
            onChange: (part) => this.#change(part),
            onEndpoint: (endpoint) => this.#ask(() => desk.chooseEndpoint(endpoint)),
          })}
          ${codeCard({
            draft,
            editor: this.#editor,
            now: this.app.services.clock.now(),
            onChange: (part) => this.#change(part),
            onMakePassphrase: () => desk.makePassphrase(),
          })}
          ${problemNotice(this.problem)}
          <div class="make-foot">
            <button class="btn primary big" type="submit" aria-busy=${isMaking ? 'true' : nothing}>
              ${icon(icons.qrCode)}${isMaking ? words.code.making : words.code.make}
            </button>
            ${faultsLine(this.#editor.faults)}
          </div>
        </form>
        <dw-made-code></dw-made-code>
      </div>
      ${this.#question()}`;
  }
}

function isSame(one: ScanSubject | undefined, other: ScanSubject | undefined): boolean {
  return one?.kind === other?.kind && one?.id === other?.id;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-make-code': MakeTab;
  }
}
