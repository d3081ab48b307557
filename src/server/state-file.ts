import { readFile } from 'node:fs/promises';
import { parseJson, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import { codeOf, describeFileReason } from './file-reason.ts';
import { replaceFile } from './replace-file.ts';

/** Reads and writes the state of the cloud. */
export interface StateFile {
  /** Gives the state kept by an earlier run, or undefined when there is no such file. Throws `terminal/state-file`. */
  load(): Promise<Json | undefined>;
  /** Writes the state; of several that wait for the disk, the last one wins. */
  save(state: unknown): void;
  /** Writes the state before it resolves. Throws `terminal/state-file`. */
  write(state: unknown): Promise<void>;
  /** Resolves when all that was to be saved is on the disk. */
  flush(): Promise<void>;
}

/**
 * Opens the state file. It is replaced in one step and readable by its owner only, since it holds keys; a file that
 * cannot be read is left as it is. A failed write is given to `onWriteError` as `terminal/state-file`.
 */
export function createStateFile(file: string, onWriteError: (error: WorkbenchError) => void): StateFile {
  let waiting: { readonly state: unknown } | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeWaiting(): Promise<void> {
    if (waiting === undefined) return;
    const { state } = waiting;
    waiting = undefined;
    await writeState(file, state).catch(onWriteError);
  }

  return {
    load: () => loadState(file),
    save(state) {
      waiting = { state };
      writing = writing.then(writeWaiting);
    },
    write: (state) => writeState(file, state),
    flush: () => writing,
  };
}

async function writeState(file: string, state: unknown): Promise<void> {
  await replaceFile(file, `${JSON.stringify(state)}\n`).catch((cause: unknown) => {
    throw explain(file, cause);
  });
}

async function loadState(file: string): Promise<Json | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw explain(file, cause);
  });
  if (text === undefined) return undefined;
  const state = parseJson(text);
  if (state !== undefined) return state;
  throw new WorkbenchError('terminal/state-file', { file, detail: FILE_CONTENT_REASONS.notJson });
}

function explain(file: string, cause: unknown): WorkbenchError {
  return new WorkbenchError('terminal/state-file', { file, detail: describeFileReason(cause) }, { cause });
}
