import { expect } from 'vitest';
import type { RestRequest } from '../../src/core/ports/rest.ts';
import type { Answer, CloudHarness } from './cloud-harness.ts';

/** Parts of a request that tests vary. */
export interface CentralRequestParts {
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In the place of the operator's token; null sends none. */
  readonly authorization?: string | null;
}

/** Asks IoT Central's API as a client does, by the operator's token unless told otherwise. */
export async function askCentral(
  { cloud }: CloudHarness,
  method: RestRequest['method'],
  url: string,
  { body, headers = {}, authorization = cloud.describe().operatorToken }: CentralRequestParts = {},
): Promise<Answer> {
  const answer = await cloud.rest({
    method,
    url,
    headers: { ...(authorization === null ? {} : { authorization }), ...headers },
    origin: 'http://localhost:8080',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

/** What every error of IoT Central's API looks like; `code` is in the header too. */
export function expectedError(status: number, code: string, message: unknown): object {
  const error = { code, message, requestId: expect.any(String), time: expect.stringMatching(/ GMT$/) };
  return { status, headers: expect.objectContaining({ 'x-ms-error-code': code }), body: { error } };
}

/** Follows `nextLink` to the end and gives the pages. */
export async function readPages(harness: CloudHarness, url: string): Promise<readonly Answer['body'][]> {
  const pages: Answer['body'][] = [];
  for (let next: string | undefined = url; next !== undefined; next = pages.at(-1).nextLink) {
    const { status, body } = await askCentral(harness, 'GET', next.replace('http://localhost:8080', ''));
    if (status !== 200) throw new Error(`the page was answered with ${status}`);
    pages.push(body);
  }
  return pages;
}
