import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A text whole, or a content part by part as it is made. */
export type FileContent = string | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file that only its owner may read, or everybody when `mode` says so. A rename within one directory is atomic:
 * a reader, or a crash, meets the old text or the new one, never a part. Throws what the file system
 * says, and what making the content throws.
 */
export async function replaceFile(file: string, content: FileContent, mode = 0o600): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, content, { mode, flag: 'wx', flush: true });
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/**
 * Removes what writers of a file left beside it that were ended in the middle, for it may hold keys. Only for whoever is
 * the one writer of the file. Throws what the file system says.
 */
export async function removeLeftovers(file: string): Promise<void> {
  const [folder, name] = [dirname(file), basename(file)];
  const isLeft = (entry: string): boolean =>
    entry.startsWith(`${name}.`) && /^[0-9a-f]{12}\.tmp$/.test(entry.slice(name.length + 1));
  for (const entry of await readdir(folder)) if (isLeft(entry)) await rm(join(folder, entry), { force: true });
}
