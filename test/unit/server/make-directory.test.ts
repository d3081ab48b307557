import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectory } from '#server/make-directory';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-directory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test.skipIf(process.platform === 'win32')(
  'every directory made is its owner’s alone, and none else changes',
  async () => {
    const old = join(folder, 'old');
    await mkdir(old);
    await chmod(old, 0o755);
    await makeDirectory(join(old, 'a', 'b'));
    await makeDirectory(join(old, 'a', 'b'));
    expect(await Promise.all([old, join(old, 'a'), join(old, 'a', 'b')].map(modeOf))).toEqual([0o755, 0o700, 0o700]);
  },
);

test('a file in its place, or above it, is told as the file system tells it', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(makeDirectory(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeDirectory(join(file, 'a', 'b'))).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
});

test.runIf(process.platform === 'linux')('a place that takes no directories does not hold the program up', async () => {
  await expect(makeDirectory('/proc/device-workbench/a/b')).rejects.toMatchObject({ code: 'ENOENT' });
});
