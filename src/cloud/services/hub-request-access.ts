import { encodeUtf8 } from '#core/bytes/text';
import type { RestRequest } from '#core/ports/rest';
import { parseSasToken, type SasToken } from '#core/sas/sas-token';
import { makeAttempt } from '../attempts.ts';
import { judgeBackEnd } from '../auth/back-end.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import { judgeHubConnect, type HubVerdict } from './hub-admission.ts';
import { HubFault } from './hub-fault.ts';
import { findHubIdentity, refuseUnknown } from './hub-registry.ts';

/**
 * Judges a device's own request to its hub over HTTPS: by a token of its key, by the certificates that it showed, or by
 * a token of a policy that lets devices connect. Gives undefined when it may pass. Without a right proof the answer does
 * not tell whether there is such a device; the log does.
 */
export async function judgeHubRequest(
  context: CloudContext,
  request: RestRequest,
  deviceId: string,
): Promise<HubFault | undefined> {
  const { authorization } = request.headers;
  const parsed = parseSasToken(authorization ?? '');
  const token = parsed.ok ? parsed.value : undefined;
  if (token?.policy !== undefined) return judgePolicy(context, request, deviceId);
  const verdict = await judgeDevice(context, request, deviceId, token);
  if (verdict.ok) return undefined;
  const facts = { road: 'http', remote: request.remote ?? '' } as const;
  logAttempt(context, { service: 'hub', identity: deviceId, facts }, 'refused', verdict.finding);
  if (verdict.finding.cause === 'device-disabled') return refuseDisabled(deviceId);
  // As CONNACK has it: 3, the server is not available (MQTT 3.1.1, 3.2.2.3).
  if (verdict.returnCode === 3) return new HubFault('ServiceUnavailable', 'The service is not available.');
  return new HubFault('IotHubUnauthorizedAccess', 'Unauthorized');
}

async function judgeDevice(
  context: CloudContext,
  { headers, url, peerChain = [] }: RestRequest,
  deviceId: string,
  token: SasToken | undefined,
): Promise<HubVerdict> {
  const { authorization = '', host = context.host } = headers;
  if (authorization === '' && peerChain.length === 0) {
    return { ok: false, finding: makeAttempt('no-authorization', {}, 401003), returnCode: 5 };
  }
  // A device signs for the name that it was given, whatever port or address it reaches the hub by.
  const named = token?.resource.split('/')[0] ?? host;
  const caller = { clientId: deviceId, password: encodeUtf8(authorization), shown: { path: url, peerChain } };
  return judgeHubConnect(context, caller, { service: 'hub', host: named, deviceId, apiVersion: '' });
}

function refuseDisabled(deviceId: string): HubFault {
  return new HubFault('DeviceDisabled', `Device ${deviceId} is disabled`);
}

async function judgePolicy(
  context: CloudContext,
  request: RestRequest,
  deviceId: string,
): Promise<HubFault | undefined> {
  const fault = await judgeBackEnd(context, 'hub', request, 'DeviceConnect');
  if (fault !== undefined) return new HubFault('IotHubUnauthorizedAccess', 'Unauthorized');
  const identity = findHubIdentity(context, { deviceId });
  if (identity === undefined) return refuseUnknown(context, { deviceId });
  return identity.state.enabled ? undefined : refuseDisabled(deviceId);
}
