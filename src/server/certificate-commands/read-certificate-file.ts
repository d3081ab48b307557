import { makeFinding } from '#core/errors/workbench-error';
import { nameFile } from '#core/words/en/commands';
import type { CommandContext } from '../commands/command.ts';
import { readInput } from '../commands/read-input.ts';
import { Refusal } from '../commands/refusal.ts';

/** Far more than any chain has. */
const LIMIT_BYTES = 4_194_304;

/** Reads certificates, keys or a request. Throws `terminal/input-file`, and a `Refusal` for a file that is too large. */
export async function readCertificateFile(file: string, { input }: CommandContext): Promise<Uint8Array> {
  const bytes = await readInput(file, LIMIT_BYTES, input);
  if (bytes !== undefined) return bytes;
  throw new Refusal([makeFinding('file/too-large', { bytes: LIMIT_BYTES + 1, limit: LIMIT_BYTES })], nameFile(file));
}
