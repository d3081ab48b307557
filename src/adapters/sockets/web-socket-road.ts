import type { CloudAddress } from '#core/identity/device-record';
import type { DialTarget, Transport } from '#core/ports/byte-socket';
import type { Road } from '#core/identity/road';
import type { HostPrimer } from './host-primer.ts';
import { openWebSocketByteSocket, type WebSocketConstructor } from './web-socket-byte-socket.ts';

/** The platform's part: tests in Node hand in their own. */
export interface WebSocketRoadOptions {
  readonly cloud: Exclude<CloudAddress, { kind: 'tab' }>;
  readonly WebSocket: WebSocketConstructor;
  readonly primer: HostPrimer;
}

/** Path of every service for MQTT over WebSockets. */
const PATH = '/$iothub/websocket';

/**
 * Gives a road that opens a WebSocket to the service itself. Over TLS each host is primed once: Chromium cancels a
 * WebSocket whose server asks for a client certificate, even an optional one, unless an earlier request has settled
 * which one it gets, or that there is none. A local cloud has one address for all its hosts: its origin.
 */
export function createWebSocketRoad(
  { cloud, WebSocket, primer }: WebSocketRoadOptions,
  { road, query }: { readonly road: Road; readonly query: string },
): Transport {
  const originOf = ({ host }: DialTarget): URL => new URL(cloud.kind === 'node' ? cloud.origin : `https://${host}`);
  const addressOf = (target: DialTarget): string => {
    const { protocol, host } = originOf(target);
    return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${PATH}`;
  };
  return {
    road,
    describe: addressOf,
    isEncrypted: (target) => originOf(target).protocol === 'https:',
    wasPrimed: (target) => primer.wasAnswered(originOf(target).origin),
    async dial(target) {
      const { origin, protocol } = originOf(target);
      if (protocol === 'https:') await primer.prime(origin);
      return openWebSocketByteSocket(WebSocket, `${addressOf(target)}${query}`);
    },
  };
}
