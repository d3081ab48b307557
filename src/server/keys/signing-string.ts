import { makeFinding, type Finding } from '#core/errors/workbench-error';
import { parseConnectionString, type ConnectionCredential } from '#core/identity/connection-string';
import { judgeHostName } from '#core/identity/host-name';
import { parsePolicyConnectionString } from '#core/identity/policy-connection-string';
import type { SasTokenRequest } from '#core/sas/sas-token';
import type { CommandContext } from '../commands/command.ts';
import { settleKey } from './key-input.ts';
import { Refusal, settle } from '../commands/refusal.ts';
import type { ReadSecret } from '../commands/secret-input.ts';

/** What a token opens, and the key that signs it. */
export type Signing = Omit<SasTokenRequest, 'expiresAtSeconds'>;

/**
 * Reads what a connection string opens and signs with: of a device, a module, a hub or a DPS instance, as az takes them.
 * Throws a `Refusal`, also for a string that has no key.
 */
export function readSigningString({ text, about }: ReadSecret, context: CommandContext): Signing {
  const tell = (finding: Finding): void => context.note(finding, about);
  const ofDevice = parseConnectionString(text);
  if (!ofDevice.ok && ofDevice.findings[0].code === 'connection-string/service-policy') {
    const { policy, sharedAccessKey, ...place } = settle(parsePolicyConnectionString(text), tell, about);
    const keyBytes = settleKey({ text: sharedAccessKey, about }, 'policy', context);
    return { resource: printResource(place, context, about), policy, keyBytes };
  }
  // That there is no key is said once, as what stops the command.
  const { credential, ...place } = settle(
    ofDevice,
    (finding) => finding.code === 'connection-string/x509' || tell(finding),
    about,
  );
  const keyBytes = settleKey({ text: keyOf(credential, about), about }, 'device', context);
  return { resource: printResource(place, context, about), keyBytes };
}

function keyOf(credential: ConnectionCredential, about: string | undefined): string {
  if (credential.kind === 'key') return credential.sharedAccessKey;
  throw new Refusal([makeFinding(credential.kind === 'token' ? 'key/is-token' : 'connection-string/x509', {})], about);
}

interface Place {
  readonly hostName: string;
  readonly deviceId?: string;
  readonly moduleId?: string;
}

function printResource(
  { hostName, deviceId, moduleId }: Place,
  { note }: CommandContext,
  about: string | undefined,
): string {
  const host = settle(judgeHostName(hostName), note, about);
  const device = deviceId === undefined ? '' : `/devices/${deviceId}`;
  return `${host}${device}${moduleId === undefined ? '' : `/modules/${moduleId}`}`;
}
