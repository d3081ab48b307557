import type { Clock } from '#core/ports/clock';
import type { FoundCode } from '#core/ports/code-reader';

/** What stays in front of a camera is told again after that time, and not with every frame. */
const REPEAT_MS = 2000;

/** Gives, of the codes of each frame, those that were not told lately. Keeps no text for longer than it takes. */
export class FreshCodes {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #toldAt = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  take(codes: readonly FoundCode[]): readonly FoundCode[] {
    const now = this.#clock.now();
    for (const [text, at] of this.#toldAt) if (now - at >= REPEAT_MS) this.#toldAt.delete(text);
    return codes.filter(({ text }) => {
      if (this.#toldAt.has(text)) return false;
      this.#toldAt.set(text, now);
      return true;
    });
  }

  forget(): void {
    this.#toldAt.clear();
  }
}
