import { createSystemClock } from '#adapters/clock/system-clock';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createBrowserNetwork } from '#adapters/network/browser-network';
import { createChannelOperator } from '#adapters/operator/channel-operator';
import { createChannelTransport } from '#adapters/sockets/channel-transport';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer, sendPrimingRequest } from '#adapters/sockets/host-primer';
import { exposeDeviceHost } from '#adapters/threads/expose-device-host';
import { raiseRejections } from '#adapters/threads/raise-rejections';
import { createTabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { VAULT_NAME } from '#adapters/vault/vault-name';
import { createWorkbenchReader } from '#adapters/workbench/fetch-workbench';
import { createLocalIdScopeReader } from '#adapters/workbench/local-id-scope';
import type { CloudAddress } from '#core/identity/device-record';
import type { Transport } from '#core/ports/byte-socket';
import { createDeviceHost } from '#device/device-host';

raiseRejections(globalThis);
const { crypto } = globalThis;
const clock = createSystemClock();
const locks = createWebLocks(navigator.locks);
const finder = createTabCloudFinder({ clock, locks, crypto });
const primer = createHostPrimer(sendPrimingRequest);

function transportFor(cloud: CloudAddress): Transport {
  if (cloud.kind === 'tab') return createChannelTransport({ clock, locks, crypto }, finder);
  return createDirectTransport({ cloud, primer, WebSocket });
}

const readLocalIdScope = createLocalIdScopeReader({
  ownOrigin: location.origin,
  // A worker's script lies elsewhere than the page, so its relative addresses lead elsewhere too.
  readWorkbench: createWorkbenchReader((_address, options) => fetch(`${location.origin}/workbench.json`, options)),
  tabOperator: createChannelOperator({ clock, locks, crypto }, finder),
});

exposeDeviceHost(
  createDeviceHost({
    clock,
    crypto,
    locks,
    transportFor,
    readLocalIdScope,
    mqtt: createMqttJsClient(clock),
    network: createBrowserNetwork(location.origin),
    vault: createIdbVault({ name: VAULT_NAME, crypto, locks }),
  }),
);
