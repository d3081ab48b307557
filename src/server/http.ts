import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud } from '#cloud/cloud';
import { isOperatorPath, isServicePath } from '#cloud/rest/router';
import { HTTP_ANSWERS, PLAIN_PAGE } from '#core/words/en/server-banner';
import { answerText, COMMON_HEADERS } from './http-answer.ts';
import { isRelayPath, type OwnRelay } from './relay/own-relay.ts';
import { answerService } from './service-rest.ts';
import { createRequestListener, type AnswerRequest } from './request-listener.ts';
import { printWorkbenchJson, WORKBENCH_JSON_PATH } from './workbench-json.ts';

/** What answers HTTP requests. */
export interface HttpRequest {
  readonly cloud: Cloud;
  /** The name that devices are told. */
  readonly host: string;
  /** Whether a Host header names this server. */
  readonly isOwnHost: (header: string | undefined) => boolean;
  /** Serves the app; undefined where none is served. */
  readonly pages: AnswerRequest | undefined;
  /** The relay of the page; undefined where there is none. */
  readonly relay?: OwnRelay | undefined;
}

/** Creates the handler of an HTTP or HTTPS server, as `createHttpAnswer` answers. */
export function createHttpHandler(
  options: HttpRequest,
  onMistake: (mistake: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  return createRequestListener(createHttpAnswer(options), onMistake);
}

/** Answers for the services, the operator's interface, the app's own question, the relay, and pages. */
export function createHttpAnswer(options: HttpRequest): AnswerRequest {
  return (request, response, url) => answer(options, request, response, url);
}

async function answer(
  options: HttpRequest,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (isServicePath(url.pathname, request.method ?? 'GET')) {
    // The services are asked by their Azure names too, and each request to them carries its own signature.
    if (isOperatorPath(url.pathname) && !options.isOwnHost(request.headers.host)) {
      return answerText(response, 421, HTTP_ANSWERS.foreignHost);
    }
    return answerService(options.cloud, request, response, url);
  }
  if (options.relay !== undefined && isRelayPath(url.pathname)) return options.relay.answer(request, response, url);
  if (options.pages === undefined) return answerPlain(options.host, response, url);
  if (url.pathname === WORKBENCH_JSON_PATH) return answerWorkbench(options, request, response);
  return options.pages(request, response, url);
}

function answerPlain(host: string, response: ServerResponse, url: URL): void {
  if (url.pathname === '/') answerText(response, 200, PLAIN_PAGE(host));
  else answerText(response, 404, HTTP_ANSWERS.notFound);
}

/** The answer holds keys: only pages of our own origin may read it, so no CORS header, and no other name may ask. */
function answerWorkbench(options: HttpRequest, request: IncomingMessage, response: ServerResponse): void {
  if (!options.isOwnHost(request.headers.host)) return answerText(response, 421, HTTP_ANSWERS.foreignHost);
  if (request.method !== 'GET' && request.method !== 'HEAD') return answerText(response, 405, HTTP_ANSWERS.method);
  const text = printWorkbenchJson(options.cloud, options.relay?.token);
  response.writeHead(200, {
    ...COMMON_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
