import type { Clock } from '#core/ports/clock';
import type { Installation, OfflineState } from '#core/ports/installation';
import { createStore, type Store } from '#core/store';
import { createInstallOffer, type OfferingPage } from './install-offer.ts';
import { createKeptStorage } from './kept-storage.ts';
import type { OfflineCopy } from './offline-copy.ts';

/** The installation of a page that has to be begun. */
export interface BrowserInstallation extends Installation {
  /** Makes or finds the offline copy. Called once, when the page has nothing better to do. Never rejects. */
  begin(): Promise<void>;
}

/** What an installation is read from. */
export interface InstallingPage extends OfferingPage {
  readonly document: Pick<Document, 'addEventListener' | 'visibilityState'>;
  readonly navigator: OfferingPage['navigator'] & {
    readonly storage?: StorageManager;
    readonly serviceWorker?: unknown;
  };
  readonly location: Pick<Location, 'reload'>;
}

/** What `browser-copy.ts` exports. */
export interface CopyModule {
  readonly createBrowserCopy: (state: Store<OfflineState>) => OfflineCopy;
}

/** Looking costs a request; a page may stay open for weeks. */
const LOOK_EVERY_MS = 3_600_000;

/**
 * Gives the installation of `page`. `importCopy` brings what keeps the offline copy, which is not needed before; without
 * it (in development) none is kept.
 */
export function createBrowserInstallation(
  page: InstallingPage,
  clock: Pick<Clock, 'now'>,
  importCopy: (() => Promise<CopyModule>) | undefined,
): BrowserInstallation {
  const offline = createStore<OfflineState>({ kind: 'unknown' });
  const offer = createInstallOffer(page);
  const storage = createKeptStorage(page.navigator.storage);
  let copy: OfflineCopy | undefined;
  const look = async (): Promise<void> => {
    await Promise.all([storage.look(), copy?.look()]);
  };
  return {
    offline,
    install: offer.state,
    storage: storage.state,
    look,
    update: () => copy?.update(),
    reload: () => page.location.reload(),
    promptInstall: offer.prompt,
    keepStorage: storage.ask,
    forget: async () => copy?.forget(),
    async begin() {
      if (importCopy === undefined) return offline.set({ kind: 'unsupported', reason: 'development' });
      if (page.navigator.serviceWorker === undefined) return offline.set({ kind: 'unsupported', reason: 'browser' });
      try {
        copy = (await importCopy()).createBrowserCopy(offline);
        lookWhenSeen(page.document, clock, look);
        await copy.begin();
      } catch {
        // Its script could not be had; the next visit asks again.
        offline.set({ kind: 'not-kept' });
      }
    },
  };
}

function lookWhenSeen(
  document: InstallingPage['document'],
  clock: Pick<Clock, 'now'>,
  look: () => Promise<void>,
): void {
  let lookedAt = clock.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || clock.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = clock.now();
    void look();
  });
}
