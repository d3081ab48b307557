import { indexFrom, type TraceSource } from './trace-source.ts';

/** The rows to render: from `first` up to, not including, `end`. */
export interface TraceWindow {
  readonly first: number;
  readonly end: number;
  /** Where the list should stand, in pixels; differs from where it stands when rows were added or dropped. */
  readonly scrollTop: number;
  /** Rows newer than any that was in sight. */
  readonly unseen: number;
}

/** Rows rendered above and below what is in sight, so that a fast scroll shows no gap. */
const MARGIN_ROWS = 8;

/**
 * Where a list of fixed-height rows stands, by arithmetic alone. It sticks to the newest row only when it is there
 * already; else the row at the top stays at the top, whatever is added below or dropped above.
 */
export class TraceViewport {
  rowHeight = 34;
  height = 0;
  #scrollTop = 0;
  #stuck = true;
  #topNumber = 0;
  #topOffset = 0;
  #seenNumber = 0;
  #length = 0;

  get stuck(): boolean {
    return this.#stuck;
  }

  /** The user, or we, scrolled to here. */
  scrolled(source: TraceSource, scrollTop: number): void {
    this.#scrollTop = scrollTop;
    // Two pixels for rounding; more would hold back somebody who scrolls up slowly.
    this.#stuck = scrollTop + this.height >= this.#length * this.rowHeight - 2;
    this.#anchor(source);
  }

  /** Stops following the newest row, as when somebody picks one to read. */
  release(source: TraceSource): void {
    this.#stuck = false;
    this.#anchor(source);
  }

  /** Follows the newest row from now on. */
  stick(): void {
    this.#stuck = true;
  }

  /** Scrolls as little as needed to bring a row into sight. */
  bring(source: TraceSource, index: number): void {
    const top = index * this.rowHeight;
    const highest = top + this.rowHeight - this.height;
    this.#scrollTop = Math.min(Math.max(this.#scrollTop, highest), top);
    this.#stuck = false;
    this.#anchor(source);
  }

  /** The window for the source as it is now. */
  window(source: TraceSource): TraceWindow {
    const { rowHeight, height } = this;
    const { length } = source;
    const lowest = Math.max(0, length * rowHeight - height);
    const kept = indexFrom(source, this.#topNumber) * rowHeight + this.#topOffset;
    const scrollTop = this.#stuck ? lowest : Math.min(lowest, Math.max(0, kept));
    this.#scrollTop = scrollTop;
    this.#length = length;
    const inSight = Math.min(length, Math.ceil((scrollTop + height) / rowHeight));
    this.#seenNumber = Math.max(this.#seenNumber, source.at(inSight - 1)?.number ?? 0);
    return {
      first: Math.max(0, Math.floor(scrollTop / rowHeight) - MARGIN_ROWS),
      end: Math.min(length, inSight + MARGIN_ROWS),
      scrollTop,
      unseen: this.#stuck ? 0 : length - indexFrom(source, this.#seenNumber + 1),
    };
  }

  #anchor(source: TraceSource): void {
    const index = Math.floor(this.#scrollTop / this.rowHeight);
    this.#topNumber = source.at(index)?.number ?? 0;
    this.#topOffset = this.#scrollTop - index * this.rowHeight;
  }
}
