import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '#core/bytes/base64';
import { contextTag, encodeDer, encodeUnsigned, readDer, readEach, TAG } from '#core/bytes/der';
import { DER_NULL, encodeBitOctets, encodeCount, encodeOid } from '#core/bytes/der-values';
import { encodeUtf8 } from '#core/bytes/text';
import { encryptPrivateKey } from '#core/pkcs/encrypted-key';
import { ITERATION_LIMIT, PKCS_LIMIT } from '#core/pkcs/opening';
import { type PrivateKey, readPrivateKey } from '#core/pkcs/private-key';
import { printPem } from '#core/x509/pem';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';

type Bytes = Uint8Array<ArrayBuffer>;

interface Made {
  readonly pkcs8: Bytes;
  readonly spki: Bytes;
}

async function make(algorithm: EcKeyGenParams | RsaHashedKeyGenParams): Promise<Made> {
  const { subtle } = globalThis.crypto;
  const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return {
    pkcs8: new Uint8Array(await subtle.exportKey('pkcs8', privateKey)),
    spki: new Uint8Array(await subtle.exportKey('spki', publicKey)),
  };
}

const onCurve = (namedCurve: string): Promise<Made> => make({ name: 'ECDSA', namedCurve });
const rsa = (modulusLength: number): Promise<Made> =>
  make({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) });

const KINDS = {
  'P-256': await onCurve('P-256'),
  'P-384': await onCurve('P-384'),
  'P-521': await onCurve('P-521'),
  'RSA-2048': await rsa(2048),
  'RSA-1024': await rsa(1024),
} as const;
const { 'P-256': ec, 'RSA-2048': rsa2048 } = KINDS;

const sequence = (...parts: Uint8Array[]): Bytes => encodeDer(TAG.sequence, ...parts);
const octets = (content: Uint8Array): Bytes => encodeDer(TAG.octetString, content);
const oid = encodeOid;

/** The key inside PKCS #8: PKCS #1 or SEC 1. */
const insideOf = ({ pkcs8 }: Made): Bytes => readEach(readDer(pkcs8, TAG.sequence))[2]?.content ?? new Uint8Array();
/** The private number of a key on P-256. */
const numberOf = (made: Made): Bytes => readEach(readDer(insideOf(made), TAG.sequence))[1]?.content ?? new Uint8Array();
const pointOf = ({ spki }: Made): Bytes =>
  readEach(readDer(spki, TAG.sequence))[1]?.content.subarray(1) ?? new Uint8Array();

const P256 = oid('1.2.840.10045.3.1.7');
const ON_P256 = sequence(oid('1.2.840.10045.2.1'), P256);
const info = (algorithm: Uint8Array, key: Uint8Array, ...more: Uint8Array[]): Bytes =>
  sequence(encodeCount(0), algorithm, octets(key), ...more);
const sec1 = (number: Uint8Array, ...more: Uint8Array[]): Bytes => sequence(encodeCount(1), octets(number), ...more);

async function read(
  source: Uint8Array | string,
  password?: string,
  subtle = globalThis.crypto.subtle,
): Promise<PrivateKey> {
  const verdict = await readPrivateKey(subtle, source, password);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

async function refuse(source: Uint8Array | string, password?: string): Promise<unknown> {
  const verdict = await readPrivateKey(globalThis.crypto.subtle, source, password);
  if (verdict.ok) throw new Error('it was read');
  return verdict.findings;
}

describe.each(await loadCryptoEngines())('a private key, with %s', (_name, crypto) => {
  const { subtle } = crypto;

  test.each(Object.entries(KINDS))(
    'on %s comes back as WebCrypto wrote it, with its public key',
    async (kind, made) => {
      const key = await read(made.pkcs8, undefined, subtle);
      expect(key.pkcs8).toEqual(made.pkcs8);
      expect(key.publicKey.spki).toEqual(made.spki);
      expect(key.kind).toBe(['P-521', 'RSA-1024'].includes(kind) ? undefined : kind);
    },
  );

  test.each(Object.entries(KINDS))('on %s is the same in its old form', async (_kind, made) => {
    // What SEC 1 says in the place of the algorithm around it.
    const curve = readEach(readDer(made.pkcs8, TAG.sequence))[1];
    const parameters = curve === undefined ? undefined : readEach(curve)[1]?.der;
    const [version, number, point] = readEach(readDer(insideOf(made), TAG.sequence));
    const isRsa = number?.tag === TAG.integer;
    const old =
      isRsa || version === undefined || number === undefined || point === undefined || parameters === undefined
        ? insideOf(made)
        : sequence(version.der, number.der, encodeDer(contextTag(0, true), parameters), point.der);
    const key = await read(old, undefined, subtle);
    expect(key.pkcs8).toEqual(made.pkcs8);
    expect(await read(printPem(isRsa ? 'RSA PRIVATE KEY' : 'EC PRIVATE KEY', old), undefined, subtle)).toEqual(key);
  });

  test('of Java has no public point, and gets it', async () => {
    const key = await read(info(ON_P256, sec1(numberOf(ec))), undefined, subtle);
    expect(key.pkcs8).toEqual(ec.pkcs8);
  });

  test.each(['', 'Größe 🌡', 'x'.repeat(64)])(
    'that is encrypted opens with its password alone (%j)',
    async (password) => {
      const encrypted = await encryptPrivateKey(crypto, rsa2048.pkcs8, password, 1000);
      const pem = printPem('ENCRYPTED PRIVATE KEY', encrypted);
      expect((await read(pem, password, subtle)).pkcs8).toEqual(rsa2048.pkcs8);
      expect((await read(encrypted, password, subtle)).pkcs8).toEqual(rsa2048.pkcs8);
      const wrong = await readPrivateKey(subtle, pem, `${password}.`);
      expect(wrong).toMatchObject({ ok: false, findings: [{ code: 'pkcs/password-wrong', facts: { what: 'key' } }] });
      const missing = await readPrivateKey(subtle, pem);
      expect(missing).toMatchObject({
        ok: false,
        findings: [{ code: 'pkcs/password-missing', facts: { what: 'key' } }],
      });
    },
  );

  test('whose parts are of two keys is refused', async () => {
    const other = await onCurve('P-256');
    const mixed = info(ON_P256, sec1(numberOf(ec), encodeDer(contextTag(1, true), encodeBitOctets(pointOf(other)))));
    expect(await readPrivateKey(subtle, mixed)).toMatchObject({ findings: [{ code: 'pkcs/key-mismatch' }] });
    const numbers = readEach(readDer(insideOf(rsa2048), TAG.sequence)).map(({ der }) => der);
    const others = readEach(readDer(insideOf(await rsa(2048)), TAG.sequence)).map(({ der }) => der);
    const pkcs1 = sequence(...numbers.slice(0, 3), ...others.slice(3));
    expect(await readPrivateKey(subtle, pkcs1)).toMatchObject({ findings: [{ code: 'pkcs/key-mismatch' }] });
  });
});

describe('a private key is found', () => {
  const pem = printPem('PRIVATE KEY', ec.pkcs8);
  const utf16 = (text: string): Uint8Array => {
    const bytes = new Uint8Array(2 + text.length * 2);
    bytes.set([0xff, 0xfe]);
    for (let at = 0; at < text.length; at += 1) bytes[2 + at * 2] = text.charCodeAt(at);
    return bytes;
  };

  test.each([
    ['in a text', pem],
    ['in a file of text', encodeUtf8(pem)],
    ['in a file of Windows PowerShell', utf16(pem)],
    ['behind lines that end as on Windows', pem.replaceAll('\n', '\r\n')],
    ['behind line ends that are written out', pem.replaceAll('\n', '\\n')],
    ['among words and certificates', `Bag Attributes\n${printPem('CERTIFICATE', ec.spki)}subject=\n\n${pem}\nbye`],
    ['under another label than its own', printPem('RSA PRIVATE KEY', ec.pkcs8)],
    ['without armour', encodeBase64(ec.pkcs8)],
    ['without armour, in lines', `  ${encodeBase64(ec.pkcs8).replace(/.{64}/g, '$&\r\n')}\n`],
  ])('%s', async (_where, source) => {
    expect((await read(source)).pkcs8).toEqual(ec.pkcs8);
  });

  test('behind the parameters that openssl ecparam writes, which say its curve', async () => {
    const parameters = printPem('EC PARAMETERS', P256);
    expect((await read(parameters + printPem('EC PRIVATE KEY', sec1(numberOf(ec))))).pkcs8).toEqual(ec.pkcs8);
  });

  test('that GnuTLS wrote, which names no curve, by its public point', async () => {
    const point = encodeDer(contextTag(1, true), encodeBitOctets(pointOf(ec)));
    expect((await read(sec1(numberOf(ec), point))).pkcs8).toEqual(ec.pkcs8);
    const other = encodeDer(contextTag(1, true), encodeBitOctets(pointOf(await onCurve('P-256'))));
    expect(await refuse(sec1(numberOf(ec), other))).toMatchObject([{ code: 'pkcs/form' }]);
  });

  test('with attributes and a public key beside it, which are left out', async () => {
    const usage = sequence(oid('2.5.29.15'), encodeDer(TAG.set, encodeDer(TAG.bitString, new Uint8Array([0, 0x10]))));
    const attributes = encodeDer(contextTag(0, true), usage);
    const publicKey = encodeDer(contextTag(1), new Uint8Array(1), pointOf(ec));
    const [, algorithm, key] = readEach(readDer(ec.pkcs8, TAG.sequence));
    if (algorithm === undefined || key === undefined) throw new Error('no key');
    const wide = sequence(encodeCount(1), algorithm.der, key.der, attributes, publicKey);
    expect((await read(wide)).pkcs8).toEqual(ec.pkcs8);
  });

  test('with a compressed point, or with zeros more or less before the number', async () => {
    const point = pointOf(ec);
    const compressed = new Uint8Array([2 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1, 33)]);
    const compact = info(ON_P256, sec1(numberOf(ec), encodeDer(contextTag(1, true), encodeBitOctets(compressed))));
    expect((await read(compact)).pkcs8).toEqual(ec.pkcs8);
    expect((await read(info(ON_P256, sec1(new Uint8Array([0, 0, ...numberOf(ec)]))))).pkcs8).toEqual(ec.pkcs8);
    const short = await read(info(ON_P256, sec1(new Uint8Array([7]))));
    const long = await read(info(ON_P256, sec1(new Uint8Array(32).fill(7, 31))));
    expect(short.pkcs8).toEqual(long.pkcs8);
  });
});

describe('in the place of a private key', () => {
  test.each([
    ['nothing', ''],
    ['words', 'my key'],
    ['a certificate', printPem('CERTIFICATE', ec.spki)],
    ['a public key', ec.spki],
    ['a PFX', sequence(encodeCount(3), sequence(oid('1.2.840.113549.1.7.1')), sequence())],
    ['an empty sequence', sequence()],
  ])('%s is called no key', async (_what, source) => {
    expect(await refuse(source)).toEqual([{ code: 'pkcs/no-key', facts: {} }]);
  });

  test('several are too many', async () => {
    const pem = printPem('PRIVATE KEY', ec.pkcs8);
    expect(await refuse(pem + pem)).toEqual([{ code: 'pkcs/several-keys', facts: { count: 2 } }]);
  });

  test('half of one is told by its block', async () => {
    const pem = printPem('PRIVATE KEY', ec.pkcs8);
    const certificate = printPem('CERTIFICATE', ec.spki);
    expect(await refuse(certificate + pem.slice(0, 80))).toEqual([{ code: 'pkcs/cut-short', facts: { number: 2 } }]);
    expect(await refuse(pem.replace('M', '*'))).toEqual([{ code: 'pkcs/not-base64', facts: { number: 1 } }]);
    expect(await refuse(ec.pkcs8.subarray(0, -1))).toEqual([
      { code: 'pkcs/form', facts: { what: 'key', mistake: 'ends-early' } },
    ]);
  });

  test('a key of OpenSSH is sent to ssh-keygen', async () => {
    const pem = printPem('OPENSSH PRIVATE KEY', encodeUtf8('openssh-key-v1\0'));
    expect(await refuse(pem)).toEqual([{ code: 'pkcs/openssh-form', facts: {} }]);
  });

  test('too many bytes are not looked at', async () => {
    expect(await refuse(new Uint8Array(PKCS_LIMIT + 1).fill(TAG.sequence, 0, 1))).toEqual([
      { code: 'pkcs/too-large', facts: { bytes: PKCS_LIMIT + 1, limit: PKCS_LIMIT } },
    ]);
  });

  test.each([
    ['Ed25519', sequence(oid('1.3.101.112')), octets(new Uint8Array(32))],
    ['RSA for PSS alone', sequence(oid('1.2.840.113549.1.1.10')), insideOf(rsa2048)],
    ['the curve secp256k1', sequence(oid('1.2.840.10045.2.1'), oid('1.3.132.0.10')), sec1(numberOf(ec))],
    ['a curve that is described and not named', sequence(oid('1.2.840.10045.2.1'), sequence()), sec1(numberOf(ec))],
    ['1.2.3.4', sequence(oid('1.2.3.4')), new Uint8Array()],
  ])('a key of another kind is called by its name: %s', async (algorithm, identifier, key) => {
    expect(await refuse(info(identifier, key))).toEqual([
      { code: 'pkcs/unsupported', facts: { what: 'key', part: 'kind', algorithm } },
    ]);
  });

  test('a key of DSA, or of RSA with three primes, is no key of RSA', async () => {
    const one = encodeCount(1);
    expect(await refuse(sequence(encodeCount(0), one, one, one, one, one))).toMatchObject([
      { facts: { algorithm: 'DSA' } },
    ]);
    const three = sequence(one, one, one, one, one, one, one, one, one, sequence());
    expect(await refuse(three)).toMatchObject([{ facts: { algorithm: 'RSA with more than two primes' } }]);
  });

  test('a modulus that would keep us busy for minutes is refused', async () => {
    const modulus = encodeUnsigned(new Uint8Array(2049).fill(0xff));
    const rest = Array.from({ length: 7 }, () => encodeCount(3));
    expect(await refuse(sequence(encodeCount(0), modulus, ...rest))).toMatchObject([
      { code: 'pkcs/unsupported', facts: { algorithm: 'RSA with 16392 bits' } },
    ]);
  });

  test.each([
    ['a number of 0', info(ON_P256, sec1(new Uint8Array(32)))],
    ['a number that is too long', info(ON_P256, sec1(new Uint8Array(33).fill(1)))],
    ['no curve', sec1(numberOf(ec))],
    ['an RSA key with a number of 0', sequence(...Array.from({ length: 9 }, () => encodeCount(0)))],
    ['an RSA key with too few numbers', sequence(...Array.from({ length: 4 }, () => encodeCount(0)))],
    ['two keys in one', new Uint8Array([...ec.pkcs8, ...ec.pkcs8])],
  ])('%s is no form of a key', async (_what, der) => {
    expect(await refuse(der)).toMatchObject([{ code: 'pkcs/form', facts: { what: 'key' } }]);
  });
});

describe('an encrypted private key', () => {
  const PBES2 = oid('1.2.840.113549.1.5.13');
  const PBKDF2 = oid('1.2.840.113549.1.5.12');
  const AES_256 = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(new Uint8Array(16)));
  const SHA_256 = sequence(oid('1.2.840.113549.2.9'), DER_NULL);
  const stretching = (...parts: Uint8Array[]): Bytes => sequence(PBKDF2, sequence(octets(new Uint8Array(8)), ...parts));
  const encrypted = (...parts: Uint8Array[]): Bytes =>
    sequence(sequence(PBES2, sequence(...parts)), octets(new Uint8Array(16)));

  test('that asks for hours of hashing is refused at once', async () => {
    const slow = encrypted(stretching(encodeCount(ITERATION_LIMIT + 1), SHA_256), AES_256);
    const facts = { what: 'key', iterations: ITERATION_LIMIT + 1, limit: ITERATION_LIMIT };
    expect(await refuse(slow, 'x')).toEqual([{ code: 'pkcs/too-slow', facts }]);
    const old = sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octets(new Uint8Array(8)), encodeCount(4_000_000)));
    // Two digests for the key and one for the initial vector, each of them as often.
    expect(await refuse(sequence(old, octets(new Uint8Array(8))), 'x')).toEqual([
      { code: 'pkcs/too-slow', facts: { ...facts, iterations: 12_000_000 } },
    ]);
    for (const hash of ['1.2.840.113549.1.5.3', '1.2.840.113549.1.5.10']) {
      const oldest = sequence(oid(hash), sequence(octets(new Uint8Array(8)), encodeCount(ITERATION_LIMIT + 1)));
      expect(await refuse(sequence(oldest, octets(new Uint8Array(8))), 'x')).toEqual([
        { code: 'pkcs/too-slow', facts },
      ]);
    }
  });

  test.each([
    ['scrypt', encrypted(sequence(oid('1.3.6.1.4.1.11591.4.11'), sequence()), AES_256)],
    [
      'HMAC with SHA-224',
      encrypted(stretching(encodeCount(1), sequence(oid('1.2.840.113549.2.8'), DER_NULL)), AES_256),
    ],
    [
      'AES-256-GCM',
      encrypted(stretching(encodeCount(1), SHA_256), sequence(oid('2.16.840.1.101.3.4.1.46'), sequence())),
    ],
    ['1.2.3', sequence(sequence(oid('1.2.3')), octets(new Uint8Array(16)))],
  ])('in a way that is not read is called by its name: %s', async (algorithm, der) => {
    expect(await refuse(der, 'x')).toEqual([
      { code: 'pkcs/unsupported', facts: { what: 'key', part: 'protection', algorithm } },
    ]);
  });

  test.each([
    ['no iterations', encrypted(stretching(encodeCount(0), SHA_256), AES_256)],
    ['another length of the key', encrypted(stretching(encodeCount(1), encodeCount(16), SHA_256), AES_256)],
    [
      'half an initial vector',
      encrypted(
        stretching(encodeCount(1), SHA_256),
        sequence(oid('2.16.840.1.101.3.4.1.42'), octets(new Uint8Array(8))),
      ),
    ],
    ['no parameters', sequence(sequence(PBES2), octets(new Uint8Array(16)))],
    [
      'no salt',
      sequence(sequence(oid('1.2.840.113549.1.12.1.3'), sequence(encodeCount(1))), octets(new Uint8Array(8))),
    ],
  ])('with %s has no form of one', async (_what, der) => {
    expect(await refuse(der, 'x')).toMatchObject([{ code: 'pkcs/form', facts: { what: 'key' } }]);
  });

  test('that is empty is of another password, as far as can be told', async () => {
    const empty = sequence(
      sequence(PBES2, sequence(stretching(encodeCount(1), SHA_256), AES_256)),
      octets(new Uint8Array()),
    );
    expect(await refuse(empty, 'x')).toEqual([{ code: 'pkcs/password-wrong', facts: { what: 'key' } }]);
  });

  test('of old armour with a cipher that is not read is called by its name', async () => {
    const pem = (algorithm: string): string =>
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: ${algorithm},0102030405060708\n\nAAAA\n-----END RSA PRIVATE KEY-----\n`;
    expect(await refuse(pem('IDEA-CBC'), 'x')).toMatchObject([
      { code: 'pkcs/unsupported', facts: { algorithm: 'IDEA-CBC' } },
    ]);
    expect(await refuse(pem('AES-256-CBC'), 'x')).toMatchObject([{ code: 'pkcs/form' }]);
    expect(await refuse(pem('DES-EDE3-CBC'))).toMatchObject([{ code: 'pkcs/password-missing' }]);
  });
});
