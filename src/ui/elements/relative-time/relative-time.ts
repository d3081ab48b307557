import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { TickController } from '../../controllers/tick-controller.ts';
import { LightElement } from '../light-element.ts';
import { formatMoment } from '../text/format.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in words: "now", "40 s ago", "2 min ago", "yesterday". A time to come is "now". */
export function describeAgo(agoMs: number): string {
  if (agoMs < 5000) return words.now;
  if (agoMs < MINUTE) return words.secondsAgo(Math.floor(agoMs / 1000));
  if (agoMs < HOUR) return words.minutesAgo(Math.floor(agoMs / MINUTE));
  if (agoMs < DAY) return words.hoursAgo(Math.floor(agoMs / HOUR));
  return words.daysAgo(Math.floor(agoMs / DAY));
}

/** A time as "2 min ago", kept true; the exact moment is its tooltip. */
@customElement('dw-relative-time')
export class RelativeTime extends LightElement {
  readonly #tick = new TickController(this, 1000);

  /** Milliseconds since the Unix epoch; undefined when it never was. */
  @property({ attribute: false }) at: number | undefined;
  /** Said when there is no time. */
  @property() never = '';
  /** The clock. */
  @property({ attribute: false }) now: () => number = () => Date.now();

  override render(): TemplateResult {
    const { at } = this;
    this.#tick.everyMs = this.#pace(at);
    if (at === undefined) return html`${this.never}`;
    return html`<time datetime=${new Date(at).toISOString()} data-tip=${formatMoment(at)}
      >${describeAgo(this.now() - at)}</time
    >`;
  }

  /** A time of last week need not be looked at every second. */
  #pace(at: number | undefined): number {
    if (at === undefined) return 0;
    return this.now() - at < MINUTE ? 1000 : MINUTE / 4;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-relative-time': RelativeTime;
  }
}
