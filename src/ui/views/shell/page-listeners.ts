import type { App } from '#app/app';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { createBrowserCertificateWish } from '#app/stores/browser-certificate-wish';
import type { Toast } from '#app/stores/notices';
import type { CopyRequest } from '../../elements/copy/copy.ts';
import { showToast } from '../../elements/toasts/show-toast.ts';
import { isSamePage, type Router } from '../../routes.ts';
import type { ViewContext } from '../../services-context.ts';

/** Answers every copy button below `root` with the clipboard service. Returns a function that stops it. */
export function answerCopies(root: HTMLElement, app: App): () => void {
  const answer = (event: Event): void => {
    const { text, answer: reply } = (event as CustomEvent<CopyRequest>).detail;
    const written = app.services.clipboard.write(text);
    reply(written);
    void app.run(() => written);
  };
  root.addEventListener('dw-copy', answer);
  return () => root.removeEventListener('dw-copy', answer);
}

/**
 * Answers the wish of a device (`dw-browser-certificate` with its id) for a certificate of the browser's own store, with
 * the dialog that leads there. Returns a function that stops it.
 */
export function answerBrowserCertificates(root: HTMLElement, { app, dialog }: ViewContext): () => void {
  const answer = (event: Event): void => {
    app.keep(createBrowserCertificateWish).set((event as CustomEvent<string>).detail);
    dialog.set('browser-certificate');
  };
  root.addEventListener('dw-browser-certificate', answer);
  return () => root.removeEventListener('dw-browser-certificate', answer);
}

/** Shows what the app says in passing. Returns a function that stops it. */
export function showToasts(app: App): () => void {
  return app.notices.onToast(({ message, undo }: Toast) => {
    showToast(message, undo === undefined ? {} : { action: { label: words.undo, run: undo } });
  });
}

/** Says, once it is so, that the page needs its server no more. Returns a function that stops it. */
export function sayWhenOffline({ services, notices }: App): () => void {
  const { offline } = services.installation;
  let was = offline.get().kind;
  return offline.subscribe(() => {
    const { kind } = offline.get();
    if (was === 'preparing' && kind === 'ready') notices.say({ message: words.offline.nowReady });
    was = kind;
  });
}

/** Forgets the notices of a page when another one is shown. Returns a function that stops it. */
export function forgetNotices(app: App, router: Router): () => void {
  let shown = router.route.get();
  return router.route.subscribe(() => {
    const next = router.route.get();
    if (!isSamePage(shown, next)) app.notices.clear();
    shown = next;
  });
}

/** Answers another tab that looks for a device which runs here: says so, and marks the tab's title until it is seen. */
export function answerCalls(app: App, runsHere: (deviceName: string) => boolean): () => void {
  return app.services.otherTabs.onCall((name) => {
    if (!runsHere(name)) return;
    app.notices.say({ message: words.calledOut(name) });
    markTitle();
  });
}

const MARK = '● ';

function markTitle(): void {
  if (!document.hidden || document.title.startsWith(MARK)) return;
  const plain = document.title;
  document.title = `${MARK}${plain}`;
  document.addEventListener('visibilitychange', () => (document.title = plain), { once: true });
}
