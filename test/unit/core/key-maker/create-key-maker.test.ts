import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '#core/bytes/base64';
import { FILE_LIMIT_BYTES } from '#core/id-list/file-text';
import type { DeviceKeys } from '#core/ports/key-maker';
import { judgeKey } from '#core/sas/key';
import { createTestKeyMaker, unwatched } from '../../../support/key-makers.ts';
import published from '../../../vectors/vectors.json';

interface DerivedKeyRow {
  readonly name: string;
  readonly kind: string;
  readonly confirmed: boolean;
  readonly inputs: { readonly groupKey: string; readonly registrationId: string };
  readonly expected: { readonly deviceKey: string };
}

const rows = (published as unknown as DerivedKeyRow[]).filter(({ kind }) => kind === 'dps-derived-key');

/** The key as the Keys room takes it: whatever its length. */
function groupKeyOf({ inputs }: DerivedKeyRow): string {
  const verdict = judgeKey(inputs.groupKey, { role: 'group', length: 'any' });
  if (!verdict.ok) throw new TypeError(JSON.stringify(verdict.findings));
  return verdict.value.keyBase64;
}

async function makeOne(row: DerivedKeyRow, secondary?: DerivedKeyRow): Promise<DeviceKeys> {
  const maker = createTestKeyMaker();
  await maker.read({ kind: 'text', text: row.inputs.registrationId });
  const keys = { primaryKey: groupKeyOf(row), ...(secondary && { secondaryKey: groupKeyOf(secondary) }) };
  expect(await maker.make(keys, unwatched)).toBe(1);
  return maker.reveal(0);
}

describe('the maker of keys agrees with what was published', () => {
  test.each(rows.filter((row) => row.confirmed))('$name', async (row) => {
    expect(await makeOne(row)).toEqual({ primaryKey: row.expected.deviceKey });
    expect((await makeOne({ ...row, inputs: { ...row.inputs, groupKey: OTHER_KEY } }, row)).secondaryKey).toBe(
      row.expected.deviceKey,
    );
  });

  test.each(rows.filter((row) => !row.confirmed))('and not with what is known to be wrong: $name', async (row) => {
    expect((await makeOne(row)).primaryKey).not.toBe(row.expected.deviceKey);
  });

  test('also where the group key is longer than a block of SHA-256', () => {
    expect(rows.some((row) => row.confirmed && atob(groupKeyOf(row)).length === 316)).toBe(true);
  });
});

const OTHER_KEY = encodeBase64(new Uint8Array(64).fill(7));

describe('a file', () => {
  const refusing = (size: number, error: Error): Blob => {
    const arrayBuffer = { value: () => Promise.reject(error) };
    return Object.defineProperties(new Blob(), { size: { value: size }, arrayBuffer });
  };

  test('that the platform does not give any more is called unreadable, with the cause', async () => {
    const cause = new DOMException('changed since it was chosen', 'NotReadableError');
    const reading = createTestKeyMaker().read({ kind: 'file', file: refusing(10, cause) });
    await expect(reading).rejects.toMatchObject({ code: 'file/unreadable', cause });
  });

  test('that fails in a way nobody foresaw is our mistake', async () => {
    const mistake = new RangeError('unforeseen');
    await expect(createTestKeyMaker().read({ kind: 'file', file: refusing(10, mistake) })).rejects.toBe(mistake);
  });

  test('that is too large is not read at all', async () => {
    const size = FILE_LIMIT_BYTES + 1;
    const file = refusing(size, new RangeError('was read'));
    await expect(createTestKeyMaker().read({ kind: 'file', file })).rejects.toMatchObject({
      code: 'file/too-large',
      facts: { bytes: size, limit: FILE_LIMIT_BYTES },
    });
  });
});

describe('whoever asks last is served, however close the questions follow', () => {
  const hops = Array.from({ length: 20 }, (_, count) => count);
  const letPass = async (count: number): Promise<void> => {
    for (let hop = 0; hop < count; hop += 1) await Promise.resolve();
  };

  test.each(hops)('with another list, %i moments later', async (count) => {
    const maker = createTestKeyMaker();
    const older = maker.read({ kind: 'text', text: 'a-1' });
    await letPass(count);
    const newer = maker.read({ kind: 'text', text: 'b-1' });
    await Promise.allSettled([older, newer]);
    await maker.make({ primaryKey: OTHER_KEY }, unwatched);
    expect(await maker.find('', 0, 5)).toEqual({ total: 1, devices: [{ index: 0, deviceId: 'b-1' }] });
  });

  test.each(hops)('with nothing once all is cleared, %i moments later', async (count) => {
    const maker = createTestKeyMaker();
    const reading = maker.read({ kind: 'text', text: 'a-1' });
    await letPass(count);
    const clearing = maker.clear();
    await Promise.allSettled([reading, clearing]);
    expect(await maker.make({ primaryKey: OTHER_KEY }, unwatched)).toBe(0);
  });

  test.each(hops)('with another list while keys are made, %i moments later', async (count) => {
    const maker = createTestKeyMaker();
    const making = maker.make({ primaryKey: OTHER_KEY }, unwatched);
    await letPass(count);
    const reading = maker.read({ kind: 'text', text: 'b-1' });
    await Promise.allSettled([making, reading]);
    await expect(maker.reveal(0)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a list for something else', () => {
  const text = 'pump-1\nbad id\npump-2\npump-1\npump-3';

  test('comes with its IDs and problems, at most as many as were asked for', async () => {
    const listed = await createTestKeyMaker().list({ kind: 'text', text }, 2);
    expect(listed.summary).toMatchObject({ total: 5, good: 3, leftOut: 2, first: 'pump-1', last: 'pump-3' });
    expect(listed.ids.map(({ id }) => id)).toEqual(['pump-1', 'pump-2']);
    expect(listed.problems.map(({ line, finding }) => [line, finding.code])).toEqual([
      [2, 'id/character'],
      [4, 'list/duplicate'],
    ]);
  });

  test('leaves the list and the keys that are there', async () => {
    const maker = createTestKeyMaker();
    await maker.read({ kind: 'text', text: 'boiler-1' });
    await maker.make({ primaryKey: OTHER_KEY }, unwatched);
    const before = await maker.reveal(0);
    await maker.list({ kind: 'text', text }, 10);
    expect(await maker.reveal(0)).toEqual(before);
    expect((await maker.find('', 0, 5)).devices.map(({ deviceId }) => deviceId)).toEqual(['boiler-1']);
  });

  test('gives way to the one that is asked for after it', async () => {
    const maker = createTestKeyMaker();
    const first = maker.list({ kind: 'text', text }, 10);
    const second = maker.list({ kind: 'text', text: 'pump-9' }, 10);
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect((await second).ids.map(({ id }) => id)).toEqual(['pump-9']);
  });
});
