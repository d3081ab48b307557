import { lstat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WorkbenchError } from '#core/errors/workbench-error';
import { codeOf, describeFileReason } from '../file-reason.ts';
import { replaceFile } from '../replace-file.ts';
import type { CommandPorts, ResultPart } from './command.ts';
import { Refusal } from './refusal.ts';

/** Where a result goes: to standard output, or to a file. */
export interface Destination {
  readonly outputFile: string | undefined;
  /** Whether a file that is there already may be replaced. */
  readonly force: boolean;
}

/**
 * Writes a result as it is made. A file is its owner's alone, and is there whole or not at all. A reader that closes its
 * end of the pipe has all it wanted. Throws what making the result throws, `terminal/output-exists` and
 * `terminal/output-file`, and AbortError once the command is ended from outside.
 */
export async function deliver(
  parts: AsyncIterable<ResultPart>,
  { outputFile, force }: Destination,
  { output, signal }: Pick<CommandPorts, 'output' | 'signal'>,
): Promise<void> {
  if (outputFile !== undefined && !force && (await isThere(outputFile))) {
    throw new WorkbenchError('terminal/output-exists', { file: outputFile });
  }
  try {
    if (outputFile === undefined) await pipeline(Readable.from(parts), output, { end: false, signal });
    else await replaceFile(outputFile, untilAborted(parts, signal));
  } catch (cause) {
    if (outputFile === undefined && codeOf(cause) === 'EPIPE') return;
    throw explain(outputFile ?? '-', cause);
  }
}

async function* untilAborted(parts: AsyncIterable<ResultPart>, signal: AbortSignal): AsyncIterable<ResultPart> {
  for await (const part of parts) {
    signal.throwIfAborted();
    yield part;
  }
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** Failures of the file system carry a number beside their code; what making the result throws does not. */
function explain(file: string, cause: unknown): unknown {
  if (cause instanceof WorkbenchError || cause instanceof Refusal) return cause;
  if ((cause as NodeJS.ErrnoException).errno === undefined) return cause;
  return new WorkbenchError('terminal/output-file', { file, detail: describeFileReason(cause) }, { cause });
}
