import { open, type FileHandle } from 'node:fs/promises';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { describeFileReason } from './file-reason.ts';

/** A file that gets one line after the other. */
export interface LineFile {
  /** Never waits: lines gather while the disk is busy, or full. */
  add(line: string): void;
  /** Writes what is left, and closes the file. */
  dispose(): Promise<void>;
}

/** Told when writing begins to fail and when it is possible again, with the number of lines that were let go. */
export interface LineFileNotes {
  failed(reason: string): void;
  recovered(lost: number): void;
}

/** Characters that wait for a disk; beyond that new lines are let go. */
const WAITING_LIMIT = 16_777_216;
const RETRY_MS = 1000;

/**
 * Opens a file to add lines to, made for its owner alone if there is none. Throws `terminal/output-file` when it cannot be
 * had; a disk that fills up later is told to `notes`.
 */
export async function openLineFile(file: string, clock: Clock, notes: LineFileNotes): Promise<LineFile> {
  const handle = await open(file, 'a', 0o600).catch((cause: unknown) => {
    throw new WorkbenchError('terminal/output-file', { file, detail: describeFileReason(cause) }, { cause });
  });
  return createLineFile(handle, clock, notes);
}

/** What is written to: an open file. */
export type LineHandle = Pick<FileHandle, 'appendFile' | 'close'>;

/** Gives the lines of an open file. */
export function createLineFile(handle: LineHandle, clock: Clock, notes: LineFileNotes): LineFile {
  return new AppendedFile(handle, clock, notes);
}

class AppendedFile implements LineFile {
  readonly #handle: LineHandle;
  readonly #clock: Clock;
  readonly #notes: LineFileNotes;
  #waiting: string[] = [];
  #characters = 0;
  #lost = 0;
  #writing: Promise<void> | undefined;
  #retry: Timer | undefined;
  #fails = false;

  constructor(handle: LineHandle, clock: Clock, notes: LineFileNotes) {
    this.#handle = handle;
    this.#clock = clock;
    this.#notes = notes;
  }

  add(line: string): void {
    if (this.#characters > WAITING_LIMIT) return void (this.#lost += 1);
    this.#waiting.push(`${line}\n`);
    this.#characters += line.length;
    if (this.#retry === undefined) this.#write();
  }

  async dispose(): Promise<void> {
    this.#retry?.cancel();
    this.#write();
    await this.#writing;
    this.#retry?.cancel();
    await this.#handle.close();
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        // After a failure a part of a line may be there: it ends here, and is no line of JSON.
        await this.#handle.appendFile((this.#fails ? '\n' : '') + lines.join(''));
      } catch (cause) {
        return this.#waitFor(lines, cause);
      }
      this.#characters -= lines.reduce((sum, line) => sum + line.length - 1, 0);
      if (this.#fails) this.#notes.recovered(this.#lost);
      this.#fails = false;
      this.#lost = 0;
    }
  }

  #waitFor(lines: string[], cause: unknown): void {
    this.#waiting = [...lines, ...this.#waiting];
    if (!this.#fails) this.#notes.failed(describeFileReason(cause));
    this.#fails = true;
    this.#retry = this.#clock.after(RETRY_MS, () => {
      this.#retry = undefined;
      this.#write();
    });
  }
}
