import { describe, expect, test } from 'vitest';
import { decodeBase64 } from '#core/bytes/base64';
import { KEY_KINDS } from '#core/issuing/key-kind';
import { generateKeyPair } from '#core/issuing/key-pair';
import type { Certificate } from '#core/x509/certificate';
import { readCertificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import {
  createTestCertificateMaker,
  cryptoWith,
  deviceWish,
  forDays,
  rootWish,
  START,
} from '../../../support/certificate-makers.ts';

function read({ derBase64 }: CertificateFacts): Certificate {
  const verdict = readCertificate(decodeBase64(derBase64) ?? new Uint8Array());
  if (!verdict.ok) throw new Error('a certificate that was made cannot be read');
  return verdict.value;
}

const { subtle } = globalThis.crypto;
const DAY_MS = 86_400_000;

describe('an authority', () => {
  test('that is a root is its own issuer, and is kept with its key', async () => {
    const maker = createTestCertificateMaker();
    const id = await maker.makeAuthority(rootWish());
    const kept = await maker.kept(id);
    expect(kept).toMatchObject({
      role: 'root',
      origin: 'made',
      authorityId: id,
      chain: [],
      key: { kind: 'vault', isExportable: false },
      createdAt: START,
    });
    expect(kept.facts).toMatchObject({
      commonName: 'Fleet Root',
      isAuthority: true,
      keyKind: 'P-256',
      ...forDays(3650),
    });
    expect((await maker.ports.vault.list('private-key')).map((entry) => entry.public)).toMatchObject([
      { place: 'vault', isExportable: false },
    ]);
  });

  test('that is an intermediate has its issuers in its chain, and signs what a path leads from', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ keyKind: 'P-384' }));
    const below = { commonName: 'Plant CA', validity: forDays(1000) };
    const plantId = await maker.makeAuthority(rootWish({ ...below, authorityId: rootId, pathLength: 0 }));
    const leafId = await maker.makeDevice(deviceWish(plantId));
    const [root, plant, leaf] = await Promise.all([rootId, plantId, leafId].map((id) => maker.kept(id)));
    expect(plant).toMatchObject({ role: 'intermediate', authorityId: rootId, chain: [root?.facts] });
    expect(leaf?.chain).toEqual([plant?.facts, root?.facts]);
    const judged = await judgeChain(subtle, {
      leaf: read(leaf!.facts),
      intermediates: [read(plant!.facts)],
      anchors: [read(root!.facts)],
      at: START + 1000,
      usage: 'clientAuth',
    });
    expect(judged.ok).toBe(true);
  });

  test.each(KEY_KINDS)('signs with a key of the kind %s', { timeout: 60_000 }, async (keyKind) => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ keyKind }));
    const leaf = await maker.kept(await maker.makeDevice(deviceWish(rootId)));
    const anchors = [read((await maker.kept(rootId)).facts)];
    const request = { leaf: read(leaf.facts), intermediates: [], anchors, at: START, usage: 'clientAuth' } as const;
    expect((await judgeChain(subtle, request)).ok).toBe(true);
  });

  test.each([
    ['vault', { kind: 'vault', isExportable: false }, false],
    ['vault-exportable', { kind: 'vault', isExportable: true }, true],
    ['browser', { kind: 'browser' }, false],
  ] as const)('has its key in the place that was wished for: %s', async (keyPlace, place, extractable) => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ keyPlace }));
    expect((await maker.kept(rootId)).key).toEqual(place);
    const [entry] = await maker.ports.vault.list('private-key');
    expect(await maker.ports.vault.openKey(entry!.id)).toMatchObject({ extractable });
    await expect(maker.makeDevice(deviceWish(rootId))).resolves.toBeTruthy();
  });

  test('that would outlive its issuer is refused, and nothing is kept', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    const wish = rootWish({ commonName: 'Plant CA', authorityId: rootId, validity: forDays(3651) });
    await expect(maker.makeAuthority(wish)).rejects.toMatchObject({ code: 'certificate/outlives-issuer' });
    expect((await maker.shelf()).certificates).toHaveLength(1);
    expect(await maker.ports.vault.list('private-key')).toHaveLength(1);
  });

  test('below one that signs devices only is refused', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ pathLength: 0 }));
    const wish = rootWish({ commonName: 'Plant CA', authorityId: rootId });
    await expect(maker.makeAuthority(wish)).rejects.toMatchObject({ code: 'certificate/issuer-path-length' });
  });

  test('below one whose root allows no more is refused, whatever it is made for', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ pathLength: 1 }));
    const plantId = await maker.makeAuthority(rootWish({ commonName: 'Plant CA', authorityId: rootId }));
    const code = 'certificate/issuer-path-length';
    const wish = rootWish({ commonName: 'Line CA', authorityId: plantId });
    await expect(maker.makeAuthority(wish)).rejects.toMatchObject({ code });
    await expect(maker.makeDevice(deviceWish(plantId, { role: 'edge-ca' }))).rejects.toMatchObject({ code });
    await maker.makeRequest({ commonName: 'Line CA', purpose: 'general', keyKind: 'P-256', keyPlace: 'vault' });
    const { requestBase64 } = (await maker.shelf()).requests[0]!;
    const signing = { requestBase64, authorityId: plantId, role: 'intermediate', commonName: 'Line CA' } as const;
    const { validity } = wish;
    await expect(maker.signRequest({ ...signing, profile: 'azure', validity })).rejects.toMatchObject({ code });
    await expect(maker.makeDevice(deviceWish(plantId))).resolves.toBeTruthy();
  });

  test('that is not there any more is said to be gone', async () => {
    const maker = createTestCertificateMaker();
    const code = 'certificate/unknown';
    await expect(maker.makeAuthority(rootWish({ authorityId: 'gone' }))).rejects.toMatchObject({ code });
    await expect(maker.makeDevice(deviceWish('gone'))).rejects.toMatchObject({ code });
    await expect(maker.prove('gone', 'code')).rejects.toMatchObject({ code });
  });

  test('that goes while something is made below it gets no log behind its back', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    const making = Promise.allSettled([
      maker.makeDevice(deviceWish(rootId, { keyKind: 'RSA-2048' })),
      maker.prove(rootId, 'A1B2'),
    ]);
    await maker.remove(rootId);
    const gone = { status: 'rejected', reason: { code: 'certificate/unknown' } };
    expect(await making).toMatchObject([gone, gone]);
    expect(await maker.ports.vault.list('issuance-log')).toEqual([]);
    expect(await maker.shelf()).toMatchObject({ certificates: [], issued: [] });
    expect(await maker.ports.vault.list('private-key')).toEqual([]);
    expect(await maker.log(rootId)).toEqual([]);
  });

  test.each(['P-256', 'P-384', 'RSA-2048'] as const)(
    'whose key in the browser was exchanged for %s signs nothing',
    async (kind) => {
      const maker = createTestCertificateMaker();
      const rootId = await maker.makeAuthority(rootWish({ keyPlace: 'browser' }));
      const [entry] = await maker.ports.vault.list('private-key');
      const other = await generateKeyPair(subtle, kind, false);
      const key = { id: entry!.id, key: other.privateKey, place: 'browser', isExportable: false } as const;
      await maker.ports.vault.change({ keys: [key] });
      const tampered = { code: 'vault/tampered', facts: { kind: 'private-key' } };
      await expect(maker.makeDevice(deviceWish(rootId))).rejects.toMatchObject(tampered);
      await expect(maker.prove(rootId, 'A1B2')).rejects.toMatchObject(tampered);
    },
  );
});

describe('a proof of possession', () => {
  test('has the code as its name, is signed by the authority, and stands in its log', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ keyPlace: 'browser' }));
    const { facts, pem } = await maker.prove(rootId, '  7A14F2C0D9  \n');
    expect(facts).toMatchObject({ commonName: '7A14F2C0D9', issuerName: 'CN=Fleet Root', isAuthority: false });
    expect(pem).toContain('-----BEGIN CERTIFICATE-----');
    expect(decodeBase64(pem.replace(/-----[^-]+-----|\s/g, ''))).toEqual(decodeBase64(facts.derBase64));
    expect([facts.notBefore, facts.notAfter]).toEqual([START, START + 7 * DAY_MS]);
    expect(await maker.log(rootId)).toMatchObject([
      { commonName: '7A14F2C0D9', role: 'verification', issuedAt: START },
    ]);
    const { certificates, issued } = await maker.shelf();
    expect(certificates).toHaveLength(1);
    expect(issued).toEqual([]);
  });

  test('that does not hold when it is read again is not given', async () => {
    let isWrong = false;
    const sign = async (...wanted: Parameters<SubtleCrypto['sign']>) => {
      const signature = new Uint8Array(await subtle.sign(...wanted));
      if (isWrong) signature[0] = 255 - signature[0]!;
      return signature.buffer;
    };
    const generateKey = (...wanted: Parameters<SubtleCrypto['generateKey']>) => {
      // The authority's key has been tried by then.
      isWrong = true;
      return subtle.generateKey(...wanted);
    };
    const whole = createTestCertificateMaker();
    const rootId = await whole.makeAuthority(rootWish());
    const maker = createTestCertificateMaker({ ...whole.ports, crypto: cryptoWith({ sign, generateKey }) });
    await expect(maker.prove(rootId, 'A1B2')).rejects.toMatchObject({ code: 'vault/tampered' });
    expect(await maker.log(rootId)).toEqual([]);
  });

  test('begins an hour ago, for clocks that are behind, and ends with its authority at the latest', async () => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish({ validity: forDays(3) }));
    maker.ports.clock.set(START + DAY_MS);
    const { facts } = await maker.prove(rootId, 'A1B2');
    expect([facts.notBefore, facts.notAfter]).toEqual([START + DAY_MS - 3_600_000, START + 3 * DAY_MS]);
  });

  test.each([
    [' \n ', 'certificate/code-empty', {}],
    ['x'.repeat(65), 'certificate/code-too-long', { length: 65, limit: 64 }],
  ])('of %j is none', async (code, error, facts) => {
    const maker = createTestCertificateMaker();
    const rootId = await maker.makeAuthority(rootWish());
    await expect(maker.prove(rootId, code)).rejects.toMatchObject({ code: error, facts });
    expect(await maker.log(rootId)).toEqual([]);
  });

  test('of a device certificate is refused', async () => {
    const maker = createTestCertificateMaker();
    const leafId = await maker.makeDevice(deviceWish(await maker.makeAuthority(rootWish())));
    await expect(maker.prove(leafId, 'A1B2')).rejects.toMatchObject({ code: 'certificate/issuer-not-authority' });
  });
});
