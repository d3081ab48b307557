import { WorkbenchError } from '#core/errors/workbench-error';
import { makePassword } from '#core/pkcs/password';
import type { CommandContext } from '../commands/command.ts';
import { forbidTogether } from '../commands/command-options.ts';
import { readPasswordFile } from '../commands/password-file.ts';
import type { KeyFileOptions } from './certificate-options.ts';
import type { Form } from './certificate-values.ts';
import type { ResultFile } from './result.ts';

/** The password of the files that are written, and whether we made it. */
export interface FilePassword {
  readonly password: string;
  readonly isMadePassword: boolean;
}

/** Forms with a key in them that may be as it is. */
const EITHER_WAY: readonly Form[] = ['pem', 'downstream'];
/** Forms that are under a password always. */
const LOCKED: readonly Form[] = ['pfx', 'zip'];

/**
 * Gives the password that keys are encrypted with, undefined where none is. Throws `terminal/option-missing` when nothing
 * says how a key is to be written, `terminal/options-together`, and what reading a file throws.
 */
export async function chooseFilePassword(
  options: KeyFileOptions,
  forms: readonly Form[],
  context: CommandContext,
): Promise<FilePassword | undefined> {
  const { passwordFile, plainKey } = options;
  forbidTogether(['--password-file', passwordFile], ['--make-password', options.makePassword]);
  const isLocked = forms.some((form) => LOCKED.includes(form));
  const isEitherWay = forms.some((form) => EITHER_WAY.includes(form));
  const isGiven = passwordFile !== undefined || options.makePassword;
  if (!isLocked && plainKey) {
    forbidTogether(['--plain-key', true], ['--password-file', passwordFile], ['--make-password', options.makePassword]);
  }
  if (!isGiven) {
    if (!isLocked && (plainKey || !isEitherWay)) return undefined;
    const ways = ['--make-password', '--password-file'];
    throw new WorkbenchError('terminal/option-missing', { wanted: isLocked ? ways : [...ways, '--plain-key'] });
  }
  const read = await readPasswordFile(passwordFile, '--password-file', context);
  if (read === '') throw new WorkbenchError('certificate/password-missing', {});
  return read === undefined
    ? { password: makePassword(context.crypto), isMadePassword: true }
    : { password: read, isMadePassword: false };
}

/** Gives the file of a password that was made, named after what it belongs to; nothing for one that somebody has. */
export function printPasswordFile(
  given: FilePassword | undefined,
  archiveName: string,
): { readonly passwordFile?: ResultFile } {
  if (given?.isMadePassword !== true) return {};
  const name = archiveName.replace(/\.zip$/, '.password.txt');
  return { passwordFile: { form: 'password', name, content: `${given.password}\n`, isSecret: true } };
}
