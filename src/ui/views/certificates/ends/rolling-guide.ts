import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate, KeptGuide, Shelf } from '#core/ports/certificate-maker';
import type { RollingStep } from '#core/rolling/rolling-steps';
import { rollingKindWords } from '#core/words/en/rolling';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { NoticeBody } from '#app/stores/notices';
import { progressOf } from '#app/stores/timeline-groups';
import { rollInCloud, type CloudStep } from '#app/use-cases/roll-in-cloud';
import '../../../elements/button/button.ts';
import { icons } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { focusHeading, pageHeader } from '../../../elements/page-header/page-header.ts';
import { status } from '../../../elements/status/status.ts';
import { printRoute } from '../../../routes.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { certificateHref } from '../shared/certificate-link.ts';
import './ends.css';
import { guideStep } from './guide-step.ts';
import { guideSummary, guideSubjects } from './guide-subjects.ts';
import { stepActs } from './step-acts.ts';

const words = uiCertificateEndsWords.guide;

/** What went wrong at a step: told where it was asked for. */
interface StepProblem {
  readonly step: RollingStep;
  /** `nowhere`: no local cloud knows the certificate. */
  readonly body: NoticeBody | 'nowhere';
}

/** A rolling, step by step in the documented order: what each is, where it is done, and what we can do of it here. */
@customElement('dw-rolling-guide')
export class RollingGuide extends View {
  @property({ attribute: false }) guide!: KeptGuide;
  @property({ attribute: false }) shelf!: Shelf;
  @state() private problem: StepProblem | undefined;
  /** The step that a local cloud is asked for. */
  @state() private busy: RollingStep | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('guide') !== undefined && changed.get('guide')?.id !== this.guide.id) this.problem = undefined;
  }

  get #old(): KeptCertificate | undefined {
    return certificateOf(this.shelf, this.guide.certificateId);
  }

  get #next(): KeptCertificate | undefined {
    const { replacementId } = this.guide;
    return replacementId === undefined ? undefined : certificateOf(this.shelf, replacementId);
  }

  #wish(wish: CertificateWish): void {
    this.raise<CertificateWish>('dw-certificate-wish', wish);
  }

  async #note(step: RollingStep, isDone: boolean, replacementId?: string): Promise<void> {
    this.problem = undefined;
    const { certificates } = this.app.services;
    await this.app.run(
      () => certificates.noteStep(this.guide.id, step, isDone, replacementId),
      (body) => (this.problem = { step, body }),
    );
  }

  async #takeBack(step: RollingStep): Promise<void> {
    await this.#note(step, false);
    if (this.problem === undefined) this.app.notices.say({ message: words.takenBack });
  }

  async #doInCloud(step: CloudStep, old: KeptCertificate): Promise<void> {
    if (this.busy !== undefined) return;
    this.problem = undefined;
    this.busy = step;
    const rolled = { kind: this.guide.kind, old, next: this.#next };
    const fate = await this.app.run(
      () => rollInCloud(this.app.services, step, rolled),
      (body) => (this.problem = { step, body }),
    );
    this.busy = undefined;
    if (fate.kind !== 'done') return;
    if (fate.value === undefined) return void (this.problem = { step, body: 'nowhere' });
    const { target, name } = fate.value;
    this.app.notices.say({ message: words.inCloudDone[target](name) });
    await this.#note(step, true);
  }

  async #remove(): Promise<void> {
    const fate = await this.app.run(() => this.app.services.certificates.remove(this.guide.id));
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.removed });
    this.router.replace({ room: 'certificates', tab: 'ends', id: undefined });
  }

  #header(name: string): TemplateResult {
    const { steps, done, next } = progressOf(this.guide, this.shelf);
    return pageHeader({
      heading: name,
      mono: true,
      crumb: {
        label: uiCertificatesWords.tabs.ends,
        href: printRoute({ room: 'certificates', tab: 'ends', id: undefined }),
      },
      status: html`<span class="certificate-status"
        >${status(
          next === undefined ? 'online' : 'waiting',
          uiCertificateEndsWords.guides.steps(done, steps.length),
        )}<span>${rollingKindWords[this.guide.kind].title}</span></span
      >`,
      actions: menuButton({
        id: 'guide-menu',
        label: words.menu(name),
        icon: icons.more,
        items: [{ label: words.remove, icon: icons.remove, danger: true, run: () => void this.#remove() }],
      }),
    });
  }

  #steps(old: KeptCertificate): TemplateResult {
    const { guide, shelf } = this;
    const { steps, next } = progressOf(guide, shelf);
    const now = this.app.services.clock.now();
    return html`<section class="card guide" aria-label=${words.steps}>
      <ol class="guide-steps">
        ${steps.map((step, index) =>
          guideStep({
            number: index + 1,
            step,
            kind: guide.kind,
            old,
            replacement: this.#next,
            outcome: guide.done.includes(step) ? 'done' : step === next ? 'next' : 'later',
            isBusy: this.busy === step,
            problem: this.problem?.step === step ? this.problem.body : undefined,
            acts: stepActs({
              step,
              guide,
              old,
              replacement: this.#next,
              shelf,
              now,
              onWish: (wish) => this.#wish(wish),
              onChoose: (id) => void this.#note('make-new', true, id),
              onCloud: (cloudStep) => void this.#doInCloud(cloudStep, old),
              onGo: (route) => this.router.go(route),
            }),
            onDone: () => void this.#note(step, true),
            onTakeBack: () => void this.#takeBack(step),
          }),
        )}
      </ol>
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The steps give way to the summary along with the button that was pressed.
    const before = changed.get('guide');
    if (before === undefined || before.id !== this.guide.id) return;
    const wasOpen = progressOf(before, this.shelf).next !== undefined;
    if (wasOpen && progressOf(this.guide, this.shelf).next === undefined) focusHeading(this);
  }

  override render(): TemplateResult {
    const old = this.#old;
    if (old === undefined) {
      return html`${this.#header(words.old)}${notice({ tone: 'info', title: words.gone })}`;
    }
    const { facts } = old;
    const isOver = progressOf(this.guide, this.shelf).next === undefined;
    return html`${this.#header(facts.commonName || facts.subjectName)}
      ${isOver ? guideSummary(old, this.#next, this.#next && certificateHref(this.#next)) : nothing}
      ${guideSubjects(old, this.#next)}${this.#steps(old)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-rolling-guide': RollingGuide;
  }
}
