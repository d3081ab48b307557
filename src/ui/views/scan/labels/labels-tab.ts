import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ListedId } from '#core/id-list/listed-id';
import type { IdProblem, KeyedDevice } from '#core/ports/key-maker';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { uiLabelsWords as words } from '#core/words/en/ui-labels';
import type { DeviceListState } from '#app/stores/device-list';
import type { IdListState } from '#app/stores/id-list';
import { labelKeptDevice, type LabelDevice } from '#app/stores/label-devices';
import type { LabelDraft } from '#app/stores/label-draft';
import { fitCentral, lockPrint, planLabels, type LabelInputs, type LabelPlan } from '#app/stores/label-plan';
import type { KeyWork } from '#app/stores/made-keys';
import type { NoticeBody } from '#app/stores/notices';
import { reportOutlet, reportProblems } from '#app/use-cases/report-problems';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import { FocusController } from '../../../controllers/focus-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { dropVeil } from '../../../elements/file-input/drop-veil.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { progress } from '../../../elements/progress/progress.ts';
import type { ScanSubject } from '../../../routes.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import '../../findings/finding-notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { printProblem, problemsCard } from '../../id-list/problems-card.ts';
import { keyRoomOf } from '../../keys/key-room-of.ts';
import { View } from '../../view.ts';
import { AGREE_ID, codeCard, lackOf, type LabelSecrets } from './code-card.ts';
import { devicesCard, LABEL_FATE } from './devices-card.ts';
import { labelDeskOf } from './label-desk-of.ts';
import { LabelEditor } from './label-editor.ts';
import './label-preview.ts';
import './labels.css';
import { paperCard } from './paper-card.ts';
import { PrintWork } from './print-work.ts';
import { wordsCard } from './words-card.ts';

const NO_DEVICES: readonly KeyedDevice[] = [];
const NO_SECRETS: LabelSecrets = { passphrase: '', isAgreed: false };

/** The Labels part of the Scan room: devices, what their codes hold, the paper, a preview, and the print. */
@customElement('dw-labels')
export class LabelsTab extends View {
  #draft!: StoreController<LabelDraft>;
  #list!: StoreController<IdListState>;
  #listed!: StoreController<readonly ListedId[]>;
  #keyed!: StoreController<readonly KeyedDevice[]>;
  #kept!: StoreController<DeviceListState, readonly LabelDevice[]>;
  #made!: StoreController<KeyWork, KeyWork | undefined>;
  /** The keys whose devices were asked for last. */
  #asked: KeyWork | undefined;
  #inputs: LabelInputs | undefined;
  #plan!: LabelPlan;
  readonly #work = new PrintWork(this);
  readonly #drop = new FileDropController(this, (files) => this.#take(files));
  readonly #editor: LabelEditor = new LabelEditor(
    this,
    () => labelDeskOf(this.app),
    () => this.#plan.judged.fields,
  );

  /** For whom the part was opened; undefined leaves what was chosen. */
  @property({ attribute: false }) subject: ScanSubject | undefined;
  @state() private secrets = NO_SECRETS;
  @state() private tried = false;
  @state() private isPrintable = true;
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    new FocusController(this, () => this.querySelector('.labels-making, .labels-ready, #labels-print, #labels-list'));
    const desk = labelDeskOf(this.app);
    this.#draft = this.follow(desk.draft);
    this.#list = this.follow(desk.list.state);
    this.#listed = this.follow(desk.listed);
    this.#keyed = this.follow(desk.keyed);
    this.#kept = this.follow(this.app.devices.state, keptDevices, isSame);
    this.#made = this.follow<KeyWork, KeyWork | undefined>(keyRoomOf(this.app).made.work, (work) =>
      work.kind === 'made' ? work : undefined,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.secrets = NO_SECRETS;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('subject')) this.#begin(this.subject);
    this.#askForKeyed();
    this.#replan();
  }

  /** The Keys room holds its devices in a worker. */
  #askForKeyed(): void {
    const made = this.#made.value;
    if (this.#draft.value.source !== 'keys' || made === this.#asked) return;
    this.#asked = made;
    if (made !== undefined) void this.app.run(() => labelDeskOf(this.app).readKeyed());
  }

  #begin(subject: ScanSubject | undefined): void {
    const desk = labelDeskOf(this.app);
    if (subject?.kind === 'keys') this.#change({ source: 'keys' });
    if (subject?.kind === 'devices') desk.change({ source: 'devices', deviceId: '' });
    if (subject?.kind === 'device') desk.change({ source: 'devices', deviceId: subject.id });
  }

  /** Plans anew when something that counts is another; what was made before is not what is chosen now. */
  #replan(): void {
    const inputs: LabelInputs = {
      draft: this.#draft.value,
      kept: this.#kept.value,
      keyed: this.#made.value === undefined ? NO_DEVICES : this.#keyed.value,
      listed: this.#listed.value,
    };
    const last = this.#inputs;
    const isOld =
      last !== undefined && (Object.keys(inputs) as (keyof LabelInputs)[]).every((name) => inputs[name] === last[name]);
    if (isOld) return;
    this.#inputs = inputs;
    this.#plan = planLabels(inputs);
    this.#work.forget();
  }

  #change(part: Partial<LabelDraft>): void {
    this.problem = undefined;
    const desk = labelDeskOf(this.app);
    // Whoever made keys has said there where their devices register.
    const isEmpty = desk.draft.get().idScope.trim() === '';
    const idScope = part.source === 'keys' && isEmpty ? keyRoomOf(this.app).settings().idScope : undefined;
    desk.change({ ...part, ...(idScope !== undefined && { idScope }) });
  }

  #keepSecrets(secrets: LabelSecrets): void {
    this.problem = undefined;
    this.secrets = secrets;
    this.#work.forget();
  }

  #take([file]: readonly File[]): void {
    if (file !== undefined) this.#change({ source: 'list', way: 'file', file: { file, name: file.name }, reading: {} });
  }

  get #lack(): ReturnType<typeof lackOf> {
    return lackOf(this.#draft.value.code, this.secrets);
  }

  async #print(): Promise<void> {
    this.tried = true;
    this.problem = undefined;
    const { print, problem } = this.#plan;
    const isWhole = this.#editor.submit() && this.#lack === undefined;
    if (!isWhole || print === undefined || problem !== undefined || !this.isPrintable) {
      await this.updateComplete;
      if (!focusFirstError(this) && this.#lack === 'yes') this.querySelector<HTMLElement>(`#${AGREE_ID}`)?.focus();
      return;
    }
    const fate = await this.app.run(
      () => this.#work.make(this.app.services, lockPrint(print, this.secrets.passphrase)),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    await this.updateComplete;
    window.print();
  }

  #report(total: number): void {
    const { summary } = uiIdListsWords;
    const { app } = this;
    const print = (problem: IdProblem): string => printProblem(problem, LABEL_FATE);
    void app
      .run(() => reportProblems(app.services, labelDeskOf(app).reader, total, summary.reportFile, print))
      .then(({ kind }) => kind === 'done' && app.notices.say({ message: summary.reported[reportOutlet(total)] }));
  }

  #problems(): TemplateResult | typeof nothing {
    const list = this.#list.value;
    if (this.#draft.value.source !== 'list' || list.kind !== 'read' || list.summary.problems === 0) return nothing;
    const { summary, problems } = list;
    return problemsCard({
      summary,
      page: problems,
      fate: LABEL_FATE,
      onGo: (from) => void this.app.run(() => labelDeskOf(this.app).list.showProblems(from)),
      onReport: () => this.#report(summary.problems),
    });
  }

  #form(): TemplateResult {
    const { devices } = this.#plan;
    const draft = this.#draft.value;
    const options = { draft, editor: this.#editor, onChange: (part: Partial<LabelDraft>) => this.#change(part) };
    return html`<div class="labels-form">
      ${devicesCard({ ...options, kept: this.#kept.value, keyedCount: devices.length, list: this.#list.value })}
      ${this.#problems()}
      ${codeCard({
        ...options,
        secrets: this.secrets,
        fitsCentral: fitCentral(devices),
        tried: this.tried,
        onSecrets: (secrets) => this.#keepSecrets(secrets),
      })}
      ${wordsCard(options)}${paperCard(options)}
    </div>`;
  }

  #preview(): TemplateResult {
    const { print, devices, problem } = this.#plan;
    const { preview } = words;
    const isRoll = print?.sheet.dotMm !== undefined;
    return card({
      heading: preview.heading,
      hint: print === undefined ? undefined : preview.counts(devices.length, print.pages, isRoll),
      body: html`<div class="stack">
        ${problem === undefined ? nothing : html`<dw-finding-notice .finding=${problem}></dw-finding-notice>`}
        ${
          print === undefined
            ? html`<p class="muted">${devices.length === 0 ? preview.nothing : preview.notReady}</p>`
            : html`<dw-label-preview
                .print=${print}
                @dw-judged=${({ detail }: CustomEvent<{ isPrintable: boolean }>) => (this.isPrintable = detail.isPrintable)}
              ></dw-label-preview>`
        }
        ${problemNotice(this.problem)}${this.#foot()}
      </div>`,
    });
  }

  #foot(): TemplateResult {
    const { state } = this.#work;
    if (state.kind === 'making') {
      return html`<div class="labels-making" tabindex="-1">
        ${progress({ id: 'labels-progress', label: words.print.making, ...state.progress })}
        <button class="btn" type="button" @click=${() => this.#work.forget()}>${words.print.cancel}</button>
      </div>`;
    }
    if (state.kind === 'ready') return this.#ready(state.count);
    const count = this.#plan.devices.length;
    const faults = this.#editor.faults + (this.tried && this.#lack !== undefined ? 1 : 0);
    return html`<div class="labels-foot">
      <button
        class="btn big ${this.#draft.value.code === 'keyed' ? 'danger' : 'primary'}"
        id="labels-print"
        type="button"
        ?disabled=${count === 0}
        @click=${() => void this.#print()}
      >
        ${icon(icons.printer)}${words.print.button(count)}
      </button>
      ${faultsLine(faults)}
    </div>`;
  }

  #ready(count: number): TemplateResult {
    const { title, sheets, roll } = words.print.ready;
    const isRoll = this.#draft.value.medium === 'roll';
    return html`<div class="labels-ready" tabindex="-1">
      ${notice({
        tone: 'ok',
        title: title(count),
        explanation: isRoll ? roll : sheets,
        actions: html`<button class="btn primary" type="button" @click=${() => window.print()}>
          ${icon(icons.printer)}${words.print.again}
        </button>`,
        announce: true,
      })}
    </div>`;
  }

  override render(): TemplateResult {
    return html`<div class="labels-parts">
        ${this.#form()}
        <div class="labels-preview">${this.#preview()}</div>
      </div>
      ${this.#drop.hovering ? dropVeil(words.drop) : nothing}`;
  }
}

function keptDevices(state: DeviceListState): readonly LabelDevice[] {
  return state.kind === 'ready' ? state.devices.map(({ record }) => labelKeptDevice(record)) : [];
}

/** The list comes anew with every value that a device sends. */
function isSame(one: readonly LabelDevice[], other: readonly LabelDevice[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-labels': LabelsTab;
  }
}
