import type { Transport } from '#core/ports/byte-socket';
import { createWebSocketRoad, type WebSocketRoadOptions } from './web-socket-road.ts';

/**
 * Gives the road that opens a WebSocket to the service itself, for which the browser presents a certificate of its own
 * store, or of the system's. No script can choose it: somebody does, or a policy, when the host is primed. `primer`:
 * with `sendChoosingRequest`, since that may take a while.
 */
export function createBrowserCertificateTransport(options: WebSocketRoadOptions): Transport {
  return createWebSocketRoad(options, { road: 'browser-certificate', query: '' });
}
