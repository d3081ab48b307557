import { readFile } from 'node:fs/promises';
import { parseJson, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import { codeOf, describeFileReason } from './file-reason.ts';
import { replaceFile } from './replace-file.ts';

/** How long changes are gathered before they are written. */
const GATHER_MS = 250;

/** Reads and writes the state of the cloud. */
export interface StateFile {
  /** Gives the state kept by an earlier run, or undefined when there is no such file. Throws `terminal/state-file`. */
  load(): Promise<Json | undefined>;
  /** Writes the state soon; of several states that follow each other closely, the last one wins. */
  save(state: unknown): void;
  /** Resolves when all that was to be saved is on the disk. */
  flush(): Promise<void>;
}

/**
 * Opens the state file. It is replaced in one step and readable by its owner only, since it holds keys; a file that
 * cannot be read is left as it is. A failed write is given to `onWriteError` as `terminal/state-file`.
 */
export function createStateFile(file: string, clock: Clock, onWriteError: (error: WorkbenchError) => void): StateFile {
  let waiting: { readonly state: unknown } | undefined;
  let timer: Timer | undefined;
  let writing = Promise.resolve();

  async function writeWaiting(): Promise<void> {
    if (waiting === undefined) return;
    const { state } = waiting;
    waiting = undefined;
    await replaceFile(file, `${JSON.stringify(state)}\n`).catch((cause: unknown) => onWriteError(explain(file, cause)));
  }

  function flush(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    writing = writing.then(writeWaiting);
    return writing;
  }

  return {
    load: () => loadState(file),
    save(state) {
      waiting = { state };
      timer ??= clock.after(GATHER_MS, () => void flush());
    },
    flush,
  };
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
