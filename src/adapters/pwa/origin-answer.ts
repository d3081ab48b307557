import { CACHE_PREFIX, WORKER_SCRIPT } from './worker-messages.ts';

/** What answers at the page's address now: this app, something else, or nobody that could be told apart. */
export type OriginAnswer = 'this-app' | 'other-program' | 'unclear';

/**
 * Asks the page's address for the service worker's script, past every cache. A page that came from its offline copy
 * cannot know otherwise whether its own server answers there, another program at the same port, or none. A redirect (a
 * page to sign in at) and an error of the server prove nothing. Never rejects.
 */
export async function askOrigin(ask: typeof fetch): Promise<OriginAnswer> {
  try {
    const response = await ask(WORKER_SCRIPT, { cache: 'no-store', redirect: 'manual' });
    if (response.status === 404 || response.status === 410) return 'other-program';
    if (!response.ok) return 'unclear';
    return (await response.text()).includes(CACHE_PREFIX) ? 'this-app' : 'other-program';
  } catch {
    return 'unclear';
  }
}
