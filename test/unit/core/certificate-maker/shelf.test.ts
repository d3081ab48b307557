import { describe, expect, test } from 'vitest';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { appendToLog, findIssued, listLogs, readLog } from '#core/certificate-maker/issuance-log';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { IssuanceEntry, Shelf } from '#core/ports/certificate-maker';
import type { Vault } from '#core/ports/vault';
import {
  createTestCertificateMaker,
  deviceWish,
  pairWish,
  rootWish,
  START,
} from '../../../support/certificate-makers.ts';

const { subtle } = globalThis.crypto;

/** A vault that does what `before` says before it lists anything. */
function slowVault(before: () => Promise<void>): Vault {
  const vault = createMemoryVault(subtle);
  return {
    ...vault,
    async list(kind) {
      const found = await vault.list(kind);
      await before();
      return found;
    },
  };
}

describe('the shelf', () => {
  test('is empty at first, and then shows what is kept in the order it was made', async () => {
    const maker = createTestCertificateMaker();
    const empty = { certificates: [], requests: [], issued: [], logs: [], batches: [], guides: [] };
    expect(await maker.shelf()).toEqual(empty);
    const ids: string[] = [];
    for (const commonName of ['C', 'B', 'A']) {
      maker.ports.clock.set(maker.ports.clock.now() + 1);
      ids.push(await maker.makeAuthority(rootWish({ commonName })));
    }
    expect((await maker.shelf()).certificates.map(({ id }) => id)).toEqual(ids);
  });

  test('holds no secret', async () => {
    const maker = createTestCertificateMaker();
    await maker.makePair(pairWish());
    const [entry] = await maker.ports.vault.list('private-key');
    const key = await maker.ports.vault.openKey(entry!.id);
    const { d } = await subtle.exportKey('jwk', key!);
    expect(JSON.stringify(await maker.shelf())).not.toContain(d);
    expect(JSON.stringify(await maker.ports.vault.list('certificate'))).not.toContain(d);
  });

  test('is told of at once and after each change, in this tab and others, until nobody wants to know', async () => {
    const vault = createMemoryVault(subtle);
    const [here, there] = [createTestCertificateMaker({ vault }), createTestCertificateMaker({ vault })];
    const told: number[] = [];
    let heard = (): void => undefined;
    const stop = await here.watch(({ certificates }) => {
      told.push(certificates.length);
      heard();
    });
    expect(told).toEqual([0]);
    const next = new Promise<void>((resolve) => (heard = resolve));
    await there.makeAuthority(rootWish());
    await next;
    expect(told).toEqual([0, 1]);
    stop();
    await there.makeAuthority(rootWish({ commonName: 'Another' }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual([0, 1]);
  });

  test('is not read for what is none of its business', async () => {
    let reads = 0;
    const vault = slowVault(async () => void (reads += 1));
    const maker = createTestCertificateMaker({ vault });
    await maker.watch(() => undefined);
    const before = reads;
    await vault.write({ kind: 'device', id: 'd', schema: 1, public: {}, secret: 1 });
    await vault.remove('private-key', 'none');
    expect(reads).toBe(before);
    await vault.write({ kind: 'rolling-guide', id: 'g', schema: 1, public: {}, secret: null });
    expect(reads).toBeGreaterThan(before);
  });

  test('is told of when it changes while it is read for the first time', async () => {
    let change = async (): Promise<void> => undefined;
    const vault = slowVault(() => change());
    const maker = createTestCertificateMaker({ vault });
    change = async () => {
      change = async () => undefined;
      await maker.makeAuthority(rootWish());
    };
    const told: Shelf[] = [];
    await maker.watch((shelf) => told.push(shelf));
    await expect.poll(() => told.at(-1)?.certificates.length).toBe(1);
  });

  test('is watched no more where it cannot be read at first', async () => {
    let listeners = 0;
    const vault = createMemoryVault(subtle);
    const maker = createTestCertificateMaker({
      vault: {
        ...vault,
        list: () => Promise.reject(new WorkbenchError('vault/unavailable', {})),
        onChange(listener) {
          listeners += 1;
          const stop = vault.onChange(listener);
          return () => {
            listeners -= 1;
            stop();
          };
        },
      },
    });
    await expect(maker.watch(() => undefined)).rejects.toMatchObject({ code: 'vault/unavailable' });
    expect(listeners).toBe(0);
  });

  test('is told of in the order of its changes, however long it takes to be read', async () => {
    let delays = [0, 0, 0, 0, 0, 30, 0];
    const vault = slowVault(() => {
      const [delay = 0, ...rest] = delays;
      delays = rest;
      return new Promise((resolve) => setTimeout(resolve, delay));
    });
    const maker = createTestCertificateMaker({ vault });
    const told: number[] = [];
    let last = (): void => undefined;
    const whole = new Promise<void>((resolve) => (last = resolve));
    await maker.watch((shelf: Shelf) => {
      told.push(shelf.certificates.length);
      if (shelf.certificates.length === 3) last();
    });
    await Promise.all(['A', 'B', 'C'].map((commonName) => maker.makeAuthority(rootWish({ commonName }))));
    await whole;
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(3);
  });
});

describe('what is removed', () => {
  test('takes its key along, unless another certificate has it', async () => {
    const maker = createTestCertificateMaker();
    const first = await maker.makeAuthority(rootWish());
    const second = await maker.renew({ id: first, key: 'same', validity: rootWish().validity });
    const keys = async (): Promise<number> => (await maker.ports.vault.list('private-key')).length;
    await maker.remove(first);
    expect(await keys()).toBe(1);
    await expect(maker.makeDevice(deviceWish(second))).resolves.toBeTruthy();
    await maker.remove(second);
    expect(await keys()).toBe(1);
    const [leaf] = (await maker.shelf()).certificates;
    await maker.remove(leaf!.id);
    expect(await keys()).toBe(0);
  });

  test('leaves the chains of others whole, whose issuer is then not here', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    const leafId = await maker.makeDevice(deviceWish(rootId));
    await maker.remove(rootId);
    const leaf = await maker.kept(leafId);
    expect(leaf.authorityId).toBeUndefined();
    expect(leaf.chain.map(({ commonName }) => commonName)).toEqual(['Fleet Root']);
    expect(await maker.log(rootId)).toEqual([]);
  });

  test('may be gone already', async () => {
    const maker = createTestCertificateMaker();
    await maker.remove('never there');
    expect((await maker.shelf()).certificates).toEqual([]);
  });

  test('takes its guides along', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    await maker.startGuide('authority-end', rootId);
    await maker.remove(rootId);
    expect((await maker.shelf()).guides).toEqual([]);
  });
});

describe('a guide', () => {
  test('keeps which steps are done, and what is the new certificate', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    const guideId = await maker.startGuide('authority-end', rootId);
    const guide = async () => (await maker.shelf()).guides[0];
    const fresh = { id: guideId, kind: 'authority-end', certificateId: rootId, replacementId: undefined, done: [] };
    expect(await guide()).toEqual({ ...fresh, startedAt: START });
    await maker.noteStep(guideId, 'make-new', true, 'new-one');
    await maker.noteStep(guideId, 'prove', true);
    await maker.noteStep(guideId, 'prove', true);
    expect(await guide()).toMatchObject({ replacementId: 'new-one', done: ['make-new', 'prove'] });
    await maker.noteStep(guideId, 'make-new', false);
    expect(await guide()).toMatchObject({ replacementId: 'new-one', done: ['prove'] });
    await maker.remove(guideId);
    expect((await maker.shelf()).guides).toEqual([]);
  });

  test('is for what is there', async () => {
    const maker = createTestCertificateMaker();
    const code = 'certificate/unknown';
    await expect(maker.startGuide('leaf-end', 'gone')).rejects.toMatchObject({ code });
    await expect(maker.noteStep('gone', 'prove', true)).rejects.toMatchObject({ code });
  });
});

describe('a log', () => {
  const DAY_MS = 86_400_000;
  const entry = (index: number, parts: Partial<IssuanceEntry> = {}): IssuanceEntry => ({
    serialNumber: index.toString(16),
    commonName: `d-${index}`,
    role: 'device',
    keyKind: 'P-256',
    sha1Thumbprint: '',
    sha256Thumbprint: '',
    notBefore: START,
    notAfter: START + DAY_MS,
    issuedAt: START,
    ...parts,
  });
  const entries = (from: number, to: number, parts: Partial<IssuanceEntry> = {}): IssuanceEntry[] =>
    Array.from({ length: to - from }, (_, at) => entry(from + at, parts));
  const append = async (vault: Vault, added: readonly IssuanceEntry[], authorityId = 'a'): Promise<void> =>
    vault.change({ write: await appendToLog(vault, authorityId, added) });

  test('keeps every entry in order, in pieces of five hundred, and each authority its own', async () => {
    const vault = createMemoryVault(subtle);
    await append(vault, entries(0, 1));
    await append(vault, entries(1, 1201));
    await append(vault, [entry(7)], 'b');
    await append(vault, entries(1201, 1500));
    await append(vault, entries(1500, 1501));
    expect(await readLog(vault, 'a')).toEqual(entries(0, 1501));
    expect(await readLog(vault, 'b')).toEqual([entry(7)]);
    const pieces = (await vault.list('issuance-log-piece')).map(({ id }) => id);
    expect(pieces.toSorted()).toEqual(['a/0', 'a/1', 'a/2', 'a/3', 'b/0']);
    expect(await listLogs(vault)).toMatchObject([
      { authorityId: 'a', count: 1501 },
      { authorityId: 'b', count: 1 },
    ]);
  });

  test('is sealed but for what the timeline needs', async () => {
    const vault = createMemoryVault(subtle);
    await append(vault, [entry(1, { commonName: 'who-this-is', batchId: 'x' })]);
    expect(JSON.stringify([await vault.list('issuance-log'), await vault.list('issuance-log-piece')])).not.toContain(
      'who-this-is',
    );
  });

  test('counts by the day of their end those that are not kept one by one', async () => {
    const vault = createMemoryVault(subtle);
    const [early, late] = [{ batchId: 'x' }, { batchId: 'x', notBefore: START + 5, notAfter: START + DAY_MS - 1000 }];
    await append(vault, [...entries(0, 600, early), ...entries(600, 900), ...entries(900, 1000, late)]);
    const groups = (await listLogs(vault)).flatMap((log) => log.groups).toSorted((a, b) => a.notAfter - b.notAfter);
    expect(groups).toEqual([
      { authorityId: 'a', notBefore: START + 5, notAfter: START + DAY_MS - 1000, count: 100 },
      { authorityId: 'a', notBefore: START, notAfter: START + DAY_MS, count: 600 },
    ]);
    await append(vault, [entry(1001, { ...early, notBefore: START + 9, notAfter: START + 2 * DAY_MS - 1 })]);
    expect((await listLogs(vault))[0]?.groups).toContainEqual({ ...groups[1], count: 601 });
  });

  test('finds which of many names were issued before', async () => {
    const vault = createMemoryVault(subtle);
    await append(vault, [...entries(0, 700), entry(3, { issuedAt: START + 1 }), entry(9999, { role: 'verification' })]);
    const found = await findIssued(vault, 'a', ['D-3', 'd-600', 'd-9999', 'new']);
    expect(found).toEqual({ first: entry(3), count: 2 });
  });
});
