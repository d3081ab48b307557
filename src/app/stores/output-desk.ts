import { makePassword } from '#core/pkcs/password';
import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import type { Endpoint } from './endpoint.ts';
import { createLocalClouds, type LocalClouds } from './local-clouds.ts';
import { EMPTY_OUTPUT_DRAFT, type OutputDraft } from './output-draft.ts';

/** What is set for the files of certificates. It lives as long as the page, but for the password: that is forgotten. */
export interface OutputDesk {
  readonly draft: ReadableStore<OutputDraft>;
  readonly clouds: LocalClouds;
  change(part: Partial<OutputDraft>): void;
  /** Chooses where devices register; a local cloud fills in its ID scope. Errors: `cloud/unreachable`. */
  chooseEndpoint(endpoint: Endpoint): Promise<void>;
  /** Makes a password in the place of the one that is there. */
  makePassword(): void;
  forgetPassword(): void;
  dispose(): void;
}

/** Gives the desk, with nothing set. */
export function createOutputDesk(services: Services): OutputDesk {
  const draft = createStore(EMPTY_OUTPUT_DRAFT);
  const clouds = createLocalClouds(services);
  const change = (part: Partial<OutputDraft>): void => draft.update((now) => ({ ...now, ...part }));
  return {
    draft,
    clouds,
    change,
    async chooseEndpoint(endpoint) {
      const left = clouds.at(draft.get().endpoint);
      // What a local cloud filled in names nothing anywhere else.
      if (left !== undefined && draft.get().idScope === left.idScope) change({ idScope: '' });
      change({ endpoint });
      if (endpoint === 'browser') await clouds.askBrowser();
      const chosen = clouds.at(endpoint);
      const now = draft.get();
      if (chosen !== undefined && now.endpoint === endpoint && now.idScope.trim() === '') {
        change({ idScope: chosen.idScope });
      }
    },
    makePassword: () => change({ password: makePassword(services.crypto), isMadePassword: true }),
    forgetPassword: () => change({ password: '', isMadePassword: false }),
    dispose() {
      draft.set(EMPTY_OUTPUT_DRAFT);
      clouds.forget();
    },
  };
}
