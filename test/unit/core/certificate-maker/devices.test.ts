import { describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import type { Locks } from '#core/ports/locks';
import {
  createTestCertificateMaker,
  deviceWish,
  forDays,
  pairWish,
  rootWish,
  START,
} from '../../../support/certificate-makers.ts';

async function makeWithRoot() {
  const maker = createTestCertificateMaker();
  return { maker, rootId: await maker.makeAuthority(rootWish()) };
}

describe('a certificate of a device', () => {
  test('is kept with its key and stands in the log of its authority', async () => {
    const { maker, rootId } = await makeWithRoot();
    const kept = await maker.kept(await maker.makeDevice(deviceWish(rootId)));
    expect(kept).toMatchObject({
      role: 'device',
      origin: 'made',
      authorityId: rootId,
      key: { kind: 'vault', isExportable: true },
      facts: { commonName: 'pump-17', issuerName: 'CN=Fleet Root', isAuthority: false, ...forDays(365) },
    });
    const { serialNumber, sha1Thumbprint, sha256Thumbprint } = kept.facts;
    expect(await maker.log(rootId)).toEqual([
      {
        serialNumber,
        commonName: 'pump-17',
        role: 'device',
        keyKind: 'P-256',
        sha1Thumbprint,
        sha256Thumbprint,
        ...forDays(365),
        issuedAt: START,
      },
    ]);
  });

  test('is not made a second time without being asked for, in whatever case', async () => {
    const { maker, rootId } = await makeWithRoot();
    await maker.makeDevice(deviceWish(rootId));
    maker.ports.clock.set(START + 5000);
    const facts = { name: 'PUMP-17', issuer: 'Fleet Root', issuedAt: START };
    const second = deviceWish(rootId, { name: 'PUMP-17' });
    await expect(maker.makeDevice(second)).rejects.toMatchObject({ code: 'certificate/issued-before', facts });
    expect(await maker.ports.vault.list('private-key')).toHaveLength(2);
    await maker.makeDevice({ ...second, again: true });
    expect((await maker.log(rootId)).map(({ commonName }) => commonName)).toEqual(['PUMP-17', 'pump-17']);
  });

  test('of a name that the log alone still knows is asked about, too', async () => {
    const { maker, rootId } = await makeWithRoot();
    await maker.remove(await maker.makeDevice(deviceWish(rootId)));
    await expect(maker.makeDevice(deviceWish(rootId))).rejects.toMatchObject({ code: 'certificate/issued-before' });
  });

  test('that two ask for at once is made once', async () => {
    const { maker, rootId } = await makeWithRoot();
    const made = await Promise.allSettled([maker.makeDevice(deviceWish(rootId)), maker.makeDevice(deviceWish(rootId))]);
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await maker.log(rootId)).toHaveLength(1);
    expect((await maker.shelf()).certificates).toHaveLength(2);
  });

  test('may have the name that was proven with, or that another authority has signed', async () => {
    const { maker, rootId } = await makeWithRoot();
    const otherId = await maker.makeAuthority(rootWish({ commonName: 'Other Root' }));
    await maker.prove(rootId, 'pump-17');
    await maker.makeDevice(deviceWish(rootId));
    await expect(maker.makeDevice(deviceWish(otherId))).resolves.toBeTruthy();
  });

  test('whose key takes long is given up when that is asked for, and nothing of it is kept', async () => {
    const { maker, rootId } = await makeWithRoot();
    const making = Promise.allSettled([
      maker.makeDevice(deviceWish(rootId, { keyKind: 'RSA-4096' })),
      maker.makePair(pairWish({ keyKind: 'RSA-4096' })),
    ]);
    await maker.cancelMaking();
    const givenUp = { status: 'rejected', reason: { name: 'AbortError' } };
    expect(await making).toMatchObject([givenUp, givenUp]);
    expect((await maker.shelf()).certificates).toHaveLength(1);
    expect(await maker.log(rootId)).toEqual([]);
    await expect(maker.makeDevice(deviceWish(rootId))).resolves.toBeTruthy();
  });

  test('that is made and waits for another tab is given up as well', async () => {
    const locks = createMemoryLocks();
    let waiting = 0;
    const hold: Locks['hold'] = (name) => {
      waiting += 1;
      return locks.hold(name);
    };
    const maker = createTestCertificateMaker({ locks: { ...locks, hold } });
    const rootId = await maker.makeAuthority(rootWish());
    const release = await locks.hold('certificates-change');
    waiting = 0;
    const making = Promise.allSettled([maker.makeDevice(deviceWish(rootId)), maker.makePair(pairWish())]);
    await expect.poll(() => waiting).toBe(2);
    await maker.cancelMaking();
    release();
    const givenUp = { status: 'rejected', reason: { name: 'AbortError' } };
    expect(await making).toMatchObject([givenUp, givenUp]);
    expect((await maker.shelf()).certificates).toHaveLength(1);
  });

  test.each([
    ['a name that DPS does not take', { name: 'pump 17' }, 'id/character'],
    ['a name that is too long', { name: 'p'.repeat(65) }, 'id/too-long'],
    ['the name of its issuer', { name: 'Root-1' }, 'certificate/name-of-issuer'],
    ['an end before its beginning', { validity: forDays(-1) }, 'certificate/dates-backwards'],
    ['a module without a device', { role: 'module', name: 'filter' }, 'certificate/module-name'],
  ] as const)('with %s is refused', async (_what, parts, code) => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ commonName: 'Root-1' }));
    await expect(maker.makeDevice(deviceWish(rootId, parts))).rejects.toMatchObject({ code });
  });

  test('has a folder where no other file has its name, by the profile that mixes names up', async () => {
    const { maker, rootId } = await makeWithRoot();
    const wish = deviceWish(rootId, { profile: 'create-test-cert', name: 'Sensor.01' });
    await maker.makeDevice(wish);
    const taken = { code: 'certificate/file-name-taken', facts: { other: 'Sensor.01' } };
    await expect(maker.makeDevice({ ...wish, name: 'sensor-01' })).rejects.toMatchObject(taken);
    await maker.makeDevice({ ...wish, name: 'sensor-01', profile: 'azure' });
    await expect(maker.makeDevice({ ...wish, again: true })).resolves.toBeTruthy();
  });
});

test('the certificate of a module has the device in front, that of an IoT Edge CA an ending, and may sign', async () => {
  const { maker, rootId } = await makeWithRoot();
  const moduleId = await maker.makeDevice(deviceWish(rootId, { role: 'module', name: 'edge-1/filter' }));
  expect((await maker.kept(moduleId)).facts.commonName).toBe('edge-1/filter');
  const edge = await maker.kept(await maker.makeDevice(deviceWish(rootId, { role: 'edge-ca', name: 'edge-1' })));
  expect(edge).toMatchObject({ role: 'edge-ca', facts: { commonName: 'edge-1.ca', isAuthority: true, pathLength: 0 } });
  const below = await maker.kept(await maker.makeDevice(deviceWish(edge.id, { name: 'edge-1' })));
  expect(below.chain.map(({ commonName }) => commonName)).toEqual(['edge-1.ca', 'Fleet Root']);
});

describe('a pair', () => {
  test('is two certificates that sign themselves, with keys and ends of their own', async () => {
    const maker = createTestCertificateMaker();
    const ids = await maker.makePair(pairWish());
    const [primary, secondary] = await Promise.all(ids.map((id) => maker.kept(id)));
    for (const half of [primary!, secondary!]) {
      expect(half).toMatchObject({ role: 'self-signed', chain: [], authorityId: half.id, origin: 'made' });
      expect(half.facts).toMatchObject({ subjectName: 'CN=valve-3', issuerName: 'CN=valve-3', isAuthority: false });
    }
    expect(primary?.pair).toEqual({ id: secondary?.pair?.id, slot: 'primary' });
    expect(secondary?.pair?.slot).toBe('secondary');
    expect([primary?.facts.notAfter, secondary?.facts.notAfter]).toEqual([
      forDays(365).notAfter,
      forDays(548).notAfter,
    ]);
    expect(await maker.ports.vault.list('private-key')).toHaveLength(2);
  });

  test('of which one half cannot be made is not made at all', async () => {
    const maker = createTestCertificateMaker();
    const wish = pairWish({ validity: { primary: forDays(365), secondary: forDays(-1) } });
    await expect(maker.makePair(wish)).rejects.toMatchObject({ code: 'certificate/dates-backwards' });
    expect((await maker.shelf()).certificates).toEqual([]);
  });
});
