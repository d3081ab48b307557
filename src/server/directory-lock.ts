import { mkdir, rmdir, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from './file-reason.ts';

const RETRY_MS = 40;
/** The work under a lock takes milliseconds; a lock this old was left by a process that ended in between. */
const STALE_MS = 10_000;

/**
 * Does `work` while no other process does its own under the same lock, which is a directory made and removed for it.
 * Throws what the file system or `work` throws.
 */
export async function withDirectoryLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(lock))) await wait(RETRY_MS);
  try {
    return await work();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

/** Making a directory either succeeds or finds one there: the one step that every file system does atomically. */
async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause;
    const made = await stat(lock).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > STALE_MS) await removeStale(lock);
    return false;
  }
}

/** Throws when something that is no lock stands there: waiting would have no end. */
async function removeStale(lock: string): Promise<void> {
  await rmdir(lock).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOENT') throw cause;
  });
}
