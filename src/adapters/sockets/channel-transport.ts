import type { Transport } from '#core/ports/byte-socket';
import type { TabCloudFinder, TabCloudPorts } from '../threads/tab-cloud-finder.ts';
import { openTabCloudLink } from '../threads/tab-cloud-link.ts';

/** Gives the road to the cloud in this browser. All of its hosts are there, whatever they are called. */
export function createChannelTransport(ports: TabCloudPorts, finder: TabCloudFinder): Transport {
  return {
    road: 'channel',
    describe: ({ host }) => `${host} in this browser`,
    isEncrypted: () => false,
    wasPrimed: () => undefined,
    dial: () => Promise.resolve(openTabCloudLink(ports, finder)),
  };
}
