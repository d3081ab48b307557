import { webcrypto } from 'node:crypto';
import type { Cloud } from '#cloud/cloud';
import { decodeBase64 } from '#core/bytes/base64';
import { memberOf, parseJson } from '#core/bytes/json';
import { parsePolicyConnectionString } from '#core/identity/policy-connection-string';
import type { RestResponse } from '#core/ports/rest';
import { issueSasToken } from '#core/sas/sas-token';
import { SCENARIO_FAULTS } from '#core/words/en/scenario';
import { ScenarioFault, type Scenario, type ScenarioStep } from './read-scenario.ts';

/** Long enough for any scenario; nobody else sees the tokens. */
const TOKEN_SECONDS = 3600;

/**
 * Asks a new cloud for all that a scenario holds, as its operator and its back ends would. Gives what was refused first,
 * in the words of the service, or undefined when all of it is there. `now`: milliseconds since the Unix epoch.
 */
export async function applyScenario(cloud: Cloud, scenario: Scenario, now: number): Promise<ScenarioFault | undefined> {
  const { operatorToken, serviceConnectionString, provisioningConnectionString } = cloud.describe();
  const tokens: Record<ScenarioStep['service'], string> = {
    operator: operatorToken,
    hub: await signFor(serviceConnectionString, now),
    dps: await signFor(provisioningConnectionString, now),
  };
  for (const step of scenario.steps) {
    const authorization = tokens[step.service];
    const headers = { authorization, ...(await findCondition(cloud, step, authorization)) };
    const answer = await cloud.rest({
      method: step.method,
      url: step.path,
      headers,
      body: JSON.stringify(step.body),
    });
    if (answer.status >= 300) return new ScenarioFault(step.place, describeRefusal(answer));
  }
  return undefined;
}

/** What a new cloud has by itself, such as its two groups, is replaced; Azure wants that to be said. */
async function findCondition(
  cloud: Cloud,
  { method, path }: ScenarioStep,
  authorization: string,
): Promise<Record<string, string>> {
  if (method !== 'PUT') return {};
  const { status } = await cloud.rest({ method: 'GET', url: path, headers: { authorization } });
  return status === 200 ? { 'if-match': '*' } : {};
}

/** Gives a token over the whole service, as its SDKs make it. */
async function signFor(connectionString: string, now: number): Promise<string> {
  const parsed = parsePolicyConnectionString(connectionString);
  // Cannot be, and whoever comes without a token is refused in words.
  if (!parsed.ok) return '';
  const { hostName, policy, sharedAccessKey } = parsed.value;
  return issueSasToken(webcrypto.subtle, {
    resource: hostName,
    keyBytes: decodeBase64(sharedAccessKey) ?? new Uint8Array(),
    expiresAtSeconds: now / 1000 + TOKEN_SECONDS,
    policy,
  });
}

/** Each service has an error body of its own. */
function describeRefusal({ status, body }: RestResponse): string {
  const json = parseJson(body);
  const said = memberOf(memberOf(json, 'error'), 'message') ?? memberOf(json, 'message') ?? memberOf(json, 'Message');
  return typeof said === 'string' ? said : SCENARIO_FAULTS.refused(status);
}
