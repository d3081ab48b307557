const WINDOW_MS = 10_000;

/**
 * Messages a second over the last ten seconds, from a counter that only grows. It counts from the moment of one message
 * to that of another: the moment in which somebody begins to look is none.
 */
export class MessageRate {
  /** The counter before the first message that was seen going out. */
  #before: number | undefined;
  #samples: { readonly at: number; readonly count: number }[] = [];

  /** Takes the counter as it is now; a smaller one than before begins anew. */
  take(count: number, nowMs: number): void {
    const known = this.#samples.at(-1)?.count ?? this.#before;
    if (known === undefined || count < known) {
      this.rest(count);
    } else if (count > known) this.#samples.push({ at: nowMs, count });
    // One sample from before the window stays, so that a slow sender has a rate too.
    while ((this.#samples[1]?.at ?? Infinity) <= nowMs - WINDOW_MS) this.#samples.shift();
  }

  /** Begins anew with the next message, as while not connected: a pause between two connections is no pace. */
  rest(count: number): void {
    this.#before = count;
    this.#samples = [];
  }

  /** Undefined until two messages were seen going out. */
  perSecond(nowMs: number): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || first === last) return undefined;
    const usualMs = (last.at - first.at) / (last.count - first.count);
    const silenceMs = nowMs - last.at;
    const betweenMs = silenceMs > 2 * usualMs ? silenceMs : usualMs;
    return betweenMs > 0 ? 1000 / betweenMs : undefined;
  }
}
