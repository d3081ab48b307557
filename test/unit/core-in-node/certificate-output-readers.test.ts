import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openZip } from '#adapters/zip/open-zip';
import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { makeOutput } from '#core/certificate-export/make-output';
import { outputsOf } from '#core/certificate-export/outputs-of';
import { printEdgeX509 } from '#core/certificate-export/print-edge-x509';
import { printEqualCommands } from '#core/certificate-export/print-equal-commands';
import { printX509Env } from '#core/certificate-export/print-x509-env';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { makeReal, type RealCertificate } from '../../support/kept-certificates.ts';
import { runTool } from '../../support/tools.ts';

/** The programs that read what certificates are saved as: each must read what we meant. */

const folder = mkdtempSync(join(tmpdir(), 'workbench-outputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings: OutputSettings = {
  dpsHost: 'global.azure-devices-provisioning.net',
  idScope: '0ne00123ABC',
  hubHost: 'contoso.azure-devices.net',
  gatewayHostName: 'gateway.local',
  directory: '/etc/aziot/certificates',
  password: 'Pässword ☂',
  isMadePassword: true,
};

let root: RealCertificate;
let intermediate: RealCertificate;
let leaf: RealCertificate;
let secondary: RealCertificate;
let module: RealCertificate;
let edgeCa: RealCertificate;
beforeAll(async () => {
  root = await makeReal({ role: 'root', commonName: 'Root CA' });
  intermediate = await makeReal({ role: 'intermediate', commonName: 'Plant CA', issuer: root });
  leaf = await makeReal({ role: 'device', commonName: 'pump-7', issuer: intermediate });
  secondary = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'secondary' });
  module = await makeReal({ role: 'module', commonName: 'pump-7/filter', issuer: intermediate });
  edgeCa = await makeReal({ role: 'edge-ca', commonName: 'gateway.ca', issuer: intermediate });
});

const rename = (certificate: KeptCertificate, commonName: string): KeptCertificate => ({
  ...certificate,
  facts: { ...certificate.facts, commonName },
});

/** Whatever somebody imports has for a name, and with it what means something to this or that reader. */
const awkward = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._:-]{0,20}[A-Za-z0-9-]$/),
  fc.string({ unit: fc.constantFrom('a', '=', '#', ';', ' ', "'", '"', '`', '$', '\\', 'n', '!', '%', ',', '-', '/') }),
  fc.string({ unit: 'grapheme' }),
);
const place = awkward.filter((text) => !/\p{Cc}/u.test(text));
const sample = <T>(values: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(values, { numRuns, seed: 7 });

async function save(of: RealCertificate, output: CertificateOutput): Promise<string> {
  const { name, content } = await makeOutput(crypto, { ...of, openArchive: openZip }, output, settings);
  const bytes = content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
  writeFileSync(join(folder, name), bytes);
  return name;
}

describe('openssl', () => {
  test('verifies the leaf of a full chain by the root, and reads both forms of it as one', async () => {
    const chain = await save(leaf, 'full-chain');
    const pem = await save(leaf, 'certificate-pem');
    const der = await save(leaf, 'certificate-der');
    const trusted = await save(root, 'certificate-pem');
    const args = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', trusted, '-untrusted', chain, chain];
    expect(runTool('openssl', args, { cwd: folder }).stdout).toBe(`${chain}: OK\n`);
    const print = (...more: string[]) =>
      runTool('openssl', ['x509', '-noout', '-fingerprint', '-sha256', '-in', ...more], { cwd: folder }).stdout;
    expect(print(der, '-inform', 'DER')).toBe(print(pem));
    expect(print(pem).replaceAll(':', '')).toContain(leaf.certificate.facts.sha256Thumbprint);
  });

  test('reads a bare key and an encrypted one as the key of the certificate', async () => {
    const pem = await save(leaf, 'certificate-pem');
    const read = (...args: string[]) => runTool('openssl', args, { cwd: folder }).stdout;
    const publicKey = read('x509', '-in', pem, '-noout', '-pubkey');
    expect(read('pkey', '-in', await save(leaf, 'key'), '-pubout')).toBe(publicKey);
    const encrypted = await save(leaf, 'encrypted-key');
    expect(read('pkey', '-in', encrypted, '-passin', `pass:${settings.password}`, '-pubout')).toBe(publicKey);
  });
});

test('NSS imports a PFX with the whole chain', async () => {
  const pfx = await save(leaf, 'pfx');
  const database = join(folder, 'nss');
  mkdirSync(database);
  runTool('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
  const args = ['-i', pfx, '-d', `sql:${database}`, '-W', settings.password ?? '', '-K', ''];
  runTool('pk12util', args, { cwd: folder });
  const { stdout } = runTool('certutil', ['-L', '-d', `sql:${database}`]);
  for (const name of ['pump-7', 'Plant CA', 'Root CA']) expect(stdout).toContain(name);
  expect(runTool('certutil', ['-K', '-d', `sql:${database}`]).stdout).toContain('pump-7');
});

test('Node takes the files for TLS: chain and key, encrypted or not, and PFX', async () => {
  const make = async (output: CertificateOutput) => {
    const { content } = await makeOutput(crypto, { ...leaf, openArchive: openZip }, output, settings);
    return Buffer.from(content as string);
  };
  const [cert, key, encrypted, pfx] = await Promise.all(
    (['full-chain', 'key', 'encrypted-key', 'pfx'] as const).map(make),
  );
  const passphrase = settings.password as string;
  expect(() => createSecureContext({ cert, key } as object)).not.toThrow();
  expect(() => createSecureContext({ cert, key: encrypted, passphrase } as object)).not.toThrow();
  expect(() => createSecureContext({ pfx, passphrase } as object)).not.toThrow();
  expect(() => createSecureContext({ pfx, passphrase: 'another' } as object)).toThrow();
});

describe('an environment file', () => {
  const names = ['IOTHUB_DEVICE_X509_CERT', 'X509_KEY_FILE', 'PROVISIONING_REGISTRATION_ID', 'HOSTNAME'] as const;
  /** What `printVariable` can quote. */
  const isWritable = (text: string) => !(text.includes("'") && /["$`\\]/.test(text));
  const devices = sample(fc.record({ commonName: place.filter(isWritable), directory: place.filter(isWritable) }), 300);
  const print = ({ commonName, directory }: (typeof devices)[number]) =>
    printX509Env(rename(leaf.certificate, commonName), { ...settings, directory });

  test('gives Node what was meant', () => {
    for (const device of devices) {
      const variables = parseEnv(print(device));
      expect(variables['PROVISIONING_REGISTRATION_ID']).toBe(device.commonName);
      expect(variables['IOTHUB_DEVICE_X509_CERT']?.startsWith(device.directory)).toBe(true);
      expect(variables['IOTHUB_DEVICE_X509_CERT']).toMatch(/\.full-chain\.cert\.pem$/);
      expect(variables['IOTHUB_DEVICE_X509_PASSWORD']).toBeUndefined();
    }
  });

  test('gives a shell the same as Node', () => {
    devices.forEach((device, at) => writeFileSync(join(folder, `${at}.env`), print(device)));
    const script = `for at in $(seq 0 ${devices.length - 1}); do (set -a; . "./$at.env"
      printf '%s\\0' ${names.map((name) => `"$${name}"`).join(' ')}); done`;
    const read = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }).split('\0');
    expect(read.pop()).toBe('');
    const expected = devices.map((device) => parseEnv(print(device)));
    expect(read).toEqual(expected.flatMap((variables) => names.map((name) => variables[name])));
  });

  test('is taken by node --env-file', () => {
    const file = join(folder, 'node.env');
    writeFileSync(file, print({ commonName: "it's #1", directory: '/my certs' }));
    const script = 'process.stdout.write(JSON.stringify([process.env.DEVICE_ID, process.env.KEY_FILE]))';
    const read = execFileSync(process.execPath, [`--env-file=${file}`, '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(read)).toEqual(["it's #1", '/my certs/it_s__1.key.pem']);
  });

  test('says how the one file for embedded C is made, by a command that does it', async () => {
    const directory = join(folder, 'my certs');
    mkdirSync(directory);
    for (const output of ['full-chain', 'key'] as const) {
      const { name, content } = await makeOutput(crypto, { ...leaf, openArchive: openZip }, output, settings);
      writeFileSync(join(directory, name), content as string);
    }
    const text = printX509Env(leaf.certificate, { ...settings, directory });
    execFileSync('sh', ['-euc', /cat .*/.exec(text)?.[0] ?? 'false']);
    const store = parseEnv(text)['AZ_IOT_DEVICE_X509_CERT_PEM_FILE_PATH'] ?? '';
    expect(runTool('openssl', ['x509', '-in', store, '-noout', '-subject']).stdout).toContain('pump-7');
    expect(runTool('openssl', ['pkey', '-in', store, '-noout', '-check']).stdout).toContain('Key is valid');
  });
});

test('the configuration of IoT Edge is TOML, and gives any name and place back', () => {
  const pathOf = (uri: unknown) => decodeURIComponent(new URL(uri as string).pathname);
  const path = (directory: string, file: string) => `${directory.startsWith('/') ? '' : '/'}${directory}/${file}`;
  fc.assert(
    fc.property(awkward, fc.stringMatching(/^\/?[A-Za-z0-9 ü"'$%/]*[a-z]$/), (commonName, directory) => {
      const device = rename(secondary.certificate, commonName);
      const parsed = parseToml(printEdgeX509(device, { ...settings, directory, edgeCa: edgeCa.certificate }));
      const { trust_bundle_cert, edge_ca } = parsed as {
        trust_bundle_cert: string;
        edge_ca: { cert: string; pk: string };
      };
      expect(parsed).toMatchObject({
        provisioning: {
          source: 'dps',
          global_endpoint: 'https://global.azure-devices-provisioning.net',
          id_scope: '0ne00123ABC',
          attestation: { method: 'x509' },
        },
      });
      expect([trust_bundle_cert, edge_ca.cert, edge_ca.pk].map(pathOf)).toEqual([
        path(directory, 'Root_CA.cert.pem'),
        path(directory, 'gateway.ca.full-chain.cert.pem'),
        path(directory, 'gateway.ca.key.pem'),
      ]);
      expect(Object.keys((parsed['provisioning'] as { attestation: object }).attestation)).toEqual([
        'method',
        'identity_cert',
        'identity_pk',
      ]);
      const manual = parseToml(printEdgeX509(device, { ...settings, directory, edgeProvisioning: 'manual' }));
      expect(manual).toMatchObject({
        provisioning: {
          source: 'manual',
          iothub_hostname: 'contoso.azure-devices.net',
          device_id: commonName,
          authentication: { method: 'x509' },
        },
      });
    }),
    { numRuns: 200 },
  );
});

describe('a shell', () => {
  /** Runs commands in which `az` and `sudo` tell their arguments, each ended by NUL, and each command by another. */
  const run = (script: string): string[][] => {
    const tell = `printf '%s\\0' "$@"; printf '\\0'`;
    const told = execFileSync('sh', ['-euc', `az() { ${tell}; }\nsudo() { ${tell}; }\n${script}`], {
      encoding: 'utf8',
      env: {
        DPS_NAME: 'my dps',
        HUB_NAME: 'my hub',
        ID_SCOPE: 'my scope',
        ENROLLMENT_GROUP: 'my group',
        GATEWAY_DEVICE: 'my gateway',
        VERIFICATION_CERTIFICATE: 'my proof',
        PATH: process.env['PATH'],
      },
    });
    return told
      .split('\0\0')
      .slice(0, -1)
      .map((command) => command.split('\0'));
  };
  const { idScope: _, hubHost: __, ...unknown } = settings;

  test('passes any name to the Azure CLI whole', () => {
    for (const commonName of sample(place, 60).filter((name) => name !== '')) {
      for (const one of [leaf, secondary]) {
        const device = rename(one.certificate, commonName);
        for (const output of ['certificate-pem', 'downstream', 'environment', 'enrollment'] as const) {
          const { az = '' } = printEqualCommands(device, output, settings);
          const [told = []] = run(az);
          const id =
            output === 'environment' ? 'registration-id' : output === 'enrollment' ? 'enrollment-id' : 'device-id';
          if (commonName.startsWith('-')) expect(told).toContain(`--${id}=${commonName}`);
          else expect(told[told.indexOf(`--${id}`) + 1]).toBe(commonName);
        }
      }
    }
  });

  test('reads variables for what is not told', () => {
    const all = [root, intermediate, leaf, secondary, module, edgeCa].flatMap(({ certificate }) =>
      outputsOf(certificate).flatMap((output) => printEqualCommands(certificate, output, unknown).az ?? []),
    );
    const told = run(all.join('\n')).flat();
    for (const value of ['my dps', 'my hub', 'my scope', 'my group', 'my gateway', 'my proof']) {
      expect(told).toContain(value);
    }
    expect(told).toContain('https://my dps.azure-devices-provisioning.net/enrollments/pump-7?api-version=2021-10-01');
  });

  test('finds no secret in any command', async () => {
    for (const one of [root, leaf, secondary]) {
      for (const output of outputsOf(one.certificate)) {
        const { openssl = '', az = '' } = printEqualCommands(one.certificate, output, settings);
        expect(openssl + az).not.toContain(settings.password);
        expect(openssl + az).not.toContain('PRIVATE');
      }
    }
  });
});
