/** What the positions need of a window. */
export type PositionedWindow = Pick<
  Window,
  'history' | 'scrollY' | 'scrollTo' | 'requestAnimationFrame' | 'addEventListener' | 'removeEventListener'
>;

/** Where the reader stood on each page of the history. */
export interface PagePositions {
  /** Call before another place is shown. */
  leave(): void;
  /** Call after another place is shown; on `anotherPage` goes to the top, or to where the reader had stood there. */
  arrive(anotherPage: boolean): void;
  dispose(): void;
}

/** What a page is given to grow as high as it was, for its content comes after it. */
const LATEST_FRAMES = 60;

/** The reader goes somewhere without us. */
const MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Tells keys of this page load from those that an earlier one left in the history. */
const LOAD = String(performance.timeOrigin);

/**
 * Remembers positions itself: the browser restores them before the content of the page is there, and takes the position
 * of one page along to the next, as all are one document. Positions end with the page load.
 */
export function createPagePositions(page: PositionedWindow): PagePositions {
  const positions = new Map<string, number>();
  let count = 0;
  let key = readKey() ?? makeKey();
  let goal: number | undefined;

  function readKey(): string | undefined {
    const { state } = page.history as { state: unknown };
    const stored: unknown = typeof state === 'object' && state !== null && 'entry' in state ? state.entry : undefined;
    return typeof stored === 'string' ? stored : undefined;
  }

  function makeKey(): string {
    count += 1;
    const made = `${LOAD}/${count}`;
    page.history.replaceState({ entry: made }, '');
    return made;
  }

  const giveUp = (): void => void (goal = undefined);

  /** Tries in every frame until the page is high enough. */
  function approach(top: number, framesLeft: number): void {
    if (goal !== top) return;
    page.scrollTo({ top, behavior: 'instant' });
    if (page.scrollY >= top - 1 || framesLeft === 0) giveUp();
    else page.requestAnimationFrame(() => approach(top, framesLeft - 1));
  }

  page.history.scrollRestoration = 'manual';
  for (const move of MOVES) page.addEventListener(move, giveUp, { passive: true });
  return {
    leave: () => void positions.set(key, goal ?? page.scrollY),
    arrive(anotherPage) {
      key = readKey() ?? makeKey();
      if (!anotherPage) return;
      goal = positions.get(key) ?? 0;
      approach(goal, LATEST_FRAMES);
    },
    dispose() {
      giveUp();
      page.history.scrollRestoration = 'auto';
      for (const move of MOVES) page.removeEventListener(move, giveUp);
    },
  };
}
