import { decodeBase64 } from '#core/bytes/base64';
import { parseSasToken, verifySasSignature } from '#core/sas/sas-token';
import type { CloudContext } from '../cloud-context.ts';
import type { Permission, SharedAccessPolicy } from '../state/cloud-state.ts';

/** What a back end asks for. */
export interface PolicyQuestion {
  readonly service: SharedAccessPolicy['service'];
  /** The Authorization header; undefined when there was none. */
  readonly authorization: string | undefined;
  /** Host and path, not encoded: `hub.example/twins/sensor-1`. */
  readonly resource: string;
  /** Undefined: any policy of the service will do. */
  readonly permission: Permission | undefined;
}

/** Why a back end is refused. */
export type PolicyFault =
  'no-token' | 'token-form' | 'unknown-policy' | 'signature' | 'expired' | 'resource' | 'permission';

/**
 * Judges a service's token (`SharedAccessSignature sr=…&sig=…&se=…&skn=policy`): the signature over `sr` as it was sent,
 * then its scope, which may be any beginning of the resource that ends at a `/`, compared without case ("Control access
 * to IoT Hub"), its end and the policy's permissions. Gives undefined when it may pass.
 */
export async function judgePolicyToken(
  context: CloudContext,
  question: PolicyQuestion,
): Promise<PolicyFault | undefined> {
  const { service, authorization, resource, permission } = question;
  if (authorization === undefined) return 'no-token';
  const parsed = parseSasToken(authorization);
  if (!parsed.ok) return 'token-form';
  const token = parsed.value;
  const policy = context.policies.find((known) => known.service === service && known.name === token.policy);
  if (policy === undefined) return 'unknown-policy';
  const keys = [policy.primaryKey, policy.secondaryKey].map((key) => decodeBase64(key) ?? new Uint8Array(1));
  const verified = await Promise.all(keys.map((key) => verifySasSignature(context.crypto.subtle, token, key)));
  if (!verified.includes(true)) return 'signature';
  if (token.expiresAtSeconds * 1000 <= context.now()) return 'expired';
  if (!covers(token.resource, resource)) return 'resource';
  return permission === undefined || policy.permissions.includes(permission) ? undefined : 'permission';
}

function covers(scope: string, resource: string): boolean {
  const [outer, inner] = [scope.toLowerCase().replace(/\/$/, ''), resource.toLowerCase()];
  return inner === outer || inner.startsWith(`${outer}/`);
}
