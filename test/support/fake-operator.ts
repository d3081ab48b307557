import type { OperatorClient, RestRequest, RestResponse } from '#core/ports/rest';

/** An operator's client that answers what a test laid down. */
export interface FakeOperator extends OperatorClient {
  /** Answers `METHOD /path` from now on; `body` is sent as JSON. */
  answer(request: string, status: number, body?: unknown): void;
  /** The same, with the answer made at each request. */
  answerWith(request: string, make: (request: RestRequest) => unknown): void;
  /** Makes every request fail from now on, or no longer. */
  setFailure(error: Error | undefined): void;
  tell(event: object): void;
  /** Ends every stream of events. */
  endStreams(): void;
  readonly requests: readonly RestRequest[];
  readonly followers: number;
}

/** Gives a client without answers: what is not laid down is 404. */
export function createFakeOperator(): FakeOperator {
  const answers = new Map<string, (request: RestRequest) => RestResponse>();
  const requests: RestRequest[] = [];
  const followers = new Set<{ onLine: (line: string) => void; onEnd: (reason: string) => void }>();
  let failure: Error | undefined;
  return {
    requests,
    get followers() {
      return followers.size;
    },
    answer(request, status, body) {
      answers.set(request, () => ({ status, headers: {}, body: body === undefined ? '' : print(body) }));
    },
    answerWith(request, make) {
      answers.set(request, (asked) => ({ status: 200, headers: {}, body: print(make(asked)) }));
    },
    setFailure: (error) => void (failure = error),
    tell: (event) => [...followers].forEach(({ onLine }) => onLine(JSON.stringify(event))),
    endStreams() {
      const ended = [...followers];
      followers.clear();
      for (const { onEnd } of ended) onEnd('ended');
    },
    async request(request) {
      requests.push(request);
      if (failure !== undefined) throw failure;
      const key = `${request.method} ${request.url.split('?')[0]}`;
      const answer = answers.get(key);
      if (answer !== undefined) return answer(request);
      return { status: 404, headers: {}, body: '{"error":{"code":"NotFound","message":"No."}}' };
    },
    follow(onLine, onEnd) {
      const follower = { onLine, onEnd };
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

/** A text goes out as it is, as a CSV file does. */
function print(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
