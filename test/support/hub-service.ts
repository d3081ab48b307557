import type { Answer, CloudHarness } from './cloud-harness.ts';
import type { RestRequest } from '../../src/core/ports/rest.ts';
import { makeToken, type TokenParts } from './test-client.ts';

/** Parts of a back end's request that tests vary. */
export interface HubRequestParts {
  /** A text is sent as it is. */
  readonly body?: unknown;
  /** As it is sent: SDKs put quotes around it, scripts do not. */
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The name of the hub's policy that signs. */
  readonly policy?: string;
  readonly token?: Partial<TokenParts>;
  /** In the place of a token; null sends none. */
  readonly authorization?: string | null;
}

/** Asks the hub as a back end does, by the owner's policy unless told otherwise. */
export async function askHub(
  harness: CloudHarness,
  method: RestRequest['method'],
  path: string,
  parts: HubRequestParts = {},
): Promise<Answer> {
  const { body, ifMatch, headers = {}, policy = 'iothubowner', token } = parts;
  const { authorization = makePolicyToken(harness, policy, token) } = parts;
  const answer = await harness.cloud.rest({
    method,
    url: `${path}?api-version=2021-04-12`,
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

/** Makes a token of one of the cloud's policies, good for an hour. */
export function makePolicyToken(harness: CloudHarness, policy: string, parts: Partial<TokenParts> = {}): string {
  const key = harness.cloud.snapshot().policies.find(({ name }) => name === policy)?.primaryKey ?? '';
  const se = Math.floor(harness.clock.now() / 1000) + 3600;
  return makeToken({ sr: 'localhost', key, se, skn: policy, ...parts });
}
