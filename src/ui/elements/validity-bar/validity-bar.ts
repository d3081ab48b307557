import { html, type TemplateResult } from 'lit';
import { describeUtcMoment } from '#core/words/moment';
import { uiValidityBarWords as words } from '#core/words/en/ui-validity-bar';
import { formatUtcDay } from '../text/utc.ts';
import { variables } from '../variables/variables.ts';
import './validity-bar.css';

/** The life of something that begins and ends, seen at one moment. Times are milliseconds since the Unix epoch. */
export interface ValidityBarOptions {
  readonly from: number;
  readonly until: number;
  /** When it is time for the next one. */
  readonly renewAt: number;
  /** How much of it is over, from 0 to 1. */
  readonly passed: number;
  readonly state: 'not-yet' | 'good' | 'soon' | 'ended';
}

/** A bar from beginning to end, filled up to now, with a mark where it is time for the next one. The dates say it, too. */
export function validityBar({ from, until, renewAt, passed, state }: ValidityBarOptions): TemplateResult {
  const mark = until > from ? (renewAt - from) / (until - from) : 1;
  const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;
  return html`<div class="validity-bar ${state}" ${variables({ '--passed': percent(passed), '--mark': percent(mark) })}>
    <div class="validity-track" aria-hidden="true">
      <span class="validity-passed"></span><span class="validity-mark"></span><span class="validity-now"></span>
    </div>
    <dl class="validity-dates">
      <div>
        <dt>${words.from}</dt>
        <dd data-tip=${describeUtcMoment(from)}>${formatUtcDay(from)}</dd>
      </div>
      <div class="validity-renew">
        <dt>${words.renew}</dt>
        <dd data-tip=${describeUtcMoment(renewAt)}>${formatUtcDay(renewAt)}</dd>
      </div>
      <div class="validity-end">
        <dt>${words.until}</dt>
        <dd data-tip=${describeUtcMoment(until)}>${formatUtcDay(until)}</dd>
      </div>
    </dl>
  </div>`;
}
