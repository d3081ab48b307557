import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

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
