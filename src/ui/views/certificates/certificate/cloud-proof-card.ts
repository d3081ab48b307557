import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiCertificateProofWords } from '#core/words/en/ui-certificate-proof';
import type { NoticeBody } from '#app/stores/notices';
import type { ServerCloudSight } from '#app/stores/server-cloud';
import { createStepLog, type ToldStep } from '#app/stores/step-log';
import { makeGroupInCloud, proveToCloud, type ProofStep } from '#app/use-cases/prove-to-cloud';
import { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { stepsList, type StepItem } from '../../../elements/steps-list/steps-list.ts';
import { printRoute, type CloudPlace } from '../../../routes.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { addressAt, localCloudChoice, placeMeant } from './local-cloud-choice.ts';
import './proof-card.css';

const words = uiCertificateProofWords.cloud;

/** What is done in the cloud by a press. */
type Wish = 'proof' | 'group';
const WORK = { proof: proveToCloud, group: makeGroupInCloud } as const;

/** What became of a press. */
type Outcome =
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly name: string }
  | { readonly kind: 'failed'; readonly problem: NoticeBody };

interface Work {
  readonly wish: Wish;
  readonly place: CloudPlace;
  readonly outcome: Outcome;
}

/** Makes an authority known to a local cloud, or to a group in it, with its proof: one press each, every step told. */
@customElement('dw-cloud-proof-card')
export class CloudProofCard extends View {
  #server!: StoreController<ServerCloudSight>;
  #steps: StoreController<readonly ToldStep<ProofStep>[]> | undefined;

  @property({ attribute: false }) authority!: KeptCertificate;
  @state() private chosen: CloudPlace | undefined;
  @state() private work: Work | undefined;

  protected override begin(): void {
    this.#server = this.follow(this.app.serverCloud.sight);
    void this.app.serverCloud.ask();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('authority');
    if (before === undefined || before.id === this.authority.id) return;
    this.work = undefined;
  }

  get #place(): CloudPlace {
    return placeMeant(this.chosen, this.#server.value);
  }

  async #do(wish: Wish): Promise<void> {
    if (this.work?.outcome.kind === 'busy') return;
    const { authority } = this;
    const { app } = this;
    const place = this.#place;
    const log = createStepLog<ProofStep>(app.services.clock);
    this.#steps ??= new StoreController(this, log.steps);
    this.#steps.follow(log.steps);
    this.work = { wish, place, outcome: { kind: 'busy' } };
    let problem: NoticeBody | undefined;
    const { certificates } = app.services;
    const fate = await app.run(
      () => WORK[wish]({ operator: app.operator(addressAt(place, app)), certificates, authority, log }),
      (body) => (problem = body),
    );
    if (authority.id !== this.authority.id) return;
    if (fate.kind === 'done') this.work = { wish, place, outcome: { kind: 'done', name: fate.value } };
    else this.work = problem && { wish, place, outcome: { kind: 'failed', problem } };
  }

  #step({ name, outcome, detail, startedAt, tookMs }: ToldStep<ProofStep>): StepItem {
    const said = outcome === 'skipped' ? words.skipped[name](detail ?? '') : detail;
    return { label: words.steps[name], detail: said, outcome, startedAt, tookMs };
  }

  #told({ wish, place, outcome }: Work): TemplateResult {
    const steps = (this.#steps?.value ?? []).map((step) => this.#step(step));
    return html`<div class="stack">
      ${stepsList(steps)}${outcome.kind === 'failed' ? problemNotice(outcome.problem) : nothing}
      ${
        outcome.kind === 'done'
          ? notice({
              tone: 'ok',
              title: words[wish === 'proof' ? 'proved' : 'grouped'](outcome.name),
              actions: html`<a
                class="btn small"
                href=${printRoute({
                  room: 'cloud',
                  place,
                  tab: wish === 'proof' ? 'certificates' : 'groups',
                  device: undefined,
                })}
                >${words.show}</a
              >`,
              announce: true,
            })
          : nothing
      }
    </div>`;
  }

  override render(): TemplateResult {
    const { work } = this;
    const busy = work?.outcome.kind === 'busy' ? work.wish : undefined;
    return card({
      heading: words.heading,
      body: html`<div class="cloud-place">
        <p class="muted">${words.proofText}</p>
        ${localCloudChoice('proof-cloud', this.#place, this.#server.value, (place) => (this.chosen = place))}
        <div class="row">
          <button
            class="btn"
            type="button"
            aria-busy=${busy === 'proof' ? 'true' : nothing}
            @click=${() => void this.#do('proof')}
          >
            ${icon(icons.shield)}${words.prove}
          </button>
          <button
            class="btn"
            type="button"
            aria-busy=${busy === 'group' ? 'true' : nothing}
            @click=${() => void this.#do('group')}
          >
            ${icon(icons.layers)}${words.group}
          </button>
        </div>
        ${work === undefined ? nothing : this.#told(work)}
      </div>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-proof-card': CloudProofCard;
  }
}
