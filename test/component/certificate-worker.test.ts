import { unzipSync } from 'fflate';
import { afterEach, expect, test } from 'vitest';
import { connectCertificateMaker } from '#adapters/threads/connect-certificate-maker';
import { startOnce } from '#adapters/threads/start-worker';
import type { CertificateMaker, NewBatch, Shelf } from '#core/ports/certificate-maker';
import certificateWorkerUrl from '../../src/entries/certificate-worker.ts?worker&url';
import { deviceWish, forDays, rootWish } from '../support/certificate-makers.ts';

const workers: Worker[] = [];
afterEach(async () => {
  const maker = openMaker();
  const { certificates, batches } = await maker.shelf();
  for (const { id } of [...certificates, ...batches]) await maker.remove(id);
  workers.splice(0).forEach((worker) => worker.terminate());
});

/** As a page opens one; each time in a worker of its own. */
function openMaker(): CertificateMaker {
  const start = startOnce(certificateWorkerUrl, 'certificates', () => undefined);
  return connectCertificateMaker(() => {
    const worker = start();
    if (!workers.includes(worker)) workers.push(worker);
    return worker;
  });
}

/** From today on: the worker goes by the clock of the machine. */
const fromNow = (days: number) => {
  const notBefore = Math.floor(Date.now() / 1000) * 1000;
  return { notBefore, notAfter: notBefore + (forDays(days).notAfter - forDays(days).notBefore) };
};
const makeRoot = (maker: CertificateMaker, keyPlace: 'vault' | 'browser' = 'vault'): Promise<string> =>
  maker.makeAuthority(rootWish({ validity: fromNow(3650), keyPlace }));

/** Resolves with the shelf once it is as wanted. */
async function until(maker: CertificateMaker, isWanted: (shelf: Shelf) => boolean): Promise<Shelf> {
  let stop = (): void => undefined;
  const found = await new Promise<Shelf>((resolve, reject) => {
    const listening = maker.watch((shelf) => {
      if (isWanted(shelf)) resolve(shelf);
    });
    listening.then((end) => (stop = end), reject);
  });
  stop();
  return found;
}

/** Gives `done`, or the code of what is in the way. */
async function tryRun(maker: CertificateMaker, id: string): Promise<string> {
  try {
    await maker.runBatch(id, () => undefined);
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test(
  'an authority and a device are made in a worker that starts with the first call, and are there after a reload',
  { timeout: 60_000 },
  async () => {
    const maker = openMaker();
    expect(workers).toEqual([]);
    const rootId = await makeRoot(maker, 'browser');
    const id = await maker.makeDevice(deviceWish(rootId, { validity: fromNow(365) }));
    expect(workers).toHaveLength(1);
    workers.splice(0).forEach((worker) => worker.terminate());

    const reloaded = openMaker();
    const { certificates } = await reloaded.shelf();
    expect(certificates.map(({ facts }) => facts.commonName).toSorted()).toEqual(['Fleet Root', 'pump-17']);
    const settings = { dpsHost: 'dps.test', directory: '/etc' };
    const { content } = await reloaded.output(id, 'key', settings);
    expect(content).toContain('BEGIN PRIVATE KEY');
    const second = reloaded.makeDevice(deviceWish(rootId, { validity: fromNow(365) }));
    await expect(second).rejects.toMatchObject({ code: 'certificate/issued-before' });
    expect((await reloaded.prove(rootId, 'A1B2C3')).facts.issuerName).toBe('CN=Fleet Root');
  },
);

test('two tabs see each other’s certificates, and keep one log', { timeout: 60_000 }, async () => {
  const [here, there] = [openMaker(), openMaker()];
  const rootId = await makeRoot(here);
  const wanted = until(there, ({ certificates }) => certificates.length === 11);
  const names = Array.from({ length: 10 }, (_, index) => `pump-${index}`);
  await Promise.all(
    names.map((name, index) =>
      (index % 2 === 0 ? here : there).makeDevice(deviceWish(rootId, { name, validity: fromNow(365) })),
    ),
  );
  await wanted;
  const log = await there.log(rootId);
  expect(log.map(({ commonName }) => commonName).toSorted()).toEqual(names);
});

test('what takes long is given up', { timeout: 60_000 }, async () => {
  const maker = openMaker();
  const making = maker.makeAuthority(rootWish({ keyKind: 'RSA-4096', validity: fromNow(1) }));
  const [made] = await Promise.allSettled([making, maker.cancelMaking()]);
  expect(made).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
  expect((await maker.shelf()).certificates).toEqual([]);
});

test(
  'a batch whose tab is closed goes on in another one, with each certificate made once',
  { timeout: 60_000 },
  async () => {
    const maker = openMaker();
    const rootId = await makeRoot(maker);
    await maker.readList({ kind: 'pattern', pattern: 'd-{0001..3000}' });
    const wish: NewBatch = {
      authorityId: rootId,
      profile: 'azure',
      keyKind: 'P-256',
      validity: fromNow(365),
      form: 'encrypted-key',
      password: 'for all of them',
    };
    const id = await maker.prepareBatch(wish);
    const other = openMaker();
    await other.shelf();
    void maker.runBatch(id, () => undefined);
    await until(other, ({ batches }) => (batches[0]?.done ?? 0) > 0);
    await expect(other.runBatch(id, () => undefined)).rejects.toMatchObject({ code: 'batch/running-elsewhere' });
    workers.shift()?.terminate();
    const { done } = (await other.shelf()).batches[0]!;
    expect(done).toBeLessThan(3000);
    // The lock goes with the worker that held it, a moment later.
    await expect.poll(() => tryRun(other, id), { timeout: 20_000 }).toBe('done');

    const log = (await other.log(rootId)).toReversed();
    const expected = Array.from({ length: 3000 }, (_, index) => `d-${String(index + 1).padStart(4, '0')}`);
    expect(log.map(({ commonName }) => commonName)).toEqual(expected);
    const { content } = await other.saveBatch(id, () => undefined);
    const files = unzipSync(new Uint8Array(await (content as Blob).arrayBuffer()));
    expect(Object.keys(files)).toHaveLength(6001);
    const rows = new TextDecoder().decode(files['certificates.csv']).trim().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual(
      log.map(({ commonName, serialNumber }) => [commonName, serialNumber]),
    );
  },
);
