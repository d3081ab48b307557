import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkbenchError } from '#core/errors/workbench-error';
import { COMMAND_FILE_REASONS } from '#core/words/en/commands';
import type { CommandPorts } from '../commands/command.ts';
import { describeFileReason } from '../file-reason.ts';
import { makeDirectory } from '../make-directory.ts';
import type { ResultFile } from './result.ts';

/** Where files go. */
export interface Folder {
  readonly directory: string;
  /** Whether files that are there already may be replaced. */
  readonly force: boolean;
}

/** For whoever may look into the directory; and for the owner alone. */
const MODES = { open: 0o644, secret: 0o600 } as const;

/**
 * Writes files, all of them or none: none is in its place before all are on the disk. Makes the directory where it is
 * missing. Throws `terminal/output-exists`, `terminal/output-file`, and AbortError when it was interrupted before.
 */
export async function writeFiles(
  { directory, force }: Folder,
  files: readonly ResultFile[],
  { untilInterrupted }: Pick<CommandPorts, 'untilInterrupted'>,
): Promise<void> {
  const places: Place[] = [];
  for (const file of files) places.push(await findPlace(join(directory, file.name), file, force));
  await untilInterrupted(async (signal) => {
    await explained(directory, () => makeDirectory(directory));
    try {
      for (const place of places) {
        signal.throwIfAborted();
        await explained(place.path, () => writeTemporary(place));
      }
      signal.throwIfAborted();
      await moveAll(places);
    } finally {
      for (const { temporary } of places) await rm(temporary, { force: true });
    }
  });
}

interface Place {
  readonly file: ResultFile;
  readonly path: string;
  readonly temporary: string;
  readonly isNew: boolean;
}

async function findPlace(path: string, file: ResultFile, force: boolean): Promise<Place> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !force) throw new WorkbenchError('terminal/output-exists', { file: path });
  if (found?.isFile() === false) {
    throw new WorkbenchError('terminal/output-file', { file: path, detail: COMMAND_FILE_REASONS.notReplaced });
  }
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  return { file, path, temporary, isNew: found === undefined };
}

async function writeTemporary({ file: { content, isSecret }, temporary }: Place): Promise<void> {
  const bytes = content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
  await writeFile(temporary, bytes, { mode: isSecret ? MODES.secret : MODES.open, flag: 'wx', flush: true });
}

/** When one cannot be put in its place, those that were not there before go again. */
async function moveAll(places: readonly Place[]): Promise<void> {
  const added: string[] = [];
  for (const { path, temporary, isNew } of places) {
    try {
      await explained(path, () => rename(temporary, path));
    } catch (error) {
      for (const one of added) await rm(one, { force: true });
      throw error;
    }
    if (isNew) added.push(path);
  }
}

async function explained(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new WorkbenchError('terminal/output-file', { file, detail: describeFileReason(cause) }, { cause });
  }
}
