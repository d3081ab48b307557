import type { Cloud } from '../../src/cloud/cloud.ts';
import type { RestRequest } from '../../src/core/ports/rest.ts';
import type { Answer, CloudHarness } from './cloud-harness.ts';
import { makeToken, type TokenParts } from './test-client.ts';

/** A request of a back end: what is left out is right. */
export interface BackEndRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: Partial<TokenParts>;
}

/** Gives a token of the owner's policy of DPS, as the SDK makes it: over the bare host, for an hour. */
export function dpsToken(cloud: Cloud, nowMs: number, parts: Partial<TokenParts> = {}): string {
  const { host, provisioningConnectionString } = cloud.describe();
  const key = /SharedAccessKey=(.*)$/.exec(provisioningConnectionString)?.[1] ?? '';
  return makeToken({ sr: host, key, se: Math.floor(nowMs / 1000) + 3600, skn: 'provisioningserviceowner', ...parts });
}

/** Asks DPS as a back end does. */
export async function askDps(
  { cloud, clock }: CloudHarness,
  method: RestRequest['method'],
  url: string,
  { body, headers = {}, token = {} }: BackEndRequest = {},
): Promise<Answer> {
  const answer = await cloud.rest({
    method,
    url: `${url}?api-version=2021-10-01`,
    headers: { authorization: dpsToken(cloud, clock.now(), token), host: 'localhost', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}
