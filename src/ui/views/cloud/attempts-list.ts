import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudAttempt } from '#app/cloud-operator';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { icons } from '../../elements/icon/icon.ts';
import { status } from '../../elements/status/status.ts';
import { tag } from '../../elements/tag/tag.ts';
import { formatTimeOfDay } from '../../elements/text/format.ts';

const words = uiCloudWords.attempts;
/** Which attempts are listed. */
export type AttemptOutcome = 'all' | CloudAttempt['outcome'];
const OUTCOMES: readonly AttemptOutcome[] = ['all', 'refused', 'accepted'];

/** The cloud's own log. */
export interface AttemptsListOptions {
  /** Newest first. */
  readonly attempts: readonly CloudAttempt[];
  readonly outcome: AttemptOutcome;
  readonly onOutcome: (outcome: AttemptOutcome) => void;
}

/** Every attempt with its true reason, and what to do about a refused one. */
export function attemptsList({ attempts, outcome, onOutcome }: AttemptsListOptions): TemplateResult {
  if (attempts.length === 0) return emptyState({ icon: icons.shield, ...words.none });
  const of = (wanted: AttemptOutcome): readonly CloudAttempt[] =>
    wanted === 'all' ? attempts : attempts.filter((attempt) => attempt.outcome === wanted);
  return html`<div class="stack">
    <p class="muted">${words.intro}</p>
    <div class="toolbar">
      ${segmented<AttemptOutcome>({
        name: 'attempt-outcome',
        label: words.filter,
        options: OUTCOMES.map((value) => ({ value, label: words.filters[value], count: of(value).length })),
        value: outcome,
        onChange: onOutcome,
      })}
    </div>
    ${of(outcome).length === 0 ? html`<p class="muted">${words.noneSuch}</p>` : attemptRows(of(outcome))}
  </div>`;
}

/** The rows alone, as a device's page shows them. */
export function attemptRows(attempts: readonly CloudAttempt[]): TemplateResult {
  return card({
    flush: true,
    body: html`<ol class="attempts">
      ${attempts.map(row)}
    </ol>`,
  });
}

function row({ at, service, identity, outcome, code, reason, remedy }: CloudAttempt): TemplateResult {
  const refused = outcome === 'refused';
  return html`<li class="attempt">
    ${status(refused ? 'failed' : 'online', words[outcome])}
    <div class="attempt-words">
      <div class="attempt-head">
        <span class="mono">${identity === '' ? words.unknownIdentity : identity}</span>
        ${tag(words.services[service])}${code === null ? nothing : tag(words.code(code))}
      </div>
      <p>${reason}</p>
      ${refused && remedy !== '' ? html`<p class="muted">${remedy}</p>` : nothing}
    </div>
    <time class="attempt-time">${formatTimeOfDay(at)}</time>
  </li>`;
}
