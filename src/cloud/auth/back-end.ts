import type { RestRequest } from '#core/ports/rest';
import { parseSasToken } from '#core/sas/sas-token';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Permission, SharedAccessPolicy } from '../state/cloud-state.ts';
import { judgeBearer } from './bearer.ts';
import { judgePolicyToken, type PolicyFault } from './policy.ts';

/** Both services of Azure name this code for every token that they do not take. */
const UNAUTHORIZED = 401002;

/**
 * Judges the token of a back end's request, and writes a refusal with its true cause to the log. A service is known by
 * every name that reaches it: the one that it was asked by, with its port or without, and the cloud's own. Gives
 * undefined when the request may pass, which every bearer token does if the cloud was told so.
 */
export async function judgeBackEnd(
  context: CloudContext,
  service: SharedAccessPolicy['service'],
  request: RestRequest,
  permission: Permission | undefined,
): Promise<PolicyFault | undefined> {
  const bearer = judgeBearer(context, service, request);
  if (bearer !== undefined) return bearer === 'accepted' ? undefined : 'token-form';
  const authorization = request.headers['authorization'];
  const asked = request.headers['host'] ?? context.host;
  const path = decodePath(request.url.split('?')[0] ?? '');
  let fault: PolicyFault | undefined;
  for (const host of new Set([asked, asked.replace(/:\d+$/, ''), context.host])) {
    fault = await judgePolicyToken(context, { service, authorization, resource: host + path, permission });
    if (fault !== 'resource') break;
  }
  if (fault === undefined) return undefined;
  const finding = describeFault(context, service, fault, { authorization, resource: asked + path, permission });
  const facts = { road: 'http', remote: request.remote ?? '' } as const;
  logAttempt(context, { service, identity: '', facts }, 'refused', finding);
  return fault;
}

/** A path that cannot be decoded counts as it is: its dialect refuses it later, and only whoever may ask learns why. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface Asked {
  readonly authorization: string | undefined;
  readonly resource: string;
  readonly permission: Permission | undefined;
}

function describeFault(
  context: CloudContext,
  service: SharedAccessPolicy['service'],
  fault: PolicyFault,
  { authorization = '', resource, permission }: Asked,
): AttemptFinding {
  const parsed = parseSasToken(authorization);
  if (fault === 'no-token') return makeAttempt('no-authorization', {}, UNAUTHORIZED);
  if (fault === 'token-form' || !parsed.ok) return makeAttempt('back-end-token-form', {}, UNAUTHORIZED);
  const { policy = '', resource: found, expiresAtSeconds } = parsed.value;
  switch (fault) {
    case 'unknown-policy': {
      const names = context.policies.filter((known) => known.service === service).map(({ name }) => name);
      return makeAttempt('back-end-policy', { found: policy, expected: names.join(', ') }, UNAUTHORIZED);
    }
    case 'signature':
      return makeAttempt('back-end-key', { policy }, UNAUTHORIZED);
    case 'expired': {
      const secondsAgo = Math.floor(context.now() / 1000 - expiresAtSeconds);
      return makeAttempt('back-end-token-expired', { secondsAgo }, UNAUTHORIZED);
    }
    case 'resource':
      return makeAttempt('back-end-resource', { found, expected: resource }, UNAUTHORIZED);
    case 'permission':
      return makeAttempt('back-end-permission', { policy, permission: permission ?? '' }, UNAUTHORIZED);
  }
}
