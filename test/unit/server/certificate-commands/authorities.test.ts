import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { NOW } from '../commands-in-memory.ts';
import { fileOf, type MadeEntry, openCertificateBench, read, readByNode, signedBy } from './certificate-runs.ts';

const bench = openCertificateBench();
const DAY_MS = 86_400_000;
const at = (days: number): string => new Date(Math.floor(NOW / 1000) * 1000 + days * DAY_MS).toISOString();

let root: MadeEntry;
beforeAll(async () => {
  const { made } = await bench.made(['root', '--name', 'Plant Root', '--plain-key'], { out: 'ca' });
  [root] = made;
});

describe('a root', () => {
  test('is written with its key under a password that was made, which nothing else tells', async () => {
    const { told, modes, output, errors } = await bench.make(['root', '--name', 'Werk Süd', '--make-password']);
    const [made] = told.made;
    expect(modes).toEqual({
      'Werk_S_d.cert.pem': '644',
      'Werk_S_d.encrypted-key.pem': '600',
      'Werk_S_d.password.txt': '600',
    });
    const passphrase = read(told.passwordFile ?? '').trimEnd();
    expect(output + errors).not.toContain(passphrase);
    const key = createPrivateKey({ key: read(fileOf(made, 'encrypted-key')), passphrase });
    expect(readByNode(made).checkPrivateKey(key)).toBe(true);
    expect(() => createPrivateKey({ key: read(fileOf(made, 'encrypted-key')), passphrase: 'another' })).toThrow();
  });

  test('is told as it is', () => {
    const certificate = readByNode(root);
    expect(root).toMatchObject({
      kind: 'certificate',
      role: 'root',
      subject: 'CN=Plant Root',
      issuer: 'CN=Plant Root',
      commonName: 'Plant Root',
      keyKind: 'P-256',
      notBefore: at(0),
      notAfter: at(3650),
      serialNumber: certificate.serialNumber,
      sha1Thumbprint: certificate.fingerprint.replaceAll(':', ''),
      sha256Thumbprint: certificate.fingerprint256.replaceAll(':', ''),
    });
    expect(certificate.ca).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(read(fileOf(root, 'key'))))).toBe(true);
  });

  test('takes a password from a file, all of it but the end of its line', async () => {
    const password = bench.write('typed.txt', ' zwei Wörter \r\n');
    const { made, passwordFile } = await bench.made(['root', '--cn', 'Typed', '--password-file', password]);
    expect(passwordFile).toBeUndefined();
    const key = read(fileOf(made[0], 'encrypted-key'));
    expect(() => createPrivateKey({ key, passphrase: ' zwei Wörter ' })).not.toThrow();
  });

  test.each([
    ['create-test-cert', 'Test Root Cert', 'RSA-2048', 1, ['testRootCert_cert.pem', 'testRootCert_key.pem']],
    ['cert-gen', 'Azure IoT Hub CA Cert Test Only', 'P-384', 30, undefined],
  ] as const)('of %s has the name, the life and the files of the script', async (profile, name, kind, days, files) => {
    const { told, modes } = await bench.make(['root', '--profile', profile, '--key-kind', kind, '--plain-key']);
    expect(told.made[0]).toMatchObject({ commonName: name, keyKind: kind, notAfter: at(days) });
    expect(Object.keys(modes)).toEqual(
      files ?? ['azure-iot-test-only.root.ca.cert.pem', 'azure-iot-test-only.root.ca.key.pem'],
    );
  });

  test('has the dates that are told, and how many authorities may stand below', async () => {
    const dates = ['--not-before', '2026-01-01T00:00+01:00', '--not-after', '1798761600'];
    const { made } = await bench.made(['root', '--name', 'Dated', ...dates, '--path-length', '1', '--plain-key']);
    expect(made[0]).toMatchObject({ notBefore: '2025-12-31T23:00:00.000Z', notAfter: '2027-01-01T00:00:00.000Z' });
    const below = ['intermediate', '--name', 'Below', ...signedBy(made[0]), '--plain-key'];
    expect((await bench.make(below)).code).toBe(0);
  });
});

describe('an intermediate', () => {
  test('is signed by the root, and ends with it, which is said', async () => {
    const { made: short } = await bench.made(['root', '--name', 'Short', '--days', '100', '--plain-key']);
    const { told, errors } = await bench.make([
      'intermediate',
      '--name',
      'Line 2',
      ...signedBy(short[0]),
      '--plain-key',
    ]);
    const [line] = told.made;
    expect(line).toMatchObject({ role: 'intermediate', issuer: 'CN=Short', notAfter: at(100) });
    expect(errors).toContain('It ends with its issuer “Short”, at 2026-04-15 09:10:11 UTC');
    expect(readByNode(line).verify(readByNode(short[0]).publicKey)).toBe(true);
    expect(read(fileOf(line, 'full-chain'))).toBe(
      read(fileOf(line, 'certificate-pem')) + read(fileOf(short[0], 'certificate-pem')),
    );
  });

  test('is signed by whoever is in a PFX, from a file or from standard input, under its password', async () => {
    const password = bench.write('pfx.txt', 'geheim\n');
    const pfx = ['root', '--name', 'In a PFX', '--form', 'pem,pfx', '--password-file', password];
    const { made } = await bench.made(pfx);
    const file = fileOf(made[0], 'pfx');
    const line = (name: string, ca: string) =>
      ['intermediate', '--name', name, '--ca', ca, '--ca-password-file', password, '--plain-key'] as const;
    expect((await bench.made(line('A', file))).made[0].issuer).toBe('CN=In a PFX');
    expect((await bench.made(line('B', '-'), { input: readFileSync(file) })).made[0].issuer).toBe('CN=In a PFX');
    const encrypted = ['--ca', fileOf(made[0], 'certificate-pem'), '--ca-key', fileOf(made[0], 'encrypted-key')];
    const third = ['intermediate', '--name', 'C', ...encrypted, '--ca-password-file', '-', '--plain-key'];
    expect((await bench.made(third, { input: 'geheim' })).made[0].issuer).toBe('CN=In a PFX');
  });
});

describe('nothing is made, and the reason is told in words:', () => {
  const line = ['intermediate', '--name', 'Line 2', '--plain-key'] as const;
  const refused = async (argv: readonly string[], code: number, words: string): Promise<void> => {
    const run = await bench.make(argv);
    expect(run).toMatchObject({ code, output: '', modes: {} });
    expect(run.errors).toContain(words);
    expect(run.errors).not.toContain('PRIVATE');
  };

  test('without a word on how the key is to be written', async () => {
    await refused(['root', '--name', 'A'], 2, 'This command needs --make-password, --password-file or --plain-key.');
    await refused(
      ['root', '--name', 'A', '--form', 'pfx', '--plain-key'],
      2,
      'needs --make-password or --password-file.',
    );
    await refused(['root', '--name', 'A', '--make-password', '--plain-key'], 2, 'cannot stand on one command line');
    const empty = bench.write('empty.txt', '\n');
    await refused(['root', '--name', 'A', '--password-file', empty], 1, 'A password is needed');
  });

  test('without a name, or without an authority', async () => {
    await refused(['root', '--plain-key'], 2, 'This command needs --name.');
    await refused(['intermediate', '--name', 'A', '--plain-key'], 2, 'This command needs --ca.');
  });

  test('with values that no option takes', async () => {
    const wrong: readonly (readonly [string, string, string])[] = [
      ['--key-kind', 'RSA-1024', 'P-256, P-384, RSA-2048'],
      ['--profile', 'aws', 'azure, create-test-cert, cert-gen'],
      ['--days', '0', 'a whole number of days'],
      ['--not-after', '2027-01-31T12:00', 'a moment with its time zone'],
      ['--path-length', '-1', 'a whole number from 0 to 99'],
      ['--form', 'pem,gif', 'pem, der, pfx'],
    ];
    for (const [option, value, words] of wrong) {
      await refused(['root', '--name', 'A', '--plain-key', `${option}=${value}`], 2, words);
    }
    await refused(['root', '--name', 'A', '--plain-key', '--days', '9', '--not-after', '2027-01-31'], 2, '--not-after');
  });

  test('when dates are none', async () => {
    const backwards = ['--not-before', '2027-01-01', '--not-after', '2026-12-31'];
    await refused(['root', '--name', 'A', '--plain-key', ...backwards], 1, 'It would end before it begins');
    await refused(['root', '--name', 'A', '--plain-key', '--days', '9999999'], 1, 'A date cannot be written down');
  });

  test('when it would outlive its issuer', async () => {
    await refused([...line, ...signedBy(root), '--days', '3651'], 1, 'It would outlive its issuer');
  });

  test('when its issuer signs devices only', async () => {
    const { made } = await bench.made(['root', '--name', 'Narrow', '--path-length', '0', '--plain-key']);
    await refused([...line, ...signedBy(made[0])], 1, 'with --ca, or make this one anew with --path-length');
  });

  test('when what should sign is no authority', async () => {
    const { made } = await bench.made(['device', '-d', 'pump-1', ...signedBy(root), '--plain-key']);
    await refused([...line, ...signedBy(made[0])], 1, 'The issuer is no authority');
  });

  test('when the key of the authority is not there, or is another one', async () => {
    const certificate = fileOf(root, 'certificate-pem');
    await refused([...line, '--ca', certificate], 1, 'Name the file of its key with --ca-key');
    const { made } = await bench.made(['root', '--name', 'Other', '--plain-key']);
    const other = ['--ca', certificate, '--ca-key', fileOf(made[0], 'key')];
    await refused([...line, ...other], 1, 'There is no certificate for this key');
  });

  test('when a password is missing or does not fit', async () => {
    const password = bench.write('right.txt', 'right');
    const { made } = await bench.made(['root', '--name', 'Locked', '--password-file', password]);
    const locked = ['--ca', fileOf(made[0], 'certificate-pem'), '--ca-key', fileOf(made[0], 'encrypted-key')];
    await refused([...line, ...locked], 1, '--ca-password-file');
    const wrong = bench.write('wrong.txt', 'wrong');
    await refused([...line, ...locked, '--ca-password-file', wrong], 1, 'password');
  });

  test('when a file is not there, or holds something else', async () => {
    await refused([...line, '--ca', 'no/such.pem'], 1, '“no/such.pem” cannot be read: there is no such file.');
    const text = bench.write('text.pem', 'nothing of use');
    await refused([...line, '--ca', text], 1, basename(text));
    const large = bench.write('large.pem', new Uint8Array(4_194_305));
    await refused([...line, '--ca', large], 1, 'too large');
  });

  test('when standard input would be read twice', async () => {
    await refused([...line, '--ca', '-', '--ca-key', '-'], 2, '“--ca -” and “--ca-key -”');
  });
});
