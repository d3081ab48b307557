import { describe, expect, test } from 'vitest';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { contextTag, encodeDer, readDer, TAG } from '#core/bytes/der';
import { encodeCount, encodeOid } from '#core/bytes/der-values';
import { encodeUtf8 } from '#core/bytes/text';
import { settle } from '#core/errors/settle';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { KeyKind } from '#core/issuing/key-kind';
import { generateKeyPair } from '#core/issuing/key-pair';
import { issueAuthority } from '#core/issuing/issue-authority';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import { encryptPrivateKey } from '#core/pkcs/encrypted-key';
import { writePfx } from '#core/pkcs/write-pfx';
import type { Vault } from '#core/ports/vault';
import { readCertificate } from '#core/x509/certificate';
import { printPem } from '#core/x509/pem';
import { createTestCertificateMaker, deviceWish, forDays, rootWish } from '../../../support/certificate-makers.ts';

const { crypto } = globalThis;
const { subtle } = crypto;
const PASSWORD = 'to open it';
const KEEP = 'vault' as const;

interface Made {
  readonly der: Uint8Array;
  readonly pkcs8: Uint8Array;
  readonly privateKey: CryptoKey;
}

async function makeKeys(kind: KeyKind = 'P-256') {
  const keys = await generateKeyPair(subtle, kind, true);
  return { keys, pkcs8: new Uint8Array(await subtle.exportKey('pkcs8', keys.privateKey)) };
}

/** The same authority with its name and key, for longer; `calledBy`: what it now calls its key. */
async function makeLonger(made: Made, calledBy?: Uint8Array): Promise<Made> {
  const before = settle(readCertificate(made.der)).value;
  const renews = { ...before, subjectKeyIdentifier: calledBy ?? before.subjectKeyIdentifier };
  const keys = { publicKey: before.publicKey.spki, privateKey: made.privateKey };
  const plan = { commonName: '', profile: 'azure', pathLength: undefined, validity: forDays(2000) } as const;
  return { ...made, der: await issueAuthority(crypto, { ...plan, keys, renews }) };
}

/** An authority made elsewhere; below `above`, if there is one. */
async function makeElsewhere(commonName: string, above?: Made, kind?: KeyKind): Promise<Made> {
  const { keys, pkcs8 } = await makeKeys(kind);
  const plan = { commonName, profile: 'azure', pathLength: undefined, keys, validity: forDays(1000) } as const;
  const authority = above && { certificateDer: above.der, privateKey: above.privateKey };
  const der = await issueAuthority(crypto, authority === undefined ? plan : { ...plan, authority });
  return { der, pkcs8, privateKey: keys.privateKey };
}

async function makeLeaf(commonName: string, above: Made): Promise<Made> {
  const authority = { certificateDer: above.der, privateKey: above.privateKey };
  const issuer = await createLeafIssuer(crypto, { authority, profile: 'azure', role: 'device', validity: forDays(90) });
  const { der, pkcs8 } = await issuer.issueWithNewKey(commonName, 'P-256');
  return { der, pkcs8, privateKey: above.privateKey };
}

async function makeChain() {
  const root = await makeElsewhere('Root elsewhere');
  const plant = await makeElsewhere('Plant elsewhere', root);
  return { root, plant, leaf: await makeLeaf('pump-1', plant) };
}

const pem = (...made: readonly Made[]): string => made.map(({ der }) => printPem('CERTIFICATE', der)).join('');
const keyPem = ({ pkcs8 }: Made): string => printPem('PRIVATE KEY', pkcs8);
const namesOf = (facts: readonly { readonly commonName: string }[]): string[] =>
  facts.map(({ commonName }) => commonName);

describe('what is imported', () => {
  test('as one text in any order is one certificate with its chain sorted, and signs with its key', async () => {
    const { root, plant } = await makeChain();
    const maker = createTestCertificateMaker();
    const text = `Bag Attributes\n${pem(root)}nothing\n${keyPem(plant)}${pem(plant)}`;
    const id = await maker.importCertificate({ parts: [text] }, KEEP);
    expect(await maker.kept(id)).toMatchObject({
      role: 'intermediate',
      origin: 'imported',
      profile: 'azure',
      authorityId: undefined,
      key: { kind: 'vault', isExportable: false },
      facts: { commonName: 'Plant elsewhere' },
      chain: [{ commonName: 'Root elsewhere' }],
    });
    const leaf = await maker.kept(await maker.makeDevice(deviceWish(id)));
    expect(namesOf(leaf.chain)).toEqual(['Plant elsewhere', 'Root elsewhere']);
  });

  test.each([
    ['PEM', ({ der, pkcs8 }: Made) => [printPem('CERTIFICATE', der), printPem('PRIVATE KEY', pkcs8)]],
    ['DER', ({ der, pkcs8 }: Made) => [pkcs8, der]],
    [
      'PEM in files, the key encrypted',
      async ({ der, pkcs8 }: Made) => [
        new TextEncoder().encode(printPem('CERTIFICATE', der)),
        new TextEncoder().encode(
          printPem('ENCRYPTED PRIVATE KEY', await encryptPrivateKey(crypto, pkcs8, PASSWORD, 2048)),
        ),
      ],
    ],
    ['a PFX', async ({ der, pkcs8 }: Made) => [await makePfx(der, pkcs8)]],
    ['the base64 of a PFX', async ({ der, pkcs8 }: Made) => [encodeBase64(await makePfx(der, pkcs8))]],
    ['a PFX in BER, as Firefox writes it', async ({ der, pkcs8 }: Made) => [openLength(await makePfx(der, pkcs8))]],
  ] as const)('as %s has its key', async (_form, print) => {
    const root = await makeElsewhere('Root elsewhere', undefined, 'P-384');
    const maker = createTestCertificateMaker();
    const id = await maker.importCertificate({ parts: await print(root), password: PASSWORD }, 'vault-exportable');
    expect(await maker.kept(id)).toMatchObject({
      role: 'root',
      authorityId: id,
      key: { kind: 'vault', isExportable: true },
    });
    const [entry] = await maker.ports.vault.list('private-key');
    const key = await maker.ports.vault.openKey(entry!.id);
    expect(new Uint8Array(await subtle.exportKey('pkcs8', key!))).toEqual(root.pkcs8);
  });

  /** Of a length that is told by its end (X.690, 8.1.3.6). */
  const openLength = (der: Uint8Array): Uint8Array =>
    new Uint8Array([TAG.sequence, 0x80, ...readDer(der, TAG.sequence).content, 0, 0]);

  const makePfx = (der: Uint8Array, pkcs8: Uint8Array): Promise<Uint8Array> =>
    writePfx(crypto, {
      pkcs8,
      certificates: [der],
      friendlyName: 'root',
      password: PASSWORD,
      iterations: 2048,
      form: 'modern',
    });

  /** SignedData without a signer (RFC 5652, 5.1), as `openssl crl2pkcs7` writes it. */
  const makeBundle = (...made: readonly Made[]): Uint8Array => {
    const list = encodeDer(contextTag(0, true), ...made.map(({ der }) => der));
    const data = encodeDer(TAG.sequence, encodeOid('1.2.840.113549.1.7.1'));
    const none = encodeDer(TAG.set);
    const signed = encodeDer(TAG.sequence, encodeCount(1), none, data, list, none);
    return encodeDer(TAG.sequence, encodeOid('1.2.840.113549.1.7.2'), encodeDer(contextTag(0, true), signed));
  };

  test.each([
    ['DER', (der: Uint8Array) => der],
    ['PEM', (der: Uint8Array) => printPem('PKCS7', der)],
    ['base64', (der: Uint8Array) => encodeBase64(der)],
  ])('as a bundle (PKCS #7) in %s has its chain', async (_form, print) => {
    const { root, plant, leaf } = await makeChain();
    const maker = createTestCertificateMaker();
    const parts = [print(makeBundle(root, leaf, plant)), keyPem(leaf)];
    const kept = await maker.kept(await maker.importCertificate({ parts }, KEEP));
    expect(kept).toMatchObject({ role: 'device', facts: { commonName: 'pump-1' }, key: { kind: 'vault' } });
    expect(namesOf(kept.chain)).toEqual(['Plant elsewhere', 'Root elsewhere']);
  });

  test('a second time with its issuers gets the chain that it lacked', async () => {
    const { root, plant, leaf } = await makeChain();
    const maker = createTestCertificateMaker();
    const id = await maker.importCertificate({ parts: [pem(leaf)] }, KEEP);
    expect((await maker.kept(id)).chain).toEqual([]);
    expect(await maker.importCertificate({ parts: [pem(root, leaf, plant)] }, KEEP)).toBe(id);
    expect(namesOf((await maker.kept(id)).chain)).toEqual(['Plant elsewhere', 'Root elsewhere']);
    await maker.importCertificate({ parts: [pem(leaf)] }, KEEP);
    expect((await maker.kept(id)).chain).toHaveLength(2);
  });

  test('for this browser has a key that nobody reads', async () => {
    const root = await makeElsewhere('Root elsewhere', undefined, 'RSA-2048');
    const maker = createTestCertificateMaker();
    const id = await maker.importCertificate({ parts: [pem(root), keyPem(root)] }, 'browser');
    expect((await maker.kept(id)).key).toEqual({ kind: 'browser' });
    const [entry] = await maker.ports.vault.list('private-key');
    expect(await maker.ports.vault.openKey(entry!.id)).toMatchObject({ extractable: false });
    await expect(maker.prove(id, 'A1B2')).resolves.toBeTruthy();
  });

  test('without a key signs nothing, and gets its key later', async () => {
    const root = await makeElsewhere('Root elsewhere');
    const maker = createTestCertificateMaker();
    const id = await maker.importCertificate({ parts: [pem(root)] }, KEEP);
    expect((await maker.kept(id)).key).toEqual({ kind: 'elsewhere' });
    const facts = { name: 'Root elsewhere' };
    await expect(maker.makeDevice(deviceWish(id))).rejects.toMatchObject({ code: 'certificate/key-elsewhere', facts });
    expect(await maker.importCertificate({ parts: [keyPem(root), pem(root)] }, KEEP)).toBe(id);
    await expect(maker.makeDevice(deviceWish(id))).resolves.toBeTruthy();
    expect(await maker.importCertificate({ parts: [pem(root)] }, KEEP)).toBe(id);
    expect(await maker.importCertificate({ parts: [pem(root), keyPem(root)] }, KEEP)).toBe(id);
    expect((await maker.shelf()).certificates).toHaveLength(2);
    expect(await maker.ports.vault.list('private-key')).toHaveLength(2);
  });

  test('for a key that is here already, as one that was renewed elsewhere, has that key and no copy of it', async () => {
    const root = await makeElsewhere('Root elsewhere');
    const plant = await makeElsewhere('Plant elsewhere', root);
    const maker = createTestCertificateMaker();
    const first = await maker.importCertificate({ parts: [pem(plant), keyPem(plant)] }, KEEP);
    const keys = { publicKey: settle(readCertificate(plant.der)).value.publicKey.spki };
    const authority = { certificateDer: root.der, privateKey: root.privateKey };
    const plan = { commonName: 'Plant elsewhere', profile: 'azure', pathLength: 0, validity: forDays(2000) } as const;
    const der = await issueAuthority(crypto, { ...plan, keys, authority });
    const next = await maker.importCertificate({ parts: [der] }, 'vault-exportable');
    expect((await maker.kept(next)).key).toEqual({ kind: 'vault', isExportable: false });
    expect(await maker.ports.vault.list('private-key')).toHaveLength(1);
    await maker.remove(first);
    await expect(maker.makeDevice(deviceWish(next))).resolves.toBeTruthy();
  });

  test('finds its issuer among what is kept, and what is kept finds its issuer in it', async () => {
    const { root, plant, leaf } = await makeChain();
    const maker = createTestCertificateMaker();
    const leafId = await maker.importCertificate({ parts: [pem(leaf)] }, KEEP);
    expect(await maker.kept(leafId)).toMatchObject({ role: 'device', chain: [], authorityId: undefined });
    const plantId = await maker.importCertificate({ parts: [pem(plant)] }, KEEP);
    expect(await maker.kept(leafId)).toMatchObject({
      authorityId: plantId,
      chain: [{ commonName: 'Plant elsewhere' }],
    });
    const rootId = await maker.importCertificate({ parts: [pem(root)] }, KEEP);
    expect(await maker.kept(plantId)).toMatchObject({ authorityId: rootId, chain: [{ commonName: 'Root elsewhere' }] });
    expect(await maker.kept(leafId)).toMatchObject({ authorityId: plantId });
    expect(namesOf((await maker.kept(leafId)).chain)).toEqual(['Plant elsewhere', 'Root elsewhere']);
    const second = await maker.importCertificate({ parts: [pem(await makeLeaf('pump-2', plant))] }, KEEP);
    expect(await maker.kept(second)).toMatchObject({ authorityId: plantId });
    expect(namesOf((await maker.kept(second)).chain)).toEqual(['Plant elsewhere', 'Root elsewhere']);
  });

  test('again after it was removed is the issuer of what it issued', async () => {
    const { root, plant } = await makeChain();
    const maker = createTestCertificateMaker();
    const first = await maker.importCertificate({ parts: [pem(root, plant), keyPem(plant)] }, KEEP);
    const leafId = await maker.makeDevice(deviceWish(first));
    await maker.remove(first);
    const again = await maker.importCertificate({ parts: [pem(plant, root), keyPem(plant)] }, KEEP);
    expect(await maker.kept(leafId)).toMatchObject({ authorityId: again });
    expect((await maker.kept(leafId)).chain).toHaveLength(2);
  });

  test('is told from an authority of the same name by what signed it', async () => {
    const [first, second] = [await makeElsewhere('One name'), await makeElsewhere('One name')];
    const maker = createTestCertificateMaker();
    await maker.importCertificate({ parts: [pem(first)] }, KEEP);
    const secondId = await maker.importCertificate({ parts: [pem(second)] }, KEEP);
    const leafId = await maker.importCertificate({ parts: [pem(await makeLeaf('pump-3', second))] }, KEEP);
    expect(await maker.kept(leafId)).toMatchObject({ authorityId: secondId });
  });

  test('with several certificates of its issuer has the one that ends last, as long as that has the key that it names', async () => {
    const root = await makeElsewhere('Root elsewhere');
    const longer = await makeLonger(root);
    const renamed = await makeLonger(root, Uint8Array.of(1, 2, 3, 4));
    const leaf = await makeLeaf('pump-1', root);
    const endsOf = async (...issuers: readonly Made[]): Promise<number[]> => {
      const maker = createTestCertificateMaker();
      const { chain } = await maker.kept(await maker.importCertificate({ parts: [pem(leaf, ...issuers)] }, KEEP));
      return chain.map(({ notAfter }) => notAfter);
    };
    const [first, last] = [forDays(1000).notAfter, forDays(2000).notAfter];
    expect(await endsOf(root, longer)).toEqual([last]);
    expect(await endsOf(longer, root)).toEqual([last]);
    expect(await endsOf(renamed, root)).toEqual([first]);
    expect(await endsOf(renamed)).toEqual([last]);
  });

  test('with several certificates for its key is the one that ends last', async () => {
    const root = await makeElsewhere('Root elsewhere');
    const longer = await makeLonger(root);
    for (const text of [pem(root, longer), pem(longer, root)]) {
      const maker = createTestCertificateMaker();
      const id = await maker.importCertificate({ parts: [text, keyPem(root)] }, KEEP);
      expect((await maker.kept(id)).facts.notAfter).toBe(forDays(2000).notAfter);
    }
  });

  test('below more authorities than any verifier follows has ten of them', async () => {
    let last = await makeElsewhere('CA 0');
    const all = [last];
    for (let index = 1; index < 12; index += 1) all.push((last = await makeElsewhere(`CA ${index}`, last)));
    const maker = createTestCertificateMaker();
    const id = await maker.importCertificate({ parts: [pem(...all, await makeLeaf('pump-1', last))] }, KEEP);
    expect((await maker.kept(id)).chain).toHaveLength(10);
  });

  test('below authorities that signed each other has each of them once in its chain', async () => {
    const north = await makeElsewhere('North');
    const south = await makeElsewhere('South', north);
    const keys = { publicKey: settle(readCertificate(north.der)).value.publicKey.spki };
    const authority = { certificateDer: south.der, privateKey: south.privateKey };
    const plan = { commonName: 'North', profile: 'azure', pathLength: undefined, validity: forDays(2000) } as const;
    const crossed = { ...north, der: await issueAuthority(crypto, { ...plan, keys, authority }) };
    const maker = createTestCertificateMaker();
    const id = await maker.importCertificate({ parts: [pem(crossed, south, await makeLeaf('pump-1', south))] }, KEEP);
    expect(namesOf((await maker.kept(id)).chain)).toEqual(['South', 'North']);
  });

  test('is no way to have a record sealed anew that somebody altered', async () => {
    const { plant, leaf } = await makeChain();
    const vault = createMemoryVault(subtle);
    const read: Vault['read'] = async (kind, id) => {
      if (kind === 'certificate') throw new WorkbenchError('vault/tampered', { kind });
      return vault.read(kind, id);
    };
    const whole = createTestCertificateMaker({ vault });
    const id = await whole.importCertificate({ parts: [leaf.der] }, KEEP);
    const maker = createTestCertificateMaker({ vault: { ...vault, read } });
    const code = 'vault/tampered';
    await expect(maker.importCertificate({ parts: [pem(leaf, plant)] }, KEEP)).rejects.toMatchObject({ code });
    await expect(maker.importCertificate({ parts: [plant.der] }, KEEP)).rejects.toMatchObject({ code });
    expect((await whole.shelf()).certificates).toMatchObject([{ id, chain: [] }]);
  });

  test('has the role that it says of itself', async () => {
    const { leaf, plant, root } = await makeChain();
    const { keys } = await makeKeys();
    const own = await issueSelfSigned(crypto, { commonName: 'valve-9', keys, validity: forDays(9), profile: 'azure' });
    const maker = createTestCertificateMaker();
    const modules = await makeLeaf('edge-1/filter', plant);
    const roles: string[] = [];
    for (const der of [leaf.der, plant.der, root.der, own, modules.der]) {
      roles.push((await maker.kept(await maker.importCertificate({ parts: [der] }, KEEP))).role);
    }
    expect(roles).toEqual(['device', 'intermediate', 'root', 'self-signed', 'module']);
  });
});

describe('what cannot be imported', () => {
  test('of thousands of certificates is refused before anybody has to wait', async () => {
    const { der } = await makeLeaf('pump-00000', await makeElsewhere('Root elsewhere'));
    const at = new TextDecoder('latin1').decode(der).indexOf('pump-00000') + 'pump-'.length;
    const many = Array.from({ length: 4000 }, (_, index) => {
      const other = new Uint8Array(der);
      other.set(encodeUtf8(String(index).padStart(5, '0')), at);
      return printPem('CERTIFICATE', other);
    });
    const importing = createTestCertificateMaker().importCertificate({ parts: [many.join('')] }, KEEP);
    await expect(importing).rejects.toMatchObject({ code: 'x509/several', facts: { count: 4000 } });
  });

  const wrong: readonly (readonly [string, () => Promise<readonly (Uint8Array | string)[]>, string])[] = [
    ['nothing', async () => [], 'x509/empty'],
    ['an empty text', async () => [' '], 'x509/empty'],
    ['a letter', async () => ['Dear all'], 'x509/none-found'],
    ['a key alone', async () => [keyPem(await makeElsewhere('A'))], 'certificate/key-alone'],
    [
      'a key with the certificate of another',
      async () => [pem(await makeElsewhere('A')), keyPem(await makeElsewhere('A'))],
      'certificate/key-alone',
    ],
    [
      'two keys with their certificates',
      async () => {
        const [a, b] = [await makeElsewhere('A'), await makeElsewhere('B')];
        return [pem(a, b), keyPem(a), keyPem(b)];
      },
      'certificate/several-keys',
    ],
    [
      'two certificates that are no chain',
      async () => [pem(await makeElsewhere('A'), await makeElsewhere('B'))],
      'x509/several',
    ],
    [
      'a key without the password',
      async () => {
        const { der, pkcs8 } = await makeElsewhere('A');
        return [der, printPem('ENCRYPTED PRIVATE KEY', await encryptPrivateKey(crypto, pkcs8, PASSWORD, 2048))];
      },
      'pkcs/password-missing',
    ],
  ];
  test.each(wrong)('%s is refused by its name, and nothing is kept', async (_what, print, code) => {
    const maker = createTestCertificateMaker();
    await expect(maker.importCertificate({ parts: await print() }, KEEP)).rejects.toMatchObject({ code });
    expect((await maker.shelf()).certificates).toEqual([]);
    expect(await maker.ports.vault.list('private-key')).toEqual([]);
  });

  test('a PFX with another password is refused', async () => {
    const { der, pkcs8 } = await makeElsewhere('A');
    const content = { pkcs8, certificates: [der] as const, friendlyName: 'a' };
    const pfx = await writePfx(crypto, { ...content, password: PASSWORD, iterations: 2048, form: 'modern' });
    const maker = createTestCertificateMaker();
    const source = { parts: [pfx], password: 'another' };
    await expect(maker.importCertificate(source, KEEP)).rejects.toMatchObject({ code: 'pkcs/password-wrong' });
    const closed = { parts: [pfx] };
    await expect(maker.importCertificate(closed, KEEP)).rejects.toMatchObject({ code: 'pkcs/password-missing' });
  });
});

test('a root that was made here and exported comes back as the one that is kept', async () => {
  const maker = createTestCertificateMaker();
  const id = await maker.makeAuthority(rootWish());
  const { facts } = await maker.kept(id);
  expect(await maker.importCertificate({ parts: [decodeBase64(facts.derBase64)!] }, KEEP)).toBe(id);
  expect((await maker.kept(id)).origin).toBe('made');
});
