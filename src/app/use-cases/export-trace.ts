import { stripSecrets } from '#core/errors/strip-secrets';
import type { TraceEntry } from '#core/trace/trace-entry';
import type { Services } from '../services.ts';

/** Saves the rows as a JSON file without what may be a key or a token. Gives the file's name. */
export function exportTrace(
  services: Pick<Services, 'files' | 'clock'>,
  deviceName: string,
  rows: readonly TraceEntry[],
): string {
  const now = new Date(services.clock.now()).toISOString();
  const fileName = `trace-${deviceName.replace(/[^A-Za-z0-9._-]+/g, '_')}-${now.replace(/[:.]/g, '-')}.json`;
  services.files.save(fileName, 'application/json', printTrace(deviceName, now, rows));
  return fileName;
}

/** Prints rows one a line, so that two exports can be compared line by line. */
export function printTrace(deviceName: string, exportedAt: string, rows: readonly TraceEntry[]): string {
  const head = { device: deviceName, exportedAt, rows: rows.length, secrets: 'removed' };
  const lines = rows.map((row) => JSON.stringify(withoutSecrets(row)));
  return `{"about":${JSON.stringify(head)},"trace":[\n${lines.join(',\n')}\n]}\n`;
}

function withoutSecrets(row: TraceEntry): unknown {
  return {
    ...row,
    at: new Date(row.at).toISOString(),
    body: stripSecrets(row.body),
    fields: row.fields.map(([name, value]) => [name, stripSecrets(value)]),
  };
}
