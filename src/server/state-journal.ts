import { createHash } from 'node:crypto';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { memberOf, parseJson, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import { codeOf, describeFileReason } from './file-reason.ts';

/** The changes since a state file was written, one batch a line. */
export interface Journal {
  readonly bytes: number;
  /** Adds a line of `printJournalLine`; resolves when it is on the disk. Throws what the file system says. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/** Where the journal of a state file is. */
export function journalPath(stateFile: string): string {
  return `${stateFile}.journal`;
}

/** Gives the name of a content, by which a journal knows the state that it goes on from. */
export function nameContent(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Prints a value as one line with a checksum, so that a line of which a part was written is known as such. */
export function printJournalLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
}

/**
 * Begins the journal of a state file whose content has this name, in the place of an older one. It is there with its first
 * line. Readable by its owner only, since it holds keys.
 */
export async function createJournal(stateFile: string, content: string): Promise<Journal> {
  const file = journalPath(stateFile);
  const handle = await open(file, 'w', 0o600);
  let head = printJournalLine({ follows: content });
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    async append(line) {
      const text = head + line;
      await handle.appendFile(text);
      await handle.datasync();
      if (head !== '') await syncDirectory(file);
      head = '';
      bytes += Buffer.byteLength(text);
    },
    close: () => handle.close(),
  };
}

/**
 * Gives the changes that the journal of a state file holds, the oldest first; none when it goes on from another content,
 * as after a crash between the two steps that made the newer file of it. A last line of which a part is there was promised
 * to nobody. Throws `terminal/state-file` when a line before others is damaged.
 */
export async function readJournal(stateFile: string, content: string): Promise<readonly Json[]> {
  const file = journalPath(stateFile);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return '';
    throw new WorkbenchError('terminal/state-file', { file, detail: describeFileReason(cause) }, { cause });
  });
  const [head, ...batches] = text.split('\n').slice(0, -1).map(readLine);
  if (memberOf(head, 'follows') !== content) return [];
  const damaged = batches.findIndex((batch) => !Array.isArray(batch));
  if (damaged < 0) return batches.flat() as Json[];
  if (batches.slice(damaged).some((batch) => batch !== undefined)) {
    const detail = FILE_CONTENT_REASONS.journal(damaged + 2);
    throw new WorkbenchError('terminal/state-file', { file: stateFile, detail });
  }
  return batches.slice(0, damaged).flat() as Json[];
}

/** Makes a name in the directory of a file survive a loss of power. Where that cannot be asked for, the system does it. */
export async function syncDirectory(file: string): Promise<void> {
  let directory: FileHandle | undefined;
  try {
    directory = await open(dirname(file), 'r');
    await directory.sync();
  } catch {
    // Windows has no such thing.
  } finally {
    await directory?.close();
  }
}

function readLine(line: string): Json | undefined {
  const [sum, json = ''] = line.split(/ (.*)/s);
  return sum === checksum(json) ? parseJson(json) : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
