import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './file-reason.ts';

/**
 * Makes a directory and those above it, for their owner only; what is there already stays as it is. Throws what the file
 * system says. Node's own recursive `mkdir` never ends where a directory is there and takes none, such as below /proc.
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdirOnce(directory);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT' || dirname(directory) === directory) throw cause;
    await makeDirectory(dirname(directory));
    await mkdirOnce(directory);
  }
}

async function mkdirOnce(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (cause) {
    // A file system that takes no writes says so even of directories that are there.
    const isThere = await stat(directory).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isThere) throw cause;
  }
}
