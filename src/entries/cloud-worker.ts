import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createWebhookPoster } from '#adapters/network/post-webhook';
import { raiseRejections } from '#adapters/threads/raise-rejections';
import { createTabCloudHost } from '#adapters/threads/tab-cloud-host';
import { HOST_LOCK } from '#adapters/threads/tab-cloud-messages';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { createCloudStateKeeper } from '#adapters/vault/cloud-state-keeper';
import { VAULT_NAME } from '#adapters/vault/vault-name';
import { createCloud } from '#cloud/cloud';
import { readCloudState } from '#cloud/state/read-cloud-state';
import type { Json } from '#core/bytes/json';

/** What devices and the operator see as the name of the cloud in this browser. It is dialled nowhere. */
const HOST = 'this-browser.local';

raiseRejections(globalThis);
const { crypto } = globalThis;
const clock = createSystemClock();
const locks = createWebLocks(navigator.locks);

// One cloud per browser: workers of other tabs wait here, and take over with the state that was kept.
await locks.hold(HOST_LOCK);

const keeper = createCloudStateKeeper(createIdbVault({ name: VAULT_NAME, crypto, locks }));
const state = readCloudState((await keeper.read()) as Json | undefined, crypto, clock.now());
const cloud = await createCloud({
  clock,
  crypto,
  parseCsv,
  host: HOST,
  postWebhook: createWebhookPoster((...request) => fetch(...request)),
  keep(_changes, snapshot) {
    const kept = keeper.keep(snapshot());
    // The cloud goes on after a mistake of ours: it is raised here, or nobody would hear of it.
    void kept.then(() => undefined);
    return kept;
  },
  ...(state === undefined ? {} : { state }),
});
// Before anybody hears of them: keys that were just made must be the same ones next time.
if (state === undefined) await keeper.keep(cloud.snapshot());
await createTabCloudHost({ cloud, clock, locks, crypto });
