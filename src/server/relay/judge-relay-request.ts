import type { IncomingMessage } from 'node:http';
import { readUrl } from '../http-answer.ts';
import type { RelayLimiter } from './relay-limiter.ts';
import { findTarget, type RelayTarget, type RelayTargets } from './relay-targets.ts';
import { isSameToken } from './relay-token.ts';

/** Why a relay takes no connection, in the order in which it is asked. */
export type RelayRefusal = 'host' | 'origin' | 'token' | 'target' | 'busy';

/** The HTTP status of each refusal. */
export const REFUSAL_STATUS: Readonly<Record<RelayRefusal, number>> = {
  host: 421,
  origin: 403,
  token: 401,
  target: 403,
  busy: 429,
};

/** Who may use a relay, and for what. */
export interface RelayRules {
  /** Whether a Host header names this relay; a page whose name was led here (DNS rebinding) sends its own. */
  readonly isOwnHost: (header: string | undefined) => boolean;
  /** The pages that may, each exactly. */
  readonly origins: () => readonly string[];
  readonly token: string;
  readonly targets: RelayTargets;
}

/** What a request is told. */
export type RelayJudgement =
  | { readonly refused: RelayRefusal }
  | { readonly refused: undefined; readonly target: RelayTarget; readonly to: string };

/** Judges the upgrade to a WebSocket: its origin is always said by a browser, and its token is a sub-protocol. */
export function judgeUpgrade(rules: RelayRules, limiter: RelayLimiter, request: IncomingMessage): RelayJudgement {
  const offered = listProtocols(request);
  const token = offered.find((name) => name.startsWith('tok.'))?.slice('tok.'.length);
  return judge(rules, limiter, request, isListedOrigin(rules, request.headers.origin), token);
}

/**
 * Judges the plain question of a page why its WebSocket was refused. A browser names no origin in a GET to its own; what
 * another page asks so it cannot read.
 */
export function judgeQuestion(rules: RelayRules, limiter: RelayLimiter, request: IncomingMessage): RelayJudgement {
  const { origin, authorization } = request.headers;
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  return judge(rules, limiter, request, origin === undefined || isListedOrigin(rules, origin), token);
}

/** Whether a page of this origin may use the relay. */
export function isListedOrigin(rules: RelayRules, origin: string | undefined): origin is string {
  return origin !== undefined && rules.origins().includes(origin);
}

/** The sub-protocols that an upgrade offers. */
export function listProtocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function judge(
  rules: RelayRules,
  limiter: RelayLimiter,
  request: IncomingMessage,
  isOriginGood: boolean,
  token: string | undefined,
): RelayJudgement {
  if (!rules.isOwnHost(request.headers.host)) return { refused: 'host' };
  if (!isOriginGood) return { refused: 'origin' };
  if (!isSameToken(token ?? '', rules.token)) return { refused: 'token' };
  const to = readTarget(request);
  const target = findTarget(rules.targets, to);
  if (target === undefined) return { refused: 'target' };
  if (!limiter.hasRoom(request.socket.remoteAddress)) return { refused: 'busy' };
  return { refused: undefined, target, to };
}

/** Of two targets it would be unclear which one was judged. */
function readTarget(request: IncomingMessage): string {
  const asked = readUrl(request)?.searchParams.getAll('to') ?? [];
  return asked.length === 1 ? (asked[0] ?? '') : '';
}
