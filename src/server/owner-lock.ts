import { readFile, rm } from 'node:fs/promises';
import process from 'node:process';
import { memberOf, parseJson } from '#core/bytes/json';
import { withDirectoryLock } from './directory-lock.ts';
import { codeOf } from './file-reason.ts';
import { readStartMark } from './process-table.ts';
import { replaceFile } from './replace-file.ts';

/** How processes are seen by a lock. */
export interface OwnerView {
  /** Our own process. */
  readonly id: number;
  isRunning(id: number): boolean;
  /** See `readStartMark`: undefined where the system tells no such thing. */
  startMark(id: number): string | undefined;
}

/** A file that is ours, or the process whose it is. */
export type Ownership = { readonly release: () => Promise<void> } | { readonly owner: number };

/** Who owns a file, as it stands in the file beside it. */
interface Owner {
  readonly pid: number;
  readonly start: string | undefined;
}

const SYSTEM_VIEW: OwnerView = { id: process.pid, isRunning, startMark: readStartMark };

/**
 * Makes this process the owner of a file until `release`, unless another one is that still runs. What an owner that was
 * killed left behind counts for nothing. Throws what the file system says.
 */
export async function takeOwnership(file: string, view: OwnerView = SYSTEM_VIEW): Promise<Ownership> {
  const pidFile = `${file}.pid`;
  return withDirectoryLock(`${file}.lock`, async () => {
    const owner = await readOwner(pidFile);
    if (owner !== undefined && isAlive(owner, view)) return { owner: owner.pid };
    const ours: Owner = { pid: view.id, start: view.startMark(view.id) };
    await replaceFile(pidFile, `${JSON.stringify(ours)}\n`);
    return { release: () => rm(pidFile, { force: true }) };
  });
}

/** Numbers of processes are given again, after a restart of the machine often to the same program: the start tells. */
function isAlive({ pid, start }: Owner, view: OwnerView): boolean {
  if (start !== undefined) return view.startMark(pid) === start;
  return pid !== view.id && view.isRunning(pid);
}

async function readOwner(pidFile: string): Promise<Owner | undefined> {
  const text = await readFile(pidFile, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return '';
    throw cause;
  });
  const owner = parseJson(text);
  const pid = memberOf(owner, 'pid');
  const start = memberOf(owner, 'start');
  // A signal to 0 or below would go to whole groups of processes.
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, start: typeof start === 'string' ? start : undefined };
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (cause) {
    return codeOf(cause) === 'EPERM';
  }
}
