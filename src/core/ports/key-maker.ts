import type { Finding } from '../errors/workbench-error.ts';
import type { ExportFormat, ExportSettings } from '../export/flashed-device.ts';
import type { IdSource, ListedId, TableShape } from '../id-list/listed-id.ts';

/**
 * Every message between the page and the worker that makes keys for lists. The worker holds the list and the keys; the
 * page asks for the rows it shows, and for a key on a press. Failures arrive as `WorkbenchError`.
 */

/** What was read from a source. */
export interface IdListSummary {
  /** What was read as an ID, or should have held one: good and left out together. Empty lines are none. */
  readonly total: number;
  /** IDs that get keys. */
  readonly good: number;
  /** Lines that `problems` can show: those left out, and those worth a look. */
  readonly problems: number;
  /** Of those, the lines that get no keys. */
  readonly leftOut: number;
  /** The first and the last ID that get keys. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** What is to say of the list as a whole. */
  readonly notes: readonly Finding[];
  /** For a file: what it turned out to be. */
  readonly table: TableShape | undefined;
}

/** A line that gets no key, or one that gets a key and is worth a look. */
export interface IdProblem {
  readonly line: number;
  /** As it was read, shortened: a key may stand in the wrong column. */
  readonly found: string;
  readonly leftOut: boolean;
  readonly finding: Finding;
}

/** A list with its IDs. */
export interface ListedIds {
  readonly summary: IdListSummary;
  readonly ids: readonly ListedId[];
  readonly problems: readonly IdProblem[];
}

/** The keys of a group, base64, as `judgeKey` gave them. */
export interface GroupKeys {
  readonly primaryKey: string;
  readonly secondaryKey?: string;
}

/** A device that has keys. */
export interface KeyedDevice {
  /** Its place in the list, counted from 0. */
  readonly index: number;
  readonly deviceId: string;
  readonly name?: string;
}

/** The keys of one device, base64. */
export interface DeviceKeys {
  readonly primaryKey: string;
  readonly secondaryKey?: string;
}

/** How far long work is; both are devices. */
export interface KeyProgress {
  readonly done: number;
  readonly total: number;
}

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly settings: ExportSettings;
}

/** A file that is ready to be saved. */
export interface ExportedFile {
  readonly name: string;
  readonly content: Blob;
  /** Cells of a CSV that got a sign in front, so that no spreadsheet takes them for a formula. */
  readonly guardedCells: number;
}

export interface KeyMaker {
  /**
   * Reads a list. What was read and made before is forgotten first, also when this one cannot be read. Errors: `file/…`,
   * `list/…`, for a pattern `id/…`; AbortError when another call of `read` or `clear` came first.
   */
  read(source: IdSource): Promise<IdListSummary>;
  /**
   * Reads a list for something other than keys, and gives it at once: of IDs and problems at most so many. What was read
   * and made here stays. Errors: those of `read`; AbortError when another call of `list` came first.
   */
  list(source: IdSource, most: number): Promise<ListedIds>;
  /** Gives a part of the problems, in the order of their lines. */
  problems(from: number, count: number): Promise<readonly IdProblem[]>;
  /**
   * Makes the keys of every good ID; they take the place of those made before. Gives how many devices have keys.
   * `onProgress` is called at the start, at the end, and between them at most ten times a second. Errors: AbortError
   * after `cancel`, `read`, `clear` or another `make`, with no keys made.
   */
  make(keys: GroupKeys, onProgress: (progress: KeyProgress) => void): Promise<number>;
  /** Ends `make` or `export`, whichever is at work. */
  cancel(): Promise<void>;
  /** Gives a part of the devices whose ID or name holds the text, in any case, and how many there are in all. */
  find(text: string, from: number, count: number): Promise<{ total: number; devices: readonly KeyedDevice[] }>;
  /**
   * Gives the keys of one device, to show, to copy or to keep as a virtual device. Errors, here and below: AbortError
   * when there are no keys, for the question may have crossed with what took them.
   */
  reveal(index: number): Promise<DeviceKeys>;
  /** Prints one device in a format, as its file would be, or its part of the file. */
  print(request: ExportRequest, index: number): Promise<string>;
  /**
   * Prints all devices to one file: a list, or a ZIP with a file for each. `onProgress` as for `make`. Errors:
   * AbortError after `cancel`, `read`, `clear`, `make` or another `export`.
   */
  export(request: ExportRequest, onProgress: (progress: KeyProgress) => void): Promise<ExportedFile>;
  /** Whether this very key was made here for a device: then it is no group key. */
  wasMadeHere(keyBase64: string): Promise<boolean>;
  /** Forgets list and keys. */
  clear(): Promise<void>;
}
