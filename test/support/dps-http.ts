import { makeEnrollment } from '../../src/cloud/services/enrollments.ts';
import type { CloudState, IndividualEnrollment, SymmetricKeyAttestation } from '../../src/cloud/state/cloud-state.ts';
import type { RestRequest } from '../../src/core/ports/rest.ts';
import { nodeCrypto, startCloud, type Answer, type CloudHarness } from './cloud-harness.ts';
import { makeToken } from './test-client.ts';

/** Parts of a device's request to DPS over HTTPS that tests vary. */
export interface DpsHttpParts {
  /** The device's key, base64; the one from the first group when not given. */
  readonly key?: string;
  readonly idScope?: string;
  readonly sr?: string;
  readonly se?: number;
  readonly skn?: string;
  readonly query?: string;
  /** In the place of a token; null sends none. */
  readonly authorization?: string | null;
  /** The certificates that the device shows in TLS, DER, leaf first. */
  readonly peerChain?: readonly Uint8Array[];
  /** A text is sent as it is. */
  readonly body?: unknown;
}

/** Asks DPS as a device does over HTTPS. `tail`: what stands behind the registration ID in the path. */
export async function askDps(
  harness: CloudHarness,
  method: RestRequest['method'],
  id: string,
  tail: string,
  parts: DpsHttpParts = {},
): Promise<Answer> {
  const { idScope = harness.cloud.describe().idScope, key = harness.deviceKey(id), skn = 'registration' } = parts;
  const { sr = `${idScope}%2Fregistrations%2F${id}`, se = Math.floor(harness.clock.now() / 1000) + 3600 } = parts;
  const { authorization = makeToken({ sr, key, se, skn }), query = '?api-version=2019-03-31', body } = parts;
  const answer = await harness.cloud.rest({
    method,
    url: `/${idScope}/registrations/${id}${tail}${query}`,
    headers: authorization === null ? {} : { authorization },
    remote: '192.0.2.7:5555',
    ...(parts.peerChain === undefined ? {} : { peerChain: parts.peerChain }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

/** Registers a device over HTTPS to the end, polling when it is told to, and gives the last answer. */
export async function registerOverHttp(harness: CloudHarness, id: string, parts: DpsHttpParts = {}): Promise<Answer> {
  let answer = await askDps(harness, 'PUT', id, '/register', parts);
  const { body: _body, ...others } = parts;
  while (answer.status === 202) {
    await harness.clock.advance(Number(answer.headers['retry-after']) * 1000);
    answer = await askDps(harness, 'GET', id, `/operations/${answer.body.operationId}`, others);
  }
  return answer;
}

/** Starts a cloud whose state was changed before. */
export async function startCloudWith(change: (state: CloudState) => Partial<CloudState>): Promise<CloudHarness> {
  const state = (await startCloud()).cloud.snapshot();
  return startCloud({ state: { ...state, ...change(state) } });
}

/** Gives an individual enrollment with new keys. */
export function makeIndividual(
  registrationId: string,
  parts: Partial<IndividualEnrollment> = {},
): IndividualEnrollment & { readonly attestation: SymmetricKeyAttestation } {
  const made = makeEnrollment(nodeCrypto, 0);
  return { ...made, registrationId, deviceId: null, ...parts, attestation: made.attestation };
}
