import { isJsonObject, parseJson, type Json } from '#core/bytes/json';
import type { Finding } from '#core/errors/workbench-error';
import { makeFinding } from '#core/errors/workbench-error';
import type { ByteSocket } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import type { RelaySettings } from '#core/ports/device-host';
import { createEndedSocket } from './ended-socket.ts';
import { openWebSocketByteSocket, type SocketClose, type WebSocketConstructor } from './web-socket-byte-socket.ts';

/** The platform's part: tests in Node hand in their own. */
export interface RelaySocketPorts {
  readonly WebSocket: WebSocketConstructor;
  readonly fetch: typeof fetch;
  /** Of this page, as the relay sees it. */
  readonly ownOrigin: string;
  readonly clock: Clock;
}

/** A relay that is there takes a socket at once, or refuses it. */
const OPEN_LIMIT_MS = 8000;
/** A relay that has not said within this time why it refuses a socket is not reached. */
const QUESTION_LIMIT_MS = 5000;

/**
 * Opens a TCP connection over a relay to `target`, a host and a port. What the relay says of its end comes with it
 * (`relay/…`). A browser does not tell why a WebSocket was refused: then the relay is asked.
 */
export function openRelaySocket(ports: RelaySocketPorts, relay: RelaySettings, target: string): ByteSocket {
  const address = new URL(relay.address);
  address.searchParams.set('to', target);
  const facts = { address: `${address.origin}${address.pathname}`, target };
  const explainRefusal = () => askWhy(ports, address, relay.token, facts);
  try {
    return openWebSocketByteSocket(ports.WebSocket, address.href, {
      protocols: ['tcp', `tok.${relay.token}`],
      limit: { clock: ports.clock, ms: OPEN_LIMIT_MS },
      explain: (close) => (close.opened ? explainEnd(close, facts) : explainRefusal()),
    });
  } catch {
    // A page that came over TLS may not open a socket without it.
    return createEndedSocket(explainRefusal());
  }
}

interface RelayFacts {
  /** Of the relay, without its query. */
  readonly address: string;
  readonly target: string;
}

/** The target's own end is for TLS to judge: it may be somebody else's. */
function explainEnd({ code, reason }: SocketClose, { address, target }: RelayFacts): Finding | undefined {
  if (code === 1000) return undefined;
  if (code === 4001) return makeFinding('relay/target-unreachable', { address, target, reason });
  if (code === 4002) return makeFinding('relay/private-address', { address, target });
  if (code === 4003) return makeFinding('relay/idle', { address, seconds: Number(reason) || 0 });
  return makeFinding('relay/ended', { address });
}

/** Asks the relay why it refused a socket. Its answer can be read only by pages that it is for. */
async function askWhy(ports: RelaySocketPorts, socketAddress: URL, token: string, facts: RelayFacts): Promise<Finding> {
  const address = new URL(socketAddress);
  address.protocol = address.protocol === 'wss:' ? 'https:' : 'http:';
  // The relay of a server that this browser was paired with is behind a cookie.
  const request = { cache: 'no-store', credentials: 'same-origin', redirect: 'error' } as const;
  const limit = () => AbortSignal.timeout(QUESTION_LIMIT_MS);
  try {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await ports.fetch(address.href, { ...request, headers, signal: limit() });
    return explainRefusal(parseJson(await answer.text()), facts, ports.ownOrigin);
  } catch {
    const isThere = await ports.fetch(address.href, { ...request, mode: 'no-cors', signal: limit() }).then(
      () => true,
      () => false,
    );
    if (isThere) return makeFinding('relay/origin', { address: facts.address, origin: ports.ownOrigin });
    return makeFinding('relay/unreachable', { address: facts.address });
  }
}

function explainRefusal(answer: Json | undefined, { address, target }: RelayFacts, origin: string): Finding {
  const refused = isJsonObject(answer) ? answer['refused'] : undefined;
  if (refused === 'host') return makeFinding('relay/host', { address });
  if (refused === 'origin') return makeFinding('relay/origin', { address, origin });
  if (refused === 'token') return makeFinding('relay/token', { address });
  if (refused === 'target') return makeFinding('relay/target', { address, target });
  if (refused === 'busy') return makeFinding('relay/busy', { address });
  return makeFinding(refused === null ? 'relay/no-web-socket' : 'relay/unreachable', { address });
}
