import { WorkbenchError, type Finding } from '#core/errors/workbench-error';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { judgeKey } from '#core/sas/key';
import type { CommandContext } from '../commands/command.ts';
import type { COMPUTE_OPTIONS, KEY_OPTIONS } from './key-options.ts';
import type { OptionsOf } from '../commands/option-set.ts';
import { settle } from '../commands/refusal.ts';
import { readPipedSecret, readSecret, type GivenSecret, type ReadSecret } from '../commands/secret-input.ts';

const NAMES = ['--key', '--key-file'] as const;

/** What a key is to be; `policy`: that of a shared access policy, of which nothing more can be told. */
export type KeyRole = 'group' | 'device' | 'policy';

/**
 * Gives the bytes of the key that was given by option, by file or, when `mayBePiped`, by standard input. A length that no
 * service has is a note, since az takes any. Throws `terminal/option-key-missing`, and a `Refusal` for what is no key.
 */
export async function readKey(
  { key, keyFile }: OptionsOf<typeof KEY_OPTIONS>,
  role: KeyRole,
  context: CommandContext,
  mayBePiped = true,
): Promise<Uint8Array> {
  const given = await readSecret({ names: NAMES, text: key, file: keyFile }, context);
  const read = given ?? (mayBePiped ? await readPipedSecret(context) : undefined);
  if (read === undefined) throw new WorkbenchError('terminal/option-key-missing', {});
  return settleKey(read, role, context);
}

/** Gives the bytes of a second group key, or undefined when none was given. Throws as `readKey` does. */
export async function readSecondaryKey(given: GivenSecret, context: CommandContext): Promise<Uint8Array | undefined> {
  const read = await readSecret(given, context);
  return read === undefined ? undefined : settleKey(read, 'group', context);
}

/** Gives the bytes of the key of a device: the one that was given, or the one derived from it. Throws as `readKey` does. */
export async function readDeviceKey(
  options: OptionsOf<typeof KEY_OPTIONS & typeof COMPUTE_OPTIONS>,
  deviceId: string,
  context: CommandContext,
): Promise<Uint8Array> {
  if (!options.computeKey) return readKey(options, 'device', context);
  return deriveDeviceKey(context.crypto.subtle, await readKey(options, 'group', context), deviceId);
}

/** Gives the bytes of a text that is to be a key, and tells what there is to say about it. Throws a `Refusal`. */
export function settleKey({ text: given, about }: ReadSecret, role: KeyRole, { note }: CommandContext): Uint8Array {
  // A line of a file ends with a line break, which is no fault of the key.
  const text = given.trim();
  if (role !== 'policy') return settle(judgeKey(text, { role, length: 'any' }), note, about).bytes;
  const verdict = judgeKey(text, { role: 'device', length: 'any' });
  const tell = (finding: Finding): unknown => finding.code === 'key/may-be-group-key' || note(finding, about);
  return settle(verdict, tell, about).bytes;
}
