import { WorkbenchError } from '#core/errors/workbench-error';
import type { OperatorClient, RestRequest, RestResponse } from '#core/ports/rest';

/** A command waits for its device for 30 s; the answer of the cloud comes a little later at most. */
const ANSWER_LIMIT_MS = 40_000;

/** A local cloud that is reached by HTTP. */
export interface HttpOperatorOptions {
  /** Such as `http://localhost:8080`. */
  readonly origin: string;
  /** Gives the whole value of the Authorization header; asked before each request, so that it may be read late. */
  readonly authorization: () => Promise<string>;
  /** 40 s unless told. */
  readonly answerLimitMs?: number;
}

/** Gives the operator's side of a local cloud over HTTP. `request` throws `cloud/unreachable`. */
export function createHttpOperator(options: HttpOperatorOptions): OperatorClient {
  return {
    request: (request) => ask(options, request),
    follow: (onLine, onEnd) => follow(options, onLine, onEnd),
  };
}

async function ask(options: HttpOperatorOptions, request: RestRequest): Promise<RestResponse> {
  const { origin, authorization, answerLimitMs = ANSWER_LIMIT_MS } = options;
  const headers = { ...request.headers, authorization: await authorization() };
  try {
    const response = await fetch(`${origin}${request.url}`, {
      method: request.method,
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(answerLimitMs),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const answer = { status: response.status, headers: Object.fromEntries(response.headers) };
    const isFile = response.headers.get('content-type') === 'application/octet-stream';
    if (isFile) return { ...answer, body: '', bytes: new Uint8Array(await response.arrayBuffer()) };
    return { ...answer, body: await response.text() };
  } catch (cause) {
    throw new WorkbenchError('cloud/unreachable', { where: 'server' }, { cause });
  }
}

function follow(
  { origin, authorization }: HttpOperatorOptions,
  onLine: (line: string) => void,
  onEnd: (reason: string) => void,
): () => void {
  const abort = new AbortController();
  const read = async (): Promise<string> => {
    const headers = { authorization: await authorization() };
    const response = await fetch(`${origin}/_emu/events`, { headers, cache: 'no-store', signal: abort.signal });
    if (!response.ok || response.body === null) return `the cloud answered ${response.status}`;
    await readLines(response.body, onLine);
    return 'the cloud ended the stream';
  };
  void read()
    .catch(() => 'the cloud cannot be reached')
    .then((reason) => {
      if (!abort.signal.aborted) onEnd(reason);
    });
  return () => abort.abort();
}

/** Reads NDJSON: a line may come in pieces, and empty ones only keep the connection awake. */
async function readLines(body: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
  }
}
