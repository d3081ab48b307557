import { describe, expect, test } from 'vitest';
import { decodeBase64 } from '#core/bytes/base64';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { generateKeyPair } from '#core/issuing/key-pair';
import type { KeptCertificate, NewAuthority } from '#core/ports/certificate-maker';
import { encodeBase64 } from '#core/bytes/base64';
import { type Certificate, readCertificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import {
  createTestCertificateMaker,
  deviceWish,
  forDays,
  pairWish,
  rootWish,
  START,
} from '../../../support/certificate-makers.ts';

const DAY_MS = 86_400_000;
const { crypto } = globalThis;

function read({ derBase64 }: CertificateFacts): Certificate {
  const verdict = readCertificate(decodeBase64(derBase64) ?? new Uint8Array());
  if (!verdict.ok) throw new Error('a certificate that was made cannot be read');
  return verdict.value;
}

const spkiOf = ({ facts }: KeptCertificate): string => encodeBase64(read(facts).publicKey.spki);

async function makeFleet(parts: Partial<NewAuthority> = {}) {
  const maker = createTestCertificateMaker();
  const rootId = await maker.makeAuthority(rootWish(parts));
  const leafId = await maker.makeDevice(deviceWish(rootId));
  return { maker, rootId, leafId };
}

describe('a renewed certificate', () => {
  test.each(['same', 'new'] as const)('of a device keeps its name and its authority, with the %s key', async (key) => {
    const { maker, rootId, leafId } = await makeFleet();
    maker.ports.clock.set(START + DAY_MS);
    const id = await maker.renew({ id: leafId, key, validity: forDays(700) });
    const [old, next] = [await maker.kept(leafId), await maker.kept(id)];
    expect(next).toMatchObject({ role: 'device', replaces: leafId, authorityId: rootId, origin: 'made', key: old.key });
    expect(next.facts).toMatchObject({ commonName: 'pump-17', notAfter: forDays(700).notAfter });
    expect(next.facts.serialNumber).not.toBe(old.facts.serialNumber);
    expect(spkiOf(next) === spkiOf(old)).toBe(key === 'same');
    expect(await maker.log(rootId)).toHaveLength(2);
  });

  test('of a device whose key is its own is for that key, or for a new one that it can be given', async () => {
    const { maker, rootId } = await makeFleet();
    const keys = await generateKeyPair(crypto.subtle, 'P-256', false);
    const request = await issueSigningRequest(crypto, { commonName: 'pump-20', keys });
    const signed = await maker.signRequest({
      requestBase64: encodeBase64(request),
      authorityId: rootId,
      role: 'device',
      commonName: 'pump-20',
      profile: 'azure',
      validity: forDays(30),
    });
    const same = await maker.kept(await maker.renew({ id: signed, key: 'same', validity: forDays(60) }));
    expect(same).toMatchObject({ origin: 'request', key: { kind: 'elsewhere' } });
    expect(spkiOf(same)).toBe(spkiOf(await maker.kept(signed)));
    const fresh = await maker.kept(await maker.renew({ id: signed, key: 'new', validity: forDays(60) }));
    expect(fresh).toMatchObject({ origin: 'made', key: { kind: 'vault', isExportable: true } });
  });

  test('has its new key exportable where that is asked, whatever the old one was', async () => {
    const { maker, rootId } = await makeFleet();
    const sealed = await maker.makeDevice({ ...deviceWish(rootId), name: 'pump-21', keyPlace: 'vault' });
    const like = await maker.kept(await maker.renew({ id: sealed, key: 'new', validity: forDays(60) }));
    expect(like.key).toMatchObject({ kind: 'vault', isExportable: false });
    const asked = { id: like.id, key: 'new', keyPlace: 'vault-exportable', validity: forDays(60) } as const;
    const fresh = await maker.kept(await maker.renew(asked));
    expect(fresh.key).toMatchObject({ kind: 'vault', isExportable: true });
  });

  test('of a pair takes the same place, and signs itself', async () => {
    const maker = createTestCertificateMaker();
    const [primaryId] = await maker.makePair(pairWish({ keyPlace: 'browser' }));
    for (const key of ['same', 'new'] as const) {
      const next = await maker.kept(await maker.renew({ id: primaryId, key, validity: forDays(900) }));
      expect(next).toMatchObject({ role: 'self-signed', authorityId: next.id, key: { kind: 'browser' } });
      expect(next.pair).toEqual((await maker.kept(primaryId)).pair);
      expect(next.facts).toMatchObject({ subjectName: 'CN=valve-3', issuerName: 'CN=valve-3' });
    }
  });

  test('of an IoT Edge CA and of a module keeps the name as it is', async () => {
    const { maker, rootId } = await makeFleet();
    for (const [role, name, expected] of [
      ['edge-ca', 'edge-1', 'edge-1.ca'],
      ['module', 'edge-1/filter', 'edge-1/filter'],
    ] as const) {
      const id = await maker.makeDevice(deviceWish(rootId, { role, name }));
      const next = await maker.renew({ id, key: 'new', validity: forDays(500) });
      expect((await maker.kept(next)).facts.commonName).toBe(expected);
    }
  });

  test('of an IoT Edge CA whose name is as long as can be keeps it, too', async () => {
    const { maker, rootId } = await makeFleet();
    const id = await maker.makeDevice(deviceWish(rootId, { role: 'edge-ca', name: 'e'.repeat(61) }));
    const next = await maker.renew({ id, key: 'new', validity: forDays(30) });
    expect((await maker.kept(next)).facts.commonName).toBe(`${'e'.repeat(61)}.ca`);
  });

  test('must not outlive its issuer', async () => {
    const { maker, leafId } = await makeFleet();
    const renewing = maker.renew({ id: leafId, key: 'same', validity: forDays(4000) });
    await expect(renewing).rejects.toMatchObject({ code: 'certificate/outlives-issuer' });
  });

  test('is not made in the place of one that goes meanwhile', async () => {
    const { maker, leafId } = await makeFleet();
    const renewing = maker.renew({ id: leafId, key: 'new', validity: forDays(400) });
    await maker.remove(leafId);
    await expect(renewing).rejects.toMatchObject({ code: 'certificate/unknown' });
    expect(await maker.ports.vault.list('private-key')).toHaveLength(1);
  });

  test('that signs itself is not made with a key that goes meanwhile', async () => {
    const { maker, rootId } = await makeFleet();
    const renewing = maker.renew({ id: rootId, key: 'same', validity: forDays(5000) });
    await maker.remove(rootId);
    await expect(renewing).rejects.toMatchObject({ code: 'certificate/unknown' });
    expect((await maker.shelf()).certificates.map(({ role }) => role)).toEqual(['device']);
  });
});

describe('a renewed authority', () => {
  test.each(['same', 'new'] as const)(
    'keeps its name, and with the %s key what it issued holds, or not',
    async (key) => {
      const { maker, rootId, leafId } = await makeFleet({ pathLength: 2 });
      const next = await maker.kept(await maker.renew({ id: rootId, key, validity: forDays(5000) }));
      expect(next).toMatchObject({ role: 'root', replaces: rootId, authorityId: next.id });
      expect(next.facts).toMatchObject({ subjectName: 'CN=Fleet Root', pathLength: 2, isAuthority: true });
      const [leaf, anchor] = [read((await maker.kept(leafId)).facts), read(next.facts)];
      const request = { leaf, intermediates: [], anchors: [anchor], at: START, usage: 'clientAuth' } as const;
      expect((await judgeChain(crypto.subtle, request)).ok).toBe(key === 'same');
      await expect(maker.makeDevice(deviceWish(next.id))).resolves.toBeTruthy();
    },
  );

  test('whose key was elsewhere has its new one here, and it stays here', async () => {
    const { maker, rootId } = await makeFleet();
    const other = createTestCertificateMaker();
    const parts = [decodeBase64((await maker.kept(rootId)).facts.derBase64)!];
    const imported = await other.importCertificate({ parts }, 'vault');
    const renewing = other.renew({ id: imported, key: 'same', validity: forDays(100) });
    await expect(renewing).rejects.toMatchObject({ code: 'certificate/key-elsewhere' });
    const next = await other.kept(await other.renew({ id: imported, key: 'new', validity: forDays(100) }));
    expect(next).toMatchObject({ origin: 'made', key: { kind: 'vault', isExportable: false } });
  });

  test('below another one is signed by that', async () => {
    const { maker, rootId } = await makeFleet();
    const wish = rootWish({ commonName: 'Plant CA', authorityId: rootId, validity: forDays(100), pathLength: 0 });
    const plantId = await maker.makeAuthority(wish);
    const next = await maker.kept(await maker.renew({ id: plantId, key: 'same', validity: forDays(200) }));
    expect(next).toMatchObject({ role: 'intermediate', authorityId: rootId, facts: { pathLength: 0 } });
    expect(next.chain.map(({ commonName }) => commonName)).toEqual(['Fleet Root']);
  });

  test('signs in the place of the one that has ended, or is gone', async () => {
    const { maker, rootId, leafId } = await makeFleet();
    const nextId = await maker.renew({ id: rootId, key: 'new', validity: forDays(5000) });
    const first = await maker.kept(await maker.renew({ id: leafId, key: 'same', validity: forDays(400) }));
    expect(first.authorityId).toBe(rootId);
    maker.ports.clock.set(START + 3700 * DAY_MS);
    const validity = { notBefore: maker.ports.clock.now(), notAfter: START + 4000 * DAY_MS };
    const second = await maker.kept(await maker.renew({ id: leafId, key: 'same', validity }));
    expect(second.authorityId).toBe(nextId);
    maker.ports.clock.set(START);
    await maker.remove(rootId);
    const third = await maker.kept(await maker.renew({ id: leafId, key: 'same', validity: forDays(400) }));
    expect(third.authorityId).toBe(nextId);
    await maker.remove(nextId);
    const orphan = maker.renew({ id: leafId, key: 'same', validity: forDays(400) });
    await expect(orphan).rejects.toMatchObject({ code: 'certificate/issuer-missing' });
  });
});
