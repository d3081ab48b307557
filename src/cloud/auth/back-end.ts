import type { RestRequest } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Permission, SharedAccessPolicy } from '../state/cloud-state.ts';
import { judgePolicyToken, type PolicyFault } from './policy.ts';

/**
 * Judges the token of a back end's request. A service is known by every name that reaches it: the one that it was
 * asked by, with its port or without, and the cloud's own. Gives undefined when the request may pass.
 */
export async function judgeBackEnd(
  context: CloudContext,
  service: SharedAccessPolicy['service'],
  request: RestRequest,
  permission: Permission | undefined,
): Promise<PolicyFault | undefined> {
  const authorization = request.headers['authorization'];
  const asked = request.headers['host'] ?? context.host;
  const path = decodePath(request.url.split('?')[0] ?? '');
  for (const host of new Set([asked, asked.replace(/:\d+$/, ''), context.host])) {
    const fault = await judgePolicyToken(context, { service, authorization, resource: host + path, permission });
    if (fault !== 'resource') return fault;
  }
  return 'resource';
}

/** A path that cannot be decoded counts as it is: its dialect refuses it later, and only whoever may ask learns why. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
