import { createBlobBuilder } from '../bytes/blob-builder.ts';
import type { ExportPiece, ExportRule } from '../export/export-rule.ts';
import { fileNameFor } from '../export/file-name.ts';
import type { ExportSettings, FlashedDevice } from '../export/flashed-device.ts';
import type { ArchiveWriter } from '../ports/archive-writer.ts';
import type { ExportedFile } from '../ports/key-maker.ts';
import type { KeyedList } from './keyed-list.ts';
import type { Pace } from './pace.ts';

/** Printed together, because a token waits for WebCrypto. */
const BATCH = 64;

/** What is to be printed, and how. */
export interface ExportWork {
  readonly rule: ExportRule;
  readonly settings: ExportSettings;
  readonly list: KeyedList;
  readonly openArchive: () => ArchiveWriter;
  readonly pace: Pace;
}

/** Prints all devices to one file: a list, or an archive with a file for each. Throws AbortError by `pace`. */
export async function exportDevices(work: ExportWork): Promise<ExportedFile> {
  const { rule, pace } = work;
  const count = work.list.devices.length;
  const writer = rule.shape === 'list' ? openList(rule) : openFiles(rule, work.openArchive());
  let guardedCells = 0;
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(from + BATCH, count);
    for (const { device, piece } of await printBatch(work, from, to)) {
      writer.add(device, piece);
      guardedCells += piece.guarded;
    }
    await pace.step(to);
  }
  return { name: rule.fileName, content: writer.finish(count), guardedCells };
}

interface PrintedDevice {
  readonly device: FlashedDevice;
  readonly piece: ExportPiece;
}

function printBatch({ rule, settings, list }: ExportWork, from: number, to: number): Promise<PrintedDevice[]> {
  const places = Array.from({ length: to - from }, (_, at) => from + at);
  return Promise.all(
    places.map(async (index) => {
      const device = list.at(index);
      return { device, piece: await rule.print(device, settings, index) };
    }),
  );
}

interface DeviceWriter {
  add(device: FlashedDevice, piece: ExportPiece): void;
  finish(count: number): Blob;
}

function openList(rule: ExportRule): DeviceWriter {
  const file = createBlobBuilder(rule.mediaType);
  file.add(rule.open());
  return {
    add: (_device, { text }) => file.add(text),
    finish(count) {
      file.add(rule.close(count));
      return file.finish();
    },
  };
}

function openFiles({ extension }: ExportRule, archive: ArchiveWriter): DeviceWriter {
  const taken = new Set<string>();
  return {
    add: ({ deviceId }, { text }) => archive.add(fileNameFor(deviceId, extension, taken), text),
    finish: () => archive.finish(),
  };
}
