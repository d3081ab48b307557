import { makeFinding } from '#core/errors/workbench-error';
import { parseConnectionString, type ConnectionCredential } from '#core/identity/connection-string';
import { judgeHostName } from '#core/identity/host-name';
import { parsePolicyConnectionString } from '#core/identity/policy-connection-string';
import type { SasTokenRequest } from '#core/sas/sas-token';
import type { CommandContext } from './command.ts';
import { settleKey } from './key-input.ts';
import { Refusal, settle } from './refusal.ts';

/** What a token opens, and the key that signs it. */
export type Signing = Omit<SasTokenRequest, 'expiresAtSeconds'>;

/**
 * Reads what a connection string opens and signs with: of a device, a module, a hub or a DPS instance, as az takes them.
 * Throws a `Refusal`, also for a string that has no key.
 */
export function readSigningString(text: string, context: CommandContext): Signing {
  const ofDevice = parseConnectionString(text);
  if (!ofDevice.ok && ofDevice.findings[0].code === 'connection-string/service-policy') {
    const { policy, sharedAccessKey, ...place } = settle(parsePolicyConnectionString(text), context.note);
    return { resource: printResource(place, context), policy, keyBytes: settleKey(sharedAccessKey, 'policy', context) };
  }
  const { credential, ...place } = settle(ofDevice, context.note);
  return { resource: printResource(place, context), keyBytes: settleKey(keyOf(credential), 'device', context) };
}

function keyOf(credential: ConnectionCredential): string {
  if (credential.kind === 'key') return credential.sharedAccessKey;
  throw new Refusal([makeFinding(credential.kind === 'token' ? 'key/is-token' : 'connection-string/x509', {})]);
}

interface Place {
  readonly hostName: string;
  readonly deviceId?: string;
  readonly moduleId?: string;
}

function printResource({ hostName, deviceId, moduleId }: Place, { note }: CommandContext): string {
  const host = settle(judgeHostName(hostName), note);
  const device = deviceId === undefined ? '' : `/devices/${deviceId}`;
  return `${host}${device}${moduleId === undefined ? '' : `/modules/${moduleId}`}`;
}
