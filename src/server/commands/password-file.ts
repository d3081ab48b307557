import type { CommandContext } from './command.ts';
import { readSecret } from './secret-input.ts';

/**
 * Reads a password, which is all of a file but the end of its line: blanks may be part of it, and some files have an
 * empty one. Gives undefined where no file is named. Throws as `readSecret` does.
 */
export async function readPasswordFile(
  file: string | undefined,
  option: string,
  context: CommandContext,
): Promise<string | undefined> {
  const read = await readSecret({ names: [option, option], text: undefined, file }, context);
  return read?.text.replace(/\r?\n$/, '');
}
