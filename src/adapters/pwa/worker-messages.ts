import type { AppBuild } from '#core/ports/installation';

/** Everything the page asks of the service worker. The answer to `GET_BUILD` comes through the port that is sent along. */
export type WorkerRequest =
  /** Sent by workbox-window's `messageSkipWaiting`, when the user lets a newer build in. */
  { readonly type: 'SKIP_WAITING' } | { readonly type: 'GET_BUILD' };

/** The service worker's script, beside the page. */
export const WORKER_SCRIPT = './sw.js';

/** Stands in the script of every build, so that it can be told from what another program answers. */
export const CACHE_PREFIX = 'device-workbench-copy';

/** Gives the name of the cache of one copy: several may live on one origin, each in a folder of its own. */
export function makeCacheName(scope: string): string {
  return `${CACHE_PREFIX} ${scope}`;
}

/** Reads the answer to `GET_BUILD`; undefined for anything else. */
export function readBuild(answer: unknown): AppBuild | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { version, digest } = answer as Partial<Record<keyof AppBuild, unknown>>;
  return typeof version === 'string' && typeof digest === 'string' ? { version, digest } : undefined;
}
