import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { parse as parseToml } from 'smol-toml';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileOf, type MadeEntry, openCertificateBench, read, readByNode, signedBy } from './certificate-runs.ts';

const bench = openCertificateBench();

let root: MadeEntry;
let line: MadeEntry;
let signer: readonly string[];
beforeAll(async () => {
  [root] = (await bench.made(['root', '--name', 'Plant Root', '--plain-key'])).made;
  const below = ['intermediate', '--name', 'Line 2', ...signedBy(root), '--plain-key'];
  [line] = (await bench.made(below)).made;
  signer = signedBy(line);
});

const unzip = (file: string) => unzipSync(new Uint8Array(readFileSync(file)));

describe('the certificate of a device', () => {
  test.each(['--device-id', '-d', '--registration-id', '--rid'])('is for the ID after %s', async (option) => {
    const { told, modes } = await bench.make(['device', option, 'pump-7', ...signer, '--plain-key']);
    const [device] = told.made;
    expect(device).toMatchObject({ role: 'device', subject: 'CN=pump-7', issuer: 'CN=Line 2', keyKind: 'P-256' });
    expect(modes).toEqual({
      'pump-7.cert.pem': '644',
      'pump-7.full-chain.cert.pem': '644',
      'pump-7.key.pem': '600',
    });
    const certificate = readByNode(device);
    expect(certificate.verify(readByNode(line).publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(read(fileOf(device, 'key'))))).toBe(true);
    const chain = [device, line, root].map((one) => read(fileOf(one, 'certificate-pem')));
    expect(read(fileOf(device, 'full-chain'))).toBe(chain.join(''));
  });

  test('is written in every form that is asked for, those with secrets for their owner alone', async () => {
    const forms = ['--form', 'pem,der,pfx,zip,enrollment,env,edge-config,downstream'];
    const facts = ['--id-scope', '0ne00123ABC', '--hub-name', 'contoso', '--gateway', 'gateway.local'];
    const where = ['--device-dir', '/var/lib/device'];
    const argv = ['device', '-d', 'pump-7', ...signer, ...forms, ...facts, ...where, '--make-password'];
    const { told, modes } = await bench.make(argv);
    const [device] = told.made;
    expect(modes).toEqual({
      'config.toml': '644',
      'pump-7.cer': '644',
      'pump-7.cert.pem': '644',
      'pump-7.downstream.zip': '600',
      'pump-7.encrypted-key.pem': '600',
      'pump-7.enrollment.json': '644',
      'pump-7.env': '644',
      'pump-7.full-chain.cert.pem': '644',
      'pump-7.password.txt': '600',
      'pump-7.pfx': '600',
      'pump-7.zip': '600',
    });
    expect(
      Object.values(device.files)
        .map((file) => basename(file))
        .toSorted(),
    ).toEqual(Object.keys(modes).filter((name) => name !== 'pump-7.password.txt'));
    expect(parseToml(read(fileOf(device, 'edge-config')))).toMatchObject({
      provisioning: { source: 'dps', id_scope: '0ne00123ABC', attestation: { method: 'x509' } },
    });
    expect(read(fileOf(device, 'environment'))).toContain('/var/lib/device/pump-7.key.pem');
    const downstream = unzip(fileOf(device, 'downstream'));
    expect(Object.keys(downstream)).toContain('pump-7.encrypted-key.pem');
    expect(strFromU8(downstream['connection-string.txt'] ?? new Uint8Array())).toBe(
      'HostName=contoso.azure-devices.net;DeviceId=pump-7;x509=true;GatewayHostName=gateway.local',
    );
  });

  test('goes with a bare key to a device behind a gateway only where that is said', async () => {
    const argv = ['device', '-d', 'pump-7', ...signer, '--form', 'downstream', '-n', 'contoso', '--gateway', 'g.local'];
    expect((await bench.make(argv)).errors).toContain('--plain-key');
    const [device] = (await bench.made([...argv, '--plain-key'])).made;
    expect(Object.keys(unzip(fileOf(device, 'downstream')))).toContain('pump-7.key.pem');
    // A password that is for the PFX beside it is not for that key.
    const both = [...argv.map((word) => (word === 'downstream' ? 'downstream,pfx' : word)), '--plain-key'];
    const [second] = (await bench.made([...both, '--make-password'])).made;
    expect(Object.keys(unzip(fileOf(second, 'downstream')))).toContain('pump-7.key.pem');
  });

  test('tells IoT Edge its hub where there is no DPS', async () => {
    const argv = ['device', '-d', 'edge-1', ...signer, '--form', 'edge-config', '--hub-name', 'contoso'];
    const [device] = (await bench.made(argv)).made;
    expect(parseToml(read(fileOf(device, 'edge-config')))).toMatchObject({
      provisioning: { source: 'manual', iothub_hostname: 'contoso.azure-devices.net' },
    });
  });

  test('says what may not work', async () => {
    const { code, errors } = await bench.make(['device', '-d', 'Pump', ...signer, '--key-kind', 'p384', '--plain-key']);
    expect(code).toBe(0);
    expect(errors).toContain('Note: Azure may not take this key');
  });

  test('is for a module by the names of both, and for an IoT Edge authority with an ending', async () => {
    const [module] = (await bench.made(['module', '-d', 'pump-7', '-m', 'filter', ...signer, '--plain-key'])).made;
    expect(module).toMatchObject({ role: 'module', subject: 'CN=pump-7/filter' });
    expect(basename(fileOf(module, 'certificate-pem'))).toBe('pump-7_filter.cert.pem');
    const edge = ['edge-ca', '-d', 'gateway-1', ...signedBy(root), '--plain-key', '--form', 'pem,edge-config'];
    const [authority] = (await bench.made(edge)).made;
    expect(authority).toMatchObject({ role: 'edge-ca', subject: 'CN=gateway-1.ca' });
    expect(readByNode(authority).ca).toBe(true);
    expect(read(fileOf(authority, 'edge-config'))).toContain('[edge_ca]');
  });

  test.each([
    ['an ID that no device has', ['-d', 'pump 7'], 1, 'One character does not fit in an ID'],
    ['a list in place of an ID', ['-d', 'a,b'], 1, 'Several IDs are given to certificate device with --ids'],
    ['no ID', [], 2, 'This command needs --registration-id, --ids or --pattern.'],
    ['what a form needs', ['-d', 'a', '--form', 'env'], 2, 'This command needs --id-scope.'],
    ['both of what a form needs', ['-d', 'a', '--form', 'downstream'], 2, '--hub-name or --gateway'],
    ['a hub that is none', ['-d', 'a', '--form', 'der', '--hub-name', 'a b'], 1, 'host'],
  ])('is not made with %s', async (_case, argv, code, words) => {
    const run = await bench.make(['device', ...argv, ...signer, ...(argv.includes('der') ? [] : ['--plain-key'])]);
    expect(run).toMatchObject({ code, output: '', modes: {} });
    expect(run.errors).toContain(words);
  });

  test('has the forms of what it is, which are told', async () => {
    const { code, errors, modes } = await bench.make(['root', '--name', 'A', '--plain-key', '--form', 'pem,env']);
    expect({ code, modes }).toEqual({ code: 2, modes: {} });
    expect(errors).toContain('“--form” takes for this (root) pem, der, pfx, zip, enrollment, and “env” is');
  });
});

describe('a pair for an individual enrollment', () => {
  test('is two certificates that signed themselves, the second one good for longer', async () => {
    const argv = ['pair', '-d', 'pump-9', '--days', '200', '--form', 'pem,enrollment', '--make-password'];
    const { told, modes } = await bench.make(argv);
    const [primary, secondary] = told.made;
    expect(told.made.map(({ slot, subject, issuer }) => [slot, subject, issuer])).toEqual([
      ['primary', 'CN=pump-9', 'CN=pump-9'],
      ['secondary', 'CN=pump-9', 'CN=pump-9'],
    ]);
    const days = (entry: MadeEntry | undefined) =>
      (Date.parse(entry?.notAfter ?? '') - Date.parse(entry?.notBefore ?? '')) / 86_400_000;
    expect([days(primary), days(secondary)]).toEqual([200, 300]);
    expect(Object.keys(modes)).toEqual([
      'pump-9-secondary.cert.pem',
      'pump-9-secondary.encrypted-key.pem',
      'pump-9.cert.pem',
      'pump-9.encrypted-key.pem',
      'pump-9.enrollment.json',
      'pump-9.password.txt',
    ]);
    const enrollment = read(fileOf(primary, 'enrollment'));
    for (const one of [primary, secondary] as const) {
      expect(enrollment).toContain(JSON.stringify(read(fileOf(one as MadeEntry, 'certificate-pem'))));
    }
  });

  test('has the ends that are told; where there is no time to roll, that is said', async () => {
    const ends = ['--not-after', '2026-06-01', '--secondary-not-after', '2026-06-01'];
    const { told, errors } = await bench.make(['pair', '-d', 'pump-9', '--plain-key', ...ends]);
    expect(told.made.map(({ notAfter }) => notAfter)).toEqual(Array(2).fill('2026-06-01T00:00:00.000Z'));
    expect(errors).toContain('no time to roll');
    const longer = ['pair', '-d', 'pump-9', '--plain-key', '--days', '10', '--secondary-days', '11'];
    expect((await bench.make(longer)).errors).toBe('');
    expect((await bench.make([...longer, '--secondary-not-after', '2027-01-01'])).code).toBe(2);
    expect((await bench.make(['pair', '--plain-key'])).errors).toContain('--device-id');
  });
});

describe('certificates for a list', () => {
  const pattern = ['--pattern', 'pump-{01..12}'];

  test('come as one archive, each with its chain and a key under the password that was made', async () => {
    const { told, modes } = await bench.make(['device', ...pattern, ...signer, '--make-password'], { out: 'fleet' });
    expect(told.made[0]).toMatchObject({ kind: 'list', count: 12, firstId: 'pump-01', lastId: 'pump-12' });
    const name = 'Line_2-pump-01-to-pump-12';
    expect(modes).toEqual({ [`${name}.password.txt`]: '600', [`${name}.zip`]: '600' });
    const files = unzip(fileOf(told.made[0], 'archive'));
    expect(Object.keys(files)).toHaveLength(25);
    const passphrase = read(told.passwordFile ?? '').trimEnd();
    for (const id of ['pump-01', 'pump-12']) {
      const chain = strFromU8(files[`${id}.full-chain.cert.pem`] ?? new Uint8Array());
      expect(chain.endsWith(read(fileOf(line, 'full-chain')))).toBe(true);
      const key = strFromU8(files[`${id}.encrypted-key.pem`] ?? new Uint8Array());
      expect(() => createPrivateKey({ key, passphrase })).not.toThrow();
    }
  });

  test('come with bare keys, or as PFX files, where that is asked for', async () => {
    const bare = await bench.made(['device', ...pattern, ...signer, '--plain-key']);
    expect(bare.passwordFile).toBeUndefined();
    expect(Object.keys(unzip(fileOf(bare.made[0], 'archive')))).toContain('pump-01.key.pem');
    const password = bench.write('fleet.txt', 'fleet');
    const pfx = ['device', ...pattern, ...signer, '--form', 'pfx', '--password-file', password];
    const names = Object.keys(unzip(fileOf((await bench.made(pfx)).made[0], 'archive')));
    expect(names.toSorted()).toEqual([
      'certificates.csv',
      ...Array.from({ length: 12 }, (_, at) => `pump-${String(at + 1).padStart(2, '0')}.pfx`),
    ]);
  });

  test('are for the IDs of a table or of standard input; lines that cannot be used stop it, unless left out', async () => {
    const table = bench.write('devices.csv', 'Device ID,Name\npump-1,One\npump 2,Two\npump-3,Three\n');
    const argv = ['device', '--ids', table, ...signer, '--plain-key'];
    const refused = await bench.make(argv);
    expect(refused).toMatchObject({ code: 1, output: '', modes: {} });
    expect(refused.errors).toContain('Line 3, “pump 2”');
    const { told, errors } = await bench.make([...argv, '--skip-bad']);
    expect(told.made[0]).toMatchObject({ count: 2, firstId: 'pump-1', lastId: 'pump-3' });
    expect(errors).toContain('Note: Line 3');
    const piped = ['device', '--ids', '-', ...signer, '--plain-key'];
    expect((await bench.made(piped, { input: 'a\nb\n' })).made[0]).toMatchObject({ count: 2 });
  });

  test('say once what may not work, and what is wrong with all of them', async () => {
    const argv = ['device', '--pattern', 'Pump-{1..3}', ...signer, '--plain-key'];
    const { told, errors } = await bench.make([...argv, '--key-kind', 'P-384']);
    expect(told.made[0]).toMatchObject({ count: 3 });
    expect(errors.match(/Note: .*/g)).toEqual([
      expect.stringContaining('capital letters'),
      'Note: Azure may not take this key',
    ]);
    const late = await bench.make([...argv, '--days', '9999']);
    expect(late).toMatchObject({ code: 1, output: '', modes: {} });
    expect(late.errors).toContain('It would outlive its issuer');
  });

  test.each([
    [['--form', 'der', '--plain-key'], '“--form der” and “--pattern”'],
    [['--form', 'pem,pfx', '--make-password'], '“--form pem” and “--form pfx”'],
    [['--form', 'pfx', '--make-password', '--legacy-pfx'], '“--legacy-pfx” and “--pattern”'],
    [['--form', 'pfx', '--make-password', '--plain-key'], '“--form pfx” and “--plain-key”'],
    [['-d', 'a', '--plain-key'], '“--registration-id” and “--pattern”'],
    [[], '--make-password, --password-file or --plain-key'],
  ])('have no use for %j', async (argv, words) => {
    const { code, errors, modes } = await bench.make(['device', ...pattern, ...signer, ...argv]);
    expect({ code, modes }).toEqual({ code: 2, modes: {} });
    expect(errors).toContain(words);
  });
});
