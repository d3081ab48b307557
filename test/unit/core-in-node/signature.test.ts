import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { contextTag, encodeDer, encodeUnsigned, TAG } from '#core/bytes/der';
import { decodeHex } from '#core/bytes/hex';
import { type Certificate, readCertificate } from '#core/x509/certificate';
import { decodeEcdsaSignature, encodeEcdsaSignature, judgeSignature } from '#core/x509/signature';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';
import { makeLeaf } from '../../support/openssl.ts';

const hex = (text: string): Uint8Array => decodeHex(text.replaceAll(' ', '')) ?? new Uint8Array();
const der = (tag: number, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => encodeDer(tag, ...parts);

let rsa: Certificate;
let ec: Certificate;

async function make(key: 'RSA-2048' | 'P-256', isPss: boolean): Promise<Certificate> {
  const verdict = readCertificate((await makeLeaf({ cn: 'self', key, isPss })).der);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

beforeAll(async () => {
  rsa = await make('RSA-2048', true);
  ec = await make('P-256', false);
});

const SHA256 = '300d06096086480165030402010500';
const SHA512 = '300d06096086480165030402030500';
const MGF1 = '06092a864886f70d010108';
const explicit = (number: number, content: Uint8Array): Uint8Array => der(contextTag(number, true), content);
const mask = (hash: string): Uint8Array => der(TAG.sequence, hex(MGF1), hex(hash));

describe.each(await loadCryptoEngines())('parameters of RSA-PSS (RFC 4055, 3.1), with %s', (_name, { subtle }) => {
  const judge = (...parts: Uint8Array[]) => {
    const parameters = der(TAG.sequence, ...parts);
    return judgeSignature(
      subtle,
      { ...rsa, signatureAlgorithm: { ...rsa.signatureAlgorithm, parameters } },
      rsa.publicKey,
    );
  };
  const hash = explicit(0, hex(SHA256));
  const salt = explicit(2, hex('020120'));

  test('that were signed with are good', async () => {
    expect(await judgeSignature(subtle, rsa, rsa.publicKey)).toBe('good');
    expect(await judge(hash, explicit(1, mask(SHA256)), salt)).toBe('good');
    expect(await judge(hash, explicit(1, mask(SHA256)), salt, explicit(3, hex('020101')))).toBe('good');
  });

  test('of another hash or salt do not fit', async () => {
    expect(await judge(explicit(0, hex(SHA512)), explicit(1, mask(SHA512)), salt)).toBe('signature');
    expect(await judge(hash, explicit(1, mask(SHA256)), explicit(2, hex('020121')))).toBe('signature');
  });

  test('that are left out mean SHA-1, which is weak', async () => {
    expect(await judge()).toBe('weak-signature');
    expect(await judge(explicit(1, mask(SHA256)), salt)).toBe('weak-signature');
  });

  test('that WebCrypto does not have, or that are none, cannot be checked', async () => {
    expect(await judge(hash, salt)).toBe('unsupported-algorithm');
    expect(await judge(hash, explicit(1, mask(SHA512)), salt)).toBe('unsupported-algorithm');
    expect(await judge(hash, explicit(1, mask(SHA256)), salt, explicit(3, hex('020102')))).toBe(
      'unsupported-algorithm',
    );
    expect(await judge(hex('0500'))).toBe('unsupported-algorithm');
  });

  test('of a salt that no key has room for are refused without a throw', async () => {
    for (const length of ['02020100', '020500ffffffff', '02047fffffff', '0201ff', '02060100000000ff']) {
      const verdict = await judge(hash, explicit(1, mask(SHA256)), explicit(2, hex(length)));
      expect(verdict).toMatch(/^(signature|unsupported-algorithm)$/);
    }
  });
});

describe('a signature', () => {
  const judge = (signed: Partial<Certificate>, { publicKey }: Certificate = ec) =>
    judgeSignature(globalThis.crypto.subtle, { ...ec, ...signed }, publicKey);

  test('by another kind of key does not fit', async () => {
    expect(await judge({}, rsa)).toBe('signature');
    expect(await judge(rsa, ec)).toBe('signature');
  });

  test('with parameters that its algorithm does not have cannot be checked (RFC 5758, 3.2)', async () => {
    const signatureAlgorithm = { ...ec.signatureAlgorithm, parameters: new Uint8Array(hex('0500')) };
    expect(await judge({ signatureAlgorithm })).toBe('unsupported-algorithm');
  });

  test('by a key whose point is not on its curve cannot be checked', async () => {
    const spki = new Uint8Array(ec.publicKey.spki);
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;
    expect(await judge({}, { ...ec, publicKey: { ...ec.publicKey, spki } })).toBe('unsupported-algorithm');
  });

  test('by an RSA key of more than 8192 bits is not worth the time', async () => {
    const publicKey = { ...rsa.publicKey, bits: 8193 };
    expect(await judge(rsa, { ...rsa, publicKey })).toBe('unsupported-algorithm');
  });
});

describe('r and s of ECDSA (RFC 3279, 2.2.3)', () => {
  test.each([256, 384, 521])('of %d bits are written and read as the same', (bits) => {
    const size = Math.ceil(bits / 8) * 2;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (raw) => {
        expect(decodeEcdsaSignature(encodeEcdsaSignature(raw), bits)).toEqual(raw);
      }),
      { numRuns: 200 },
    );
  });

  test('short numbers stand on the right', () => {
    const raw = decodeEcdsaSignature(hex('3006 020101 020102'), 256) ?? [];
    expect([raw.length, raw[31], raw[63], [...raw].filter((octet) => octet !== 0)]).toEqual([64, 1, 2, [1, 2]]);
  });

  test.each([
    ['negative', '3006 020181 020102'],
    ['one alone', '3003 020101'],
    ['three', '3009 020101 020102 020103'],
    ['not the shortest form', '3007 02020001 020102'],
    ['something behind them', '3006 020101 020102 00'],
    ['none', ''],
  ])('%s: refused', (_name, text) => {
    expect(decodeEcdsaSignature(hex(text), 256)).toBeUndefined();
  });

  test('one that is too long for its curve is refused', () => {
    const long = encodeUnsigned(new Uint8Array(33).fill(1));
    expect(decodeEcdsaSignature(der(TAG.sequence, long, encodeUnsigned(Uint8Array.of(1))), 256)).toBeUndefined();
  });
});
