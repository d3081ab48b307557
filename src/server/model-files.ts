import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '#cloud/cloud';
import { parseJson } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import { printModelFinding } from '#core/words/en/models';
import { describeJsonFault, describeReadReason } from './file-reason.ts';

/**
 * Adds the DTDL documents of a directory and its folders to the local model repository of a cloud: every `.json` file
 * there, as a checkout of a model repository has them. Throws `terminal/models` with the file that is at fault.
 */
export async function addModelFiles(cloud: Cloud, directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw new WorkbenchError('terminal/models', { file: directory, detail: describeReadReason(cause) }, { cause });
  });
  for (const name of entries.filter((entry) => entry.endsWith('.json')).toSorted()) {
    await addModelFile(cloud, join(directory, name));
  }
}

async function addModelFile(cloud: Cloud, file: string): Promise<void> {
  const read = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WorkbenchError('terminal/models', { file, detail: describeReadReason(cause) }, { cause });
  });
  const text = read.replace(/^\uFEFF/, '');
  const json = parseJson(text);
  if (json === undefined) throw new WorkbenchError('terminal/models', { file, detail: describeJsonFault(text) });
  const added = cloud.addModels(json);
  if (added.ok) return;
  throw new WorkbenchError('terminal/models', { file, detail: printModelFinding(added.findings[0]) });
}
