import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSigningRequest } from '../../../support/openssl.ts';
import { runTool } from '../../../support/tools.ts';
import { fileOf, type MadeEntry, openCertificateBench, read, readByNode, signedBy } from './certificate-runs.ts';

const bench = openCertificateBench();

let root: MadeEntry;
beforeAll(async () => {
  [root] = (await bench.made(['root', '--name', 'Plant Root', '--plain-key'])).made;
});

describe('a proof of possession', () => {
  test('has the code for its name, is signed by the authority, and is written without a key', async () => {
    const { told, modes } = await bench.make(['proof', '--code', ' 7A1B9C ', ...signedBy(root)]);
    const [proof] = told.made;
    expect(proof).toMatchObject({ role: 'verification', subject: 'CN=7A1B9C', issuer: 'CN=Plant Root' });
    expect(modes).toEqual({ 'verification.cert.pem': '644' });
    expect(readByNode(proof).verify(readByNode(root).publicKey)).toBe(true);
    const script = ['proof', '--code', '7A1B9C', ...signedBy(root), '--profile', 'cert-gen'];
    expect(Object.keys((await bench.make(script)).modes)).toEqual(['verification-code.cert.pem']);
  });

  test('needs a code, and one that can be a name', async () => {
    expect((await bench.make(['proof', ...signedBy(root)])).errors).toContain('This command needs --code.');
    const long = await bench.make(['proof', '--code', 'a'.repeat(65), ...signedBy(root)]);
    expect(long).toMatchObject({ code: 1, modes: {} });
    expect(long.errors).toContain('too long for a verification code');
  });
});

describe('a request', () => {
  test('is made with a new key, and signed by it', async () => {
    const { told, modes } = await bench.make(['request', '--common-name', 'pump-7', '--plain-key']);
    const [made] = told.made;
    expect(made).toMatchObject({ kind: 'request', commonName: 'pump-7', keyKind: 'P-256' });
    expect(modes).toEqual({ 'pump-7.csr.pem': '644', 'pump-7.key.pem': '600' });
    const args = ['req', '-in', fileOf(made, 'request'), '-verify', '-noout', '-pubkey', '-subject'];
    const { stdout, stderr } = runTool('openssl', args);
    expect(stdout + stderr).toContain('verify OK');
    expect(stdout).toContain('CN = pump-7');
    const publicKey = runTool('openssl', ['pkey', '-in', fileOf(made, 'key'), '-pubout']).stdout;
    expect(stdout).toContain(publicKey);
  });

  test('for DPS is on P-384, and is written as the device sends it', async () => {
    const { made, passwordFile = '' } = await bench.made(['request', '-d', 'pump-7', '--for-dps', '--make-password']);
    expect(made[0]).toMatchObject({ keyKind: 'P-384' });
    const sent = Buffer.from(read(fileOf(made[0], 'request-base64')), 'base64');
    const pem = read(fileOf(made[0], 'request')).replaceAll(/-----.*-----|\s/g, '');
    expect(sent.toString('base64')).toBe(pem);
    const key = createPrivateKey({
      key: read(fileOf(made[0], 'encrypted-key')),
      passphrase: read(passwordFile).trim(),
    });
    expect(key.asymmetricKeyDetails?.namedCurve).toBe('secp384r1');
  });

  test.each([
    [['--plain-key'], 2, '--common-name'],
    [['--cn', 'a'], 2, '--make-password, --password-file or --plain-key'],
    [['--cn', 'a', '--plain-key', '--for-dps', '--key-kind', 'P-256'], 2, '--key-kind'],
    [['--cn', 'pump 7', '--plain-key', '--for-dps'], 1, 'One character does not fit in an ID'],
    [['--cn', '', '--plain-key'], 1, 'The certificate needs a name'],
  ])('is not made with %j', async (argv, code, words) => {
    const run = await bench.make(['request', ...argv]);
    expect(run).toMatchObject({ code, output: '', modes: {} });
    expect(run.errors).toContain(words);
  });
});

describe('a request is signed', () => {
  test.each(['P-256', 'RSA-2048'] as const)('for the key on %s that openssl made, whatever its form', async (key) => {
    const { requestPem, der, keyPem } = await makeSigningRequest({ cn: 'pump-7', key });
    for (const content of [requestPem, der, Buffer.from(der).toString('base64')]) {
      const file = bench.write('device.csr', content);
      const { told, modes } = await bench.make(['sign', '--request', file, ...signedBy(root)]);
      expect(told.made[0]).toMatchObject({
        role: 'device',
        subject: 'CN=pump-7',
        issuer: 'CN=Plant Root',
        keyKind: key,
      });
      expect(modes).toEqual({ 'pump-7.cert.pem': '644', 'pump-7.full-chain.cert.pem': '644' });
      expect(readByNode(told.made[0]).checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    }
  });

  test('from standard input, by another name, and with what it asks for told where it does not get it', async () => {
    const asked = ['subjectAltName=DNS:pump.local', 'basicConstraints=CA:TRUE'];
    const { requestPem } = await makeSigningRequest({ cn: 'somebody', subject: '/O=Contoso/CN=somebody', asked });
    const argv = ['sign', '--csr', '-', '-d', 'pump-8', ...signedBy(root), '--form', 'pem,der,enrollment'];
    const { told, errors } = await bench.make(argv, { input: requestPem });
    const [device] = told.made;
    expect(device).toMatchObject({ subject: 'CN=pump-8' });
    expect(Object.keys(device.files)).toEqual(['certificate-pem', 'full-chain', 'certificate-der', 'enrollment']);
    expect(new X509Certificate(readFileSync(fileOf(device, 'certificate-der'))).ca).toBe(false);
    for (const note of [
      'It asks to become an authority',
      'Alternative names are not taken over',
      'Only the common name',
    ]) {
      expect(errors).toContain(`Standard input: ${note}`);
    }
  });

  test('as an authority only where that is said', async () => {
    const { requestPem } = await makeSigningRequest({ cn: 'Line 3' });
    const file = bench.write('line.csr', requestPem);
    const [line] = (await bench.made(['sign', '--request', file, '--as', 'intermediate', ...signedBy(root)])).made;
    expect(readByNode(line).ca).toBe(true);
  });

  test('unless something speaks against it, which is told', async () => {
    const { der } = await makeSigningRequest({ cn: 'pump-7' });
    const forged = Uint8Array.from(der);
    forged.set([(forged.at(-1) ?? 0) ^ 1], forged.length - 1);
    const [short, several] = await Promise.all([
      makeSigningRequest({ cn: 'pump-7', key: 'RSA-1024' }),
      makeSigningRequest({ cn: 'pump-8' }),
    ]);
    const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
      ['forged', forged, 'The request is not signed with its key'],
      ['weak', short.requestPem, 'The key of the request cannot be used'],
      ['several', short.requestPem + several.requestPem, 'There are several requests'],
      ['none', read(fileOf(root, 'certificate-pem')), 'There is no request in this'],
    ];
    for (const [name, content, words] of cases) {
      const file = bench.write(`${name}.csr`, content);
      const run = await bench.make(['sign', '--request', file, ...signedBy(root)]);
      expect(run).toMatchObject({ code: 1, output: '', modes: {} });
      expect(run.errors).toContain(`${name}.csr”: ${words}`);
    }
    expect((await bench.make(['sign', ...signedBy(root)])).errors).toContain('This command needs --request.');
    const { errors } = await bench.make(['sign', '--request', '-', '--as', 'root', ...signedBy(root)]);
    expect(errors).toContain('device, module, edge-ca or intermediate');
  });
});
