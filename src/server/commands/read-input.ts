import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { WorkbenchError } from '#core/errors/workbench-error';
import { quoteInput } from '#core/identity/quote-input';
import { COMMAND_FILE_REASONS } from '#core/words/en/commands';
import { codeOf, describeFileReason } from '../file-reason.ts';

/**
 * Gives the bytes of a file, a pipe or, for `-`, of standard input; undefined when there are more than `limitBytes`, of
 * which no more is read. Throws `terminal/input-file`.
 */
export async function readInput(file: string, limitBytes: number, input: Readable): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file === '-' ? input : createReadStream(file)) {
      const part = Buffer.from(chunk as Uint8Array | string);
      bytes += part.length;
      if (bytes > limitBytes) return undefined;
      chunks.push(part);
    }
  } catch (cause) {
    throw new WorkbenchError(
      'terminal/input-file',
      { file: quotePath(file), detail: describeReason(cause) },
      { cause },
    );
  }
  return Buffer.concat(chunks);
}

function describeReason(cause: unknown): string {
  return codeOf(cause) === 'ENOENT' ? COMMAND_FILE_REASONS.notThere : describeFileReason(cause);
}

/** A path whole, but of what may be a key or a connection string itself, given in place of its file, no more than a part. */
function quotePath(file: string): string {
  return /=$|SharedAccess/i.test(file) ? quoteInput(file) : file;
}
