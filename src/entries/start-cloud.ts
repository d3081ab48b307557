import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { findingOf, type Finding } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';
import { openLocalCloud, type LocalCloud, type LocalCloudOptions } from '#server/local-cloud';

const clock = createSystemClock();
const preloadFile = join(dirname(fileURLToPath(import.meta.url)), 'azure-redirect.js');

/** What `import { startCloud } from 'device-workbench'` gives. Its errors say in words what is wrong. */
export async function startCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await openLocalCloud({ clock, parseCsv, preloadFile }, options).catch(explain);
  return { ...cloud, rest: (...request) => cloud.rest(...request).catch(explain) };
}

function explain(error: unknown): never {
  const finding = findingOf(error);
  if (finding === undefined) throw error;
  throw new StartCloudError(finding, error);
}

/** Says in words why there is no cloud: who imports this has no table of words for codes. */
export class StartCloudError extends Error {
  readonly code: string;

  constructor(finding: Finding, cause: unknown) {
    const { title, explanation, remedy } = describeFinding(finding);
    super([`${title}.`, explanation, remedy].filter((part) => part !== '').join(' '), { cause });
    this.name = 'StartCloudError';
    this.code = finding.code;
  }
}
