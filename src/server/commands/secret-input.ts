import { WorkbenchError } from '#core/errors/workbench-error';
import { readTextOfFile } from '#core/id-list/file-text';
import { isSecret } from '#core/id-list/judge-listed-id';
import { nameFile } from '#core/words/en/commands';
import type { CommandContext } from './command.ts';
import { forbidTogether } from './command-options.ts';
import { readInput } from './read-input.ts';

/** Far more than any key or connection string has. */
const LIMIT_BYTES = 65_536;

/** A secret as a command line gives it: itself, or the file that holds it. The names are for messages. */
export interface GivenSecret {
  readonly names: readonly [option: string, fileOption: string];
  readonly text: string | undefined;
  readonly file: string | undefined;
}

/** A secret that was read; `about` names where it came from, unless it came by standard input unasked. */
export interface ReadSecret {
  readonly text: string;
  readonly about: string | undefined;
}

/**
 * Gives a secret as it was given, or undefined when it was not. Files may be written in UTF-16, as the PowerShell of
 * Windows writes them. Throws `terminal/options-together`, `terminal/input-file`, `terminal/secret-file`, and
 * `terminal/secret-for-file`.
 */
export async function readSecret(given: GivenSecret, context: CommandContext): Promise<ReadSecret | undefined> {
  const { names, text, file } = given;
  forbidTogether([names[0], text], [names[1], file]);
  if (file !== undefined) return { text: await readSecretFile(file, names[1], context), about: nameFile(file) };
  return text === undefined ? undefined : { text, about: names[0] };
}

/** Gives what comes by standard input, or undefined when nothing does: nobody is asked to type a key. */
export async function readPipedSecret(context: CommandContext): Promise<ReadSecret | undefined> {
  if (context.input.isTTY === true) return undefined;
  const text = await readSecretFile('-', '', context);
  return text.trim() === '' ? undefined : { text, about: undefined };
}

async function readSecretFile(file: string, option: string, context: CommandContext): Promise<string> {
  if (isSecret(file)) throw new WorkbenchError('terminal/secret-for-file', { option });
  const bytes = await readInput(file, LIMIT_BYTES, context.input);
  if (bytes === undefined) throw new WorkbenchError('terminal/secret-file', { file, isText: true });
  const verdict = readTextOfFile(bytes);
  // What cannot be read in UTF-8 says so as a key too.
  if (verdict.ok) return verdict.value;
  // What is missing is the key, whatever held it.
  if (verdict.findings[0].code === 'file/empty') return '';
  throw new WorkbenchError('terminal/secret-file', { file, isText: false });
}
