import { readFile, rm } from 'node:fs/promises';
import { applyChanges, type KeepChanges } from '#cloud/state/kept-change';
import { parseJson, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import { codeOf, describeFileReason } from './file-reason.ts';
import { replaceFile } from './replace-file.ts';
import {
  createJournal,
  journalPath,
  nameContent,
  printJournalLine,
  readJournal,
  syncDirectory,
  type Journal,
} from './state-journal.ts';

/** Keeps the state of the cloud: a file with the whole of it, and a journal beside it of what changed since. */
export interface StateFile {
  /** Gives the state kept by an earlier run, or undefined when there is no such file. Throws `terminal/state-file`. */
  load(): Promise<Json | undefined>;
  /** Writes the whole state before it resolves; the journal is empty then. Throws `terminal/state-file`. */
  write(state: unknown): Promise<void>;
  /** Resolves when the changes are on the disk. Rejects, after it has said so, when they cannot be. */
  readonly keep: KeepChanges;
}

/** Told when writing begins to fail, and when it is possible again. */
export interface StateFileNotes {
  failed(reason: string): void;
  recovered(): void;
}

/** A journal becomes part of the file when it has grown beyond this, or beyond the file. */
const JOURNAL_LIMIT_BYTES = 4_194_304;

/**
 * Opens the state file. It is replaced in one step and readable by its owner only, since it holds keys; a file that
 * cannot be read is left as it is. Whatever moment the process ends at, the file and the journal give the state with every
 * change whose keeping had resolved: a journal names the content that it goes on from, so an older one is passed over.
 */
export function createStateFile(file: string, notes: StateFileNotes): StateFile {
  return new JournaledFile(file, notes);
}

class JournaledFile implements StateFile {
  readonly #file: string;
  readonly #notes: StateFileNotes;
  /** Steps go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Of the file as it was last written by us; undefined when that is to be done anew. */
  #content: { readonly name: string; readonly bytes: number } | undefined;
  #journal: Journal | undefined;
  #fails = false;

  constructor(file: string, notes: StateFileNotes) {
    this.#file = file;
    this.#notes = notes;
  }

  async load(): Promise<Json | undefined> {
    const text = await readFile(this.#file, 'utf8').catch((cause: unknown) => {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw this.#explain(cause);
    });
    if (text === undefined) return undefined;
    const state = parseJson(text);
    if (state === undefined) throw this.#refuse(FILE_CONTENT_REASONS.notJson);
    const changes = await readJournal(this.#file, nameContent(text));
    if (changes.length === 0) return state;
    const whole = applyChanges(state, changes);
    if (whole === undefined) throw this.#refuse(FILE_CONTENT_REASONS.notOurs);
    return whole;
  }

  write(state: unknown): Promise<void> {
    return this.#inTurn(async () => {
      await this.#replace(state).catch((cause: unknown) => {
        throw this.#explain(cause);
      });
    });
  }

  readonly keep: KeepChanges = (changes, snapshot) => {
    const line = printJournalLine(changes);
    const isAnew = changes.some(({ book }) => book === 'cloud');
    return this.#inTurn(async () => {
      try {
        if (this.#content === undefined || isAnew) await this.#replace(snapshot());
        else await this.#append(line, this.#content.name);
      } catch (cause) {
        // What is in the journal now is not known, so the next step writes the whole.
        this.#content = undefined;
        if (!this.#fails) this.#notes.failed(describeFileReason(cause));
        this.#fails = true;
        throw this.#explain(cause);
      }
      if (this.#fails) this.#notes.recovered();
      this.#fails = false;
      this.#shorten(snapshot);
    });
  };

  async #append(line: string, content: string): Promise<void> {
    this.#journal ??= await createJournal(this.#file, content);
    await this.#journal.append(line);
  }

  /** After the answer to whoever waits. When it fails, the journal goes on growing until the next step that fails tells. */
  #shorten(snapshot: Parameters<KeepChanges>[1]): void {
    const limit = Math.max(JOURNAL_LIMIT_BYTES, this.#content?.bytes ?? 0);
    if ((this.#journal?.bytes ?? 0) <= limit) return;
    void this.#inTurn(() => this.#replace(snapshot()).catch(() => undefined));
  }

  async #replace(state: unknown): Promise<void> {
    const text = `${JSON.stringify(state)}\n`;
    await replaceFile(this.#file, text);
    this.#content = { name: nameContent(text), bytes: Buffer.byteLength(text) };
    const journal = this.#journal;
    this.#journal = undefined;
    // Before the journal goes, the new file must be there even after a loss of power.
    await syncDirectory(this.#file);
    await journal?.close().catch(() => undefined);
    // One that stays goes on from another content, so it is passed over.
    await rm(journalPath(this.#file), { force: true }).catch(() => undefined);
  }

  #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(step);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #explain(cause: unknown): WorkbenchError {
    return new WorkbenchError(
      'terminal/state-file',
      { file: this.#file, detail: describeFileReason(cause) },
      { cause },
    );
  }

  #refuse(detail: string): WorkbenchError {
    return new WorkbenchError('terminal/state-file', { file: this.#file, detail });
  }
}
