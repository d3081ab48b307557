import { createSystemClock } from '#adapters/clock/system-clock';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createBrowserNetwork } from '#adapters/network/browser-network';
import { createChannelOperator } from '#adapters/operator/channel-operator';
import { createBrowserCertificateTransport } from '#adapters/sockets/browser-certificate-transport';
import { createChannelTransport } from '#adapters/sockets/channel-transport';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer, sendChoosingRequest, sendPrimingRequest } from '#adapters/sockets/host-primer';
import { createRelayTransport } from '#adapters/sockets/relay-transport';
import { exposeDeviceHost } from '#adapters/threads/expose-device-host';
import { raiseRejections } from '#adapters/threads/raise-rejections';
import { createTabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { VAULT_NAME } from '#adapters/vault/vault-name';
import { createWorkbenchReader } from '#adapters/workbench/fetch-workbench';
import { createLocalIdScopeReader } from '#adapters/workbench/local-id-scope';
import { readServerAuthority, readServerRelay } from '#adapters/workbench/server-relay';
import type { CloudAddress } from '#core/identity/device-record';
import { chooseRoad, type RoadFacts } from '#core/identity/road';
import type { Transport } from '#core/ports/byte-socket';
import type { Certificate } from '#core/x509/certificate';
import { createConnections } from '#device/connections';
import { createDeviceHost } from '#device/device-host';

raiseRejections(globalThis);
const { crypto } = globalThis;
const ownOrigin = location.origin;
const clock = createSystemClock();
const locks = createWebLocks(navigator.locks);
const finder = createTabCloudFinder({ clock, locks, crypto });
const vault = createIdbVault({ name: VAULT_NAME, crypto, locks });
const primer = createHostPrimer(sendPrimingRequest);
const choosingPrimer = createHostPrimer(sendChoosingRequest);
const ask: typeof fetch = (address, options) => fetch(address, options);
// A worker's script lies elsewhere than the page, so its relative addresses lead elsewhere too.
const readWorkbench = createWorkbenchReader((_address, options) => fetch(`${ownOrigin}/workbench.json`, options));

const connections = createConnections({
  vault,
  crypto,
  clock,
  ownOrigin,
  readServerRelay: () => readServerRelay(ownOrigin, readWorkbench),
  readBuiltInRoots,
});

/** A server that is not ours tells nobody whom its cloud has its certificates from. */
async function readBuiltInRoots(cloud: CloudAddress): Promise<readonly Certificate[]> {
  if (cloud.kind === 'azure') return (await import('#core/trust/azure-roots')).readAzureRoots();
  return cloud.kind === 'node' && cloud.origin === ownOrigin ? readServerAuthority(ownOrigin, ask) : [];
}

function transportFor(facts: RoadFacts): Transport {
  const { cloud } = facts;
  if (cloud.kind === 'tab') return createChannelTransport({ clock, locks, crypto }, finder);
  switch (chooseRoad(facts).road) {
    case 'relay':
      return createRelayTransport({
        relay: () => connections.relay(cloud),
        roots: () => connections.roots(cloud),
        ownOrigin,
        WebSocket,
        fetch: ask,
        crypto,
        clock,
        loadTls: () => import('#core/tls/open-tls-connection'),
      });
    case 'browser-certificate':
      return createBrowserCertificateTransport({ cloud, WebSocket, primer: choosingPrimer });
    default:
      return createDirectTransport({ cloud, primer, WebSocket });
  }
}

exposeDeviceHost(
  createDeviceHost({
    clock,
    crypto,
    locks,
    vault,
    connections,
    transportFor,
    readLocalIdScope: createLocalIdScopeReader({
      ownOrigin,
      readWorkbench,
      tabOperator: createChannelOperator({ clock, locks, crypto }, finder),
    }),
    mqtt: createMqttJsClient(clock),
    network: createBrowserNetwork(ownOrigin),
  }),
);
