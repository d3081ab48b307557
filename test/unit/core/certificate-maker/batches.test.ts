import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { PROFILES } from '#core/issuing/certificate-plan';
import { readPfx } from '#core/pkcs/read-pfx';
import { readPrivateKey } from '#core/pkcs/private-key';
import type { BatchForm, BatchProgress, NewBatch } from '#core/ports/certificate-maker';
import type { Locks } from '#core/ports/locks';
import type { Vault } from '#core/ports/vault';
import { readCertificateText } from '#core/x509/certificate-text';
import {
  createSetClock,
  cryptoWith,
  createTestCertificateMaker,
  deviceWish,
  forDays,
  rootWish,
  START,
  type TestCertificateMaker,
  watchKeys,
} from '../../../support/certificate-makers.ts';

const { subtle } = globalThis.crypto;
const PASSWORD = 'for all of them';
const unwatched = (): void => undefined;
const pattern = (count: number) => ({ kind: 'pattern', pattern: `d-{1..${count}}` }) as const;
const idsTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `d-${index + 1}`);

const batchWish = (authorityId: string, parts: Partial<NewBatch> = {}): NewBatch => ({
  authorityId,
  profile: 'azure',
  keyKind: 'P-256',
  validity: forDays(365),
  form: 'plain-key',
  ...parts,
});

async function prepare(count: number, parts: Partial<NewBatch> = {}, ports = {}) {
  const maker = createTestCertificateMaker(ports);
  const rootId = await maker.makeAuthority(rootWish());
  await maker.readList(pattern(count));
  return { maker, rootId, id: await maker.prepareBatch(batchWish(rootId, parts)) };
}

async function unpack(maker: TestCertificateMaker, id: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const { content } = await maker.saveBatch(id, unwatched);
  if (!(content instanceof Blob)) throw new Error('a batch is saved as a Blob');
  return unzipSync(new Uint8Array(await content.arrayBuffer()));
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const rowsOf = (files: Readonly<Record<string, Uint8Array>>): string[][] =>
  textOf(files['certificates.csv'])
    .trim()
    .split('\r\n')
    .map((row) => row.split(','));

describe('a list for many certificates', () => {
  test('is read as one for keys is, but with the length that names of certificates have', async () => {
    const maker = createTestCertificateMaker();
    const text = `a-1\n${'x'.repeat(64)}\n${'y'.repeat(65)}\nbad id\na-1\n`;
    const summary = await maker.readList({ kind: 'text', text });
    expect(summary).toMatchObject({ total: 5, good: 2, leftOut: 3, first: 'a-1', last: 'x'.repeat(64) });
    expect((await maker.problems(0, 2)).map(({ line, finding: { code } }) => [line, code])).toEqual([
      [3, 'id/too-long'],
      [4, 'id/character'],
    ]);
    await expect(maker.readList({ kind: 'text', text: '' })).rejects.toMatchObject({ code: 'list/empty' });
    expect(await maker.problems(0, 9)).toEqual([]);
  });

  test('is kept as a batch with its password sealed, and nothing made', async () => {
    const { maker, rootId, id } = await prepare(3, { form: 'pfx', password: PASSWORD });
    expect((await maker.shelf()).batches).toEqual([
      {
        id,
        authorityId: rootId,
        keyKind: 'P-256',
        profile: 'azure',
        form: 'pfx',
        total: 3,
        done: 0,
        firstId: 'd-1',
        lastId: 'd-3',
        createdAt: START,
      },
    ]);
    const { vault } = maker.ports;
    const shown = [await vault.list('certificate-batch'), await vault.list('certificate-batch-list')];
    expect(JSON.stringify(shown)).not.toContain(PASSWORD);
    expect(JSON.stringify(shown)).not.toContain('d-2');
    await expect(maker.saveBatch(id, unwatched)).rejects.toMatchObject({ code: 'batch/nothing-made' });
  });

  test('that is none makes no batch', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    await expect(maker.prepareBatch(batchWish(rootId))).rejects.toMatchObject({ code: 'batch/empty' });
    await maker.readList(pattern(100_001));
    const tooMany = { code: 'batch/too-many', facts: { count: 100_001, limit: 100_000 } };
    await expect(maker.prepareBatch(batchWish(rootId))).rejects.toMatchObject(tooMany);
  });

  test.each(['encrypted-key', 'pfx'] as const)('needs a password for the form %s', async (form) => {
    await expect(prepare(1, { form })).rejects.toMatchObject({ code: 'certificate/password-missing' });
    await expect(prepare(1, { form, password: '' })).rejects.toMatchObject({ code: 'certificate/password-missing' });
  });

  test('is judged as each single certificate is', async () => {
    await expect(prepare(1, { validity: forDays(9999) })).rejects.toMatchObject({
      code: 'certificate/outlives-issuer',
    });
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ commonName: 'd-2' }));
    await maker.readList(pattern(3));
    const preparing = maker.prepareBatch(batchWish(rootId));
    await expect(preparing).rejects.toMatchObject({ code: 'certificate/name-of-issuer' });
  });

  test('whose authority goes meanwhile makes no batch', async () => {
    const locks = createMemoryLocks();
    let waiting = 0;
    const hold: Locks['hold'] = (name) => {
      waiting += 1;
      return locks.hold(name);
    };
    const maker = createTestCertificateMaker({ locks: { ...locks, hold } });
    const rootId = await maker.makeAuthority(rootWish());
    await maker.readList(pattern(3));
    const release = await locks.hold('certificates-change');
    waiting = 0;
    const removing = maker.remove(rootId);
    const preparing = maker.prepareBatch(batchWish(rootId));
    preparing.catch(() => undefined);
    await expect.poll(() => waiting).toBe(2);
    release();
    await removing;
    await expect(preparing).rejects.toMatchObject({ code: 'certificate/unknown' });
    expect((await maker.shelf()).batches).toEqual([]);
  });

  test('of which some were issued before is asked about', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    await maker.makeDevice(deviceWish(rootId, { name: 'D-2' }));
    await maker.makeDevice(deviceWish(rootId, { name: 'd-3' }));
    await maker.readList(pattern(3));
    const facts = { count: 2, issuer: 'Fleet Root', name: 'D-2' };
    const asked = { code: 'certificate/many-issued-before', facts };
    await expect(maker.prepareBatch(batchWish(rootId))).rejects.toMatchObject(asked);
    await expect(maker.prepareBatch(batchWish(rootId, { again: true }))).resolves.toBeTruthy();
  });
});

describe('a batch', () => {
  test('leaves no key behind in memory that is not sealed', async () => {
    const exported: ArrayBuffer[] = [];
    const exportKey = async (...[format, key]: Parameters<SubtleCrypto['exportKey']>) => {
      const bytes = await subtle.exportKey(format as 'pkcs8', key);
      if (format === 'pkcs8') exported.push(bytes);
      return bytes;
    };
    const shared = { vault: createMemoryVault(subtle), locks: createMemoryLocks() };
    const { id } = await prepare(3, { form: 'encrypted-key', password: PASSWORD }, shared);
    const crypto = cryptoWith({ exportKey });
    await createTestCertificateMaker({ ...shared, crypto }).runBatch(id, unwatched);
    expect(exported).toHaveLength(3);
    expect(exported.every((bytes) => new Uint8Array(bytes).every((octet) => octet === 0))).toBe(true);
  });

  test('makes a certificate and a key for each ID, in order, and notes them in the log', async () => {
    const { maker, rootId, id } = await prepare(300);
    const told: BatchProgress[] = [];
    await maker.runBatch(id, (progress) => told.push(progress));
    expect(told.at(0)).toEqual({ done: 0, total: 300, remainingMs: undefined });
    expect(told.at(-1)).toEqual({ done: 300, total: 300, remainingMs: 0 });
    const { batches, issued, certificates } = await maker.shelf();
    expect(batches).toMatchObject([{ done: 300, total: 300 }]);
    expect(certificates).toHaveLength(1);
    expect(issued).toEqual([{ authorityId: rootId, ...forDays(365), count: 300 }]);
    const log = await maker.log(rootId);
    expect(log.toReversed().map(({ commonName }) => commonName)).toEqual(idsTo(300));
    expect(new Set(log.map(({ serialNumber }) => serialNumber)).size).toBe(300);
    expect(new Set(log.map(({ batchId }) => batchId))).toEqual(new Set([id]));
    const files = await unpack(maker, id);
    expect(
      rowsOf(files)
        .slice(1)
        .map(([name, serial]) => [name, serial]),
    ).toEqual(log.toReversed().map(({ commonName, serialNumber }) => [commonName, serialNumber]));
    await maker.readList(pattern(1));
    const again = maker.prepareBatch(batchWish(rootId));
    await expect(again).rejects.toMatchObject({ code: 'certificate/many-issued-before' });
  });

  const openKey: Readonly<Record<BatchForm, (files: Readonly<Record<string, Uint8Array>>) => Promise<unknown>>> = {
    'plain-key': (files) => readPrivateKey(subtle, textOf(files['d-2.key.pem'])),
    'encrypted-key': (files) => readPrivateKey(subtle, textOf(files['d-2.encrypted-key.pem']), PASSWORD),
    pfx: async (files) => {
      const read = await readPfx(subtle, files['d-2.pfx'] ?? new Uint8Array(), PASSWORD);
      return read.ok && readPrivateKey(subtle, read.value.keys[0]?.pkcs8 ?? '');
    },
  };

  test.each(['plain-key', 'encrypted-key', 'pfx'] as const)(
    'is saved with keys in the form %s, which fit',
    async (form) => {
      const password = form === 'plain-key' ? {} : { password: PASSWORD };
      const { maker, id } = await prepare(3, { form, ...password });
      await maker.runBatch(id, unwatched);
      const files = await unpack(maker, id);
      expect(Object.keys(files)).toHaveLength(form === 'pfx' ? 4 : 7);
      const key = await openKey[form](files);
      expect(key).toMatchObject({ ok: true, value: { kind: 'P-256' } });
      const [, , row] = rowsOf(files);
      expect(row?.slice(4, 6)).toEqual(['2026-01-05T00:00:00Z', '2027-01-05T00:00:00Z']);
      const shownFiles =
        form === 'pfx' ? 'd-2.pfx' : `d-2.full-chain.cert.pem d-2.${form === 'plain-key' ? '' : 'encrypted-'}key.pem`;
      expect(row?.at(-1)).toBe(shownFiles);
      if (form === 'pfx') return;
      const chain = readCertificateText(textOf(files['d-2.full-chain.cert.pem']));
      const spki = (key as { value: { publicKey: { spki: Uint8Array } } }).value.publicKey.spki;
      expect(chain.ok && chain.value.length).toBe(2);
      expect(chain.ok && chain.value[0]?.publicKey.spki).toEqual(spki);
      expect(chain.ok && chain.value[1]?.basicConstraints?.ca).toBe(true);
    },
  );

  test('forgets its list and its password when it is done', async () => {
    const { maker, id } = await prepare(2, { form: 'encrypted-key', password: PASSWORD });
    await maker.runBatch(id, unwatched);
    const { vault } = maker.ports;
    expect(JSON.stringify(await vault.read('certificate-batch', id))).not.toContain(PASSWORD);
    expect(await vault.list('certificate-batch-list')).toEqual([]);
    await maker.runBatch(id, unwatched);
    expect(await maker.log((await maker.shelf()).batches[0]!.authorityId)).toHaveLength(2);
  });

  test.each(PROFILES)('has names in the archive that no two devices share, by the profile %s', async (profile) => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    await maker.readList({ kind: 'text', text: 'Sensor.01\nsensor.01\nsensor-01\nsensor:01\ncon\ncertificates.csv\n' });
    const id = await maker.prepareBatch(batchWish(rootId, { profile }));
    await maker.runBatch(id, unwatched);
    const names = Object.keys(await unpack(maker, id));
    expect(names).toHaveLength(13);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(13);
    expect(names.filter((name) => !/^[A-Za-z0-9_][A-Za-z0-9._/-]*$/.test(name))).toEqual([]);
  });

  test('is saved under the name of its authority and of the devices that are in it', async () => {
    const maker = createTestCertificateMaker();
    const authorityId = await maker.makeAuthority(rootWish({ commonName: 'Contoso: Factory A' }));
    const nameOf = async (text: string): Promise<string> => {
      await maker.readList({ kind: 'text', text });
      const id = await maker.prepareBatch(batchWish(authorityId));
      await maker.runBatch(id, unwatched);
      return (await maker.saveBatch(id, unwatched)).name;
    };
    expect(await nameOf('pump-0001\npump-0002\npump:0500')).toBe('Contoso__Factory_A-pump-0001-to-pump_0500.zip');
    expect(await nameOf('valve-1')).toBe('Contoso__Factory_A-valve-1.zip');
  });

  test('is one tab’s at a time', async () => {
    const shared = { vault: createMemoryVault(subtle), locks: createMemoryLocks() };
    const { maker, id } = await prepare(200, {}, shared);
    const other = createTestCertificateMaker(shared);
    const running = maker.runBatch(id, unwatched);
    await expect(other.runBatch(id, unwatched)).rejects.toMatchObject({ code: 'batch/running-elsewhere' });
    await running;
    await expect(other.runBatch(id, unwatched)).resolves.toBeUndefined();
  });

  test('that is paused keeps what was made, is saved as far as it is, and goes on', async () => {
    const shared = { vault: createMemoryVault(subtle), locks: createMemoryLocks() };
    const { maker, rootId, id } = await prepare(900, {}, shared);
    let keys = 0;
    const crypto = watchKeys(() => {
      keys += 1;
      if (keys === 400) void pausing.pauseBatch();
    });
    const pausing = createTestCertificateMaker({ ...shared, crypto });
    await expect(pausing.runBatch(id, unwatched)).rejects.toMatchObject({ name: 'AbortError' });
    const { done } = (await maker.shelf()).batches[0]!;
    expect(done).toBe(keys);
    expect(done).toBeGreaterThan(399);
    expect(done).toBeLessThan(500);
    expect(rowsOf(await unpack(maker, id))).toHaveLength(done + 1);
    expect((await maker.saveBatch(id, unwatched)).name).toBe(`Fleet_Root-d-1-to-d-${done}.zip`);
    expect(await maker.log(rootId)).toHaveLength(done);
    let first: BatchProgress | undefined;
    await maker.runBatch(id, (progress) => (first ??= progress));
    expect(first).toEqual({ done, total: 900, remainingMs: undefined });
    expect((await maker.log(rootId)).toReversed().map(({ commonName }) => commonName)).toEqual(idsTo(900));
  });

  test('is paused when its pause is over', async () => {
    const { maker, id } = await prepare(600);
    let isOver = false;
    const running = maker.runBatch(id, unwatched).catch(() => (isOver = true));
    await maker.pauseBatch();
    await Promise.resolve();
    expect(isOver).toBe(true);
    await running;
  });

  /** Runs a batch whose keys take so long by the clock of the test. */
  async function runSlowly(count: number, msPerKey: number) {
    const clock = createSetClock();
    const crypto = watchKeys(() => clock.set(clock.now() + msPerKey));
    const { maker, id } = await prepare(count, {}, { clock, crypto });
    const told: BatchProgress[] = [];
    await maker.runBatch(id, (progress) => told.push(progress));
    return { maker, told, passed: clock.now() - START };
  }

  test('tells how long it will yet take once it can, ten times a second at most', async () => {
    const { told, passed } = await runSlowly(60, 60);
    expect(told.length).toBeGreaterThan(10);
    expect(told.length).toBeLessThanOrEqual(passed / 100 + 2);
    expect(told[1]?.remainingMs).toBeUndefined();
    const guesses = told.slice(0, -1).filter(({ remainingMs }) => remainingMs !== undefined);
    expect(guesses.length).toBeGreaterThan(5);
    for (const { done, remainingMs = 0 } of guesses) {
      expect(remainingMs).toBeGreaterThanOrEqual((60 - done) * 60);
      expect(remainingMs).toBeLessThanOrEqual(((60 - done) * passed) / done);
    }
  });

  test('of keys that take long is kept every two seconds', async () => {
    const { maker } = await runSlowly(30, 400);
    const portions = await maker.ports.vault.list('certificate-batch-portion');
    expect(portions.length).toBeGreaterThan(3);
    expect((await maker.shelf()).batches[0]).toMatchObject({ done: 30, total: 30 });
  });

  test('of which one certificate cannot be made ends with what is wrong, and goes on later', async () => {
    const shared = { vault: createMemoryVault(subtle), locks: createMemoryLocks() };
    const { maker, rootId, id } = await prepare(600, {}, shared);
    let keys = 0;
    const crypto = watchKeys(() => {
      keys += 1;
      if (keys === 300) throw new DOMException('no more', 'OperationError');
    });
    const failing = createTestCertificateMaker({ ...shared, crypto });
    await expect(failing.runBatch(id, unwatched)).rejects.toMatchObject({ name: 'OperationError' });
    expect(keys).toBeLessThan(320);
    expect(await maker.log(rootId)).toHaveLength(250);
    await maker.runBatch(id, unwatched);
    expect((await maker.log(rootId)).toReversed().map(({ commonName }) => commonName)).toEqual(idsTo(600));
  });

  test('whose authority ended since it was prepared makes nothing', async () => {
    const { maker, rootId, id } = await prepare(3);
    maker.ports.clock.set(forDays(3650).notAfter + 1000);
    await expect(maker.runBatch(id, unwatched)).rejects.toMatchObject({ code: 'certificate/issuer-expired' });
    expect(await maker.log(rootId)).toEqual([]);
  });

  test('that is removed on its way ends, and leaves nothing but the log', async () => {
    const { maker, rootId, id } = await prepare(600);
    const running = maker.runBatch(id, unwatched);
    await maker.remove(id);
    await expect(running).rejects.toMatchObject({ code: 'certificate/unknown' });
    const { vault } = maker.ports;
    for (const kind of ['certificate-batch', 'certificate-batch-list', 'certificate-batch-portion']) {
      expect(await vault.list(kind)).toEqual([]);
    }
    expect((await maker.log(rootId)).length).toBeLessThan(600);
  });

  test('whose authority is removed ends, and can be saved as far as it is', async () => {
    const { maker, rootId, id } = await prepare(600);
    const running = maker.runBatch(id, unwatched);
    const stop = maker.ports.vault.onChange((kinds) => {
      if (kinds?.includes('certificate-batch-portion') !== true) return;
      stop();
      void maker.remove(rootId);
    });
    await expect(running).rejects.toMatchObject({ code: 'certificate/unknown' });
    const { done } = (await maker.shelf()).batches[0]!;
    expect(rowsOf(await unpack(maker, id))).toHaveLength(done + 1);
    await maker.remove(id);
    expect(await maker.ports.vault.list('certificate-batch-portion')).toEqual([]);
  });
});

describe('a batch whose tab is killed', () => {
  class Killed extends Error {}

  /** A vault whose `nth` change of a batch is the last: killed before it, or right after it. */
  function mortal(vault: Vault, nth: number, when: 'before' | 'after'): Vault {
    let changes = 0;
    return {
      ...vault,
      async change(change) {
        if (change.write?.some(({ kind }) => kind === 'certificate-batch-portion') !== true)
          return vault.change(change);
        changes += 1;
        if (changes > nth || (changes === nth && when === 'before')) throw new Killed();
        await vault.change(change);
        if (changes === nth) throw new Killed();
      },
    };
  }

  const deaths = [1, 2, 3, 4].flatMap((nth) => (['before', 'after'] as const).map((when) => [nth, when] as const));

  test.each(deaths)('at portion %i, %s it is kept, makes every certificate once in the end', async (nth, when) => {
    const vault = createMemoryVault(subtle);
    const { maker, rootId, id } = await prepare(900, { form: 'encrypted-key', password: PASSWORD }, { vault });
    const doomed = createTestCertificateMaker({ vault: mortal(vault, nth, when) });
    await expect(doomed.runBatch(id, unwatched)).rejects.toBeInstanceOf(Killed);
    const survived = 250 * (when === 'before' ? nth - 1 : nth);
    const { done } = (await maker.shelf()).batches[0]!;
    expect(done).toBe(Math.min(900, survived));
    expect(await maker.log(rootId)).toHaveLength(done);
    await maker.runBatch(id, unwatched);
    const log = (await maker.log(rootId)).toReversed();
    expect(log.map(({ commonName }) => commonName)).toEqual(idsTo(900));
    const files = await unpack(maker, id);
    expect(
      rowsOf(files)
        .slice(1)
        .map(([name, serial]) => [name, serial]),
    ).toEqual(log.map(({ commonName, serialNumber }) => [commonName, serialNumber]));
    expect(Object.keys(files)).toHaveLength(1801);
  });
});
