import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, parseJson } from '#core/bytes/json';
import { LAN_ANSWERS } from '#core/words/en/lan';
import { answerText, COMMON_HEADERS } from '../http-answer.ts';
import type { Pairing } from './pairing.ts';

/** Where a page brings its token. */
export const PAIR_PATH = '/pair';

const MOST_BODY_BYTES = 1024;

/**
 * Answers `POST /pair` with `{"token":"…"}`: 204 and the cookie, 401 for another token, or 429 with how long to wait. The
 * token is in the body, which nothing logs.
 */
export async function answerPairing(
  pairing: Pairing,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return answerText(response, 405, LAN_ANSWERS.method);
  const body = await readShortBody(request);
  if (body === undefined) return refuse(response, 413, LAN_ANSWERS.tooLarge, { connection: 'close' });
  const read = parseJson(body);
  const token = isJsonObject(read) ? read['token'] : undefined;
  if (typeof token !== 'string') return refuse(response, 400, LAN_ANSWERS.noToken);
  const judgement = pairing.judge(request.socket.remoteAddress ?? '', token);
  if (judgement.kind === 'wait') {
    return refuse(response, 429, LAN_ANSWERS.wait, { 'retry-after': String(judgement.seconds) });
  }
  if (judgement.kind === 'refused') return refuse(response, 401, LAN_ANSWERS.token);
  response
    .writeHead(204, { ...COMMON_HEADERS, 'cache-control': 'no-store', 'set-cookie': pairing.printCookie() })
    .end();
}

function refuse(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  answerText(response, status, text);
}

/** Gives undefined for a body that is too long; the rest of it is not read. */
async function readShortBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
