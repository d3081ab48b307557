import type { Transport } from '#core/ports/byte-socket';
import { openTabCloudLink, type TabCloudLinkPorts } from '../threads/tab-cloud-link.ts';
import type { TabCloudFinder } from '../threads/tab-cloud-finder.ts';

/** Gives the road to the cloud in this browser. All of its hosts are there, whatever they are called. */
export function createChannelTransport(ports: Omit<TabCloudLinkPorts, 'finder'>, finder: TabCloudFinder): Transport {
  return {
    road: 'channel',
    describe: ({ host }) => `${host} in this browser`,
    isEncrypted: () => false,
    wasPrimed: () => undefined,
    dial: (target, options) => Promise.resolve(openTabCloudLink({ ...ports, finder }, target, options)),
  };
}
