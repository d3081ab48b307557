import 'reflect-metadata/lite';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeBase64 } from '#core/bytes/base64';
import { encodeHex } from '#core/bytes/hex';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { KEY_KINDS } from '#core/issuing/key-kind';
import { reviewRequest } from '#core/issuing/review-request';
import { commonNameOf } from '#core/x509/certificate';
import { readSigningRequest, type SigningRequest, verifySigningRequest } from '#core/x509/signing-request';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import { keysFor, keysOf, valueOf } from '../../../support/issuing.ts';

const { subtle } = globalThis.crypto;
const RSA_TIME_MS = 60_000;
beforeAll(() => Promise.all(KEY_KINDS.map(keysOf)), RSA_TIME_MS);

const readRequest = (der: Uint8Array): SigningRequest => valueOf(readSigningRequest(der));

describe.each(await loadCryptoEngines())('a request of ours, made with %s', (_name, engine) => {
  test.each(KEY_KINDS)('with a key on %s shows that its maker has it (RFC 2986, 3)', async (kind) => {
    const keys = await keysFor(engine, kind);
    const der = await issueSigningRequest(engine, { commonName: 'device-1', keys });
    const request = readRequest(der);
    expect(await verifySigningRequest(engine.subtle, request)).toBe(true);
    expect(commonNameOf(request.subject)).toBe('device-1');
    expect(request.extensions).toEqual([]);
    expect(await new Pkcs10CertificateRequest(new Uint8Array(der)).verify(globalThis.crypto)).toBe(true);
    const { problems, notes, keyKind } = await reviewRequest(engine.subtle, request);
    expect({ problems, notes, keyKind }).toEqual({ problems: [], notes: [], keyKind: kind });
  });
});

test('for issuance through DPS it has a key on P-384, signed with SHA-384, and the registration ID for its name', async () => {
  const der = await issueSigningRequest(crypto, { commonName: 'sensor-1', keys: await keysOf('P-384') });
  const request = readRequest(der);
  expect(request.publicKey.curve).toBe('P-384');
  expect(request.signatureAlgorithm.oid).toBe('1.2.840.10045.4.3.3');
  expect(request.subject.attributes).toHaveLength(1);
});

describe('the review of a request', () => {
  async function makeForeign(
    name: string,
    extensions: Extension[] = [],
    signingAlgorithm: EcdsaParams = { name: 'ECDSA', hash: 'SHA-256' },
  ): Promise<SigningRequest> {
    const keys = await keysOf('P-256');
    const made = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm, extensions });
    return readRequest(new Uint8Array(made.rawData));
  }

  test('tells what it asks for, and that only the name and the key are taken', async () => {
    const names = new SubjectAlternativeNameExtension([
      { type: 'dns', value: 'a.example' },
      { type: 'ip', value: '10.0.0.1' },
      { type: 'ip', value: '2001:db8::1' },
      { type: 'email', value: 'a@b.example' },
      { type: 'url', value: 'urn:uuid:1' },
      { type: 'dn', value: 'CN=other' },
      { type: 'id', value: '1.2.3' },
    ]);
    const purposes = new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    const authority = new BasicConstraintsExtension(true, 0, true);
    const request = await makeForeign('CN=device-1, O=Example', [names, purposes, authority]);
    const review = await reviewRequest(subtle, request);
    expect(review).toMatchObject({
      subjectName: 'O=Example,CN=device-1',
      commonName: 'device-1',
      keyKind: 'P-256',
      isSelfSigned: true,
      alternativeNames: [
        'DNS:a.example',
        'IP:10.0.0.1',
        'IP:2001:0db8:0000:0000:0000:0000:0000:0001',
        'email:a@b.example',
        'URI:urn:uuid:1',
        'DirName:CN=other',
        '[8]',
      ],
      extensions: ['subjectAltName', 'extKeyUsage', 'basicConstraints'],
      problems: [],
      notes: [
        { code: 'certificate/request-name-parts', facts: { kept: 'device-1' } },
        { code: 'certificate/request-authority', facts: {} },
        { code: 'certificate/request-alternative-names', facts: { count: 7 } },
        { code: 'certificate/request-purpose', facts: {} },
      ],
    });
    expect(encodeHex(decodeBase64(review.requestBase64) ?? new Uint8Array())).toBe(encodeHex(request.der));
  });

  test('judges the name as the ID of a device, which may be another in the certificate', async () => {
    const { notes } = await reviewRequest(subtle, await makeForeign('CN=Device 1'));
    expect(notes.map(({ code }) => code)).toEqual(['id/character']);
    const nameless = await reviewRequest(subtle, await makeForeign('O=Example'));
    expect(nameless.commonName).toBe('');
    expect(nameless.notes).toEqual([{ code: 'certificate/request-name', facts: {} }]);
  });

  test('refuses one that was changed after it was signed', async () => {
    const request = await makeForeign('CN=device-1');
    const changed = { ...request, tbs: request.tbs.map((octet, at) => (at === 20 ? octet ^ 1 : octet)) };
    expect(await reviewRequest(subtle, changed)).toMatchObject({
      isSelfSigned: false,
      problems: [{ code: 'certificate/request-signature', facts: { isWeak: false } }],
    });
  });

  test('refuses one that was signed with SHA-1, which shows nothing', async () => {
    const request = await makeForeign('CN=device-1', [], { name: 'ECDSA', hash: 'SHA-1' });
    expect(await reviewRequest(subtle, request)).toMatchObject({
      isSelfSigned: false,
      problems: [{ code: 'certificate/request-signature', facts: { isWeak: true } }],
    });
  });

  test('refuses a key that no certificate is made for, once, and says nothing of its signature', async () => {
    const request = await makeForeign('CN=device-1');
    const other = { ...request, publicKey: { ...request.publicKey, kind: 'other', curve: undefined } as const };
    expect(await reviewRequest(subtle, other)).toMatchObject({
      keyKind: undefined,
      problems: [{ code: 'certificate/request-key', facts: {} }],
    });
  });
});
