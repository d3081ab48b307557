import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { makeCacheName, type WorkerRequest } from '#adapters/pwa/worker-messages';
import type { AppBuild } from '#core/ports/installation';
import { VERSION } from '#core/version';

/** Both are put in by the build: what the app is made of, and a digest over all of it. */
declare const PRECACHE: readonly { readonly url: string; readonly revision: string | null }[];
declare const DIGEST: string;
/** `SERVED_UNDER` is put in front of this script by our server: a digest of the policy that it sends with every file. */
declare const self: ServiceWorkerGlobalScope & { readonly SERVED_UNDER?: string };

const ROOT = self.registration.scope;
const INDEX = 'index.html';
const SERVICES = [/\/(api|_emu)\//, /\/workbench\.json$/];
const build: AppBuild = { version: VERSION, digest: DIGEST };

const copy = new PrecacheController({
  cacheName: makeCacheName(ROOT),
  plugins: [{ cacheWillUpdate: async ({ request, response }) => (isFile(request, response) ? response : null) }],
});
copy.precache(PRECACHE.map(({ url, revision }) => ({ url, revision: underPolicy(revision) })));

registerRoute(({ request, url }) => request.mode === 'navigate' && isApp(url), copy.createHandlerBoundToURL(INDEX));
registerRoute(new PrecacheRoute(copy, { cleanURLs: false, directoryIndex: '', ignoreURLParametersMatching: [] }));
registerRoute(new NavigationRoute(({ request }) => goElsewhere(request), { denylist: SERVICES }));

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({ data, ports }) => {
  const { type } = data as WorkerRequest;
  if (type === 'SKIP_WAITING') void self.skipWaiting();
  if (type === 'GET_BUILD') ports[0]?.postMessage(build);
});

/**
 * A file that is sent under another policy is another file, though its content be the same: the policy is kept with it,
 * and a server that is started anew with `--allow-host` must not be let down by it.
 */
function underPolicy(revision: string | null): string | null {
  return self.SERVED_UNDER === undefined ? revision : `${self.SERVED_UNDER}-${revision ?? ''}`;
}

/**
 * Some hosts answer with a page for a file that they do not have, or do not have yet. Kept, it would stand for the file
 * in every later build too, whose copy fetches nothing that is there already.
 */
function isFile({ url }: Request, { ok, headers }: Response): boolean {
  const isPage = headers.get('content-type')?.startsWith('text/html') === true;
  return ok && isPage === url.endsWith('.html');
}

/** The place is in the fragment, so the app has one address, whatever somebody put behind a question mark. */
function isApp({ origin, pathname }: URL): boolean {
  return [ROOT, new URL(INDEX, ROOT).href].includes(origin + pathname);
}

/** What is beside the app is not ours to keep; when nobody answers there, the app opens at its own address. */
async function goElsewhere(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(ROOT);
  }
}
