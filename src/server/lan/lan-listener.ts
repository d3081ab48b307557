import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { isServicePath } from '#cloud/rest/router';
import { LAN_ANSWERS } from '#core/words/en/lan';
import { answerText, readUrl } from '../http-answer.ts';
import { refuseUpgrade } from '../refuse-upgrade.ts';
import { isRelayPath } from '../relay/own-relay.ts';
import { createRequestListener, type AnswerRequest } from '../request-listener.ts';
import { answerAuthority, AUTHORITY_PATH } from './answer-authority.ts';
import { answerPairing, PAIR_PATH } from './answer-pairing.ts';
import type { LanIdentity } from './lan-certificates.ts';
import { judgeVisitor, VISITOR_STATUS, type LanRules } from './lan-gate.ts';
import type { Pairing } from './pairing.ts';

/** Brings an upgrade to whoever takes it. */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What stands behind the listener of the local network. */
export interface LanDoors {
  readonly identity: LanIdentity;
  readonly pairing: Pairing;
  readonly origins: LanRules['origins'];
  /** The built app, which everybody on the network may read. */
  readonly pages: AnswerRequest;
  /** All that the server has, for browsers that were paired. */
  readonly inside: AnswerRequest;
  readonly upgradeInside: TakeUpgrade;
  readonly onMistake: (mistake: unknown) => void;
}

/** Whoever does not come to the end of a handshake holds a connection no longer than this. */
const HANDSHAKE_MS = 10_000;

/**
 * Creates the HTTPS server of the local network. It knows no route by itself but pairing and the certificate to trust:
 * whoever is not paired gets a file of the app or a refusal, whatever is asked for. No client certificate is asked for, since
 * a phone would have its owner choose one.
 */
export function createLanServer(doors: LanDoors): Server {
  const { identity, pairing, origins } = doors;
  const rules: LanRules = { origins, isPaired: (cookies) => pairing.knows(cookies) };
  const server = createServer(
    {
      cert: identity.chainPem,
      key: identity.keyPem,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_MS,
    },
    createRequestListener((...asked) => answer(doors, rules, ...asked), doors.onMistake),
  );
  server.on('upgrade', (request, socket, head) => takeUpgrade(doors, rules, request, socket, head));
  return server;
}

async function answer(
  doors: LanDoors,
  rules: LanRules,
  ...[request, response, url]: Parameters<AnswerRequest>
): Promise<void> {
  const visitor = judgeVisitor(rules, request, false);
  if (visitor === 'foreign-host' || visitor === 'foreign-origin') {
    return answerText(response, VISITOR_STATUS[visitor], LAN_ANSWERS[visitor]);
  }
  if (url.pathname === PAIR_PATH) return answerPairing(doors.pairing, request, response);
  if (url.pathname === AUTHORITY_PATH) return answerAuthority(doors.identity.authority.der, response);
  if (visitor === 'paired') return doors.inside(forgetCookies(request), response, url);
  // Files are read from a list; these two only say why there is nothing at an address where there will be.
  const isInside = isServicePath(url.pathname, request.method ?? 'GET') || isRelayPath(url.pathname);
  if (isInside) return answerText(response, VISITOR_STATUS.unpaired, LAN_ANSWERS.unpaired);
  return doors.pages(request, response, url);
}

function takeUpgrade(doors: LanDoors, rules: LanRules, ...[request, socket, head]: Parameters<TakeUpgrade>): void {
  socket.on('error', () => socket.destroy());
  if (readUrl(request) === undefined) return refuseUpgrade(socket, 400, LAN_ANSWERS.unpaired);
  const visitor = judgeVisitor(rules, request, true);
  if (visitor === 'paired') return doors.upgradeInside(forgetCookies(request), socket, head);
  refuseUpgrade(socket, VISITOR_STATUS[visitor], LAN_ANSWERS[visitor]);
}

/** Nothing inside needs them, and the cloud hands headers on. */
function forgetCookies(request: IncomingMessage): IncomingMessage {
  delete request.headers.cookie;
  return request;
}
