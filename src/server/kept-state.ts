import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WorkbenchError } from '#core/errors/workbench-error';
import { SERVER_NOTES, STATE_TAKEN } from '#core/words/en/server-banner';
import type { ServerOptions } from './arguments.ts';
import { describeFileReason } from './file-reason.ts';
import { makeDirectory } from './make-directory.ts';
import { takeOwnership, type Ownership } from './owner-lock.ts';
import { createStateFile, type StateFile } from './state-file.ts';
import { defaultStateFile } from './state-place.ts';
import { removeLeftovers } from './replace-file.ts';
import type { Terminal } from './terminal.ts';

/** The state file of a cloud, which no other server writes. */
export interface KeptState {
  readonly stateFile: StateFile;
  /** Its whole path. */
  readonly file: string;
  /** Lets another server have it. */
  release(): Promise<void>;
}

/** A server that was just told to end has this long to let go: whoever starts the next one means to go on with its cloud. */
const PATIENCE_MS = 1500;
const RETRY_MS = 100;

/**
 * Opens what the cloud is kept in, or gives undefined when it is not kept: `cloud` without `--state`, and `--fresh`. Throws
 * `terminal/state-file` when the file that `--state` names cannot be had; when it is the default one, that is said, and
 * the cloud is not kept.
 */
export async function openKeptState(options: ServerOptions, terminal: Terminal): Promise<KeptState | undefined> {
  if (options.fresh || (options.command === 'cloud' && options.stateFile === undefined)) return undefined;
  const file = resolve(options.stateFile ?? defaultStateFile());
  const taken = await take(file);
  if ('release' in taken) {
    const stateFile = createStateFile(file, {
      failed: (reason) => terminal.say(SERVER_NOTES.notWritten(file, reason)),
      recovered: () => terminal.say(SERVER_NOTES.writtenAgain(file)),
    });
    return { stateFile, file, release: taken.release };
  }
  if (options.stateFile !== undefined) throw new WorkbenchError('terminal/state-file', { file, detail: taken.reason });
  terminal.say(SERVER_NOTES.notKept(file, taken.reason));
  return undefined;
}

type Taken = { readonly release: () => Promise<void> } | { readonly reason: string };

async function take(file: string): Promise<Taken> {
  try {
    await makeDirectory(dirname(file));
    const ownership = await takePatiently(file);
    if ('owner' in ownership) return { reason: STATE_TAKEN(ownership.owner) };
    await removeLeftovers(file);
    return ownership;
  } catch (cause) {
    return { reason: describeFileReason(cause) };
  }
}

async function takePatiently(file: string): Promise<Ownership> {
  let ownership = await takeOwnership(file);
  for (let waited = 0; 'owner' in ownership && waited < PATIENCE_MS; waited += RETRY_MS) {
    await wait(RETRY_MS);
    ownership = await takeOwnership(file);
  }
  return ownership;
}
