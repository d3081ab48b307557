import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WorkbenchError } from '#core/errors/workbench-error';
import { createStateFile } from '#server/state-file';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-state-'));
  file = join(folder, 'state.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const open = (onError: (error: WorkbenchError) => void = () => undefined) => createStateFile(file, onError);

describe('the state file', () => {
  test('gives back what was saved, to its owner alone', async () => {
    const state = open();
    state.save({ schema: 1, keys: ['k'] });
    await state.flush();
    expect(await open().load()).toEqual({ schema: 1, keys: ['k'] });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is nothing when there is none', async () => {
    expect(await open().load()).toBeUndefined();
  });

  test('holds the last of many states that follow each other closely, and nothing lies beside it', async () => {
    const state = open();
    for (let n = 1; n <= 100; n += 1) state.save({ n });
    await state.flush();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ n: 100 });
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  test('that is not JSON is refused in words and left as it is', async () => {
    await writeFile(file, '{"half":');
    await expect(open().load()).rejects.toMatchObject({
      code: 'terminal/state-file',
      facts: { detail: 'it is not JSON' },
    });
    expect(await readFile(file, 'utf8')).toBe('{"half":');
  });

  test('that is a directory is refused in words', async () => {
    file = folder;
    await expect(open().load()).rejects.toMatchObject({ facts: { detail: 'it is a directory' } });
  });

  test('is on the disk when a write has resolved, or the write throws in words', async () => {
    await open().write({ n: 1 });
    expect(await open().load()).toEqual({ n: 1 });
    const missing = createStateFile(join(folder, 'missing', 'state.json'), () => undefined);
    await expect(missing.write({ n: 1 })).rejects.toMatchObject({ code: 'terminal/state-file' });
  });

  test('that cannot be written is said once a write, and leaves the old one whole', async () => {
    await writeFile(file, '{"old":true}');
    const errors: string[] = [];
    const state = createStateFile(join(folder, 'missing', 'state.json'), (error) => errors.push(error.code));
    state.save({ n: 1 });
    await state.flush();
    expect(errors).toEqual(['terminal/state-file']);
    expect(await readFile(file, 'utf8')).toBe('{"old":true}');
  });
});
