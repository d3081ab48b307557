import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type TcpNetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { findingOf } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { codeOf } from '../file-reason.ts';
import { refuseUpgrade } from '../refuse-upgrade.ts';
import { makeCheckedLookup, type Lookup } from './checked-lookup.ts';
import {
  judgeUpgrade,
  listProtocols,
  REFUSAL_STATUS,
  type RelayRefusal,
  type RelayRules,
} from './judge-relay-request.ts';
import { createRelayLimiter } from './relay-limiter.ts';
import { joinSockets, RELAY_CLOSE, type RelayedBytes, type RelayLink, type RelayTimes } from './relay-link.ts';
import { answerRelayQuestion } from './relay-question.ts';
import type { RelayTarget } from './relay-targets.ts';

/** What a relay may take, and how it reaches its targets. */
export interface RelayOptions {
  readonly rules: RelayRules;
  /** Connections at a time. */
  readonly most: number;
  readonly times: RelayTimes;
  readonly clock: Clock;
  /** In place of the system's. */
  readonly lookup?: Lookup;
  readonly onEvent?: (event: RelayEvent) => void;
}

/** What can be told of a relay: who came, and what became of it. Never what was sent, and never a token. */
export type RelayEvent =
  | { readonly kind: 'refused'; readonly refusal: RelayRefusal; readonly remote: string; readonly origin: string }
  | ({
      readonly kind: 'ended';
      readonly remote: string;
      readonly target: string;
      readonly seconds: number;
    } & RelayedBytes);

/** Passes the bytes of WebSockets on to TCP, and reads none of them. */
export interface RelayDoor {
  /** Takes an upgrade to the relay's path, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Answers a page that asks why its WebSocket was refused. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Ends all connections, and says so to their pages. */
  dispose(): void;
}

/** What one frame of a page may hold; its own are half as long. */
const MAX_FRAME_BYTES = 131_072;
/** A page has this long to answer the closing handshake, and to take what is on the way to it. */
const CLOSING_MS = 10_000;

const WEB_SOCKET_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_FRAME_BYTES,
  // Not known to its types yet.
  closeTimeout: CLOSING_MS,
  handleProtocols: () => 'tcp',
};

/** Opens the door of a relay. It listens nowhere: upgrades and questions are brought to it. */
export function createRelayDoor(options: RelayOptions): RelayDoor {
  const { rules, clock } = options;
  const limiter = createRelayLimiter(options.most);
  const links = new Set<RelayLink>();
  const waiting = new Set<WebSocket>();
  const server = new WebSocketServer(WEB_SOCKET_OPTIONS);
  const findWay = makeWayFinder(options);

  async function take(webSocket: WebSocket, remote: string, target: RelayTarget, to: string): Promise<void> {
    const release = limiter.take(remote);
    const startedAt = clock.now();
    const end = (bytes: RelayedBytes): void => {
      release();
      options.onEvent?.({ kind: 'ended', remote, target: to, seconds: (clock.now() - startedAt) / 1000, ...bytes });
    };
    // What is wrong with it is said by its end; without a listener it would end the process.
    webSocket.on('error', () => undefined);
    // Nothing is read before there is somewhere to bring it.
    webSocket.pause();
    waiting.add(webSocket);
    const way = await findWay(target).catch((error: unknown) => closeUnreached(webSocket, error));
    waiting.delete(webSocket);
    if (way === undefined || webSocket.readyState !== webSocket.OPEN) {
      return end({ code: RELAY_CLOSE.targetUnreachable, toTarget: 0, toPage: 0 });
    }
    const link = joinSockets(webSocket, connect({ ...way, noDelay: true }), options.times, clock, (bytes) => {
      links.delete(link);
      end(bytes);
    });
    links.add(link);
    webSocket.resume();
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const judgement = judgeUpgrade(rules, limiter, request);
      const remote = request.socket.remoteAddress ?? '';
      if (judgement.refused !== undefined) {
        const { refused: refusal } = judgement;
        options.onEvent?.({ kind: 'refused', refusal, remote, origin: request.headers.origin ?? '' });
        return refuseUpgrade(socket, REFUSAL_STATUS[refusal], HTTP_ANSWERS.relay);
      }
      if (!listProtocols(request).includes('tcp')) return refuseUpgrade(socket, 400, HTTP_ANSWERS.relay);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        void take(webSocket, remote, judgement.target, judgement.to);
      });
    },
    answer: (request, response) => answerRelayQuestion(rules, limiter, request, response),
    dispose() {
      for (const link of links) link.end();
      for (const webSocket of waiting) webSocket.terminate();
      server.close();
    },
  };
}

function makeWayFinder({ lookup }: RelayOptions): (target: RelayTarget) => Promise<TcpNetConnectOpts> {
  const checkedLookup = makeCheckedLookup(lookup);
  return async (target) => {
    if (target.kind === 'local') return target.find();
    const { host, port, checked } = target;
    return { host, port, ...(checked && { lookup: checkedLookup }) };
  };
}

/** Our own reasons, such as `terminal/tls-dir`, are given as the system's are. */
function closeUnreached(webSocket: WebSocket, error: unknown): undefined {
  webSocket.close(RELAY_CLOSE.targetUnreachable, findingOf(error)?.code ?? codeOf(error) ?? '');
  webSocket.resume();
}
