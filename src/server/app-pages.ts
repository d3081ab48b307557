import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { printContentSecurityPolicy } from './content-security-policy.ts';
import { answerText, COMMON_HEADERS } from './http-answer.ts';
import { readHostName } from './host-check.ts';
import type { AnswerRequest } from './request-listener.ts';
import { stampServiceWorker } from './service-worker-stamp.ts';
import type { StaticFile, StaticFiles } from './static-files.ts';

/** The addresses that `localhost` stands for. */
const HOME_ADDRESSES: readonly (string | undefined)[] = ['127.0.0.1', '::1'];

const FOREVER = 'public, max-age=31536000, immutable';

/**
 * Creates the handler that serves the built app at `http://localhost`. The app has that one origin: at 127.0.0.1 it would
 * find another vault, so requests for the address of localhost are sent there.
 */
export function createAppPages(files: StaticFiles, allowedHosts: readonly string[]): AnswerRequest {
  const pages = createPages(files, allowedHosts);
  return async (request, response, url) => {
    const home = findHome(request, url);
    return home === undefined ? pages(request, response, url) : redirect(response, home);
  };
}

/** Creates the handler that serves the built app, under its policy, by whatever name it is asked. */
export function createPages(files: StaticFiles, allowedHosts: readonly string[]): AnswerRequest {
  const policy = printContentSecurityPolicy({ extraHosts: allowedHosts, meta: false });
  const sent = stampServiceWorker(files, policy);
  return async (request, response, url) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answerText(response, 405, HTTP_ANSWERS.method);
    const file = await sent.find(decodePath(url.pathname));
    if (file === undefined) return answerText(response, 404, HTTP_ANSWERS.notFound);
    return sendFile(request, response, file, policy);
  };
}

function findHome(request: IncomingMessage, url: URL): string | undefined {
  if (!HOME_ADDRESSES.includes(readHostName(request.headers.host))) return undefined;
  const port = /:(\d+)$/.exec(request.headers.host ?? '')?.[1] ?? '80';
  return `http://localhost:${port}${url.pathname}${url.search}`;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(308, { ...COMMON_HEADERS, location, 'content-length': 0, 'cache-control': 'no-store' }).end();
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile, policy: string): void {
  const zipped = file.gzipped !== undefined && acceptsGzip(request) ? file.gzipped : undefined;
  const tag = zipped === undefined ? `"${file.tag}"` : `"${file.tag}-gzip"`;
  const headers = {
    ...COMMON_HEADERS,
    // Workers get their policy from their own script's response, so it goes with every file.
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': file.immutable ? FOREVER : 'no-cache',
    etag: tag,
    vary: 'accept-encoding',
  };
  if (matchesTag(request.headers['if-none-match'], file.tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const bytes = zipped ?? file.bytes;
  response.writeHead(200, {
    ...headers,
    ...(zipped === undefined ? {} : { 'content-encoding': 'gzip' }),
    'content-type': file.type,
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** RFC 9110, 12.5.3, for the one coding that we have; `gzip;q=0` refuses it. */
function acceptsGzip(request: IncomingMessage): boolean {
  return String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .some((part) => {
      const [coding, weight] = part.split(';').map((word) => word.trim().toLowerCase());
      if (coding !== 'gzip' && coding !== '*') return false;
      return weight === undefined || (weight.startsWith('q=') && Number(weight.slice(2)) > 0);
    });
}

/** Either form of a file is the same file (weak comparison, RFC 9110, 13.1.2). */
function matchesTag(header: string | undefined, tag: string): boolean {
  const known = (header ?? '').split(',').map((part) => part.trim().replace(/^W\//, ''));
  return known.some((part) => part === '*' || part === `"${tag}"` || part === `"${tag}-gzip"`);
}
