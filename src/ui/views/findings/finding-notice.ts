import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RankedCause } from '#core/errors/facts';
import type { Finding } from '#core/errors/workbench-error';
import type { WordsAction } from '#core/words/described';
import { uiShellWords } from '#core/words/en/ui-shell';
import { describeCause, describeFinding } from '#core/words/words';
import '../../elements/button/button.ts';
import { LightElement } from '../../elements/light-element.ts';
import { notice, type NoticeCause, type NoticeTone } from '../../elements/notice/notice.ts';
import './finding-notice.css';
import { saysMore, serviceFacts } from './service-facts.ts';

/** Which button of a finding was pressed. */
export interface FindingAction {
  readonly kind: WordsAction['kind'];
}

/**
 * One finding in full: what happened, why, the causes in order of likelihood, the next step, and the service's own
 * words behind a press. Event: `dw-finding-action` `{kind}`, for the button that the words offer.
 */
@customElement('dw-finding-notice')
export class FindingNotice extends LightElement {
  @property({ attribute: false }) finding: Finding | undefined;
  @property({ attribute: false }) tone: NoticeTone = 'err';
  /** Interrupts a screen reader: for what has just gone wrong. */
  @property({ type: Boolean }) announce = false;
  /** Kinds of action that whoever listens can do here; others are not offered. */
  @property({ attribute: false }) offers: readonly WordsAction['kind'][] = [];
  /** More buttons, such as "Dismiss". */
  @property({ attribute: false }) more: unknown;

  #causes(): NoticeCause[] {
    const facts = this.finding?.facts as { causes?: readonly RankedCause[] } | undefined;
    return (facts?.causes ?? []).map(({ cause, weight }) => ({ ...describeCause(cause), likely: weight === 'likely' }));
  }

  #actions(action: WordsAction | undefined): TemplateResult | undefined {
    const offered = action !== undefined && this.offers.includes(action.kind);
    if (!offered && this.more === undefined) return undefined;
    const press = (): void => {
      if (action !== undefined) this.raise<FindingAction>('dw-finding-action', { kind: action.kind });
    };
    const offer = html`<button class="btn" type="button" @click=${press}>${action?.label}</button>`;
    return html`${offered ? offer : nothing}${this.more}`;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.finding === undefined) return nothing;
    const words = describeFinding(this.finding);
    const causes = this.#causes();
    return notice({
      tone: this.tone,
      title: words.title,
      explanation: words.explanation,
      remedy: causes.length > 0 ? undefined : words.remedy,
      causes,
      details: html`<details class="finding-details">
        <summary>${uiShellWords.service[saysMore(this.finding) ? 'details' : 'codeOnly']}</summary>
        ${serviceFacts(this.finding)}
      </details>`,
      actions: this.#actions(words.action),
      announce: this.announce,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-finding-notice': FindingNotice;
  }
}
