import type { DialTarget, Transport } from '#core/ports/byte-socket';
import type { CloudAddress } from '#core/identity/device-record';
import type { HostPrimer } from './host-primer.ts';
import { openWebSocketByteSocket, type WebSocketConstructor } from './web-socket-byte-socket.ts';

/** The platform's part: tests in Node hand in their own. */
export interface DirectTransportOptions {
  readonly cloud: Exclude<CloudAddress, { kind: 'tab' }>;
  readonly WebSocket: WebSocketConstructor;
  readonly primer: HostPrimer;
}

/**
 * Path of every service for MQTT over WebSockets. The query asks a hub's front end not to ask for a client
 * certificate, which would make Chromium give up; DPS may ignore it.
 */
const PATH = '/$iothub/websocket?iothub-no-client-cert=true';

/**
 * Gives the road that opens a WebSocket to the service itself. Over TLS each host is primed once: Chromium cancels a
 * WebSocket whose server asks for a client certificate, even an optional one, unless an earlier request has settled
 * that there is none. A local cloud has one address for all its hosts: its origin.
 */
export function createDirectTransport(options: DirectTransportOptions): Transport {
  const originOf = (target: DialTarget): URL =>
    new URL(options.cloud.kind === 'node' ? options.cloud.origin : `https://${target.host}`);
  const addressOf = (target: DialTarget): string => {
    const origin = originOf(target);
    return `${origin.protocol === 'https:' ? 'wss' : 'ws'}://${origin.host}${PATH}`;
  };
  return {
    road: 'direct',
    describe: (target) => addressOf(target).replace(/\?.*$/, ''),
    isEncrypted: (target) => originOf(target).protocol === 'https:',
    wasPrimed: (target) => options.primer.wasAnswered(originOf(target).origin),
    async dial(target) {
      const { origin, protocol } = originOf(target);
      if (protocol === 'https:') await options.primer.prime(origin);
      return openWebSocketByteSocket(options.WebSocket, addressOf(target));
    },
  };
}
