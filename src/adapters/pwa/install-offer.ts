import type { InstallingBrowser, InstallState } from '#core/ports/installation';
import { createStore, type ReadableStore } from '#core/store';

/** Chromium's offer (WICG manifest-incubations); the platform's types do not have it. */
interface InstallPromptEvent extends Event {
  readonly prompt: () => Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** The browser's offer to install the app, kept until the user asks for it. */
export interface InstallOffer {
  readonly state: ReadableStore<InstallState>;
  /** Opens the browser's dialog. Does nothing without an offer. */
  prompt(): Promise<void>;
}

/** What the offer is read from. */
export type OfferingPage = Pick<Window, 'addEventListener' | 'matchMedia'> & {
  readonly navigator: Pick<Navigator, 'userAgent' | 'maxTouchPoints'> & { readonly standalone?: boolean };
};

/** Listens from now on: browsers make their offer once, and early. Its own bar over the page is held back. */
export function createInstallOffer(page: OfferingPage): InstallOffer {
  const byHand: InstallState = { kind: 'by-hand', browser: identifyBrowser(page.navigator) };
  const state = createStore<InstallState>(byHand);
  const ownWindow = page.matchMedia('(display-mode: standalone)');
  let offer: InstallPromptEvent | undefined;
  const judge = (): void => {
    if (ownWindow.matches || page.navigator.standalone === true) state.set({ kind: 'installed' });
    else state.set(offer === undefined ? byHand : { kind: 'offered' });
  };
  ownWindow.addEventListener('change', judge);
  page.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as InstallPromptEvent;
    judge();
  });
  page.addEventListener('appinstalled', () => state.set({ kind: 'installed' }));
  judge();
  return {
    state,
    async prompt() {
      const used = offer;
      offer = undefined;
      await used?.prompt();
      if ((await used?.userChoice)?.outcome === 'dismissed') judge();
    },
  };
}

/** Tells browsers apart by the way to install an app in them. Every browser of iOS is Safari underneath. */
export function identifyBrowser({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): InstallingBrowser {
  const isMac = userAgent.includes('Macintosh');
  // iPads say that they are Macs, which have no touch screens.
  if (/iPhone|iPad|iPod/.test(userAgent) || (isMac && maxTouchPoints > 1)) return 'safari-ios';
  if (userAgent.includes('Firefox/')) return userAgent.includes('Android') ? 'firefox-android' : 'firefox';
  return isMac && /Version\/[\d.]+ Safari\//.test(userAgent) ? 'safari-mac' : 'other';
}
