import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  contextTag,
  DerReader,
  type DerValue,
  encodeDer,
  enterDer,
  readDer,
  readEach,
  readInner,
  TAG,
} from '#core/bytes/der';
import { encodeHex } from '#core/bytes/hex';
import { encodeUtf8 } from '#core/bytes/text';
import { PROFILES } from '#core/issuing/certificate-plan';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import { KEY_KINDS } from '#core/issuing/key-kind';
import { createLeafIssuer, type LeafPlan } from '#core/issuing/leaf-issuer';
import { type Certificate, commonNameOf, printName } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import { readName } from '#core/x509/distinguished-name';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import { keysFor, keysOf, makeAuthority, NOW, read, type TestAuthority, validity } from '../../../support/issuing.ts';

const RSA_TIME_MS = 60_000;
beforeAll(() => Promise.all(KEY_KINDS.map(keysOf)), RSA_TIME_MS);

const digest = async (key: Uint8Array<ArrayBuffer>): Promise<string> =>
  encodeHex(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-1', key)));

describe.each(await loadCryptoEngines())('on %s', (_name, engine) => {
  /** The certificate of a device, of a kind, under an authority. */
  async function makeLeaf(authority: TestAuthority, plan: Partial<LeafPlan> & { commonName?: string } = {}) {
    const { commonName = 'device-1', ...rest } = plan;
    const issuer = await createLeafIssuer(engine, { authority, profile: 'azure', role: 'device', validity, ...rest });
    const { der } = await issuer.issueWithNewKey(commonName, 'P-256');
    return read(der);
  }

  async function makeSelfSigned(profile: LeafPlan['profile']): Promise<Certificate> {
    const keys = await keysFor(engine, 'P-256');
    return read(await issueSelfSigned(engine, { commonName: 'device-1', keys, validity, profile }));
  }

  /** One certificate of every kind that a profile makes. */
  async function makeAll(profile: LeafPlan['profile']): Promise<Record<string, Certificate>> {
    const root = await makeAuthority(engine, { profile });
    const intermediate = await makeAuthority(engine, { profile, under: root, kind: 'P-384' });
    return {
      root: root.certificate,
      intermediate: intermediate.certificate,
      leaf: await makeLeaf(root, { profile }),
      leafBelow: await makeLeaf(intermediate, { profile }),
      selfSigned: await makeSelfSigned(profile),
    };
  }

  test.each([
    ['P-256', '300a06082a8648ce3d040302'],
    ['P-384', '300a06082a8648ce3d040303'],
    ['RSA-2048', '300d06092a864886f70d01010b0500'],
    ['RSA-3072', '300d06092a864886f70d01010b0500'],
    ['RSA-4096', '300d06092a864886f70d01010b0500'],
  ] as const)('4.1.1.2 signatureAlgorithm: an authority on %s signs with a hash as strong', async (kind, algorithm) => {
    const root = await makeAuthority(engine, { kind });
    const leaf = await makeLeaf(root);
    expect(encodeHex(root.certificate.signatureAlgorithm.der)).toBe(algorithm);
    expect(encodeHex(leaf.signatureAlgorithm.der)).toBe(algorithm);
  });

  test.each(PROFILES)('4.1.2.1 version: all certificates of %s have version 3', async (profile) => {
    for (const certificate of Object.values(await makeAll(profile))) expect(certificate.version).toBe(3);
  });

  test('4.1.2.2 serial number: positive, random, at most 20 octets, never the same', async () => {
    const root = await makeAuthority(engine);
    const issuer = await createLeafIssuer(engine, { authority: root, profile: 'azure', role: 'device', validity });
    const { spki } = root.certificate.publicKey;
    const leaves = await Promise.all(
      Array.from({ length: 300 }, async () => read(await issuer.issue('device-1', spki))),
    );
    const numbers = [root.certificate, ...leaves].map(({ serialNumber }) => serialNumber);
    expect(new Set(numbers.map(encodeHex)).size).toBe(301);
    for (const number of numbers) {
      expect(number).toHaveLength(16);
      expect(number[0]).toBeGreaterThan(0);
      expect(number[0]).toBeLessThan(0x80);
    }
    // Every octet but the first takes every kind of value: none of them counts up.
    for (let at = 1; at < 16; at += 1) expect(new Set(numbers.map((number) => number[at])).size).toBeGreaterThan(100);
  });

  test('4.1.2.4 issuer: the name of the issuer octet by octet, whatever string types it has', async () => {
    const base = await makeAuthority(engine);
    const issuerNames = fc.array(fc.array(attribute, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(issuerNames, async (relativeNames) => {
        const der = encodeDer(TAG.sequence, ...relativeNames.map((set) => encodeDer(TAG.set, ...set)));
        const renews = { ...base.certificate, subject: readName(new DerReader(der)) };
        const root = await makeAuthority(engine, { renews });
        const intermediate = await makeAuthority(engine, { under: root, kind: 'P-384' });
        expect(encodeHex(root.certificate.subject.der)).toBe(encodeHex(der));
        expect(encodeHex(root.certificate.issuer.der)).toBe(encodeHex(der));
        expect(encodeHex(intermediate.certificate.issuer.der)).toBe(encodeHex(der));
        expect(encodeHex((await makeLeaf(root)).issuer.der)).toBe(encodeHex(der));
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['2049-12-31T23:59:59Z', TAG.utcTime, '491231235959Z'],
    ['2050-01-01T00:00:00Z', TAG.generalizedTime, '20500101000000Z'],
    ['2050-01-01T00:00:00.999Z', TAG.generalizedTime, '20500101000000Z'],
    ['9999-12-31T23:59:59Z', TAG.generalizedTime, '99991231235959Z'],
  ])('4.1.2.5 validity: %s is written with tag %i as %s', async (date, tag, text) => {
    const late = { notBefore: Date.UTC(2026, 0, 1, 0, 0, 0, 500), notAfter: Date.parse(date) };
    const root = await makeAuthority(engine, { validity: late });
    const leaf = await makeLeaf(root, { validity: late });
    for (const certificate of [root.certificate, leaf]) {
      const [begin, end] = timesOf(certificate);
      expect([begin?.tag, begin?.text]).toEqual([TAG.utcTime, '260101000000Z']);
      expect([end?.tag, end?.text]).toEqual([tag, text]);
      expect(certificate.notAfter).toBe(Math.floor(late.notAfter / 1000) * 1000);
    }
  });

  test.each([
    ["Device 01 (a) +,-./:=?'", TAG.printableString],
    ['device_1', TAG.utf8String],
    ['user@example', TAG.utf8String],
    ['*.example', TAG.utf8String],
    ['Überwachung "Nord" \\ #1', TAG.utf8String],
    ['温度センサー 1', TAG.utf8String],
    ['#04024869', TAG.utf8String],
    ['🌡'.repeat(64), TAG.utf8String],
  ])('4.1.2.6 subject: “%s” is written with string tag %i and read back', async (commonName, tag) => {
    const root = await makeAuthority(engine, { commonName });
    const leaf = await makeLeaf(root, { commonName });
    for (const certificate of [root.certificate, leaf]) {
      expect(certificate.subject.attributes.map(({ value }) => value[0])).toEqual([tag]);
      expect(commonNameOf(certificate.subject)).toBe(commonName);
    }
  });

  test.each(KEY_KINDS)('4.1.2.7 subject public key: %s as it was handed in', async (kind) => {
    const { spki } = (await makeAuthority(engine, { kind })).certificate.publicKey;
    const issuer = await createLeafIssuer(engine, {
      authority: await makeAuthority(engine),
      profile: 'azure',
      role: 'device',
      validity,
    });
    const leaf = read(await issuer.issue('device-1', spki));
    expect(encodeHex(leaf.publicKey.spki)).toBe(encodeHex(spki));
  });

  test.each(PROFILES)('4.2 extensions of %s: each once, none critical that verifiers do not know', async (profile) => {
    for (const { extensions } of Object.values(await makeAll(profile))) {
      expect(new Set(extensions.map(({ oid }) => oid)).size).toBe(extensions.length);
      const critical = extensions.filter((one) => one.critical).map(({ oid }) => oid);
      for (const oid of critical) expect(['2.5.29.15', '2.5.29.19', '2.5.29.37']).toContain(oid);
    }
  });

  test.each(PROFILES)('4.2.1.1 authority key identifier of %s: that of the issuer, not critical', async (profile) => {
    const { root, intermediate, leaf, leafBelow, selfSigned } = await makeAll(profile);
    expect(intermediate?.authorityKeyIdentifier?.keyIdentifier).toEqual(root?.subjectKeyIdentifier);
    expect(leaf?.authorityKeyIdentifier?.keyIdentifier).toEqual(root?.subjectKeyIdentifier);
    expect(leafBelow?.authorityKeyIdentifier?.keyIdentifier).toEqual(intermediate?.subjectKeyIdentifier);
    expect(leafBelow?.authorityKeyIdentifier).toMatchObject({ issuer: undefined, serialNumber: undefined });
    // What signs itself may leave it out; certGen.sh writes it for its root.
    expect(selfSigned?.authorityKeyIdentifier).toBeUndefined();
    const own = profile === 'cert-gen' ? root?.subjectKeyIdentifier : undefined;
    expect(root?.authorityKeyIdentifier?.keyIdentifier).toEqual(own);
  });

  test.each(PROFILES)('4.2.1.1 of %s under an issuer without an identifier: made from its key', async (profile) => {
    const authority = await makeAuthority(engine, { profile });
    const certificateDer = dropExtension(authority.certificate, '85,29,14');
    const bare = read(certificateDer);
    expect(bare.subjectKeyIdentifier).toBeUndefined();
    const leaf = await makeLeaf({ ...authority, certificateDer, certificate: bare }, { profile });
    const { keyIdentifier, issuer, serialNumber } = leaf.authorityKeyIdentifier ?? {};
    expect(keyIdentifier && encodeHex(keyIdentifier)).toBe(await digest(bare.publicKey.key));
    const withSerial = profile === 'cert-gen';
    expect(serialNumber).toEqual(withSerial ? bare.serialNumber : undefined);
    expect(issuer?.map((name) => (name.kind === 'directory' ? printName(name.value) : name.kind))).toEqual(
      withSerial ? [printName(bare.issuer)] : undefined,
    );
  });

  test.each(PROFILES)('4.2.1.2 subject key identifier of %s: SHA-1 of the key, not critical', async (profile) => {
    for (const { subjectKeyIdentifier, publicKey, extensions } of Object.values(await makeAll(profile))) {
      expect(subjectKeyIdentifier && encodeHex(subjectKeyIdentifier)).toBe(await digest(publicKey.key));
      expect(extensions.find(({ oid }) => oid === '2.5.29.14')?.critical).toBe(false);
    }
  });

  test('4.2.1.2 a renewed authority keeps what it calls its key, and its name; with another key a new one', async () => {
    const base = await makeAuthority(engine);
    const renews = { ...base.certificate, subjectKeyIdentifier: Uint8Array.of(1, 2, 3, 4, 5) };
    const renewed = await makeAuthority(engine, { renews, commonName: 'not this' });
    expect(renewed.certificate.subjectKeyIdentifier).toEqual(renews.subjectKeyIdentifier);
    expect(printName(renewed.certificate.subject)).toBe('CN=Test root');
    expect((await makeLeaf(renewed)).authorityKeyIdentifier?.keyIdentifier).toEqual(renews.subjectKeyIdentifier);
    const rekeyed = await makeAuthority(engine, { renews, kind: 'P-384' });
    const { publicKey, subjectKeyIdentifier = new Uint8Array() } = rekeyed.certificate;
    expect(encodeHex(subjectKeyIdentifier)).toBe(await digest(publicKey.key));
  });

  test('an authority that is renewed is limited to the names that it was limited to (4.2.1.10)', async () => {
    const base = await makeAuthority(engine);
    const excluded = encodeDer(
      contextTag(1, true),
      encodeDer(TAG.sequence, encodeDer(contextTag(2), encodeUtf8('a.b'))),
    );
    const limit = { oid: '2.5.29.30', critical: true, value: encodeDer(TAG.sequence, excluded) };
    const renews = { ...base.certificate, extensions: [limit, ...base.certificate.extensions] };
    const { certificate } = await makeAuthority(engine, { renews });
    expect(certificate.extensions.filter(({ oid }) => oid === limit.oid)).toEqual([limit]);
    expect(certificate.nameConstraints?.excluded).toEqual([{ kind: 'dns', value: 'a.b' }]);
    expect(base.certificate.nameConstraints).toBeUndefined();
  });

  test.each(PROFILES)('4.2.1.3 key usage of %s: authorities sign certificates, and it is critical', async (profile) => {
    const { root, intermediate, leaf, selfSigned } = await makeAll(profile);
    for (const certificate of [root, intermediate, leaf, selfSigned]) {
      const found = certificate?.extensions.find(({ oid }) => oid === '2.5.29.15');
      if (found !== undefined) expect(found.critical).toBe(true);
      expect(certificate?.keyUsage?.includes('keyCertSign') ?? false).toBe(
        certificate === root || certificate === intermediate,
      );
    }
  });

  test('4.2.1.3 and RFC 5480, 3: a key on a curve is not for enciphering keys, an RSA key may be', async () => {
    const root = await makeAuthority(engine, { profile: 'cert-gen' });
    const issuer = await createLeafIssuer(engine, { authority: root, profile: 'cert-gen', role: 'device', validity });
    const usages = await Promise.all(
      (['P-384', 'RSA-2048'] as const).map(async (kind) => {
        const { spki } = (await makeAuthority(engine, { kind })).certificate.publicKey;
        return read(await issuer.issue('device-1', spki)).keyUsage;
      }),
    );
    expect(usages).toEqual([
      ['digitalSignature', 'nonRepudiation'],
      ['digitalSignature', 'nonRepudiation', 'keyEncipherment'],
    ]);
  });

  test.each(PROFILES)(
    '4.2.1.9 basic constraints of %s: authorities say so, critically, nobody else does',
    async (profile) => {
      const all = await makeAll(profile);
      for (const [name, { basicConstraints, extensions }] of Object.entries(all)) {
        const isAuthority = name === 'root' || name === 'intermediate';
        expect(basicConstraints?.ca ?? false).toBe(isAuthority);
        if (isAuthority) expect(extensions.find(({ oid }) => oid === '2.5.29.19')?.critical).toBe(true);
      }
    },
  );

  test.each(PROFILES)('4.2.1.9 path length of %s: as it was wished for, from none to 12', async (profile) => {
    const root = await makeAuthority(engine, { profile });
    for (const pathLength of [0, 1, 12]) {
      const limited = await makeAuthority(engine, { profile, pathLength });
      const below = await makeAuthority(engine, { profile, pathLength, under: root, kind: 'P-384' });
      expect(limited.certificate.basicConstraints).toEqual({ ca: true, pathLength });
      expect(below.certificate.basicConstraints).toEqual({ ca: true, pathLength });
    }
    expect(root.certificate.basicConstraints).toEqual({ ca: true, pathLength: undefined });
  });

  test.each(PROFILES)('4.2.1.12 extended key usage of %s: every device is a client', async (profile) => {
    const { leaf, leafBelow, selfSigned } = await makeAll(profile);
    for (const device of [leaf, leafBelow, selfSigned]) expect(device?.extendedKeyUsage).toContain('1.3.6.1.5.5.7.3.2');
  });

  describe.each(PROFILES)('6.1 a chain of %s holds', (profile) => {
    test.each(KEY_KINDS)('with a root on %s and every kind of key below it', async (rootKind) => {
      const root = await makeAuthority(engine, { profile, kind: rootKind });
      for (const kind of KEY_KINDS) {
        const intermediate = await makeAuthority(engine, { profile, kind, under: root, pathLength: 0 });
        const issuer = await createLeafIssuer(engine, { authority: intermediate, profile, role: 'module', validity });
        const { spki } = (await makeAuthority(engine, { kind })).certificate.publicKey;
        const leaf = read(await issuer.issue('device-1/module-1', spki));
        const request = { leaf, intermediates: [intermediate.certificate], anchors: [root.certificate], at: NOW };
        expect(await judgeChain(engine.subtle, { ...request, usage: 'clientAuth' })).toMatchObject({ ok: true });
      }
    });
  });

  test.each(PROFILES)('6.1 what signs itself holds where it is trusted itself: %s', async (profile) => {
    const leaf = await makeSelfSigned(profile);
    const request = { leaf, intermediates: [], anchors: [leaf], at: NOW, usage: 'clientAuth' as const };
    expect(await judgeChain(engine.subtle, request)).toMatchObject({ ok: true });
    expect(printName(leaf.issuer)).toBe(printName(leaf.subject));
  });
});

/** An attribute of any type, in each of the string types that names are found with. */
const attribute = fc
  .tuple(
    fc.constantFrom(3, 6, 7, 8, 10, 11),
    fc.constantFrom(TAG.utf8String, TAG.printableString, TAG.teletexString, TAG.bmpString, TAG.ia5String),
    fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '.', '-'), minLength: 1, maxLength: 12 }),
  )
  .map(([arc, tag, text]) => {
    const octets = encodeUtf8(text);
    const value = tag === TAG.bmpString ? Uint8Array.from([...octets].flatMap((octet) => [0, octet])) : octets;
    return encodeDer(TAG.sequence, Uint8Array.of(TAG.oid, 3, 0x55, 4, arc), encodeDer(tag, value));
  });

function timesOf({ tbs }: Certificate): { tag: number; text: string }[] {
  const parts = enterDer(readDer(tbs, TAG.sequence));
  for (let skipped = 0; skipped < 4; skipped += 1) parts.read();
  const times = enterDer(parts.read(TAG.sequence));
  return [times.read(), times.read()].map(({ tag, content }) => ({ tag, text: String.fromCharCode(...content) }));
}

/** Gives the certificate without one of its extensions, which its signature then does not fit any more. */
function dropExtension({ der }: Certificate, oid: string): Uint8Array {
  const [tbs, algorithm, signature] = readEach(readDer(der, TAG.sequence));
  const parts = readEach(tbs as DerValue);
  const kept = readEach(readInner(parts.pop() as DerValue, TAG.sequence)).filter(
    (extension) => enterDer(extension).read(TAG.oid).content.join() !== oid,
  );
  const list = encodeDer(contextTag(3, true), encodeDer(TAG.sequence, ...kept.map((one) => one.der)));
  const body = encodeDer(TAG.sequence, ...parts.map((part) => part.der), list);
  return encodeDer(TAG.sequence, body, (algorithm as DerValue).der, (signature as DerValue).der);
}
