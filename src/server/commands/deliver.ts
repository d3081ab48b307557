import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WorkbenchError } from '#core/errors/workbench-error';
import { COMMAND_FILE_REASONS } from '#core/words/en/commands';
import { codeOf, describeFileReason } from '../file-reason.ts';
import { replaceFile } from '../replace-file.ts';
import type { CommandPorts, ResultPart } from './command.ts';

/** Where a result goes: to standard output, or to a file. */
export interface Destination {
  readonly outputFile: string | undefined;
  /** Whether a file that is there already may be replaced. */
  readonly force: boolean;
}

/**
 * Writes a result as it is made. A file is its owner's alone, and is there whole or not at all. A reader that closes its
 * end of the pipe has all it wanted. Throws what making the result throws, `terminal/output-exists` and
 * `terminal/output-file`, and AbortError when it was interrupted while it wrote a file.
 */
export async function deliver(
  parts: AsyncIterable<ResultPart>,
  { outputFile, force }: Destination,
  { output, untilInterrupted }: Pick<CommandPorts, 'output' | 'untilInterrupted'>,
): Promise<void> {
  if (outputFile !== undefined) await checkPlace(outputFile, force);
  try {
    if (outputFile === undefined) return await pipeline(Readable.from(parts), output, { end: false });
    const iterator = parts[Symbol.asyncIterator]();
    // Before anything is opened: by then all input was read and judged.
    const first = await iterator.next();
    await untilInterrupted((signal) => replaceFile(outputFile, goOn(first, iterator, signal)));
  } catch (cause) {
    if (outputFile === undefined && codeOf(cause) === 'EPIPE') return;
    throw explain(outputFile ?? '-', cause);
  }
}

async function* goOn(
  first: IteratorResult<ResultPart>,
  iterator: AsyncIterator<ResultPart>,
  signal: AbortSignal,
): AsyncIterable<ResultPart> {
  for (let next = first; next.done !== true; next = await iterator.next()) {
    signal.throwIfAborted();
    yield next.value;
  }
}

/** A device such as /dev/null would be replaced by a file, were there no look at it before. */
async function checkPlace(file: string, force: boolean): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return;
  if (!force) throw new WorkbenchError('terminal/output-exists', { file });
  if (!found.isFile())
    throw new WorkbenchError('terminal/output-file', { file, detail: COMMAND_FILE_REASONS.notPlain });
}

/** Failures of the file system carry a number beside their code; what making the result throws does not. */
function explain(file: string, cause: unknown): unknown {
  if ((cause as NodeJS.ErrnoException).errno === undefined) return cause;
  return new WorkbenchError('terminal/output-file', { file, detail: describeFileReason(cause) }, { cause });
}
