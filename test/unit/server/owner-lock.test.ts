import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeOwnership, type Ownership, type OwnerView } from '#server/owner-lock';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-owner-'));
  file = join(folder, 'cloud.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What process `id` sees of processes, each with its start where the system tells one. */
const seenBy = (id: number, running: Record<number, string | undefined>): OwnerView => ({
  id,
  isRunning: (other) => other in running,
  startMark: (other) => running[other],
});

async function release(ownership: Ownership): Promise<void> {
  if (!('release' in ownership)) throw new Error(`it belongs to ${ownership.owner}`);
  await ownership.release();
}

const SYSTEMS: [string, Record<number, string | undefined>][] = [
  ['that tells when a process began', { 7: 'boot 1', 8: 'boot 2' }],
  ['that does not', { 7: undefined, 8: undefined }],
];

describe.each(SYSTEMS)('the owner of a file, on a system %s', (_name, running) => {
  test('is one process at a time', async () => {
    const first = await takeOwnership(file, seenBy(7, running));
    expect(await takeOwnership(file, seenBy(8, running))).toEqual({ owner: 7 });
    await release(first);
    expect(await readdir(folder)).toEqual([]);
    expect(await takeOwnership(file, seenBy(8, running))).toHaveProperty('release');
  });

  test('is one of two that ask at once', async () => {
    const both = await Promise.all([7, 8].map((id) => takeOwnership(file, seenBy(id, running))));
    expect(both.filter((each) => 'release' in each)).toHaveLength(1);
  });

  test('is no longer one that has ended', async () => {
    await takeOwnership(file, seenBy(7, running));
    await release(await takeOwnership(file, seenBy(8, { 8: running[8] })));
  });
});

test('an owner that was killed is not mistaken for a later process of the same number, such as ourselves', async () => {
  await takeOwnership(file, seenBy(7, { 7: 'boot-a 100' }));
  await release(await takeOwnership(file, seenBy(8, { 7: 'boot-b 100', 8: 'boot-b 200' })));
  await takeOwnership(file, seenBy(7, { 7: undefined }));
  await release(await takeOwnership(file, seenBy(7, { 7: undefined })));
});

test.each(['', '{"pid":', '{"pid":-1}', '{"pid":"7"}', '[]'])('what names no owner is none: %j', async (text) => {
  await writeFile(`${file}.pid`, text);
  await release(await takeOwnership(file, seenBy(8, { 8: undefined })));
});

test.runIf(process.platform === 'linux')('this very process is seen by its system', async () => {
  const first = await takeOwnership(file);
  expect(await takeOwnership(file)).toEqual({ owner: process.pid });
  await release(first);
});

test('a folder that is not there is told as the file system tells it', async () => {
  await expect(takeOwnership(join(folder, 'missing', 'cloud.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});
