import { EXPORT_FACTS } from '#core/export/export-facts';
import { fileNameFor } from '#core/export/file-name';
import type { ExportFormat, ExportSettings } from '#core/export/flashed-device';
import type { FileSaver } from '#core/ports/file-saver';
import type { Clipboard } from '#core/ports/clipboard';
import type { ExportedFile, ExportRequest, GroupKeys, KeyedDevice, KeyMaker, KeyProgress } from '#core/ports/key-maker';
import { createStore, type ReadableStore } from '#core/store';

/** How far the keys are. */
export type KeyWork =
  | { readonly kind: 'none' }
  | { readonly kind: 'making'; readonly progress: KeyProgress }
  | {
      readonly kind: 'made';
      readonly count: number;
      /** Of the list, not of the page that is shown: the example. */
      readonly first: KeyedDevice;
      readonly hasSecondaryKey: boolean;
    };

/** The devices that are shown: one page of those whose ID or name holds `text`. */
export interface DevicePage {
  readonly text: string;
  readonly from: number;
  readonly total: number;
  readonly devices: readonly KeyedDevice[];
}

/** Where an export goes. */
export type ExportOutlet = 'file' | 'clipboard';

/** How far an export is. */
export type KeyExport =
  | { readonly kind: 'none' }
  | { readonly kind: 'writing'; readonly outlet: ExportOutlet; readonly progress: KeyProgress }
  | {
      readonly kind: 'written';
      readonly outlet: ExportOutlet;
      readonly fileName: string;
      readonly format: ExportFormat;
      /** Cells that got a sign in front, for the sake of spreadsheets. */
      readonly guardedCells: number;
    };

/** The keys that were made, which are in the worker: a page of devices at a time, and files of all of them. */
export interface MadeKeys {
  readonly work: ReadableStore<KeyWork>;
  readonly page: ReadableStore<DevicePage>;
  readonly exporting: ReadableStore<KeyExport>;
  /** Makes the keys of the list. Errors: AbortError when it was cancelled. */
  make(keys: GroupKeys, count: number): Promise<void>;
  /** Shows the devices that hold `text`, from one of them on. The newest call wins. */
  show(text: string, from: number): Promise<void>;
  /** Writes all devices to a file or to the clipboard. Errors: AbortError when it was cancelled, `clipboard/denied`. */
  export(outlet: ExportOutlet, format: ExportFormat, settings: ExportSettings): Promise<void>;
  /** Ends what is under way. */
  cancel(): Promise<void>;
  /** Puts the keys out of sight: what they were made from changes. */
  leave(): void;
}

export const DEVICES_A_PAGE = 50;
const NO_PAGE: DevicePage = { text: '', from: 0, total: 0, devices: [] };

interface Needs {
  readonly keys: KeyMaker;
  readonly files: FileSaver;
  readonly clipboard: Clipboard;
}

/** Gives the keys, of which there are none yet. */
export function createMadeKeys(services: Needs): MadeKeys {
  return new WorkerKeys(services);
}

class WorkerKeys implements MadeKeys {
  readonly work = createStore<KeyWork>({ kind: 'none' });
  readonly page = createStore<DevicePage>(NO_PAGE);
  readonly exporting = createStore<KeyExport>({ kind: 'none' });
  readonly #services: Needs;
  /** Counts up whenever what is under way no longer counts. */
  #round = 0;
  #showing = 0;

  constructor(services: Needs) {
    this.#services = services;
  }

  async make(keys: GroupKeys, count: number): Promise<void> {
    const round = this.#begin({ kind: 'making', progress: { done: 0, total: count } });
    try {
      const made = await this.#services.keys.make(keys, (progress) => {
        if (round === this.#round) this.work.set({ kind: 'making', progress });
      });
      const page = await this.#read('', 0);
      const [first] = page.devices;
      if (round !== this.#round || first === undefined) return;
      this.page.set(page);
      this.work.set({ kind: 'made', count: made, first, hasSecondaryKey: keys.secondaryKey !== undefined });
    } catch (error) {
      if (round === this.#round) this.work.set({ kind: 'none' });
      throw error;
    }
  }

  async show(text: string, from: number): Promise<void> {
    const round = this.#round;
    const showing = (this.#showing += 1);
    this.page.update((page) => ({ ...page, text }));
    const page = await this.#read(text, from);
    if (round === this.#round && showing === this.#showing) this.page.set(page);
  }

  async export(outlet: ExportOutlet, format: ExportFormat, settings: ExportSettings): Promise<void> {
    const work = this.work.get();
    if (work.kind !== 'made') return;
    const round = this.#round;
    const tell = (progress: KeyProgress): void => {
      if (round === this.#round) this.exporting.set({ kind: 'writing', outlet, progress });
    };
    tell({ done: 0, total: work.count });
    try {
      const file = await this.#write({ format, settings }, work, tell);
      if (round !== this.#round) return;
      if (outlet === 'clipboard') await this.#services.clipboard.write(await file.content.text());
      else this.#services.files.save(file.name, file.content.type, file.content);
      const { name: fileName, guardedCells } = file;
      this.exporting.set({ kind: 'written', outlet, fileName, format, guardedCells });
    } catch (error) {
      if (round === this.#round) this.exporting.set({ kind: 'none' });
      throw error;
    }
  }

  cancel(): Promise<void> {
    return this.#services.keys.cancel();
  }

  leave(): void {
    this.#begin({ kind: 'none' });
    this.page.set(NO_PAGE);
  }

  /** One device needs no archive: its file is saved as it is. */
  async #write(
    request: ExportRequest,
    { count, first }: KeyWork & { kind: 'made' },
    tell: (progress: KeyProgress) => void,
  ): Promise<ExportedFile> {
    const { keys } = this.#services;
    const { shape, extension } = EXPORT_FACTS[request.format];
    if (count > 1 || shape === 'list') return keys.export(request, tell);
    const content = new Blob([await keys.print(request, first.index)], { type: 'text/plain' });
    return { name: fileNameFor(first.deviceId, extension, new Set()), content, guardedCells: 0 };
  }

  #begin(work: KeyWork): number {
    this.#round += 1;
    this.work.set(work);
    this.exporting.set({ kind: 'none' });
    return this.#round;
  }

  async #read(text: string, from: number): Promise<DevicePage> {
    const { total, devices } = await this.#services.keys.find(text, from, DEVICES_A_PAGE);
    return { text, from, total, devices };
  }
}
