import type { ExportFormat, ExportSettings, FlashedDevice } from './flashed-device.ts';

/** What a format cannot be printed without. */
export type ExportNeed = 'idScope' | 'hubHost';

/** What is known of a format before anything is printed. */
export interface ExportFacts {
  /** The name of the file that is saved: of the list, or of the archive with a file for each device. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly shape: 'list' | 'file-per-device';
  /** The ending of the file of one device alone, with its dot. */
  readonly extension: string;
}

/** A part of a file. */
export interface ExportPiece {
  readonly text: string;
  /** Cells of a CSV that got a `'` in front, so that no spreadsheet takes them for a formula. */
  readonly guarded: number;
}

/**
 * How a format is printed. A list is `open()`, then `print` for each device in order, then `close`; of a format with a
 * file for each device, every `print` is a whole file, and `open` and `close` give nothing. Settings must have what
 * `missingNeeds` asks for; without it, `print` and `printAlone` throw a TypeError.
 */
export interface ExportRule extends ExportFacts {
  /** Gives what stands before the first device. */
  open(): string;
  /** Prints a device; `index` counts from 0 in the order of the list. */
  print(device: FlashedDevice, settings: ExportSettings, index: number): ExportPiece | Promise<ExportPiece>;
  /** Gives what stands after the last device; `count` is how many were printed. */
  close(count: number): string;
  /** Prints one device so that it makes sense alone: to copy it, or as a file of its own. */
  printAlone(device: FlashedDevice, settings: ExportSettings): Promise<string>;
}

/** Every format by its name. */
export type ExportRules = Readonly<Record<ExportFormat, ExportRule>>;
