import { WebSocket as NodeWebSocket } from 'ws';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { RelaySocketPorts } from '#adapters/sockets/relay-socket';

/** Gives what a page of an origin has for its relay: a browser says the origin by itself, Node has to be told. */
export function makeRelayPage(
  ownOrigin: string,
  clock = createSystemClock(),
): RelaySocketPorts & { readonly sockets: NodeWebSocket[] } {
  const sockets: NodeWebSocket[] = [];
  class PageSocket extends NodeWebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { origin: ownOrigin, perMessageDeflate: false });
      sockets.push(this);
    }
  }
  return {
    ownOrigin,
    clock,
    sockets,
    WebSocket: PageSocket as unknown as RelaySocketPorts['WebSocket'],
    // As a browser keeps it, an answer without the permission of its server is unreadable for another page.
    async fetch(address, options) {
      const headers = { ...(options?.headers as Record<string, string> | undefined), origin: ownOrigin };
      const answer = await fetch(address, { ...options, headers, mode: 'cors' });
      const isShared = answer.headers.get('access-control-allow-origin') === ownOrigin;
      const isOwn = new URL(address instanceof Request ? address.url : address).origin === ownOrigin;
      if (options?.mode !== 'no-cors' && !isShared && !isOwn) throw new TypeError('Failed to fetch');
      return answer;
    },
  };
}
