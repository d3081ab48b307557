import { describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { generateKeyPair } from '#core/issuing/key-pair';
import type { SigningWish } from '#core/ports/certificate-maker';
import { readSigningRequest, verifySigningRequest } from '#core/x509/signing-request';
import { printPem } from '#core/x509/pem';
import { createTestCertificateMaker, deviceWish, forDays, rootWish } from '../../../support/certificate-makers.ts';

const { crypto } = globalThis;
const { subtle } = crypto;

const requestWish = {
  commonName: ' pump-19 ',
  purpose: 'general',
  keyKind: 'P-256',
  keyPlace: 'browser',
} as const;

/** A request as a device makes it. */
async function makeElsewhere(commonName: string, keyKind: 'P-256' | 'P-384' = 'P-256'): Promise<Uint8Array> {
  return issueSigningRequest(crypto, { commonName, keys: await generateKeyPair(subtle, keyKind, false) });
}

const bytesOf = (base64: string): Uint8Array => decodeBase64(base64) ?? new Uint8Array();

describe('a request', () => {
  test('is signed with its key, which stays here', async () => {
    const maker = createTestCertificateMaker();
    const id = await maker.makeRequest(requestWish);
    const [request] = (await maker.shelf()).requests;
    expect(request).toMatchObject({ id, commonName: 'pump-19', keyKind: 'P-256', key: { kind: 'browser' } });
    const read = readSigningRequest(bytesOf(request!.requestBase64));
    expect(read.ok && (await verifySigningRequest(subtle, read.value))).toBe(true);
    expect(await maker.ports.vault.list('private-key')).toHaveLength(1);
  });

  test('for an authority may have any name, one for DPS that of a device', async () => {
    const maker = createTestCertificateMaker();
    await expect(maker.makeRequest({ ...requestWish, commonName: 'Plant CA, Süd' })).resolves.toBeTruthy();
    const wish = { ...requestWish, purpose: 'dps-issuance', keyKind: 'P-384' } as const;
    await expect(maker.makeRequest({ ...wish, commonName: 'Plant CA' })).rejects.toMatchObject({
      code: 'id/character',
    });
    await expect(maker.makeRequest(wish)).resolves.toBeTruthy();
  });

  test('that is removed takes its key along', async () => {
    const maker = createTestCertificateMaker();
    await maker.remove(await maker.makeRequest(requestWish));
    expect((await maker.shelf()).requests).toEqual([]);
    expect(await maker.ports.vault.list('private-key')).toEqual([]);
  });

  test('is done when its certificate comes back, with its chain in any order, and the key is that of the certificate', async () => {
    const [device, office] = [createTestCertificateMaker(), createTestCertificateMaker()];
    const requestId = await device.makeRequest({ ...requestWish, commonName: 'Plant CA' });
    const { requestBase64 } = (await device.shelf()).requests[0]!;
    const rootId = await office.makeAuthority(rootWish());
    const wish = { requestBase64, authorityId: rootId, role: 'intermediate', commonName: 'Plant CA' } as const;
    const signedId = await office.signRequest({ ...wish, profile: 'azure', validity: forDays(100) });
    const { facts, chain } = await office.kept(signedId);
    const parts = [chain[0]!, facts].map(({ derBase64 }) => printPem('CERTIFICATE', bytesOf(derBase64)));
    const id = await device.completeRequest(requestId, { parts });
    expect(await device.kept(id)).toMatchObject({
      role: 'intermediate',
      origin: 'request',
      key: { kind: 'browser' },
      chain: [{ commonName: 'Fleet Root' }],
    });
    expect((await device.shelf()).requests).toEqual([]);
    const leaf = await device.kept(await device.makeDevice(deviceWish(id, { validity: forDays(90) })));
    expect(leaf.chain).toHaveLength(2);
  });

  test('that is removed while its certificate is read takes its key along, and leaves no certificate without one', async () => {
    const shared = { vault: createMemoryVault(subtle), locks: createMemoryLocks() };
    const [maker, otherTab] = [createTestCertificateMaker(shared), createTestCertificateMaker(shared)];
    const requestId = await maker.makeRequest(requestWish);
    const { requestBase64 } = (await maker.shelf()).requests[0]!;
    const rootId = await maker.makeAuthority(rootWish());
    const wish = { requestBase64, authorityId: rootId, role: 'device', commonName: 'pump-19' } as const;
    const signedId = await maker.signRequest({ ...wish, profile: 'azure', validity: forDays(100) });
    const { derBase64 } = (await maker.kept(signedId)).facts;
    await maker.remove(signedId);
    const completing = maker.completeRequest(requestId, { parts: [bytesOf(derBase64)] });
    await otherTab.remove(requestId);
    await expect(completing).rejects.toMatchObject({ code: 'certificate/unknown' });
    expect((await maker.shelf()).certificates.map(({ id }) => id)).toEqual([rootId]);
    expect(await shared.vault.list('private-key')).toHaveLength(1);
  });

  test('is not done by a key alone: there is no certificate in it', async () => {
    const maker = createTestCertificateMaker();
    const requestId = await maker.makeRequest(requestWish);
    const { privateKey } = await generateKeyPair(subtle, 'P-256', true);
    const key = printPem('PRIVATE KEY', new Uint8Array(await subtle.exportKey('pkcs8', privateKey)));
    await expect(maker.completeRequest(requestId, { parts: [key] })).rejects.toMatchObject({ code: 'x509/none-found' });
    expect((await maker.shelf()).requests).toHaveLength(1);
  });

  test('is not done by a certificate for another key, and stays', async () => {
    const maker = createTestCertificateMaker();
    const requestId = await maker.makeRequest(requestWish);
    const { facts } = await maker.kept(await maker.makeAuthority(rootWish()));
    const completing = maker.completeRequest(requestId, { parts: [bytesOf(facts.derBase64)] });
    await expect(completing).rejects.toMatchObject({ code: 'certificate/other-key', facts: { name: 'pump-19' } });
    expect((await maker.shelf()).requests).toHaveLength(1);
    await maker.remove(requestId);
    const late = maker.completeRequest(requestId, { parts: [bytesOf(facts.derBase64)] });
    await expect(late).rejects.toMatchObject({ code: 'certificate/unknown' });
  });
});

describe('a request of somebody else', () => {
  test.each([
    ['PEM with words around it', (der: Uint8Array) => `Dear all\n${printPem('CERTIFICATE REQUEST', der)}Regards`],
    ['the older label', (der: Uint8Array) => printPem('NEW CERTIFICATE REQUEST', der)],
    ['DER', (der: Uint8Array) => der],
    ['base64', (der: Uint8Array) => `  ${encodeBase64(der)}\n`],
    ['a file of PEM', (der: Uint8Array) => new TextEncoder().encode(printPem('CERTIFICATE REQUEST', der))],
  ])('is reviewed as %s', async (_form, print) => {
    const der = await makeElsewhere('pump-20', 'P-384');
    const review = await createTestCertificateMaker().reviewRequest({ parts: [print(der)] });
    expect(review).toMatchObject({ commonName: 'pump-20', keyKind: 'P-384', isSelfSigned: true, problems: [] });
    expect(bytesOf(review.requestBase64)).toEqual(der);
  });

  test('that is none, or several, or broken, is said to be so', async () => {
    const maker = createTestCertificateMaker();
    const [first, second] = [await makeElsewhere('a'), await makeElsewhere('b')];
    const { facts } = await maker.kept(await maker.makeAuthority(rootWish()));
    const review = (...parts: (string | Uint8Array)[]) => maker.reviewRequest({ parts });
    const none = { code: 'certificate/no-request' };
    await expect(review('Dear all')).rejects.toMatchObject(none);
    await expect(review(bytesOf(facts.derBase64))).rejects.toMatchObject(none);
    await expect(review(printPem('CERTIFICATE', bytesOf(facts.derBase64)))).rejects.toMatchObject(none);
    const several = { code: 'certificate/several-requests', facts: { count: 2 } };
    await expect(review(first, printPem('CERTIFICATE REQUEST', second))).rejects.toMatchObject(several);
    await expect(review(first, printPem('CERTIFICATE REQUEST', first))).resolves.toBeTruthy();
    const cut = printPem('CERTIFICATE REQUEST', first).slice(0, 200);
    await expect(review(cut)).rejects.toMatchObject({ code: 'x509/cut-short', facts: { number: 1 } });
    await expect(review(first.subarray(0, 60))).rejects.toMatchObject({
      code: 'x509/form',
      facts: { what: 'request' },
    });
  });

  const makeOffice = async () => {
    const maker = createTestCertificateMaker();
    const authorityId = await maker.makeAuthority(rootWish());
    const sign = async (der: Uint8Array, parts: Partial<SigningWish> = {}) =>
      maker.signRequest({
        requestBase64: encodeBase64(der),
        authorityId,
        role: 'device',
        commonName: 'pump-20',
        profile: 'azure',
        validity: forDays(90),
        ...parts,
      });
    return { maker, authorityId, sign };
  };

  test('is signed for its key, which is elsewhere, and noted in the log', async () => {
    const { maker, authorityId, sign } = await makeOffice();
    const der = await makeElsewhere('pump-20');
    const kept = await maker.kept(await sign(der));
    expect(kept).toMatchObject({ role: 'device', origin: 'request', key: { kind: 'elsewhere' }, authorityId });
    expect(await maker.log(authorityId)).toMatchObject([
      { commonName: 'pump-20', serialNumber: kept.facts.serialNumber },
    ]);
    expect(await maker.ports.vault.list('private-key')).toHaveLength(1);
    await expect(sign(der)).rejects.toMatchObject({ code: 'certificate/issued-before' });
    await expect(sign(der, { again: true })).resolves.toBeTruthy();
  });

  test('is signed under another name, and for an authority', async () => {
    const { maker, sign } = await makeOffice();
    const renamed = await sign(await makeElsewhere('whatever'), { commonName: 'pump-21' });
    expect((await maker.kept(renamed)).facts).toMatchObject({ commonName: 'pump-21', isAuthority: false });
    const edge = await sign(await makeElsewhere('edge'), { role: 'edge-ca', commonName: 'edge-1' });
    expect((await maker.kept(edge)).facts).toMatchObject({ commonName: 'edge-1.ca', isAuthority: true, pathLength: 0 });
  });

  test('that is not signed with its own key is not signed here either', async () => {
    const { maker, authorityId, sign } = await makeOffice();
    const der = await makeElsewhere('pump-20');
    const forged = new Uint8Array(der);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    await expect(sign(forged)).rejects.toMatchObject({ code: 'certificate/request-signature' });
    expect(await maker.log(authorityId)).toEqual([]);
  });
});
