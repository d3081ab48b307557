import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud } from '#cloud/cloud';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { readConnectionFacts } from './connection-facts.ts';
import { answerText, COMMON_HEADERS } from './http-answer.ts';

const MAX_BODY_BYTES = 1_048_576;
/** A follower that is this far behind is cut off; it can follow again. */
const MAX_BACKLOG_BYTES = 4_194_304;
const EVENTS_TYPE = 'application/x-ndjson';
const METHODS: readonly string[] = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'];

/** Answers a request to a service, or to the operator’s interface, by asking the cloud; `/_emu/events` stays open and streams. */
export async function answerService(
  cloud: Cloud,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (!METHODS.includes(request.method ?? '')) return answerText(response, 405, HTTP_ANSWERS.method);
  // Read while the connection surely stands: a closed one has no certificates any more.
  const { remote, peerChain } = readConnectionFacts(request.socket);
  const asked = { method: request.method as RestRequest['method'], url: url.pathname + url.search };
  const { takes, limitBytes = MAX_BODY_BYTES } = cloud.bodyRule(asked);
  const body = await readBody(request, limitBytes);
  if (body === undefined) return refuseBody(request, response);
  const answer = await cloud.rest({
    ...asked,
    headers: readHeaders(request),
    headerNames: readHeaderNames(request),
    ...(takes === 'bytes' ? { bytes: body } : { body: body.toString('utf8') }),
    remote,
    origin: readOrigin(request),
    ...(peerChain === undefined ? {} : { peerChain }),
  });
  // The cloud reads a path in any spelling, so what it answered tells what was asked for.
  if (answer.headers['content-type'] === EVENTS_TYPE) streamEvents(cloud, response, answer);
  else sendAnswer(response, answer);
}

function sendAnswer(response: ServerResponse, answer: RestResponse): void {
  const bytes = Buffer.from(answer.bytes ?? encodeUtf8(answer.body));
  // A 204 has no length (RFC 9110, 8.6).
  const length = answer.status === 204 ? {} : { 'content-length': bytes.length };
  response.writeHead(answer.status, { ...COMMON_HEADERS, 'cache-control': 'no-store', ...answer.headers, ...length });
  response.end(bytes);
}

function streamEvents(cloud: Cloud, response: ServerResponse, answer: RestResponse): void {
  response.writeHead(200, {
    ...COMMON_HEADERS,
    ...answer.headers,
    'cache-control': 'no-store',
  });
  response.flushHeaders();
  const stop = cloud.follow((event) => {
    response.write(`${JSON.stringify(event)}\n`);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  });
  response.once('close', stop);
}

/** Clients of HTTP/1.1 all say which host they ask; one of HTTP/1.0 may not. */
function readOrigin({ socket, headers: { host = 'localhost' } }: IncomingMessage): string {
  return `${'encrypted' in socket ? 'https' : 'http'}://${host}`;
}

function readHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Node tells the names of headers in lower case alone, but for this list. */
function readHeaderNames({ rawHeaders }: IncomingMessage): Record<string, string> {
  const names = rawHeaders.filter((name, at) => at % 2 === 0 && name !== name.toLowerCase());
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), name]));
}

/** Gives undefined for a body that is too large; the rest of it is not read. */
async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > limitBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  answerText(response, 413, HTTP_ANSWERS.tooLarge);
  response.once('finish', () => request.destroy());
}
