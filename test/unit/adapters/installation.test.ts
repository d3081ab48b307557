import { describe, expect, test } from 'vitest';
import { createBrowserInstallation, type InstallingPage } from '#adapters/pwa/browser-installation';
import { createInstallOffer, identifyBrowser } from '#adapters/pwa/install-offer';
import { createKeptStorage } from '#adapters/pwa/kept-storage';
import { createFakeClock } from '../../support/fake-clock.ts';
import type { OfflineCopy } from '#adapters/pwa/offline-copy';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const MAC_SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15';
const MAC_CHROME =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const IPHONE_CHROME =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0';
const FIREFOX_ANDROID = 'Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0';

/** A page whose window and offers a test moves by hand. */
class TestPage extends EventTarget implements InstallingPage {
  readonly display = Object.assign(new EventTarget(), { matches: false });
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  readonly log: string[] = [];
  readonly location = { reload: () => void this.log.push('reload') };
  navigator: InstallingPage['navigator'];

  constructor(navigator: Partial<InstallingPage['navigator']> = {}) {
    super();
    this.navigator = { userAgent: CHROME, maxTouchPoints: 0, serviceWorker: {}, ...navigator };
  }

  matchMedia(): MediaQueryList {
    return this.display as unknown as MediaQueryList;
  }

  /** The browser offers to install the app. Gives the event, as it was left. */
  offer(outcome: 'accepted' | 'dismissed'): Event {
    const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: async () => void this.log.push('prompt'),
      userChoice: Promise.resolve({ outcome }),
    });
    this.dispatchEvent(event);
    return event;
  }
}

describe('installing', () => {
  test('is offered when the browser offers it, whose own bar is held back', () => {
    const page = new TestPage();
    const { state } = createInstallOffer(page);
    expect(state.get()).toEqual({ kind: 'by-hand', browser: 'other' });
    expect(page.offer('accepted').defaultPrevented).toBe(true);
    expect(state.get()).toEqual({ kind: 'offered' });
  });

  test('opens the browser’s dialog once; an offer that was dismissed is used up', async () => {
    const page = new TestPage();
    const { state, prompt } = createInstallOffer(page);
    page.offer('dismissed');
    await prompt();
    expect(state.get().kind).toBe('by-hand');
    await prompt();
    expect(page.log).toEqual(['prompt']);
  });

  test('is done when the browser says so', async () => {
    const page = new TestPage();
    const { state, prompt } = createInstallOffer(page);
    page.offer('accepted');
    await prompt();
    expect(state.get().kind).toBe('offered');
    page.dispatchEvent(new Event('appinstalled'));
    expect(state.get()).toEqual({ kind: 'installed' });
  });

  test('is done in a window of its own, also in one that the page moves to while it is open', () => {
    const page = new TestPage();
    const { state } = createInstallOffer(page);
    page.display.matches = true;
    page.display.dispatchEvent(new Event('change'));
    expect(state.get()).toEqual({ kind: 'installed' });
    expect(createInstallOffer(new TestPage({ standalone: true })).state.get()).toEqual({ kind: 'installed' });
  });

  test.each([
    ['Chrome', CHROME, 0, 'other'],
    ['Chrome on a Mac', MAC_CHROME, 0, 'other'],
    ['Safari on a Mac', MAC_SAFARI, 0, 'safari-mac'],
    ['Safari on an iPad, which says that it is a Mac', MAC_SAFARI, 5, 'safari-ios'],
    ['Chrome on an iPhone', IPHONE_CHROME, 5, 'safari-ios'],
    ['Firefox', FIREFOX, 0, 'firefox'],
    ['Firefox on Android', FIREFOX_ANDROID, 5, 'firefox-android'],
  ] as const)('%s has its own way', (_name, userAgent, maxTouchPoints, browser) => {
    expect(identifyBrowser({ userAgent, maxTouchPoints })).toBe(browser);
  });
});

describe('what the browser says of the storage', () => {
  const storageOf = (isKept: boolean, agrees: boolean) => {
    let kept = isKept;
    return { persisted: async () => kept, persist: async () => (kept ||= agrees) };
  };

  test.each([
    ['kept', storageOf(true, true), 'kept', 'kept'],
    ['cleared, if need be, and kept when asked', storageOf(false, true), 'may-be-cleared', 'kept'],
    ['cleared, if need be, though it was asked', storageOf(false, false), 'may-be-cleared', 'refused'],
    ['not said by an old browser', undefined, 'unknown', 'unknown'],
    [
      'not said where the browser refuses to say',
      { persisted: () => Promise.reject(new TypeError()), persist: () => Promise.reject(new TypeError()) },
      'unknown',
      'unknown',
    ],
  ] as const)('%s', async (_name, storage, looked, asked) => {
    const kept = createKeptStorage(storage);
    await kept.look();
    expect(kept.state.get()).toBe(looked);
    await kept.ask();
    expect(kept.state.get()).toBe(asked);
    await kept.look();
    expect(kept.state.get()).toBe(asked);
  });
});

describe('the installation of a page', () => {
  /** Notes what the copy is asked. */
  const copyOf = (log: string[]): OfflineCopy => ({
    begin: async () => void log.push('begin'),
    look: async () => void log.push('look'),
    update: () => void log.push('update'),
    forget: async () => void log.push('forget'),
  });

  test('passes on what is asked of the copy once it is there', async () => {
    const page = new TestPage();
    const installation = createBrowserInstallation(page, createFakeClock(), async () => ({
      createBrowserCopy: () => copyOf(page.log),
    }));
    installation.update();
    await installation.forget();
    await installation.begin();
    await installation.look();
    installation.update();
    await installation.forget();
    installation.reload();
    expect(page.log).toEqual(['begin', 'look', 'update', 'forget', 'reload']);
  });

  test('keeps no copy in development, nor in a browser that cannot', async () => {
    const inDevelopment = createBrowserInstallation(new TestPage(), createFakeClock(), undefined);
    await inDevelopment.begin();
    expect(inDevelopment.offline.get()).toEqual({ kind: 'unsupported', reason: 'development' });
    const { serviceWorker: _none, ...navigator } = new TestPage().navigator;
    const page = new TestPage();
    page.navigator = navigator;
    const inBrowser = createBrowserInstallation(page, createFakeClock(), () =>
      Promise.reject(new TypeError('not asked for')),
    );
    await inBrowser.begin();
    expect(inBrowser.offline.get()).toEqual({ kind: 'unsupported', reason: 'browser' });
  });

  test('is told when the script that keeps the copy could not be had', async () => {
    const installation = createBrowserInstallation(new TestPage(), createFakeClock(), () =>
      Promise.reject(new TypeError('no network')),
    );
    await installation.begin();
    expect(installation.offline.get()).toEqual({ kind: 'not-kept' });
  });

  test('looks again when the page is seen after an hour, and not each time that it is seen', async () => {
    const page = new TestPage();
    const clock = createFakeClock();
    const installation = createBrowserInstallation(page, clock, async () => ({
      createBrowserCopy: () => copyOf(page.log),
    }));
    const see = (visibilityState: DocumentVisibilityState): void => {
      page.document.visibilityState = visibilityState;
      page.document.dispatchEvent(new Event('visibilitychange'));
    };
    await installation.begin();
    see('visible');
    await clock.advance(3_600_000);
    see('hidden');
    expect(page.log).toEqual(['begin']);
    see('visible');
    see('visible');
    expect(page.log).toEqual(['begin', 'look']);
  });
});
