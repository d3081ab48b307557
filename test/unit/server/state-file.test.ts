import { mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloudState } from '#cloud/state/cloud-state';
import type { KeptChange } from '#cloud/state/kept-change';
import { createStateFile, type StateFileNotes } from '#server/state-file';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-state-'));
  file = join(folder, 'state.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const NOTHING = { failed: () => undefined, recovered: () => undefined };
const open = (notes: StateFileNotes = NOTHING) => createStateFile(file, notes);
const added = (id: string): KeptChange => ({ book: 'enrollmentGroups', id, value: { id } });
const journal = () => `${file}.journal`;
const groups = (...ids: string[]) => ({ enrollmentGroups: ids.map((id) => ({ id })) });

/** Keeps changes as they come to a state that is written whole. */
async function begin(notes?: StateFileNotes) {
  const kept = open(notes);
  await kept.write(groups());
  const ids: string[] = [];
  return {
    kept,
    add(id: string) {
      ids.push(id);
      return kept.keep([added(id)], () => groups(...ids) as unknown as CloudState);
    },
  };
}

describe('the state file', () => {
  test('gives back what was written, to its owner alone', async () => {
    await open().write({ schema: 1, keys: ['k'] });
    expect(await open().load()).toEqual({ schema: 1, keys: ['k'] });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is nothing when there is none', async () => {
    expect(await open().load()).toBeUndefined();
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
    const missing = createStateFile(join(folder, 'missing', 'state.json'), NOTHING);
    await expect(missing.write({ n: 1 })).rejects.toMatchObject({ code: 'terminal/state-file' });
  });
});

describe('the journal of the state file', () => {
  test('brings back every change that was kept, to the owner of the file alone', async () => {
    const { add } = await begin();
    for (const id of ['a', 'b', 'c']) await add(id);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(groups());
    expect(await open().load()).toEqual(groups('a', 'b', 'c'));
    expect((await stat(journal())).mode & 0o777).toBe(0o600);
  });

  test('is gone when the whole is written, and begins anew with the next change', async () => {
    const { kept, add } = await begin();
    await add('a');
    await kept.write(groups('a'));
    expect(await readdir(folder)).toEqual(['state.json']);
    await add('b');
    expect(await open().load()).toEqual(groups('a', 'b'));
  });

  test('holds the new cloud alone when the change says that the whole is another', async () => {
    const { kept, add } = await begin();
    await add('a');
    const anew: KeptChange = { book: 'cloud', id: '', value: null };
    await kept.keep([anew, added('c')], () => groups('c') as unknown as CloudState);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(groups('c'));
    expect(await open().load()).toEqual(groups('c'));
  });

  test('may end anywhere: what was kept before is whole, and a part of a change is none', async () => {
    const { add } = await begin();
    await add('a');
    const first = (await stat(journal())).size;
    await add('b');
    const whole = await readFile(journal());
    for (let end = 0; end <= whole.length; end += 1) {
      await writeFile(journal(), whole.subarray(0, end));
      const expected = end === whole.length ? ['a', 'b'] : end >= first ? ['a'] : [];
      expect(await open().load(), `cut at ${end}`).toEqual(groups(...expected));
    }
  });

  test('that went on from another file is passed over: that one held its changes', async () => {
    const { add } = await begin();
    await add('a');
    // A process that ended between the two steps: the new file is there, and the old journal still is.
    await writeFile(file, JSON.stringify(groups('a', 'newer')));
    expect(await open().load()).toEqual(groups('a', 'newer'));
    const next = open();
    await next.write(groups('a', 'newer'));
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  test('with a damaged line before whole ones is refused, since what was promised is not all there', async () => {
    const { add } = await begin();
    for (const id of ['a', 'b', 'c']) await add(id);
    const text = await readFile(journal(), 'utf8');
    await writeFile(journal(), text.replace('"id":"b"', '"id":"x"'));
    await expect(open().load()).rejects.toMatchObject({
      code: 'terminal/state-file',
      facts: { detail: expect.stringContaining('line 3 of its journal') },
    });
    // In the last line it is a change that was never promised.
    await writeFile(journal(), text.replace('"id":"c"', '"id":"x"'));
    expect(await open().load()).toEqual(groups('a', 'b'));
  });

  test('becomes part of the file when it has grown, and nothing is lost by that', async () => {
    const { add } = await begin();
    const large = 'x'.repeat(1_500_000);
    await add(`a${large}`);
    await add(`b${large}`);
    for (const id of ['c', 'd']) await add(id);
    expect(await open().load()).toEqual(groups(`a${large}`, `b${large}`, 'c', 'd'));
    expect((await stat(file)).size).toBeGreaterThan(3_000_000);
    expect((await stat(journal())).size).toBeLessThan(1000);
  });
});

describe('a disk that takes nothing', () => {
  const listen = () => {
    const said: string[] = [];
    const notes = { failed: (reason: string) => said.push(reason), recovered: () => said.push('recovered') };
    return { said, notes };
  };

  test('is told once, keeps what was there, and gets all of it when it is back', async () => {
    const { said, notes } = listen();
    const { add } = await begin(notes);
    const away = `${folder}-away`;
    await symlink('/dev/full', journal());
    await expect(add('c')).rejects.toMatchObject({ facts: { detail: 'the disk is full' } });
    await rename(folder, away);
    await expect(add('d')).rejects.toMatchObject({ code: 'terminal/state-file' });
    await rename(away, folder);
    expect(said).toEqual(['the disk is full']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(groups());
    await add('e');
    expect(said).toEqual(['the disk is full', 'recovered']);
    expect(await open().load()).toEqual(groups('c', 'd', 'e'));
  });
});
