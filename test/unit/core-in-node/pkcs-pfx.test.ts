import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readPrivateKey } from '#core/pkcs/private-key';
import type { Pfx } from '#core/pkcs/pfx-contents';
import { isPfx, readPfx } from '#core/pkcs/read-pfx';
import { type PfxSettings, writePfx } from '#core/pkcs/write-pfx';
import { parsePem } from '#core/x509/pem';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import { runTool, type Tool } from '../../support/tools.ts';

// NSS and GnuTLS hash a password 600,000 times, for each part and for the MAC, and cannot be told to do it less often.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KINDS = ['P-256', 'P-384', 'RSA-2048', 'RSA-4096'] as const;
type Kind = (typeof KINDS)[number];
const FORMS = ['modern', 'legacy'] as const;
const NAME = 'sensor-01';

/** Each kind and each password once: none of them has to do with another. */
const PAIRS: readonly (readonly [Kind, string])[] = [
  ['P-256', '1234'],
  ['P-384', 'Größe'],
  ['RSA-2048', 'Größe 🌡'],
  ['RSA-4096', 'x'.repeat(64)],
  ['P-256', ''],
];

/** Java hashes none but ASCII; it says that the password is wrong. It takes a second to begin, and reads more of ours below. */
const PAIRS_OF_JAVA: Readonly<Record<(typeof FORMS)[number], typeof PAIRS>> = {
  modern: [['RSA-4096', '']],
  legacy: [['P-384', 'x'.repeat(64)]],
};

const { subtle } = globalThis.crypto;
const leaves = {} as Record<Kind, MadeCertificate>;
/** PKCS #8 in DER. */
const keys = {} as Record<Kind, Buffer>;
let folder: string;

const run = (tool: Tool, ...args: string[]): string => runTool(tool, args, { cwd: folder }).stdout;
/** Without a compiler and a collector that pay only in long runs. */
const java = (...args: string[]): string => run('keytool', '-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC', ...args);
const file = (name: string): Promise<Buffer> => readFile(join(folder, name));
const derOf = (pem: string): Buffer => Buffer.from(parsePem(pem)[0]?.der ?? []);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pfx-'));
  const root = await makeAuthority({ cn: 'PFX Root' });
  const issuer = await makeAuthority({ cn: 'PFX Intermediate', parent: root, pathLength: 0 });
  for (const kind of KINDS) {
    leaves[kind] = await makeLeaf({ cn: NAME, key: kind, issuer });
    keys[kind] = derOf(leaves[kind].keyPem);
    const [, ...issuers] = leaves[kind].chain;
    await writeFile(join(folder, `${kind}.key`), leaves[kind].keyPem);
    await writeFile(join(folder, `${kind}.pem`), leaves[kind].certificatePem);
    await writeFile(join(folder, `${kind}.chain`), leaves[kind].chainPem);
    expect(issuers).toHaveLength(2);
  }
  await writeFile(join(folder, 'issuers.pem'), issuer.chainPem);
});
afterAll(() => rm(folder, { recursive: true }));

/** Whether the same octets are in both, in whatever order. */
function expectSame(found: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  const print = (list: readonly Uint8Array[]): string[] => list.map((der) => Buffer.from(der).toString('hex')).sort();
  expect(print(found)).toEqual(print(expected));
}

/** The key is without its public part where Java wrote it: it is compared as we read it. */
async function expectContents(kind: Kind, { keys: found, certificates }: Pfx, length = 3): Promise<void> {
  const read = await Promise.all(found.map(({ pkcs8 }) => readPrivateKey(subtle, pkcs8)));
  expectSame(
    read.map((verdict) => (verdict.ok ? verdict.value.pkcs8 : new Uint8Array())),
    [keys[kind]],
  );
  expectSame(
    certificates.map(({ der }) => der),
    leaves[kind].chain.slice(0, length),
  );
}

async function open(name: string, password: string): Promise<{ readonly pfx: Pfx; readonly codes: string[] }> {
  const bytes = await file(name);
  expect(isPfx(bytes)).toBe(true);
  const verdict = await readPfx(subtle, bytes, password);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return { pfx: verdict.value, codes: verdict.notes.map(({ code }) => code) };
}

/** Each opens what we wrote, and gives the certificates as they were, and the key if it can. */
const READERS = {
  async openssl(password: string) {
    const printed = run('openssl', 'pkcs12', '-in', 'ours.pfx', '-nodes', '-passin', `pass:${password}`);
    await writeFile(join(folder, 'opened.pem'), printed);
    run('openssl', 'pkcs8', '-topk8', '-nocrypt', '-in', 'opened.pem', '-outform', 'DER', '-out', 'opened.key');
    return { key: await file('opened.key'), certificates: certificatesOf(printed) };
  },
  /** It gives the key as encrypted as it found it, and opens that on its own. */
  async certtool(password: string) {
    const printed = run('certtool', '--p12-info', '--inder', '--infile', 'ours.pfx', '--password', password);
    // Without a password it opens no key that stands alone.
    if (password === '') return { certificates: certificatesOf(printed) };
    const encrypted = parsePem(printed).find(({ label }) => label === 'ENCRYPTED PRIVATE KEY');
    await writeFile(join(folder, 'opened.key'), encrypted?.der ?? '');
    const opened = run('certtool', '--key-info', '--inder', '--infile', 'opened.key', '--password', password);
    return { key: opened, certificates: certificatesOf(printed) };
  },
  /** It lets no key out but in a PFX of its own, which is read below: it must know whose key it is. */
  async pk12util(password: string) {
    const database = `sql:${await mkdtemp(join(folder, 'nss-'))}`;
    run('certutil', '-N', '-d', database, '--empty-password');
    run('pk12util', '-i', 'ours.pfx', '-d', database, '-W', password);
    expect(run('certutil', '-K', '-d', database)).toMatch(new RegExp(`^< 0> (rsa|ec) +[0-9a-f]{40} +${NAME}$`, 'm'));
    const names = [NAME, 'PFX Intermediate', 'PFX Root'];
    return { certificates: names.map((name) => derOf(run('certutil', '-L', '-a', '-n', name, '-d', database))) };
  },
  async keytool(password: string) {
    await rm(join(folder, 'by-java.p12'), { force: true });
    const from = ['-srckeystore', 'ours.pfx', '-srcstoretype', 'PKCS12', '-srcstorepass', password];
    const to = ['-destkeystore', 'by-java.p12', '-deststoretype', 'PKCS12', '-deststorepass', '123456'];
    java('-importkeystore', '-noprompt', ...from, ...to);
    const { pfx } = await open('by-java.p12', '123456');
    expect(pfx.keys[0]?.friendlyName).toBe(NAME);
    return { key: Buffer.from(pfx.keys[0]?.pkcs8 ?? []), certificates: pfx.certificates.map(({ der }) => der) };
  },
} as const;
type Reader = keyof typeof READERS;

interface Opened {
  readonly key?: Uint8Array | string;
  readonly certificates: readonly Uint8Array[];
}

const certificatesOf = (pem: string): Uint8Array[] =>
  parsePem(pem).flatMap(({ label, der }) => (label === 'CERTIFICATE' ? [der] : []));

async function write(kind: Kind, form: PfxSettings['form'], password: string, iterations = 2048): Promise<void> {
  const [leaf, ...issuers] = leaves[kind].chain;
  if (leaf === undefined) throw new Error('no leaf');
  const certificates = [leaf, ...issuers] as const;
  const pfx = { pkcs8: keys[kind], certificates, friendlyName: NAME, password, iterations, form };
  await writeFile(join(folder, 'ours.pfx'), await writePfx(globalThis.crypto, pfx));
}

describe.each(FORMS)('a PFX that we wrote, %s,', (form) => {
  describe.each(['openssl', 'certtool', 'pk12util', 'keytool'] as const)('is opened by %s', (reader: Reader) => {
    const pairs = reader === 'keytool' ? PAIRS_OF_JAVA[form] : PAIRS;
    test.each(pairs)('with a key on %s and its chain, and the password %j', async (kind, password) => {
      await write(kind, form, password);
      const { key = keys[kind], certificates }: Opened = await READERS[reader](password);
      const verdict = await readPrivateKey(subtle, key);
      expect(verdict.ok && Buffer.from(verdict.value.pkcs8).equals(keys[kind])).toBe(true);
      expectSame(certificates, leaves[kind].chain);
    });
  });
});

test('what we write says what it is, and what it has from those that old systems take', async () => {
  const describeFile = (): string => {
    const args = ['pkcs12', '-in', 'ours.pfx', '-info', '-noout', '-passin', 'pass:1234'];
    return runTool('openssl', args, { cwd: folder }).stderr;
  };
  await write('P-256', 'modern', '1234');
  const modern = describeFile();
  expect(modern).toContain('MAC: sha256, Iteration 2048\nMAC length: 32, salt length: 8\n');
  expect(modern.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256/g)).toHaveLength(2);
  await write('P-256', 'legacy', '1234', 3000);
  const legacy = describeFile();
  expect(legacy).toContain('MAC: sha1, Iteration 3000\nMAC length: 20, salt length: 8\n');
  expect(legacy.match(/pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 3000/g)).toHaveLength(2);
});

test('key and certificate have the same number, and NSS shows their name', async () => {
  await write('P-256', 'modern', '1234');
  const printed = run('openssl', 'pkcs12', '-in', 'ours.pfx', '-nodes', '-passin', 'pass:1234');
  const thumbprint = run('openssl', 'x509', '-in', 'P-256.pem', '-noout', '-fingerprint', '-sha1');
  const number = thumbprint.trim().split('=')[1]?.replaceAll(':', ' ');
  expect(printed.match(/localKeyID: (.*?) *\n/g)).toEqual([`localKeyID: ${number} \n`, `localKeyID: ${number} \n`]);
  expect(printed.match(/friendlyName: .*/g)).toEqual([`friendlyName: ${NAME}`, `friendlyName: ${NAME}`]);
});

describe('a PFX by openssl', () => {
  const exportBy = (kind: Kind, ...options: string[]): string =>
    run(
      ...(['openssl', 'pkcs12', '-export', '-inkey', `${kind}.key`, '-in', `${kind}.pem`] as const),
      ...['-certfile', 'issuers.pem', '-name', NAME, '-out', 'theirs.p12', ...options],
    );

  test.each(PAIRS)('is read as openssl writes it today, and as it did: %s and %j', async (kind, password) => {
    for (const legacy of [[], ['-legacy']]) {
      exportBy(kind, ...legacy, '-passout', `pass:${password}`);
      const { pfx, codes } = await open('theirs.p12', password);
      await expectContents(kind, pfx);
      expect(pfx.keys[0]).toMatchObject({ friendlyName: NAME, localKeyId: pfx.certificates[0]?.localKeyId });
      expect(codes).toEqual(legacy.length === 0 ? [] : ['pkcs/weak-encryption', 'pkcs/weak-encryption']);
    }
  });

  test.each([
    ...['AES-128-CBC', 'AES-192-CBC', 'DES-EDE3-CBC', 'PBE-SHA1-3DES', 'PBE-SHA1-2DES', 'PBE-SHA1-RC2-40'],
    ...['PBE-SHA1-RC2-128', 'PBE-SHA1-RC4-40', 'PBE-SHA1-RC4-128', 'PBE-MD5-DES', 'PBE-SHA1-DES', 'NONE'],
  ])('is read with key and certificates by %s', async (cipher) => {
    exportBy('P-256', '-legacy', '-keypbe', cipher, '-certpbe', cipher, '-passout', 'pass:1234');
    await expectContents('P-256', (await open('theirs.p12', '1234')).pfx);
  });

  test.each(['sha1', 'sha256', 'sha384', 'sha512'])('is read with a MAC of %s', async (hash) => {
    exportBy('P-256', '-macalg', hash, '-passout', 'pass:1234');
    await expectContents('P-256', (await open('theirs.p12', '1234')).pfx);
  });

  test.each([
    ['md5', 'MD5'],
    ['sha224', 'SHA-224'],
  ])('is called by its name with a MAC that is not read: %s', async (hash, algorithm) => {
    exportBy('P-256', '-macalg', hash, '-passout', 'pass:1234');
    expect(await readPfx(subtle, await file('theirs.p12'), '1234')).toMatchObject({
      findings: [{ code: 'pkcs/unsupported', facts: { what: 'pfx', algorithm } }],
    });
  });

  test('is read without a MAC, which is said', async () => {
    exportBy('P-256', '-nomac', '-passout', 'pass:1234');
    const { pfx, codes } = await open('theirs.p12', '1234');
    await expectContents('P-256', pfx);
    expect(codes).toEqual(['pkcs/no-mac']);
  });
});

describe('a PFX by NSS, in BER', () => {
  let database: string;

  beforeAll(async () => {
    database = `sql:${await mkdtemp(join(folder, 'nss-'))}`;
    run('certutil', '-N', '-d', database, '--empty-password');
    await write('P-256', 'modern', '1234');
    run('pk12util', '-i', 'ours.pfx', '-d', database, '-W', '1234');
  });

  const exportBy = (password: string, ...options: string[]): string =>
    run('pk12util', '-o', 'theirs.p12', '-n', NAME, '-d', database, '-W', password, ...options);

  test.each(['Größe 🌡', ''])('is read with the password %j', async (password) => {
    exportBy(password);
    expect((await file('theirs.p12')).subarray(0, 2)).toEqual(Buffer.from([0x30, 0x80]));
    const { pfx, codes } = await open('theirs.p12', password);
    await expectContents('P-256', pfx);
    expect(codes).toEqual([]);
  });

  test('is read with a cipher of old and the MAC of old', async () => {
    const password = 'x'.repeat(64);
    const tripleDes = 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC';
    exportBy(password, '-c', 'AES-192-CBC', '-C', tripleDes, '-M', 'SHA-1');
    const { pfx, codes } = await open('theirs.p12', password);
    await expectContents('P-256', pfx);
    expect(codes).toEqual(['pkcs/weak-encryption']);
    expect(await readPfx(subtle, await file('theirs.p12'), `${password}.`)).toMatchObject({
      findings: [{ code: 'pkcs/password-wrong', facts: { what: 'pfx' } }],
    });
  });
});

describe('a PFX by certtool', () => {
  const exportBy = (kind: Kind, ...options: string[]): string =>
    run(
      ...(['certtool', '--to-p12', '--load-privkey', `${kind}.key`, '--load-certificate', `${kind}.pem`] as const),
      ...['--p12-name', NAME, '--outder', '--outfile', 'theirs.p12', ...options],
    );

  test('is read with its issuer', async () => {
    // It takes one certificate of an authority, and no more.
    const options = ['--load-ca-certificate', 'issuers.pem', '--pkcs-cipher', 'aes-192', '--password', 'Größe 🌡'];
    exportBy('RSA-2048', ...options);
    await expectContents('RSA-2048', (await open('theirs.p12', 'Größe 🌡')).pfx, 2);
  });

  test.each([
    ['an empty password', ['--password', '']],
    ['no password', ['--null-password']],
  ])('is read with %s', async (_what, options) => {
    exportBy('P-256', ...options);
    await expectContents('P-256', (await open('theirs.p12', '')).pfx, 1);
  });
});

describe('a PFX by keytool', () => {
  const inStore = (...args: string[]): string =>
    java(...args, '-storetype', 'PKCS12', '-keystore', 'theirs.p12', '-storepass', '123456');

  test.each([
    ['today', []],
    ['before 2021', ['-J-Dkeystore.pkcs12.legacy']],
  ])('is read as Java writes it %s', async (_when, options) => {
    await rm(join(folder, 'theirs.p12'), { force: true });
    await write('RSA-2048', 'modern', '1234');
    const from = ['-srckeystore', 'ours.pfx', '-srcstoretype', 'PKCS12', '-srcstorepass', '1234'];
    const to = ['-destkeystore', 'theirs.p12', '-deststoretype', 'PKCS12', '-deststorepass', '123456'];
    java(...options, '-importkeystore', '-noprompt', ...from, ...to);
    await expectContents('RSA-2048', (await open('theirs.p12', '123456')).pfx);
  });

  test('is read with several keys, without their public points, and with secrets that are passed over', async () => {
    await rm(join(folder, 'theirs.p12'), { force: true });
    inStore('-genkeypair', '-alias', 'one', '-keyalg', 'EC', '-groupname', 'secp256r1', '-dname', 'CN=one');
    inStore('-genkeypair', '-alias', 'two', '-keyalg', 'EC', '-groupname', 'secp384r1', '-dname', 'CN=two');
    inStore('-genseckey', '-alias', 'three', '-keyalg', 'AES', '-keysize', '256');
    const { pfx, codes } = await open('theirs.p12', '123456');
    expect(codes).toEqual(['pkcs/passed-over']);
    expect(pfx.keys.map(({ friendlyName }) => friendlyName)).toEqual(['one', 'two']);
    for (const [index, { pkcs8 }] of pfx.keys.entries()) {
      const verdict = await readPrivateKey(subtle, pkcs8);
      const key = verdict.ok ? verdict.value : undefined;
      expect(key?.kind).toBe(['P-256', 'P-384'][index]);
      expect(key?.pkcs8.length).toBeGreaterThan(pkcs8.length);
      // The public key that was worked out is the one that the certificate has.
      const certificate = Buffer.from(pfx.certificates[index]?.der ?? []);
      expect(certificate.includes(Buffer.from(key?.publicKey.spki ?? [0]))).toBe(true);
    }
  });
});
