import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import { findServerCloud, readTabCloud, type LocalCloud } from '../use-cases/find-local-cloud.ts';
import { NO_CLOUDS, type Endpoint, type KnownClouds } from './endpoint.ts';

/** The local clouds that a form offers, as far as they were asked. */
export interface LocalClouds {
  readonly known: ReadableStore<KnownClouds>;
  /** Asks the page's server, which has a second to answer; one without a cloud is not offered. */
  askServer(): Promise<void>;
  /** Asks the cloud in this browser, once; starts it when it does not run. Errors: `cloud/unreachable`. */
  askBrowser(): Promise<void>;
  /** What a device needs to join. It holds a group key, so it is kept until `forget` at the longest. */
  at(endpoint: Endpoint): LocalCloud | undefined;
  /** Forgets what is known, and what is still on its way. */
  forget(): void;
}

/** Gives a form its local clouds; none is asked by itself. */
export function createLocalClouds(services: Services): LocalClouds {
  const known = createStore(NO_CLOUDS);
  let found: Partial<Record<'server' | 'browser', LocalCloud>> = {};
  return {
    known,
    async askServer() {
      const asked = found;
      const server = await findServerCloud(services);
      if (asked !== found || server?.address.kind !== 'node') return;
      found.server = server;
      const { origin } = server.address;
      known.update((clouds) => ({ ...clouds, server: { origin, host: server.host } }));
    },
    async askBrowser() {
      const asked = found;
      if (asked.browser !== undefined) return;
      const browser = await readTabCloud(services);
      if (asked !== found) return;
      found.browser = browser;
      known.update((clouds) => ({ ...clouds, browser: { host: browser.host } }));
    },
    at: (endpoint) => (endpoint === 'server' || endpoint === 'browser' ? found[endpoint] : undefined),
    forget() {
      found = {};
      known.set(NO_CLOUDS);
    },
  };
}
