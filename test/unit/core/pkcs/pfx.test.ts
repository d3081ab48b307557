import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeBase64 } from '#core/bytes/base64';
import { contextTag, encodeDer, TAG } from '#core/bytes/der';
import { encodeCount, encodeOid } from '#core/bytes/der-values';
import { sha1 } from '#core/bytes/sync-digest';
import { encodeEncryptedKey } from '#core/pkcs/encrypted-key';
import { ITERATION_LIMIT, PKCS_LIMIT } from '#core/pkcs/opening';
import { createPbes2 } from '#core/pkcs/pbes2';
import type { Pfx } from '#core/pkcs/pfx-contents';
import { createMacWriter } from '#core/pkcs/pfx-mac';
import { PFX_OBJECT } from '#core/pkcs/pfx-object';
import { readPrivateKey } from '#core/pkcs/private-key';
import { isPfx, readPfx } from '#core/pkcs/read-pfx';
import { createPfxWriter, type NewPfx, writePfx } from '#core/pkcs/write-pfx';
import published from '../../../vectors/rfc9579.json';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const { subtle } = globalThis.crypto;
const leaf = encodeDer(TAG.sequence, new Uint8Array(300).fill(1));
const root = encodeDer(TAG.sequence, new Uint8Array(400).fill(2));
let pkcs8: Bytes;
let pfx: NewPfx;

beforeAll(async () => {
  const { privateKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
  pfx = { pkcs8, certificates: [leaf, root], friendlyName: 'sensor-01' };
});

async function open(bytes: Uint8Array, password?: string): Promise<{ readonly pfx: Pfx; readonly codes: string[] }> {
  const verdict = await readPfx(subtle, bytes, password);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return { pfx: verdict.value, codes: verdict.notes.map(({ code }) => code) };
}

async function refuse(bytes: Uint8Array, password?: string): Promise<unknown> {
  const verdict = await readPfx(subtle, bytes, password);
  if (verdict.ok) throw new Error('it was read');
  return verdict.findings;
}

describe.each(await loadCryptoEngines())('a PFX that we wrote, with %s', (_name, crypto) => {
  test.each([
    ['modern', '1234'],
    ['modern', 'Größe 🌡'],
    ['modern', ''],
    ['modern', 'x'.repeat(64)],
    ['legacy', '1234'],
    ['legacy', 'Größe 🌡'],
    ['legacy', ''],
    ['legacy', 'x'.repeat(64)],
  ] as const)('comes back as it was (%s, password %j)', async (form, password) => {
    const bytes = await writePfx(crypto, { ...pfx, form, password, iterations: 50 });
    expect(isPfx(bytes)).toBe(true);
    const verdict = await readPfx(crypto.subtle, bytes, password);
    const attributes = { friendlyName: 'sensor-01', localKeyId: sha1(leaf) };
    expect(verdict).toMatchObject({
      ok: true,
      value: { keys: [{ pkcs8, ...attributes }], certificates: [{ der: leaf, ...attributes }, { der: root }] },
    });
    expect(verdict.ok && verdict.value.certificates[1]).toEqual({ der: root });
    expect(verdict.ok && verdict.notes.map(({ code, facts }) => [code, facts])).toEqual(
      form === 'modern' ? [] : [['pkcs/weak-encryption', { what: 'pfx', algorithm: '3DES' }]],
    );
  });

  test.each(['modern', 'legacy'] as const)('opens with no other password (%s)', async (form) => {
    const bytes = await writePfx(crypto, { ...pfx, form, password: '1234', iterations: 50 });
    for (const password of ['12345', '1234 ', '', '1234\0']) {
      expect(await readPfx(crypto.subtle, bytes, password)).toMatchObject({
        ok: false,
        findings: [{ code: 'pkcs/password-wrong', facts: { what: 'pfx' } }],
      });
    }
    expect(await readPfx(crypto.subtle, bytes)).toMatchObject({ findings: [{ code: 'pkcs/password-missing' }] });
  });
});

describe('a PFX of one password', () => {
  test('whose password is empty opens without being asked for one', async () => {
    const bytes = await writePfx(globalThis.crypto, { ...pfx, form: 'modern', password: '', iterations: 50 });
    expect((await open(bytes)).pfx.keys).toHaveLength(1);
  });

  test.each(['modern', 'legacy'] as const)('is one of many that are never alike, and all open (%s)', async (form) => {
    const write = await createPfxWriter(globalThis.crypto, { form, password: '1234', iterations: 50 });
    const files = [await write(pfx), await write(pfx), await write({ ...pfx, friendlyName: '🌡' })];
    for (const file of files) expect((await open(file, '1234')).pfx.keys[0]?.pkcs8).toEqual(pkcs8);
    expect((await open(files[2] ?? new Uint8Array(), '1234')).pfx.keys[0]?.friendlyName).toBe('🌡');
    const ciphertexts = files.map((file) => String(file.subarray(100, 300)));
    expect(new Set(ciphertexts).size).toBe(3);
  });

  test('any name and any password that is Unicode come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.constantFrom('modern' as const, 'legacy' as const),
        async (name, password, form) => {
          const friendlyName = name.replaceAll('\0', '');
          const bytes = await writePfx(globalThis.crypto, { ...pfx, friendlyName, form, password, iterations: 2 });
          expect((await open(bytes, password)).pfx.keys[0]).toMatchObject({ pkcs8, friendlyName });
        },
      ),
      { numRuns: 60 },
    );
  });
});

test.each(['A.1', 'A.3'] as const)('a PFX with PBMAC1 is read as RFC 9579 publishes it: %s', async (name) => {
  const bytes = decodeBase64(published[name].join('')) ?? new Uint8Array();
  const { pfx: read, codes } = await open(bytes, '1234');
  expect(codes).toEqual([]);
  expect(read.certificates).toHaveLength(1);
  const key = await readPrivateKey(subtle, read.keys[0]?.pkcs8 ?? '');
  expect(key.ok && key.value.kind).toBe('RSA-2048');
  expect(await refuse(bytes, '12345')).toMatchObject([{ code: 'pkcs/password-wrong' }]);
});

test('a PBMAC1 whose key is short, or may be, could be forged, and is refused', async () => {
  const form = [{ code: 'pkcs/form', facts: { what: 'pfx', mistake: 'value' } }];
  const unsaid = decodeBase64(published['A.6'].join('')) ?? new Uint8Array();
  expect(await refuse(unsaid, '1234')).toEqual(form);
  // The one length in the last hundred octets becomes 1.
  const short = decodeBase64(published['A.1'].join('')) ?? new Uint8Array();
  const at = short.findIndex((octet, index) => index > short.length - 100 && octet === 2 && short[index + 2] === 32);
  expect(short.subarray(at, at + 3)).toEqual(new Uint8Array([2, 1, 32]));
  short[at + 2] = 1;
  expect(await refuse(short, '1234')).toEqual(form);
});

const sequence = (...parts: Uint8Array[]): Bytes => encodeDer(TAG.sequence, ...parts);
const explicit = (value: Uint8Array): Bytes => encodeDer(contextTag(0, true), value);
const octets = (content: Uint8Array): Bytes => encodeDer(TAG.octetString, content);
const data = (...bags: Uint8Array[]): Bytes =>
  sequence(encodeOid(PFX_OBJECT.data), explicit(octets(sequence(...bags))));
const bag = (type: string, value: Uint8Array, ...attributes: Uint8Array[]): Bytes =>
  sequence(encodeOid(type), explicit(value), ...attributes);
const certificateBag = (der: Uint8Array, ...attributes: Uint8Array[]): Bytes =>
  bag(PFX_OBJECT.certificateBag, sequence(encodeOid(PFX_OBJECT.x509Certificate), explicit(octets(der))), ...attributes);
/** A PFX of these parts, without a MAC unless one is given. */
const outline = (content: Uint8Array, ...mac: Uint8Array[]): Bytes =>
  sequence(encodeCount(3), sequence(encodeOid(PFX_OBJECT.data), explicit(octets(content))), ...mac);
const withMac = async (content: Bytes, password: string): Promise<Bytes> =>
  outline(content, await createMacWriter(globalThis.crypto, 'SHA-256', { password, iterations: 10 })(content));
const shroud = async (password: string): Promise<Bytes> => {
  const encrypt = await createPbes2(globalThis.crypto, { password, iterations: 10 });
  return bag(PFX_OBJECT.shroudedKeyBag, encodeEncryptedKey(await encrypt(pkcs8)));
};

describe('a PFX of others', () => {
  test('has several keys, bare or not, and bags within bags', async () => {
    const nested = bag(PFX_OBJECT.safeContentsBag, sequence(certificateBag(root), bag(PFX_OBJECT.keyBag, pkcs8)));
    const content = sequence(data(await shroud('1234'), nested), data(certificateBag(leaf)));
    const { pfx: read } = await open(await withMac(content, '1234'), '1234');
    expect(read).toEqual({ keys: [{ pkcs8 }, { pkcs8 }], certificates: [{ der: root }, { der: leaf }] });
  });

  test('without a password has a key in it that is only called encrypted, as GnuTLS writes it', async () => {
    const bytes = await withMac(sequence(data(bag(PFX_OBJECT.shroudedKeyBag, pkcs8))), '');
    expect((await open(bytes)).pfx.keys).toEqual([{ pkcs8 }]);
  });

  test('holds other things, which are counted', async () => {
    const crl = bag('1.2.840.113549.1.12.10.1.4', sequence());
    const sdsi = bag(
      PFX_OBJECT.certificateBag,
      sequence(encodeOid('1.2.840.113549.1.9.22.2'), explicit(octets(new Uint8Array()))),
    );
    const verdict = await readPfx(subtle, outline(sequence(data(crl, sdsi, certificateBag(leaf)))), '');
    expect(verdict).toMatchObject({
      ok: true,
      value: { keys: [], certificates: [{ der: leaf }] },
      notes: [{ code: 'pkcs/no-mac' }, { code: 'pkcs/passed-over', facts: { count: 2 } }],
    });
  });

  test('has attributes that are no names, or of another type, which are passed over', async () => {
    const set = (...values: Uint8Array[]): Bytes => encodeDer(TAG.set, ...values);
    const attributes = set(
      sequence(encodeOid(PFX_OBJECT.friendlyName), set(encodeDer(TAG.boolean, new Uint8Array([0xff])))),
      sequence(encodeOid(PFX_OBJECT.localKeyId), set()),
      sequence(encodeOid('1.3.6.1.4.1.311.17.1'), set(encodeDer(TAG.bmpString, new Uint8Array([0, 0x4d])))),
    );
    const name = set(
      sequence(encodeOid(PFX_OBJECT.friendlyName), set(encodeDer(TAG.bmpString, new Uint8Array([0, 0x4d, 0, 0])))),
    );
    const bytes = outline(sequence(data(certificateBag(leaf, attributes), certificateBag(root, name))));
    expect((await open(bytes, '')).pfx.certificates).toEqual([{ der: leaf }, { der: root, friendlyName: 'M' }]);
  });

  test('without a MAC is read, and said to be without', async () => {
    const bytes = outline(sequence(data(await shroud('1234'))));
    expect(await open(bytes, '1234')).toMatchObject({ pfx: { keys: [{ pkcs8 }] }, codes: ['pkcs/no-mac'] });
    expect(await refuse(bytes, '12345')).toEqual([{ code: 'pkcs/password-wrong', facts: { what: 'pfx' } }]);
    expect(await refuse(bytes)).toEqual([{ code: 'pkcs/password-missing', facts: { what: 'pfx' } }]);
  });

  test('whose key has a password of its own is told from one whose password is wrong', async () => {
    const bytes = await withMac(sequence(data(await shroud('other'))), '1234');
    expect(await refuse(bytes, '1234')).toEqual([{ code: 'pkcs/two-passwords', facts: {} }]);
    expect(await refuse(bytes, 'other')).toEqual([{ code: 'pkcs/password-wrong', facts: { what: 'pfx' } }]);
  });

  test('was changed after it was written, which its MAC shows', async () => {
    const bytes = await writePfx(globalThis.crypto, { ...pfx, form: 'modern', password: '1234', iterations: 2 });
    bytes[bytes.length - 200] = (bytes.at(-200) ?? 0) ^ 1;
    expect(await refuse(bytes, '1234')).toEqual([{ code: 'pkcs/password-wrong', facts: { what: 'pfx' } }]);
  });
});

describe('a PFX in BER', () => {
  const END = new Uint8Array(2);
  /** Constructed, of a length that is told by its end. */
  const endless = (tag: number, ...parts: Uint8Array[]): Bytes =>
    new Uint8Array([tag, 0x80, ...parts.flatMap((part) => [...part]), ...END]);
  const inPieces = (content: Uint8Array): Bytes => {
    const pieces: Bytes[] = [];
    for (let at = 0; at < content.length; at += 100) pieces.push(octets(content.subarray(at, at + 100)));
    return endless(0x24, ...pieces);
  };

  test('is read in all of its layers', async () => {
    const encrypt = await createPbes2(globalThis.crypto, { password: '1234', iterations: 10 });
    const { algorithm, ciphertext } = await encrypt(endless(TAG.sequence, certificateBag(leaf)));
    const pieces = endless(contextTag(0, true), octets(ciphertext.subarray(0, 48)), octets(ciphertext.subarray(48)));
    const inner = endless(TAG.sequence, encodeOid(PFX_OBJECT.data), algorithm, pieces);
    const encrypted = endless(
      TAG.sequence,
      encodeOid(PFX_OBJECT.encryptedData),
      endless(contextTag(0, true), endless(TAG.sequence, encodeCount(0), inner)),
    );
    const key = sequence(
      encodeOid(PFX_OBJECT.data),
      endless(contextTag(0, true), inPieces(sequence(await shroud('1234')))),
    );
    const content = endless(TAG.sequence, encrypted, key);
    const mac = await createMacWriter(globalThis.crypto, 'SHA-1', { password: '1234', iterations: 10 })(content);
    const safe = endless(TAG.sequence, encodeOid(PFX_OBJECT.data), endless(contextTag(0, true), inPieces(content)));
    const bytes = endless(TAG.sequence, encodeCount(3), safe, mac);
    expect(isPfx(bytes)).toBe(true);
    expect((await open(bytes, '1234')).pfx).toEqual({ keys: [{ pkcs8 }], certificates: [{ der: leaf }] });
    expect(await refuse(bytes, '12345')).toMatchObject([{ code: 'pkcs/password-wrong' }]);
  });
});

describe('in the place of a PFX', () => {
  test.each([
    ['nothing', new Uint8Array(), 'ends-early'],
    ['a certificate', sequence(sequence(), sequence()), 'tag'],
    ['another version', sequence(encodeCount(4), sequence()), 'value'],
    ['a bag with too much in it', outline(sequence(data(certificateBag(leaf, sequence())))), 'after-end'],
    ['a bag without a value', outline(sequence(data(sequence(encodeOid(PFX_OBJECT.keyBag))))), 'ends-early'],
    ['a key of another form', outline(sequence(data(bag(PFX_OBJECT.keyBag, sequence(encodeCount(0)))))), 'value'],
  ])('%s is refused', async (_what, bytes, mistake) => {
    expect(await refuse(bytes, '')).toEqual([{ code: 'pkcs/form', facts: { what: 'pfx', mistake } }]);
  });

  test('too many bytes are not looked at', async () => {
    expect(await refuse(new Uint8Array(PKCS_LIMIT + 1))).toEqual([
      { code: 'pkcs/too-large', facts: { bytes: PKCS_LIMIT + 1, limit: PKCS_LIMIT } },
    ]);
  });

  test('what is signed or encrypted for a certificate is called so', async () => {
    const signed = sequence(encodeCount(3), sequence(encodeOid('1.2.840.113549.1.7.2'), explicit(sequence())));
    expect(await refuse(signed)).toMatchObject([{ facts: { algorithm: 'a signature in place of a password' } }]);
    const enveloped = outline(sequence(sequence(encodeOid('1.2.840.113549.1.7.3'), explicit(sequence()))));
    expect(await refuse(enveloped)).toMatchObject([{ facts: { algorithm: 'a certificate in place of a password' } }]);
  });

  test('what costs hours is refused at once, and what costs too much together with the rest', async () => {
    const salt = octets(new Uint8Array(8));
    const hash = sequence(encodeOid('2.16.840.1.101.3.4.2.1'));
    const mac = sequence(sequence(hash, octets(new Uint8Array(32))), salt, encodeCount(ITERATION_LIMIT + 1));
    const facts = { what: 'pfx', limit: ITERATION_LIMIT };
    expect(await refuse(outline(sequence(), mac), '1234')).toEqual([
      { code: 'pkcs/too-slow', facts: { ...facts, iterations: ITERATION_LIMIT + 1 } },
    ]);
    const algorithm = sequence(encodeOid('1.2.840.113549.1.12.1.1'), sequence(salt, encodeCount(ITERATION_LIMIT - 5)));
    const key = encodeEncryptedKey({ algorithm, ciphertext: new Uint8Array(16) });
    const content = sequence(data(bag(PFX_OBJECT.shroudedKeyBag, key)));
    expect(await refuse(await withMac(content, '1234'), '1234')).toEqual([
      { code: 'pkcs/too-slow', facts: { ...facts, iterations: ITERATION_LIMIT + 5 } },
    ]);
  });

  test.each([
    ['in DER', '3082010002010330', true],
    ['in BER', '3080020103', true],
    ['a key', '3081870201003013', false],
    ['a certificate', '308201003081', false],
    ['nothing', '', false],
  ])('%s is told by how it begins', (_what, digits, expected) => {
    expect(isPfx(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))).toBe(expected);
  });
});
