import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes an empty folder for certificates, which goes when the tests' process ends. */
export function makeTlsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-conformance-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
