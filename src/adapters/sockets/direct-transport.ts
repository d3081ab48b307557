import type { Transport } from '#core/ports/byte-socket';
import { createWebSocketRoad, type WebSocketRoadOptions } from './web-socket-road.ts';

/** Asks a hub's front end not to ask for a client certificate, for which a browser may give up; DPS may ignore it. */
const NO_CERTIFICATE = '?iothub-no-client-cert=true';

/** Gives the road that opens a WebSocket to the service itself, for devices with keys. */
export function createDirectTransport(options: WebSocketRoadOptions): Transport {
  return createWebSocketRoad(options, { road: 'direct', query: NO_CERTIFICATE });
}
