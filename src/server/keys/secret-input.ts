import { WorkbenchError } from '#core/errors/workbench-error';
import { readTextOfFile } from '#core/id-list/file-text';
import { KEY_FILE_REASONS } from '#core/words/en/key-commands';
import type { CommandContext } from './command.ts';
import { forbidTogether } from './command-options.ts';
import { readInput } from './read-input.ts';
import { settle } from './refusal.ts';

/** Far more than any key or connection string has. */
const LIMIT_BYTES = 65_536;

/** A secret as a command line gives it: itself, or the file that holds it. The names are for messages. */
export interface GivenSecret {
  readonly names: readonly [option: string, fileOption: string];
  readonly text: string | undefined;
  readonly file: string | undefined;
}

/**
 * Gives a secret as it was given, or undefined when it was not. Files may be written in UTF-16, as the PowerShell of
 * Windows writes them. Throws `terminal/options-together`, `terminal/input-file`, and a `Refusal` for what is no text.
 */
export async function readSecret(given: GivenSecret, context: CommandContext): Promise<string | undefined> {
  const { names, text, file } = given;
  forbidTogether([names[0], text], [names[1], file]);
  return file === undefined ? text : readSecretFile(file, context);
}

/** Gives what comes by standard input, or undefined when nothing does: nobody is asked to type a key. */
export async function readPipedSecret(context: CommandContext): Promise<string | undefined> {
  if (context.input.isTTY === true) return undefined;
  const text = await readSecretFile('-', context);
  return text.trim() === '' ? undefined : text;
}

async function readSecretFile(file: string, context: CommandContext): Promise<string> {
  const bytes = await readInput(file, LIMIT_BYTES, context.input);
  if (bytes === undefined) throw new WorkbenchError('terminal/input-file', { file, detail: KEY_FILE_REASONS.tooLong });
  const verdict = readTextOfFile(bytes);
  // What is missing is the key, whatever held it.
  if (!verdict.ok && verdict.findings[0].code === 'file/empty') return '';
  return settle(verdict, context.note);
}
