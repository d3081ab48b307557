import { afterEach, expect, test } from 'vitest';
import { connectKeyMaker } from '#adapters/threads/connect-key-maker';
import { startOnce } from '#adapters/threads/start-worker';
import type { IdSource } from '#core/id-list/listed-id';
import type { KeyMaker } from '#core/ports/key-maker';
import keyWorkerUrl from '../../src/entries/key-worker.ts?worker&url';
import { exportSettings, unwatched } from '../support/key-makers.ts';

/** A published group key with two of its devices ("How to provision for multitenancy" in the DPS documentation). */
const GROUP_KEY = 'rLuyBPpIJ+hOre2SFIP9Ajvdty3j0EwSP/WvTVH9eZAw5HpDuEmf13nziHy5RRXmuTy84FCLpOnhhBPASSbHYg==';
const EAST = 'p3w2DQr9WqEGBLUSlFi1jPQ7UWQL4siAGy75HFTFbf8=';
const WEST = 'J5n4NY2GiBYy7Mp4lDDa5CbEe6zDU/c62rhjCuFWxnc=';

const workers: Worker[] = [];
afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

function openMaker(): KeyMaker {
  const start = startOnce(keyWorkerUrl, 'keys', () => undefined);
  return connectKeyMaker(() => {
    const worker = start();
    if (!workers.includes(worker)) workers.push(worker);
    return worker;
  });
}

const makeAll = (maker: KeyMaker, onProgress = unwatched) => maker.make({ primaryKey: GROUP_KEY }, onProgress);
const pattern = (count: number): IdSource => ({ kind: 'pattern', pattern: `sensor-{1..${count}}` });

test('a file of IDs becomes a file of keys, in a worker that starts with the first call', async () => {
  const maker = openMaker();
  expect(workers).toEqual([]);
  const csv = 'IOTC_DEVICEID,IOTC_DEVICENAME\r\ncontoso-simdevice-east,"East, 1"\r\ncontoso-simdevice-west,\r\n';
  const file = new File([csv], 'devices.csv', { type: 'text/csv' });
  expect(await maker.read({ kind: 'file', file })).toMatchObject({ good: 2, table: { known: 'central-import' } });
  expect(await makeAll(maker)).toBe(2);
  expect(await maker.reveal(1)).toEqual({ primaryKey: WEST });
  const { name, content } = await maker.export({ format: 'central-csv', settings: exportSettings }, unwatched);
  const rows = (await content.text()).split('\r\n');
  expect(name).toBe('device-keys.csv');
  expect(rows.slice(1)).toEqual([
    `contoso-simdevice-east,"East, 1",${EAST},,,`,
    `contoso-simdevice-west,,${WEST},,,`,
    '',
  ]);
  expect(workers).toHaveLength(1);
});

test('a file that was changed after it was chosen is called unreadable', async () => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle('list-that-changes.csv', { create: true });
  const write = async (text: string): Promise<void> => {
    const stream = await handle.createWritable();
    await stream.write(text);
    await stream.close();
  };
  await write('id\na-1\n');
  const chosen = await handle.getFile();
  await write('id\na-1\nanother-2\n');
  const maker = openMaker();
  await expect(maker.read({ kind: 'file', file: chosen })).rejects.toMatchObject({ code: 'file/unreadable' });
  expect(await maker.read({ kind: 'file', file: await handle.getFile() })).toMatchObject({ good: 2 });
});

test('long work is cancelled on the way, and leaves no keys', async () => {
  const maker = openMaker();
  await maker.read(pattern(200_000));
  let reached = 0;
  let cancelled: Promise<void> | undefined;
  const making = makeAll(maker, ({ done }) => {
    reached = done;
    if (done > 0) cancelled ??= maker.cancel();
  });
  await expect(making).rejects.toMatchObject({ name: 'AbortError' });
  await cancelled;
  expect(reached).toBeGreaterThan(0);
  expect(reached).toBeLessThan(200_000);
  expect(await maker.find('', 0, 1)).toEqual({ total: 0, devices: [] });
});

test('another list is read while a long one still is', async () => {
  const maker = openMaker();
  const long = maker.read(pattern(1_000_000));
  const short = maker.read(pattern(3));
  await expect(long).rejects.toMatchObject({ name: 'AbortError' });
  expect(await short).toMatchObject({ good: 3 });
});

test('a worker whose script does not come ends what was asked of it, and is asked for again', async () => {
  let start = startOnce('/no-such-worker.js', 'keys', () => undefined);
  const maker = connectKeyMaker(() => start());
  const asked = [maker.read(pattern(3)), maker.find('', 0, 1)];
  for (const answer of await Promise.allSettled(asked)) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'browser/part-missing' } });
  }
  start = startOnce(keyWorkerUrl, 'keys', () => undefined);
  workers.push(start());
  expect(await maker.read(pattern(3))).toMatchObject({ good: 3 });
});
