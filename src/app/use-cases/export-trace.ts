import { printTraceExport } from '#core/trace/print-trace-export';
import type { TraceEntry } from '#core/trace/trace-entry';
import type { Services } from '../services.ts';

/** Saves the rows as a file, one JSON object a line, without what may be a key or a token. Gives the file's name. */
export function exportTrace(
  services: Pick<Services, 'files' | 'clock'>,
  deviceName: string,
  rows: readonly TraceEntry[],
): string {
  const now = new Date(services.clock.now()).toISOString().replace(/[:.]/g, '-');
  const fileName = `trace-${deviceName.replace(/[^A-Za-z0-9._-]+/g, '_')}-${now}.ndjson`;
  services.files.save(fileName, 'application/x-ndjson', printTraceExport(rows));
  return fileName;
}
