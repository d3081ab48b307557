import { html, nothing, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { icon, icons } from '../icon/icon.ts';
import '../relative-time/elapsed.ts';
import { formatDuration } from '../text/format.ts';
import './steps-list.css';

/** How a step stands. */
export type StepOutcome = 'running' | 'done' | 'failed' | 'skipped';

/** One step of something that takes time. */
export interface StepItem {
  readonly label: string;
  readonly detail?: unknown;
  readonly outcome: StepOutcome;
  /** Milliseconds since the Unix epoch; a running step counts from here. */
  readonly startedAt?: number | undefined;
  readonly tookMs?: number | undefined;
}

const MARKS = { done: icons.check, failed: icons.close } as const;

function timeOf({ outcome, startedAt, tookMs }: StepItem): unknown {
  if (tookMs !== undefined) return formatDuration(tookMs);
  if (outcome === 'running' && startedAt !== undefined) return html`<dw-elapsed .since=${startedAt}></dw-elapsed>`;
  return nothing;
}

/** Steps in order, with what was seen and the time that each took. */
export function stepsList(steps: readonly StepItem[]): TemplateResult {
  const row = (step: StepItem): TemplateResult => {
    const { outcome } = step;
    const mark = outcome === 'done' || outcome === 'failed' ? icon(MARKS[outcome]) : nothing;
    return html`<li class="step step-${outcome}">
      <span class="step-mark">${mark}</span>
      <span class="step-words">
        <span class="step-label">${step.label}<span class="sr">, ${words.stepOutcome[outcome]}</span></span>
        ${step.detail === undefined || step.detail === '' ? nothing : html`<span class="step-detail">${step.detail}</span>`}
      </span>
      <span class="step-time">${timeOf(step)}</span>
    </li>`;
  };
  return html`<ol class="steps">${steps.map(row)}</ol>`;
}
