import type { IdProblem } from '#core/ports/key-maker';
import type { Services } from '../services.ts';
import type { IdListReader } from '../stores/id-list.ts';
import type { ExportOutlet } from '../stores/made-keys.ts';

/** More than this nobody pastes anywhere; it becomes a file. */
const COPY_LIMIT = 1000;
const PART = 500;

/** Gives where a report of so many problems goes. */
export function reportOutlet(total: number): ExportOutlet {
  return total > COPY_LIMIT ? 'file' : 'clipboard';
}

/** Copies or saves all problems of the list, printed one after the other. Errors: `clipboard/denied`. */
export async function reportProblems(
  services: Pick<Services, 'clipboard' | 'files'>,
  reader: Pick<IdListReader, 'problems'>,
  total: number,
  fileName: string,
  print: (problem: IdProblem) => string,
): Promise<void> {
  const parts: string[] = [];
  for (let from = 0; from < total; from += PART) {
    const problems = await reader.problems(from, PART);
    parts.push(problems.map(print).join(''));
  }
  if (reportOutlet(total) === 'clipboard') await services.clipboard.write(parts.join(''));
  else services.files.save(fileName, 'text/plain', new Blob(parts, { type: 'text/plain' }));
}
