import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FlashedDevice } from '#core/export/flashed-device';
import { createPackedKeys } from '#core/key-maker/packed-keys';
import { createTestKeyMaker, exportSettings, unwatched } from '../../support/key-makers.ts';

const COUNT = 10_000;
/** What DPS takes in a registration ID; the last character is one of the first kind. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:';
const LAST_CHARACTERS = 62;

function randomId(index: number): string {
  const bytes = randomBytes(128 - (index % 2 === 0 ? 0 : index % 120));
  const letters = [...bytes].map((byte) => CHARACTERS[byte % CHARACTERS.length] ?? '');
  return `${letters.slice(0, -1).join('')}${CHARACTERS[index % LAST_CHARACTERS] ?? ''}`;
}

test('the keys of 10,000 random IDs, half of them of 128 bytes, are those of node:crypto', async () => {
  const ids = Array.from({ length: COUNT }, (_, index) => randomId(index));
  const [primary, secondary] = [randomBytes(64), randomBytes(300)];
  const maker = createTestKeyMaker();
  expect(await maker.read({ kind: 'text', text: ids.join('\n') })).toMatchObject({ good: COUNT, leftOut: 0 });
  const keys = { primaryKey: primary.toString('base64'), secondaryKey: secondary.toString('base64') };
  expect(await maker.make(keys, unwatched)).toBe(COUNT);
  const { content } = await maker.export({ format: 'json', settings: exportSettings }, unwatched);
  const made = JSON.parse(await content.text()) as FlashedDevice[];
  const keyOf = (key: Buffer, id: string): string => createHmac('sha256', key).update(id).digest('base64');
  expect(made.map(({ deviceId, primaryKey, secondaryKey }) => [deviceId, primaryKey, secondaryKey])).toEqual(
    ids.map((id) => [id, keyOf(primary, id), keyOf(secondary, id)]),
  );
});

test('keys take 32 bytes each and nothing else', () => {
  const count = 100_000;
  const before = process.memoryUsage();
  const keys = createPackedKeys(count);
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThanOrEqual(count * 32);
  expect(after.heapUsed - before.heapUsed).toBeLessThan(count);
  keys.wipe();
});

test('keys that were wiped are zeros', () => {
  const keys = createPackedKeys(2);
  const key = new Uint8Array(randomBytes(32));
  keys.set(1, key);
  expect([keys.has(key), keys.base64At(1)]).toEqual([true, Buffer.from(key).toString('base64')]);
  keys.wipe();
  expect([keys.has(key), keys.base64At(1)]).toEqual([false, Buffer.alloc(32).toString('base64')]);
});
