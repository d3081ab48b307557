import { WorkbenchError } from '#core/errors/workbench-error';
import { judgeId } from '#core/identity/device-id';
import { judgeHubName } from '#core/identity/hub-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { CommandContext } from '../commands/command.ts';
import { forbidTogether } from '../commands/command-options.ts';
import { readDeviceKey, readKey } from './key-input.ts';
import { settle } from '../commands/refusal.ts';
import type { SasTokenOptions } from './sas-token-options.ts';
import { readPipedSecret, readSecret, type ReadSecret } from '../commands/secret-input.ts';
import { readSigningString, type Signing } from './signing-string.ts';

const STRING_NAMES = ['--connection-string', '--connection-string-file'] as const;
const KEY_NAMES = ['--key', '--key-file'];
/** The ways to say what a token opens, and what may stand beside each. */
const WAYS: ReadonlyMap<string, readonly string[]> = new Map([
  [STRING_NAMES[0], []],
  [STRING_NAMES[1], []],
  ['--hub-name', [...KEY_NAMES, '--device-id', '--module-id', '--policy-name', '--compute-key']],
  ['--id-scope', [...KEY_NAMES, '--device-id', '--compute-key']],
  ['--resource', [...KEY_NAMES, '--policy-name']],
]);

/** Those that are asked for when there is none; a string as an option can be seen by others. */
const WANTED = [...WAYS.keys()].filter((name) => name !== STRING_NAMES[0]);

/**
 * Finds out what a token is to open: what a connection string says, a hub or a device of it, a registration with DPS, or
 * a resource in its own words. Throws `terminal/option…`, `terminal/input-file`, and a `Refusal`.
 */
export async function findSigning(options: SasTokenOptions, context: CommandContext): Promise<Signing> {
  const { hubName, idScope, resource } = options;
  const others = checkTogether(options);
  if (hubName !== undefined) return signForHub(options, hubName, context);
  if (idScope !== undefined) return signForRegistration(options, idScope, context);
  if (resource !== undefined) return signForResource(options, resource, context);
  const given = { names: STRING_NAMES, text: options.connectionString, file: options.connectionStringFile };
  const read = (await readSecret(given, context)) ?? (others === 0 ? await readPipedString(context) : undefined);
  if (read === undefined) throw new WorkbenchError('terminal/option-missing', { wanted: WANTED });
  return readSigningString(read, context);
}

/** Throws `terminal/options-together`; gives how many options there are that need a way beside them. */
function checkTogether(options: SasTokenOptions): number {
  const ways = [
    [STRING_NAMES[0], options.connectionString],
    [STRING_NAMES[1], options.connectionStringFile],
    ['--hub-name', options.hubName],
    ['--id-scope', options.idScope],
    ['--resource', options.resource],
  ] as const;
  forbidTogether(...ways);
  const way = ways.find(([, given]) => given !== undefined);
  const others = [
    ['--key', options.key],
    ['--key-file', options.keyFile],
    ['--compute-key', options.computeKey || undefined],
    ['--device-id', options.deviceId],
    ['--module-id', options.moduleId],
    ['--policy-name', options.policyName],
  ] as const;
  const given = others.filter(([, value]) => value !== undefined);
  const alien = given.find(([name]) => way !== undefined && WAYS.get(way[0])?.includes(name) !== true);
  if (alien !== undefined && way !== undefined) forbidTogether(way, alien);
  // A group has keys of devices; modules and policies have keys of their own.
  forbidTogether(['--compute-key', options.computeKey], ['--module-id', options.moduleId]);
  forbidTogether(['--compute-key', options.computeKey], ['--policy-name', options.policyName]);
  return given.length;
}

/** A key that is piped and belongs to nothing is no connection string that went wrong. */
async function readPipedString(context: CommandContext): Promise<ReadSecret | undefined> {
  const read = await readPipedSecret(context);
  return read !== undefined && /HostName\s*=/i.test(read.text) ? read : undefined;
}

async function signForHub(options: SasTokenOptions, hubName: string, context: CommandContext): Promise<Signing> {
  const { deviceId, moduleId, policyName: policy } = options;
  const host = settle(judgeHubName(hubName), context.note);
  if (deviceId === undefined) {
    if (moduleId !== undefined) throw missing('--device-id');
    if (policy === undefined) throw missing('--device-id', '--policy-name');
    return { resource: host, policy, keyBytes: await readKey(options, 'policy', context) };
  }
  const id = settle(judgeId(deviceId, options.computeKey ? 'dps' : 'hub'), context.note);
  const module =
    moduleId === undefined ? '' : `/modules/${settle(judgeId(moduleId, 'hub'), context.note, '--module-id')}`;
  const resource = `${host}/devices/${id}${module}`;
  if (policy === undefined) return { resource, keyBytes: await readDeviceKey(options, id, context) };
  return { resource, policy, keyBytes: await readKey(options, 'policy', context) };
}

async function signForRegistration(options: SasTokenOptions, scope: string, context: CommandContext): Promise<Signing> {
  const idScope = settle(judgeIdScope(scope), context.note);
  if (options.deviceId === undefined) throw missing('--registration-id');
  const id = settle(judgeId(options.deviceId, 'dps'), context.note);
  const keyBytes = await readDeviceKey(options, id, context);
  // "Symmetric key attestation" in the DPS documentation has this policy for every device.
  return { resource: `${idScope}/registrations/${id}`, policy: 'registration', keyBytes };
}

async function signForResource(options: SasTokenOptions, resource: string, context: CommandContext): Promise<Signing> {
  const { policyName: policy } = options;
  if (policy === undefined) return { resource, keyBytes: await readKey(options, 'device', context) };
  return { resource, policy, keyBytes: await readKey(options, 'policy', context) };
}

function missing(...wanted: string[]): WorkbenchError {
  return new WorkbenchError('terminal/option-missing', { wanted });
}
