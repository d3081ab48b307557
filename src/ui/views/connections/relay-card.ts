import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ConnectionSettings } from '#core/ports/device-host';
import { describeFinding } from '#core/words/words';
import { uiConnectionsWords } from '#core/words/en/ui-connections';
import type { NoticeBody } from '#app/stores/notices';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { notice } from '../../elements/notice/notice.ts';
import { status, type StatusKind } from '../../elements/status/status.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import './relay-form.ts';

const words = uiConnectionsWords.relay;
type Relay = ConnectionSettings['relay'];

/** What a test of the relay came to. */
type Trial = 'running' | 'works' | { readonly problem: NoticeBody };

/** Said by a relay that took the page and its token: what failed is behind it. */
const BEHIND_IT: readonly string[] = ['relay/target', 'relay/private-address', 'relay/target-unreachable'];

/** What a relay that answers could not reach, in words. */
function describeBehind({ problem }: { readonly problem: NoticeBody }): string | undefined {
  if (problem.kind !== 'finding' || !BEHIND_IT.includes(problem.finding.code)) return undefined;
  return describeFinding(problem.finding).explanation;
}

/** Which relay is used, whether it works, and the way to another. */
@customElement('dw-relay-card')
export class RelayCard extends View {
  @property({ attribute: false }) relay!: Relay;
  @state() private trial: Trial | undefined;
  @state() private naming = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('relay');
    // What was heard of another relay says nothing of this one; what is being asked is asked of this one.
    if (before !== undefined && before.address !== this.relay.address && this.trial !== 'running')
      this.trial = undefined;
  }

  async #test(): Promise<void> {
    if (this.trial === 'running') return;
    this.trial = 'running';
    let problem: NoticeBody | undefined;
    const fate = await this.app.run(
      () => this.app.services.devices.testRelay(),
      (body) => (problem = body),
    );
    this.trial = fate.kind === 'done' ? 'works' : problem && { problem };
  }

  async #goBack(): Promise<void> {
    let problem: NoticeBody | undefined;
    const fate = await this.app.run(
      () => this.app.services.devices.useRelay(undefined),
      (body) => (problem = body),
    );
    this.trial = problem && { problem };
    if (fate.kind === 'done') this.app.notices.say({ message: words.back.done });
  }

  /** Whether it works is the next question of whoever named it. */
  #named(): void {
    this.naming = false;
    this.trial = undefined;
    this.app.notices.say({ message: words.form.used });
    void this.#test();
  }

  #actions(): TemplateResult {
    const { relay } = this;
    const isTesting = this.trial === 'running';
    const test = html`<button class="btn" type="button" aria-busy=${isTesting ? 'true' : nothing} @click=${() => void this.#test()}>
      ${icon(icons.plug)}${isTesting ? words.testing : words.test}
    </button>`;
    const back = html`<button class="btn" type="button" @click=${() => void this.#goBack()}>
      ${icon(icons.server)}${words.back.own}
    </button>`;
    const name = html`<button class="btn" type="button" @click=${() => (this.naming = true)}>
      ${icon(icons.pencil)}${words.name}
    </button>`;
    return html`<div class="actions">
      ${relay.kind === 'none' ? nothing : test}${relay.kind === 'own' ? back : nothing}${this.naming ? nothing : name}
    </div>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { trial } = this;
    if (trial === undefined || trial === 'running') return nothing;
    if (trial !== 'works') {
      const behind = describeBehind(trial);
      if (behind === undefined) return problemNotice(trial.problem);
      const { title, text } = words.answers;
      return notice({ tone: 'warn', title, explanation: behind, remedy: text, announce: true });
    }
    return notice({ tone: 'ok', title: words.works.title, explanation: words.works.text, announce: true });
  }

  /** Nothing is said to work before it was tried. */
  #mark(): StatusKind {
    const { trial } = this;
    if (this.relay.kind === 'none') return 'off';
    if (trial === undefined) return 'never';
    if (trial === 'running') return 'busy';
    if (trial === 'works') return 'online';
    return describeBehind(trial) === undefined ? 'failed' : 'waiting';
  }

  #sees(): TemplateResult {
    const { summary, can, canList, cannot, cannotList } = words.sees;
    const list = (heading: string, items: readonly string[]): TemplateResult =>
      html`<div>
        <h3>${heading}</h3>
        <ul>
          ${items.map((item) => html`<li>${item}</li>`)}
        </ul>
      </div>`;
    return html`<details class="disclosure relay-sees">
      <summary>${summary}</summary>
      <div class="relay-sees-lists">${list(can, canList)}${list(cannot, cannotList)}</div>
    </details>`;
  }

  override render(): TemplateResult {
    const { kind, address } = this.relay;
    const { word, text } = words.states[kind];
    return card({
      heading: words.heading,
      hint: words.hint,
      body: html`<div class="stack">
        <div class="relay-state" role="status">
          <p>${status(this.#mark(), word)}</p>
          <p class="muted">${text}</p>
        </div>
        ${address === undefined ? nothing : keyValues([{ label: words.address, value: address, mono: true, copy: address }])}
        ${this.#actions()}${this.#outcome()}
        ${
          this.naming
            ? html`<dw-relay-form @dw-close=${() => (this.naming = false)} @dw-done=${() => this.#named()}></dw-relay-form>`
            : nothing
        }
        ${this.#sees()}
      </div>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-relay-card': RelayCard;
  }
}
