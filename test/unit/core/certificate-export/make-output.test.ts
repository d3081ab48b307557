import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { openZip } from '#adapters/zip/open-zip';
import {
  CERTIFICATE_OUTPUTS,
  type CertificateOutput,
  type OutputFile,
  type OutputSettings,
} from '#core/certificate-export/certificate-output';
import { makeOutput } from '#core/certificate-export/make-output';
import { needsOf, outputsOf } from '#core/certificate-export/outputs-of';
import { derOf, printCertificate, printFullChain } from '#core/certificate-export/print-certificates';
import { printEdgeX509 } from '#core/certificate-export/print-edge-x509';
import { printX509Enrollment } from '#core/certificate-export/print-x509-enrollment';
import { printX509Env } from '#core/certificate-export/print-x509-env';
import { readPrivateKey } from '#core/pkcs/private-key';
import { readPfx } from '#core/pkcs/read-pfx';
import { parsePem, printPem } from '#core/x509/pem';
import { makeReal, type RealCertificate } from '../../../support/kept-certificates.ts';

const settings: OutputSettings = {
  dpsHost: 'global.azure-devices-provisioning.net',
  idScope: '0ne00123ABC',
  hubHost: 'contoso.azure-devices.net',
  gatewayHostName: 'gateway.local',
  directory: '/etc/aziot/certificates',
  password: 'Pässword ☂',
  isMadePassword: true,
};
const { password: _, ...noPassword } = settings;

let root: RealCertificate;
let leaf: RealCertificate;
let primary: RealCertificate;
let secondary: RealCertificate;
beforeAll(async () => {
  root = await makeReal({ role: 'root', commonName: 'Root CA' });
  const intermediate = await makeReal({ role: 'intermediate', commonName: 'Plant CA', issuer: root });
  leaf = await makeReal({ role: 'device', commonName: 'pump-7', issuer: intermediate });
  primary = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'primary' });
  secondary = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'secondary' });
});

const make = (of: RealCertificate, output: CertificateOutput, all = settings): Promise<OutputFile> =>
  makeOutput(crypto, { ...of, openArchive: openZip }, output, all);

const keyPem = async ({ exportKey }: RealCertificate) => printPem('PRIVATE KEY', await exportKey());

async function unpack({ content }: OutputFile): Promise<Record<string, Uint8Array>> {
  if (!(content instanceof Blob)) throw new Error('it is no archive');
  return unzipSync(new Uint8Array(await content.arrayBuffer()));
}

async function unpackTexts(file: OutputFile): Promise<Record<string, string>> {
  const texts = Object.entries(await unpack(file)).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
  return Object.fromEntries(texts) as Record<string, string>;
}

/** The key in PEM that a password opens. */
async function decrypt(pem: string): Promise<string> {
  const read = await readPrivateKey(crypto.subtle, pem, settings.password);
  if (!read.ok) throw new Error(`it cannot be read: ${read.findings[0].code}`);
  return printPem('PRIVATE KEY', read.value.pkcs8);
}

async function openPfx(bytes: Uint8Array) {
  const read = await readPfx(crypto.subtle, bytes, settings.password);
  if (!read.ok) throw new Error(`it cannot be read: ${read.findings[0].code}`);
  return read.value;
}

describe('the file', () => {
  test('is what each form is printed as, under the name that the profile has for it', async () => {
    const { certificate } = leaf;
    const expected: Partial<Record<CertificateOutput, readonly [string, string, OutputFile['content']]>> = {
      'certificate-pem': ['pump-7.cert.pem', 'application/x-pem-file', printCertificate(certificate.facts)],
      'certificate-der': ['pump-7.cer', 'application/pkix-cert', derOf(certificate.facts)],
      'full-chain': ['pump-7.full-chain.cert.pem', 'application/x-pem-file', printFullChain(certificate)],
      key: ['pump-7.key.pem', 'application/x-pem-file', await keyPem(leaf)],
      'edge-config': ['config.toml', 'application/toml', printEdgeX509(certificate, settings)],
      environment: ['pump-7.env', 'text/plain', printX509Env(certificate, settings)],
      enrollment: ['pump-7.enrollment.json', 'application/json', printX509Enrollment(certificate, undefined)],
    };
    for (const [output, [name, mediaType, content]] of Object.entries(expected)) {
      expect(await make(leaf, output as CertificateOutput)).toEqual({ name, mediaType, content });
    }
  });

  test('of an enrollment has both halves of a pair', async () => {
    const source = { ...secondary, otherHalf: primary.certificate, openArchive: openZip };
    const { content } = await makeOutput(crypto, source, 'enrollment', settings);
    expect(content).toBe(printX509Enrollment(primary.certificate, secondary.certificate));
  });

  test('is made with what the output was said to need', async () => {
    for (const one of [root, leaf, secondary]) {
      for (const output of outputsOf(one.certificate)) {
        for (const need of needsOf(output, one.certificate)) {
          if (need === 'key' || need === 'trustBundle') continue;
          const { [need]: taken, ...less } = settings;
          expect(taken).toBeDefined();
          const without = makeOutput(crypto, { ...one, openArchive: openZip }, output, less);
          await expect(without).rejects.toThrow(need === 'password' ? 'certificate/password-missing' : TypeError);
        }
        const trustBundle = printCertificate(root.certificate.facts);
        const { name, content } = await make(one, output, { ...settings, trustBundle });
        expect(name).not.toBe('');
        expect(content instanceof Blob ? content.size : content.length).toBeGreaterThan(0);
      }
    }
  });

  test.each(CERTIFICATE_OUTPUTS)('of %s asks for the key only where the key is in it, and wipes it', async (output) => {
    const lent: Uint8Array[] = [];
    const exportKey = async () => {
      const pkcs8 = await leaf.exportKey();
      lent.push(pkcs8);
      return pkcs8;
    };
    await make({ ...leaf, exportKey }, output);
    expect(lent.length).toBe(needsOf(output, leaf.certificate).includes('key') ? 1 : 0);
    expect(lent.every((pkcs8) => pkcs8.every((octet) => octet === 0))).toBe(true);
  });

  test('is not made, and the key wiped, without a password', async () => {
    const pkcs8 = await leaf.exportKey();
    const made = make({ ...leaf, exportKey: async () => pkcs8 }, 'encrypted-key', { ...settings, password: '' });
    await expect(made).rejects.toThrow('certificate/password-missing');
    expect(pkcs8.every((octet) => octet === 0)).toBe(true);
  });

  test('is not made of a key that stays where it is', async () => {
    const exportKey = () => Promise.reject(new Error('it stays'));
    await expect(make({ ...leaf, exportKey }, 'pfx')).rejects.toThrow('it stays');
  });
});

describe('an encrypted key', () => {
  test('is the key to whoever has the password', async () => {
    const { name, content } = await make(leaf, 'encrypted-key');
    expect(name).toBe('pump-7.encrypted-key.pem');
    expect(parsePem(content as string).map(({ label }) => label)).toEqual(['ENCRYPTED PRIVATE KEY']);
    expect(await decrypt(content as string)).toBe(await keyPem(leaf));
  });
});

describe('a PFX', () => {
  test.each([false, true])('holds the key, the certificate and its issuers (legacy: %s)', async (isLegacyPfx) => {
    const { name, mediaType, content } = await make(leaf, 'pfx', { ...settings, isLegacyPfx });
    expect([name, mediaType]).toEqual(['pump-7.pfx', 'application/x-pkcs12']);
    const { keys, certificates } = await openPfx(content as Uint8Array);
    expect(keys.map(({ pkcs8, friendlyName }) => [printPem('PRIVATE KEY', pkcs8), friendlyName])).toEqual([
      [await keyPem(leaf), 'pump-7'],
    ]);
    const { facts, chain } = leaf.certificate;
    expect(certificates.map(({ der }) => printPem('CERTIFICATE', der))).toEqual(
      [facts, ...chain].map(printCertificate),
    );
  });
});

describe('an archive of all', () => {
  test('has every form, and the key only with a password', async () => {
    const file = await make(leaf, 'archive');
    const files = await unpack(file);
    const texts = await unpackTexts(file);
    expect([file.name, file.mediaType]).toEqual(['pump-7.zip', 'application/zip']);
    expect(Object.keys(files)).toEqual([
      'pump-7.cert.pem',
      'pump-7.cer',
      'pump-7.full-chain.cert.pem',
      'pump-7.encrypted-key.pem',
      'pump-7.pfx',
    ]);
    expect(texts['pump-7.cert.pem']).toBe(printCertificate(leaf.certificate.facts));
    expect(texts['pump-7.full-chain.cert.pem']).toBe(printFullChain(leaf.certificate));
    expect(files['pump-7.cer']).toEqual(derOf(leaf.certificate.facts));
    expect(await decrypt(texts['pump-7.encrypted-key.pem'] ?? '')).toBe(await keyPem(leaf));
    expect((await openPfx(files['pump-7.pfx'] ?? new Uint8Array())).keys).toHaveLength(1);
  });

  test('of a root whose key stays is its certificate in two forms', async () => {
    const kept = { ...root, certificate: { ...root.certificate, key: { kind: 'browser' } as const } };
    const files = await unpack(await make(kept, 'archive', noPassword));
    expect(Object.keys(files)).toEqual(['Root_CA.cert.pem', 'Root_CA.cer']);
  });
});

describe('the set of a downstream device', () => {
  test('is what it shows, its key, the root to trust and how it connects', async () => {
    const file = await make(leaf, 'downstream', noPassword);
    expect(file.name).toBe('pump-7.downstream.zip');
    expect(await unpackTexts(file)).toEqual({
      'pump-7.full-chain.cert.pem': printFullChain(leaf.certificate),
      'pump-7.key.pem': await keyPem(leaf),
      'trust-bundle.pem': printCertificate(root.certificate.facts),
      'connection-string.txt':
        'HostName=contoso.azure-devices.net;DeviceId=pump-7;x509=true;GatewayHostName=gateway.local',
    });
  });

  test('has the key encrypted where there is a password, and none that stays in the vault', async () => {
    const texts = await unpackTexts(await make(leaf, 'downstream'));
    expect(Object.keys(texts)).not.toContain('pump-7.key.pem');
    expect(await decrypt(texts['pump-7.encrypted-key.pem'] ?? '')).toBe(await keyPem(leaf));
    const kept = { ...leaf, certificate: { ...leaf.certificate, key: { kind: 'elsewhere' } as const } };
    expect(Object.keys(await unpackTexts(await make(kept, 'downstream', noPassword)))).not.toContain('pump-7.key.pem');
  });

  test('has the root that was given, cleaned, in place of its own', async () => {
    const trustBundle = `Our gateway:\r\n${printCertificate(root.certificate.facts).replaceAll('\n', '\r\n')}`;
    const texts = await unpackTexts(await make(secondary, 'downstream', { ...noPassword, trustBundle }));
    expect(texts['trust-bundle.pem']).toBe(printCertificate(root.certificate.facts));
    expect(texts['pump-8-secondary.cert.pem']).toBe(printCertificate(secondary.certificate.facts));
    const broken = make(secondary, 'downstream', { ...noPassword, trustBundle: 'no certificate' });
    await expect(broken).rejects.toThrow('x509/');
    await expect(make(secondary, 'downstream', noPassword)).rejects.toThrow(TypeError);
  });
});
