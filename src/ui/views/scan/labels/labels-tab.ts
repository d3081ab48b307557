import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { IdProblem } from '#core/ports/key-maker';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { uiLabelsWords as words } from '#core/words/en/ui-labels';
import { chooseSource, type LabelDraft } from '#app/stores/label-draft';
import { countNear, fitCentral, lockPrint } from '#app/stores/label-plan';
import type { NoticeBody } from '#app/stores/notices';
import { reportOutlet, reportProblems } from '#app/use-cases/report-problems';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import { FocusController } from '../../../controllers/focus-controller.ts';
import { card } from '../../../elements/card/card.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { dropVeil } from '../../../elements/file-input/drop-veil.ts';
import type { ScanSubject } from '../../../scan-place.ts';
import '../../findings/finding-notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { printProblem, problemsCard } from '../../id-list/problems-card.ts';
import { keyRoomOf } from '../../keys/key-room-of.ts';
import { View } from '../../view.ts';
import { AGREE_ID, codeCard, lackOf, type LabelSecrets } from './code-card.ts';
import { devicesCard, LABEL_FATE } from './devices-card.ts';
import { labelDeskOf } from './label-desk-of.ts';
import { LabelEditor } from './label-editor.ts';
import { LabelPlanner } from './label-planner.ts';
import './label-preview.ts';
import './labels.css';
import { paperCard } from './paper-card.ts';
import { printFoot } from './print-foot.ts';
import { PrintWork } from './print-work.ts';
import { wordsCard } from './words-card.ts';

const NO_SECRETS: LabelSecrets = { passphrase: '', isAgreed: false };

/** The Labels part of the Scan room: devices, what their codes hold, the paper, a preview, and the print. */
@customElement('dw-labels')
export class LabelsTab extends View {
  #planner!: LabelPlanner;
  readonly #work = new PrintWork(this);
  readonly #drop = new FileDropController(this, (files) => this.#take(files));
  readonly #editor: LabelEditor = new LabelEditor(
    this,
    () => labelDeskOf(this.app),
    () => this.#planner.plan.judged.fields,
  );

  /** For whom the part was opened; undefined leaves what was chosen. */
  @property({ attribute: false }) subject: ScanSubject | undefined;
  @state() private secrets = NO_SECRETS;
  @state() private tried = false;
  @state() private isPrintable = true;
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    new FocusController(this, () => this.querySelector('.labels-making, .labels-ready, #labels-print'));
    this.#planner = new LabelPlanner(this, this.app);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.secrets = NO_SECRETS;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('subject')) this.#begin(this.subject);
    // What was made before is not what is chosen now.
    if (this.#planner.update()) this.#work.forget();
  }

  #begin(subject: ScanSubject | undefined): void {
    if (subject?.kind === 'keys') this.#change({ source: 'keys' });
    if (subject?.kind === 'devices') this.#change({ source: 'devices', deviceId: '' });
    if (subject?.kind === 'device') this.#change({ source: 'devices', deviceId: subject.id });
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
    if (file === undefined) return;
    const source = chooseSource(this.#planner.draft, 'list');
    this.#change({ ...source, way: 'file', file: { file, name: file.name }, reading: {} });
  }

  get #lack(): ReturnType<typeof lackOf> {
    return lackOf(this.#planner.draft.code, this.secrets);
  }

  async #print(): Promise<void> {
    this.tried = true;
    this.problem = undefined;
    // What was typed last may not be read yet.
    await labelDeskOf(this.app).list.settle();
    await this.updateComplete;
    const { print, problem } = this.#planner.plan;
    const isWhole = this.#editor.submit() && this.#lack === undefined;
    if (!isWhole || print === undefined || problem !== undefined) {
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
    const { list, draft } = this.#planner;
    if (draft.source !== 'list' || list.kind !== 'read' || list.summary.problems === 0) return nothing;
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
    const { draft, kept, list, plan } = this.#planner;
    const options = { draft, editor: this.#editor, onChange: (part: Partial<LabelDraft>) => this.#change(part) };
    return html`<div class="labels-form">
      ${devicesCard({ ...options, kept, keyedCount: plan.devices.length, nearCount: countNear(plan.devices, draft), list })}${this.#problems()}
      ${codeCard({
        ...options,
        secrets: this.secrets,
        fitsCentral: fitCentral(plan.devices),
        tried: this.tried,
        onSecrets: (secrets) => this.#keepSecrets(secrets),
      })}
      ${wordsCard(options)}${paperCard(options)}
    </div>`;
  }

  /** A field that nobody was at yet is empty, and not marked. */
  #sayWhyNoPreview(): string {
    const isMarked = [...this.#planner.plan.judged.fields.keys()].some(
      (name) => this.#editor.words(name).error !== undefined,
    );
    return isMarked ? words.preview.notReady : words.preview.notWhole;
  }

  #preview(): TemplateResult {
    const { print, devices, problem } = this.#planner.plan;
    const { preview } = words;
    const isRoll = print?.sheet.dotMm !== undefined;
    return card({
      heading: preview.heading,
      hint: print === undefined ? undefined : preview.counts(devices.length, print.pages, isRoll),
      body: html`<div class="stack">
        ${problem === undefined ? nothing : html`<dw-finding-notice .finding=${problem}></dw-finding-notice>`}
        ${
          print === undefined
            ? html`<p class="muted">${devices.length === 0 ? preview.nothing : this.#sayWhyNoPreview()}</p>`
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
    const { plan, draft } = this.#planner;
    return printFoot({
      state: this.#work.state,
      count: plan.devices.length,
      canPrint: plan.devices.length > 0 && (plan.print === undefined || this.isPrintable),
      faults: this.#editor.faults + (this.tried && this.#lack !== undefined ? 1 : 0),
      isDanger: draft.code === 'keyed',
      isRoll: draft.medium === 'roll',
      onPrint: () => void this.#print(),
      onCancel: () => this.#work.forget(),
    });
  }

  override render(): TemplateResult {
    return html`<div class="labels-parts">
        ${this.#form()}
        <div class="labels-preview">${this.#preview()}</div>
      </div>
      ${this.#drop.hovering ? dropVeil(words.drop) : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-labels': LabelsTab;
  }
}
