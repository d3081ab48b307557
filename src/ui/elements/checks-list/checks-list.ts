import { html, nothing, type TemplateResult } from 'lit';
import { icon, icons } from '../icon/icon.ts';
import './checks-list.css';

/** What a check showed; each has a shape of its own. */
export type CheckResult = 'good' | 'bad' | 'doubtful' | 'not-reached' | 'unknown';

/** One thing that was looked at. */
export interface CheckItem {
  readonly label: string;
  readonly result: CheckResult;
  /** The result in words: "passed", "failed", "the service does not say". */
  readonly word: string;
  /** What to make of it. */
  readonly text?: unknown;
}

const MARKS = {
  good: icons.circleCheck,
  bad: icons.circleX,
  doubtful: icons.alert,
  'not-reached': icons.circleDashed,
  unknown: icons.circleQuestion,
} as const;

/** Things that were looked at, each with its result: the steps of a service, or the preflight. */
export function checksList(checks: readonly CheckItem[], label: string): TemplateResult {
  const row = ({ label: name, result, word, text }: CheckItem): TemplateResult =>
    html`<li class="check check-${result}">
      <span class="check-mark">${icon(MARKS[result])}</span>
      <span class="check-label">${name}</span>
      <span class="check-word">${word}</span>
      ${text === undefined ? nothing : html`<span class="check-text">${text}</span>`}
    </li>`;
  return html`<ul class="checks" aria-label=${label}>${checks.map(row)}</ul>`;
}
