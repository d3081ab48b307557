import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { answerText, COMMON_HEADERS } from '../http-answer.ts';
import { isListedOrigin, judgeQuestion, REFUSAL_STATUS, type RelayRules } from './judge-relay-request.ts';
import type { RelayLimiter } from './relay-limiter.ts';

/** A preflight holds for ten minutes: every refused socket brings the same question. */
const PREFLIGHT_SECONDS = 600;

/**
 * Answers the question of a page why its WebSocket was refused, which a browser does not tell it: `{"refused":"token"}`,
 * or null when it would be taken now. Only pages that the relay is for can read it.
 */
export function answerRelayQuestion(
  rules: RelayRules,
  limiter: RelayLimiter,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin } = request.headers;
  const sharing = isListedOrigin(rules, origin) ? { 'access-control-allow-origin': origin } : {};
  const headers = { ...COMMON_HEADERS, ...sharing, vary: 'origin', 'cache-control': 'no-store' };
  if (request.method === 'OPTIONS') return answerPreflight(headers, response);
  if (request.method !== 'GET') return answerText(response, 405, HTTP_ANSWERS.method);
  const { refused = null } = judgeQuestion(rules, limiter, request);
  const text = JSON.stringify({ refused });
  // The question itself is answered well; only to whom it is not for, it is refused.
  const status = refused === 'host' || refused === 'origin' ? REFUSAL_STATUS[refused] : 200;
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function answerPreflight(headers: Record<string, string>, response: ServerResponse): void {
  response.writeHead(204, {
    ...headers,
    'access-control-allow-methods': 'GET',
    'access-control-allow-headers': 'authorization',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  });
  response.end();
}
