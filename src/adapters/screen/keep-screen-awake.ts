import type { KeepScreenAwake } from '#core/ports/screen-wake';

/** What of the platform is needed; `wakeLock` is not everywhere. */
export interface WakingPage {
  readonly wakeLock: Pick<WakeLock, 'request'> | undefined;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
}

/** Gives the screen's keeper, by Screen Wake Lock (W3C): a lock ends whenever the page is hidden, and is asked for anew. */
export function createScreenKeeper({ wakeLock, document }: WakingPage): KeepScreenAwake {
  return () => {
    let held: Promise<WakeLockSentinel | undefined> | undefined;
    const hold = (): void => {
      if (document.visibilityState !== 'visible') return;
      // The system refuses where the battery is low: nothing that anybody asked for fails by it.
      held = wakeLock?.request('screen').catch(() => undefined);
    };
    document.addEventListener('visibilitychange', hold);
    hold();
    return () => {
      document.removeEventListener('visibilitychange', hold);
      void held?.then((lock) => lock?.release());
    };
  };
}
