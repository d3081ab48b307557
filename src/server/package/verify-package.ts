import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkbenchError } from '#core/errors/workbench-error';
import { PACKAGE_FILE_REASONS } from '#core/words/en/package';
import { codeOf, describeFileReason } from '../file-reason.ts';
import { CHECKSUM_LIST, parseChecksums, type FileChecksum } from './checksum-list.ts';

/**
 * Compares every file of an unpacked archive with the checksums that were packed with it. Finds what was damaged or only
 * partly unpacked; whoever can write both a file and its checksum is not found out. Throws `terminal/package-file` with the
 * first file, in the order of the list, that is missing, unreadable or another one.
 */
export async function verifyPackage(directory: string): Promise<void> {
  const list = parseChecksums((await read(directory, CHECKSUM_LIST)).toString('utf8'));
  if (list === undefined) throw unfit(CHECKSUM_LIST, PACKAGE_FILE_REASONS.notList);
  for (const file of list) await verifyFile(directory, file);
}

async function verifyFile(directory: string, { path, sha256 }: FileChecksum): Promise<void> {
  const found = createHash('sha256')
    .update(await read(directory, path))
    .digest('hex');
  if (found !== sha256) throw unfit(path, PACKAGE_FILE_REASONS.changed);
}

function read(directory: string, path: string): Promise<Buffer> {
  return readFile(join(directory, path)).catch((cause: unknown) => {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(codeOf(cause) ?? '');
    const detail = isMissing
      ? PACKAGE_FILE_REASONS.missing
      : PACKAGE_FILE_REASONS.unreadable(describeFileReason(cause));
    throw unfit(path, detail, cause);
  });
}

function unfit(file: string, detail: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('terminal/package-file', { file, detail }, { cause });
}
