import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encryptPrivateKey } from '#core/pkcs/encrypted-key';
import { type PrivateKey, readPrivateKey } from '#core/pkcs/private-key';
import { printPem } from '#core/x509/pem';
import { runTool } from '../../support/tools.ts';

// GnuTLS hashes a password 600,000 times.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KINDS = {
  'P-256': ['EC', 'ec_paramgen_curve:P-256'],
  'P-384': ['EC', 'ec_paramgen_curve:P-384'],
  'P-521': ['EC', 'ec_paramgen_curve:P-521'],
  'RSA-2048': ['RSA', 'rsa_keygen_bits:2048'],
  'RSA-3072': ['RSA', 'rsa_keygen_bits:3072'],
} as const;
type Kind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as Kind[];

const { subtle } = globalThis.crypto;
const LEGACY = ['-provider', 'legacy', '-provider', 'default'];

let folder: string;
const openssl = (...args: string[]): string => runTool('openssl', args, { cwd: folder }).stdout;
const file = (name: string): Promise<Buffer> => readFile(join(folder, name));

/** PKCS #8 in DER, by openssl. */
const pkcs8 = {} as Record<Kind, Buffer>;
/** The public keys, by openssl. */
const spki = {} as Record<Kind, Buffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  for (const kind of kinds) {
    openssl('genpkey', '-algorithm', KINDS[kind][0], '-pkeyopt', KINDS[kind][1], '-out', `${kind}.pem`);
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', `${kind}.pem`, '-outform', 'DER', '-out', `${kind}.der`);
    pkcs8[kind] = await file(`${kind}.der`);
    openssl('pkey', '-in', `${kind}.pem`, '-pubout', '-outform', 'DER', '-out', 'public');
    spki[kind] = await file('public');
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function read(source: Uint8Array | string, password?: string): Promise<PrivateKey> {
  const verdict = await readPrivateKey(subtle, source, password);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

/** Reads what a command wrote to `out`; the key must be that of the kind, octet for octet, with its public key. */
async function expectKey(kind: Kind, password?: string): Promise<void> {
  const key = await read(await file('out'), password);
  expect(Buffer.from(key.pkcs8).equals(pkcs8[kind])).toBe(true);
  expect(Buffer.from(key.publicKey.spki).equals(spki[kind])).toBe(true);
  expect(key.kind).toBe(kind === 'P-521' ? undefined : kind);
}

describe.each(kinds)('%s by openssl', (kind) => {
  test('is read in PKCS #8, and in the form of old, in PEM and in DER', async () => {
    openssl('pkey', '-in', `${kind}.pem`, '-out', 'out');
    await expectKey(kind);
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', `${kind}.pem`, '-outform', 'DER', '-out', 'out');
    await expectKey(kind);
    for (const form of ['PEM', 'DER']) {
      openssl('pkey', '-traditional', '-in', `${kind}.pem`, '-outform', form, '-out', 'out');
      await expectKey(kind);
    }
  });

  test('is read with a password as openssl asks for it today, and as it did', async () => {
    openssl('pkcs8', '-topk8', '-in', `${kind}.pem`, '-out', 'out', '-passout', 'pass:Größe 🌡');
    await expectKey(kind, 'Größe 🌡');
    openssl('pkey', '-traditional', '-aes256', '-in', `${kind}.pem`, '-out', 'out', '-passout', 'pass:Größe 🌡');
    await expectKey(kind, 'Größe 🌡');
  });
});

describe('a key with a password by openssl', () => {
  // Each cipher and each hash: neither has to do with the other.
  test.each([
    ['aes-128-cbc', 'SHA1'],
    ['aes-192-cbc', 'SHA256'],
    ['aes-256-cbc', 'SHA384'],
    ['des-ede3-cbc', 'SHA512'],
    // A key that is longer than the hash, and one that is as long.
    ['aes-256-cbc', 'SHA1'],
    ['aes-256-cbc', 'SHA256'],
  ])('is read by PBES2 with %s and %s', async (cipher, hash) => {
    const options = ['-v2', cipher, '-v2prf', `hmacWith${hash}`, '-iter', '3000', '-passout', 'pass:1234'];
    openssl('pkcs8', '-topk8', '-in', 'P-256.pem', '-out', 'out', ...options);
    await expectKey('P-256', '1234');
  });

  test.each([
    ['PBE-SHA1-3DES', '3DES'],
    ['PBE-SHA1-2DES', '3DES'],
    ['PBE-SHA1-RC2-40', 'RC2-40'],
    ['PBE-SHA1-RC2-128', 'RC2-128'],
    ['PBE-SHA1-RC4-40', 'RC4-40'],
    ['PBE-SHA1-RC4-128', 'RC4-128'],
    ['PBE-MD5-DES', 'DES'],
    ['PBE-SHA1-DES', 'DES'],
  ])('is read by %s, and its cipher called old', async (scheme, algorithm) => {
    openssl('pkcs8', '-topk8', ...LEGACY, '-v1', scheme, '-in', 'P-256.pem', '-out', 'out', '-passout', 'pass:1234');
    await expectKey('P-256', '1234');
    const verdict = await readPrivateKey(subtle, await file('out'), '1234');
    expect(verdict.ok && verdict.notes).toEqual([{ code: 'pkcs/weak-encryption', facts: { what: 'key', algorithm } }]);
  });

  test.each(['aes128', 'aes192', 'aes256', 'des3', 'des'])('is read in old armour with %s', async (cipher) => {
    const options = [`-${cipher}`, '-passout', 'pass:1234', ...LEGACY];
    openssl('pkey', '-traditional', '-in', 'RSA-2048.pem', '-out', 'out', ...options);
    expect((await file('out')).toString()).toContain('Proc-Type: 4,ENCRYPTED');
    await expectKey('RSA-2048', '1234');
    const verdict = await readPrivateKey(subtle, await file('out'), '12345');
    expect(verdict).toMatchObject({ ok: false, findings: [{ code: 'pkcs/password-wrong' }] });
  });

  test('is read with an empty password, and with one of 64 characters', async () => {
    for (const password of ['', 'x'.repeat(64)]) {
      openssl('pkcs8', '-topk8', '-in', 'P-256.pem', '-out', 'out', '-passout', `pass:${password}`);
      await expectKey('P-256', password);
    }
  });
});

describe('a key on a curve by openssl', () => {
  test('is read behind its parameters', async () => {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-out', 'made');
    expect((await file('made')).toString()).toContain('BEGIN EC PARAMETERS');
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'made', '-outform', 'DER', '-out', 'expected');
    expect(Buffer.from((await read(await file('made'))).pkcs8).equals(await file('expected'))).toBe(true);
  });

  test.each(['P-256', 'P-384', 'P-521'] as const)(
    'is read without its public key, and with half of it: %s',
    async (kind) => {
      openssl('ec', '-in', `${kind}.pem`, '-no_public', '-out', 'out');
      await expectKey(kind);
      openssl('ec', '-in', `${kind}.pem`, '-conv_form', 'compressed', '-out', 'out');
      await expectKey(kind);
    },
  );

  test.each([
    ['kind', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], 'the curve secp256k1'],
    [
      'kind',
      ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'],
      'the curve brainpoolP256r1',
    ],
    ['kind', ['genpkey', '-algorithm', 'ED25519'], 'Ed25519'],
    ['kind', ['genpkey', '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'], 'RSA for PSS alone'],
    ['kind', ['ec', '-in', 'P-256.pem', '-param_enc', 'explicit'], 'a curve that is described and not named'],
    ['protection', ['pkcs8', '-topk8', '-in', 'P-256.pem', '-scrypt', '-passout', 'pass:1234'], 'scrypt'],
  ])('of another %s is called by its name: %j', async (part, command, algorithm) => {
    openssl(...command, '-out', 'out');
    expect(await readPrivateKey(subtle, await file('out'), '1234')).toEqual({
      ok: false,
      findings: [{ code: 'pkcs/unsupported', facts: { what: 'key', part, algorithm } }],
    });
  });
});

describe('a key by certtool', () => {
  test('is read among its words', async () => {
    const options = ['--key-type', 'ecdsa', '--curve', 'secp256r1'];
    const made = runTool('certtool', ['--generate-privkey', ...options], { cwd: folder }).stdout;
    await writeFile(join(folder, 'made'), made);
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'made', '-outform', 'DER', '-out', 'expected');
    expect(Buffer.from((await read(made)).pkcs8).equals(await file('expected'))).toBe(true);
  });

  test.each([
    ['aes-256', 'RSA-2048'],
    ['3des-pkcs12', 'P-256'],
    ['rc2-40', 'P-256'],
  ] as const)('is read with a password by %s', async (cipher, kind) => {
    const options = ['--password', 'Größe', '--pkcs-cipher', cipher, '--outder', '--outfile', 'out'];
    runTool('certtool', ['--to-p8', '--load-privkey', `${kind}.pem`, ...options], { cwd: folder });
    await expectKey(kind, 'Größe');
  });
});

describe('a key that we encrypted', () => {
  test.each([
    ['P-256', '1234'],
    ['P-384', 'Größe 🌡'],
    ['P-521', ''],
    ['RSA-2048', 'x'.repeat(64)],
    ['RSA-3072', 'Größe'],
  ] as const)('on %s is read by openssl and certtool with the password %j', async (kind, password) => {
    const encrypted = await encryptPrivateKey(globalThis.crypto, pkcs8[kind], password, 2048);
    await writeFile(join(folder, 'encrypted.pem'), printPem('ENCRYPTED PRIVATE KEY', encrypted));
    const options = ['-passin', `pass:${password}`, '-outform', 'DER', '-out', 'out'];
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'encrypted.pem', ...options);
    expect((await file('out')).equals(pkcs8[kind])).toBe(true);
    // certtool takes an empty password for none, and asks.
    if (password === '') return;
    runTool('certtool', ['--key-info', '--infile', 'encrypted.pem', '--password', password], { cwd: folder });
  });

  test('says AES-256, HMAC-SHA-256 and as many iterations as were asked for', async () => {
    await writeFile(
      join(folder, 'encrypted'),
      await encryptPrivateKey(globalThis.crypto, pkcs8['P-256'], '1234', 4321),
    );
    const printed = openssl('asn1parse', '-inform', 'DER', '-in', 'encrypted');
    expect(printed).toMatch(/PBES2[^]*PBKDF2[^]*INTEGER +:10E1[^]*hmacWithSHA256[^]*aes-256-cbc/);
  });
});
