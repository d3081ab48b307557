const WINDOW_MS = 10_000;

/** Messages a second over the last ten seconds, from a counter that only grows. */
export class MessageRate {
  #samples: { readonly at: number; readonly count: number }[] = [];

  /** Takes the counter as it is now; a smaller one than before begins anew. */
  take(count: number, nowMs: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && count < last.count) this.#samples = [];
    if (last === undefined || count !== last.count) this.#samples.push({ at: nowMs, count });
    // One sample from before the window stays, so that a slow sender has a rate too.
    while ((this.#samples[1]?.at ?? Infinity) <= nowMs - WINDOW_MS) this.#samples.shift();
  }

  /** Undefined until two messages went out, and when the last is long ago. */
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
