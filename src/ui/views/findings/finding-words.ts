import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Finding } from '#core/errors/workbench-error';
import type { Described } from '#core/words/described';
import type { describeFinding } from '#core/words/words';

interface Words {
  readonly describeFinding: typeof describeFinding;
}

let words: Words | undefined;
let coming: Promise<void> | undefined;

/**
 * The words of findings, fetched when the first one is asked for: most visits need none. Until they have come,
 * `describe` gives undefined; the host renders again when they are there.
 */
export class FindingWords implements ReactiveController {
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  describe(finding: Finding): Described | undefined {
    this.#ask();
    return words?.describeFinding(finding);
  }

  #ask(): void {
    if (words !== undefined) return;
    coming ??= import('#core/words/words').then(
      (loaded) => void (words = loaded),
      // Offline with nothing fetched before: the next render asks again.
      () => void (coming = undefined),
    );
    void coming.then(() => words !== undefined && this.#host.requestUpdate());
  }
}
