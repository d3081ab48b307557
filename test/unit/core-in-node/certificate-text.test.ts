import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '#core/errors/workbench-error';
import { type Certificate, commonNameOf } from '#core/x509/certificate';
import {
  CERTIFICATE_TEXT_LIMIT,
  readCertificateBytes,
  readCertificateText,
  readOneCertificateBytes,
  readOneCertificateText,
} from '#core/x509/certificate-text';
import { type MadeCertificate, makeAuthority, makeLeaf } from '../../support/openssl.ts';

let folder: string;
let root: MadeCertificate;
let leaf: MadeCertificate;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-text-'));
  root = await makeAuthority({ cn: 'root' });
  leaf = await makeLeaf({ cn: 'leaf', issuer: root });
  writeFileSync(join(folder, 'leaf.pem'), leaf.certificatePem);
  writeFileSync(join(folder, 'key.pem'), leaf.keyPem, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const openssl = (...options: string[]): Buffer =>
  execFileSync('openssl', options, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });

function outcome(verdict: Verdict<readonly Certificate[]>): string {
  const tell = (findings: readonly { code: string; facts: object }[]): string =>
    findings.map(({ code, facts }) => [code, ...Object.values(facts)].join(' ')).join('; ');
  if (!verdict.ok) return tell(verdict.findings);
  const names = verdict.value.map(({ subject }) => commonNameOf(subject)).join(', ');
  return verdict.notes.length === 0 ? names : `${names} (${tell(verdict.notes)})`;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

describe('certificates are read', () => {
  test.each<[string, () => Verdict<readonly Certificate[]>]>([
    ['of PEM', () => readCertificateText(leaf.certificatePem)],
    [
      'of PEM with Windows line ends and text around',
      () => readCertificateText(`Bag\r\n${leaf.certificatePem.replaceAll('\n', '\r\n')}subject=x`),
    ],
    ['of PEM on one line', () => readCertificateText(leaf.certificatePem.replaceAll('\n', ' '))],
    ['of PEM with line ends written as in JSON', () => readCertificateText(JSON.stringify(leaf.certificatePem))],
    ['of base64 without armour', () => readCertificateText(base64(leaf.der))],
    ['of base64 in lines and quotes', () => readCertificateText(`"${base64(leaf.der).replace(/(.{64})/g, '$1\r\n')}"`)],
    ['of base64 of PEM', () => readCertificateText(base64(leaf.certificatePem))],
    ['of DER', () => readCertificateBytes(leaf.der)],
    ['of PEM as bytes', () => readCertificateBytes(utf8(leaf.certificatePem))],
    ['of PEM behind a byte order mark', () => readCertificateBytes(utf8(`\ufeff${leaf.certificatePem}`))],
    ['of UTF-16, as PowerShell writes', () => readCertificateBytes(utf16(leaf.certificatePem))],
    ['of a file of base64', () => readCertificateBytes(utf8(`${base64(leaf.der)}\n`))],
    ['of what "openssl x509 -text" prints', () => readCertificateBytes(openssl('x509', '-in', 'leaf.pem', '-text'))],
    [
      'under the older label',
      () => readCertificateText(leaf.certificatePem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')),
    ],
  ])('%s', (_form, read) => {
    expect(outcome(read())).toBe('leaf');
  });

  test('of a chain, in its order', () => {
    expect(outcome(readCertificateText(leaf.chainPem))).toBe('leaf, root');
    expect(outcome(readCertificateText(root.certificatePem + leaf.certificatePem))).toBe('root, leaf');
  });

  test('beside a key, which is noted and not kept', () => {
    const verdict = readCertificateText(leaf.keyPem + leaf.certificatePem);
    expect(outcome(verdict)).toBe('leaf (x509/other-kind private-key)');
    const secret = leaf.keyPem.split('\n')[1] ?? '';
    expect(JSON.stringify(verdict)).not.toContain(secret);
  });

  test('past the four letters behind the last block that create_test_cert.js leaves', () => {
    expect(outcome(readCertificateText(`${leaf.certificatePem}\nnull`))).toBe('leaf');
  });
});

describe('something else is called by its name', () => {
  const made: readonly (readonly [kind: string, options: readonly string[]])[] = [
    ['private-key', ['pkey', '-in', 'key.pem']],
    ['private-key', ['pkey', '-in', 'key.pem', '-outform', 'DER']],
    ['private-key', ['ec', '-in', 'key.pem']],
    ['private-key', ['ec', '-in', 'key.pem', '-outform', 'DER']],
    ['private-key', ['genrsa', '-traditional', '2048']],
    ['encrypted-key', ['pkcs8', '-topk8', '-in', 'key.pem', '-passout', 'pass:1234']],
    ['encrypted-key', ['pkcs8', '-topk8', '-in', 'key.pem', '-passout', 'pass:1234', '-outform', 'DER']],
    ['encrypted-key', ['ec', '-in', 'key.pem', '-aes128', '-passout', 'pass:1234']],
    ['public-key', ['pkey', '-in', 'key.pem', '-pubout']],
    ['public-key', ['pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER']],
    ['request', ['req', '-new', '-key', 'key.pem', '-subj', '/CN=a']],
    ['request', ['req', '-new', '-key', 'key.pem', '-subj', '/CN=a', '-outform', 'DER']],
    ['pfx', ['pkcs12', '-export', '-in', 'leaf.pem', '-inkey', 'key.pem', '-passout', 'pass:1234']],
    ['pkcs7', ['crl2pkcs7', '-nocrl', '-certfile', 'leaf.pem']],
    ['pkcs7', ['crl2pkcs7', '-nocrl', '-certfile', 'leaf.pem', '-outform', 'DER']],
    ['other', ['ecparam', '-name', 'prime256v1']],
  ];

  test.each(made)('%s: openssl %j', (kind, options) => {
    const bytes = openssl(...options);
    expect(outcome(readCertificateBytes(bytes))).toBe(`x509/other-kind ${kind}`);
    if (kind !== 'other') expect(outcome(readCertificateText(base64(bytes)))).toBe(`x509/other-kind ${kind}`);
  });

  test('revocation-list, in either form', () => {
    writeFileSync(join(folder, 'index.txt'), '');
    const settings = `[ca]\ndefault_ca = l\n[l]\ndatabase = ${join(folder, 'index.txt')}\ndefault_md = sha256\ndefault_crl_days = 1\n`;
    writeFileSync(join(folder, 'crl.cnf'), settings);
    openssl('ca', '-config', 'crl.cnf', '-gencrl', '-cert', 'leaf.pem', '-keyfile', 'key.pem', '-out', 'crl.pem');
    expect(outcome(readCertificateBytes(readFileSync(join(folder, 'crl.pem'))))).toBe(
      'x509/other-kind revocation-list',
    );
    const der = openssl('crl', '-in', 'crl.pem', '-outform', 'DER');
    expect(outcome(readCertificateBytes(der))).toBe('x509/other-kind revocation-list');
  });

  test('a request in the armour of a certificate', () => {
    const request = openssl('req', '-new', '-key', 'key.pem', '-subj', '/CN=a').toString();
    expect(outcome(readCertificateText(request.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')))).toBe(
      'x509/other-kind request',
    );
  });
});

describe('what cannot be read says why', () => {
  const armour = (body: string, end = '-----END CERTIFICATE-----'): string =>
    `-----BEGIN CERTIFICATE-----\n${body}\n${end}\n`;

  test.each<[string, string | (() => string)]>([
    ['x509/empty', ''],
    ['x509/empty', ' \r\n\t'],
    ['x509/none-found', 'Hello, where is my certificate?'],
    ['x509/none-found', 'aGVsbG8gd29ybGQh'],
    ['x509/none-found', 'HostName=a.azure-devices.net;DeviceId=b;SharedAccessKey=c2VjcmV0'],
    ['x509/cut-short 1', armour('MIIB', '')],
    ['x509/cut-short 1', armour('MIIB', '-----END CERTIFICAT-----')],
    ['x509/cut-short 1', 'MIIB!\n-----END CERTIFICATE-----'],
    ['x509/cut-short 2', () => leaf.certificatePem + armour('MIIB', '')],
    ['x509/not-base64 1', armour('MII*')],
    ['x509/not-base64 1', armour('MIIBA')],
    ['x509/not-base64 2', () => leaf.certificatePem + armour('Proc-Type: 4')],
    ['x509/not-base64 ', () => base64(leaf.der).slice(0, 301)],
    ['x509/form certificate outline ends-early', () => base64(leaf.der).slice(0, 300)],
    ['x509/form certificate outline ends-early', armour('')],
    ['x509/form certificate outline tag', armour('AQEA')],
    ['x509/form certificate outline after-end', () => base64(new Uint8Array([...leaf.der, 0]))],
    ['x509/form certificate outline ends-early; x509/not-base64 2', () => armour('MIIB') + armour('*')],
    [`x509/too-large ${CERTIFICATE_TEXT_LIMIT + 1} ${CERTIFICATE_TEXT_LIMIT}`, 'A'.repeat(CERTIFICATE_TEXT_LIMIT + 1)],
  ])('%s', (expected, text) => {
    expect(outcome(readCertificateText(typeof text === 'string' ? text : text()))).toBe(expected);
  });

  test('also of bytes', () => {
    expect(outcome(readCertificateBytes(new Uint8Array()))).toBe('x509/empty');
    expect(outcome(readCertificateBytes(leaf.der.subarray(0, 200)))).toBe('x509/form certificate outline ends-early');
    expect(outcome(readCertificateBytes(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)))).toBe('x509/none-found');
    expect(outcome(readCertificateBytes(utf8('0 certificates')))).toBe('x509/none-found');
  });
});

describe('where one certificate is wanted', () => {
  test('one is taken', () => {
    for (const verdict of [readOneCertificateText(leaf.certificatePem), readOneCertificateBytes(leaf.der)]) {
      expect(verdict.ok && commonNameOf(verdict.value.subject)).toBe('leaf');
    }
  });

  test('a chain is refused, and so is none', () => {
    expect(readOneCertificateText(leaf.chainPem)).toEqual({
      ok: false,
      findings: [{ code: 'x509/several', facts: { count: 2 } }],
    });
    expect(readOneCertificateBytes(utf8('none'))).toEqual({
      ok: false,
      findings: [{ code: 'x509/none-found', facts: {} }],
    });
  });
});

test('a text of many beginnings without an end is read in a time that grows with its length', () => {
  const started = performance.now();
  expect(readCertificateText('-----BEGIN CERTIFICATE-----'.repeat(100_000)).ok).toBe(false);
  expect(readCertificateText(`-----BEGIN ${'A'.repeat(2_000_000)}`).ok).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
