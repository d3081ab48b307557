import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openZip } from '#adapters/zip/open-zip';
import { encodeHex } from '#core/bytes/hex';
import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { namesOf } from '#core/certificate-export/output-names';
import { makeOutput } from '#core/certificate-export/make-output';
import { derOf, printCertificate, printFullChain } from '#core/certificate-export/print-certificates';
import { printEqualCommands } from '#core/certificate-export/print-equal-commands';
import { type CertificateRole, PROFILES } from '#core/issuing/certificate-plan';
import { describeCertificate } from '#core/issuing/describe-certificate';
import { KEY_KINDS } from '#core/issuing/key-kind';
import type { Certificate } from '#core/x509/certificate';
import { readOneCertificateText } from '#core/x509/certificate-text';
import { printPem } from '#core/x509/pem';
import { makeReal, type RealCertificate, type RealWishes } from '../../support/kept-certificates.ts';
import { runTool } from '../../support/tools.ts';

/** The commands beside an output are run, and what comes of them is compared with the output. */

const folder = mkdtempSync(join(tmpdir(), 'workbench-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings: OutputSettings = { dpsHost: 'global.azure-devices-provisioning.net', directory: '/certs' };
const PASSWORD = 'Pässword ☂';

async function writeFiles({ certificate, exportKey }: RealCertificate): Promise<void> {
  const names = namesOf(certificate);
  writeFileSync(join(folder, names.certificate), printCertificate(certificate.facts));
  writeFileSync(join(folder, names.fullChain), printFullChain(certificate));
  writeFileSync(join(folder, names.key), printPem('PRIVATE KEY', await exportKey()));
}

/** Runs what is printed as it is; only where a program asks for a password it is given one. */
function runCommand(of: RealCertificate, output: CertificateOutput, more: Partial<OutputSettings> = {}): void {
  const { openssl } = printEqualCommands(of.certificate, output, { ...settings, ...more });
  if (openssl === undefined) throw new Error('there is no command');
  const typed = `openssl() { case $1 in pkcs8 | pkcs12) command openssl "$@" -passout env:TYPED ;; *) command openssl "$@" ;; esac; }`;
  execFileSync('sh', ['-euc', `${typed}\n${openssl}`], {
    cwd: folder,
    env: { ...process.env, TYPED: PASSWORD },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function readFile(name: string): Certificate {
  const read = readOneCertificateText(readFileSync(join(folder, name), 'utf8'));
  if (!read.ok) throw new Error('it cannot be read');
  return read.value;
}

/** Facts that do not come from chance or from the moment. */
async function compare(certificate: Certificate) {
  const { subjectName, issuerName, keyKind, isAuthority, pathLength } = await describeCertificate(
    crypto.subtle,
    certificate,
  );
  const days = Math.round((certificate.notAfter - certificate.notBefore) / 86_400_000);
  const { oid } = certificate.signatureAlgorithm;
  return {
    subjectName,
    issuerName,
    keyKind,
    isAuthority,
    pathLength,
    days,
    oid,
    extensions: listExtensions(certificate),
  };
}

/** Each extension with its content, but for the identifier of a new key where it stands for itself. */
function listExtensions({ extensions, subjectKeyIdentifier = new Uint8Array() }: Certificate): string[] {
  const own = encodeHex(subjectKeyIdentifier);
  return extensions.map(({ oid, critical, value }) => `${oid} ${critical} ${encodeHex(value).replace(own, 'own key')}`);
}

describe.each(PROFILES)('openssl makes the same certificates as the profile %s', (profile) => {
  const make = (wishes: Omit<RealWishes, 'profile'>) => makeReal({ ...wishes, profile });

  test('from the root to devices, modules, pairs and authorities of IoT Edge', async () => {
    const root = await make({ role: 'root', commonName: 'Root of Tests', days: 3650 });
    const intermediate = await make({ role: 'intermediate', commonName: 'Zürich + Bern', issuer: root, days: 1825 });
    const below: readonly (readonly [CertificateRole, string])[] = [
      ['device', 'pump-7'],
      ['device', "it's: _odd.-1"],
      ['module', 'pump-7/filter'],
      ['edge-ca', 'gateway.ca'],
    ];
    const all = [
      root,
      intermediate,
      ...(await Promise.all(
        below.map(([role, commonName]) => make({ role, commonName, issuer: intermediate, days: 30 })),
      )),
      await make({ role: 'self-signed', commonName: 'pump-8', days: 1, slot: 'secondary' }),
    ];
    for (const one of all) {
      await writeFiles(root);
      await writeFiles(intermediate);
      const names = namesOf(one.certificate);
      runCommand(one, 'certificate-pem');
      const made = await compare(readFile(names.certificate));
      expect(made).toEqual(await compare(readCertificateOf(one)));
    }
  }, 60_000);
});

function readCertificateOf({ certificate }: RealCertificate): Certificate {
  const read = readOneCertificateText(printCertificate(certificate.facts));
  if (!read.ok) throw new Error('it cannot be read');
  return read.value;
}

test('openssl signs as the key of the issuer asks for', async () => {
  const issuer = await makeReal({ role: 'root', commonName: 'Root on P-384', keyKind: 'P-384' });
  const leaf = await makeReal({ role: 'device', commonName: 'pump-7', keyKind: 'RSA-2048', issuer });
  for (const one of [issuer, leaf]) {
    await writeFiles(issuer);
    runCommand(one, 'certificate-pem');
    expect(await compare(readFile(namesOf(one.certificate).certificate))).toEqual(
      await compare(readCertificateOf(one)),
    );
  }
});

test.each(KEY_KINDS)(
  'openssl makes a key of the kind %s',
  async (keyKind) => {
    const { certificate, ...rest } = await makeReal({ role: 'root', commonName: 'Any' });
    const wished = { ...rest, certificate: { ...certificate, facts: { ...certificate.facts, keyKind } } };
    runCommand(wished, 'key');
    const { stdout } = runTool('openssl', ['pkey', '-in', namesOf(certificate).key, '-noout', '-text'], {
      cwd: folder,
    });
    expect(stdout).toContain({ P: `(${keyKind.slice(2)} bit)`, R: `(${keyKind.slice(4)} bit` }[keyKind.charAt(0)]);
  },
  60_000,
);

describe('openssl makes of a certificate and its key', () => {
  const makeFamily = async () => {
    const root = await makeReal({ role: 'root', commonName: 'Root CA' });
    const intermediate = await makeReal({ role: 'intermediate', commonName: 'Plant CA', issuer: root });
    const leaf = await makeReal({ role: 'device', commonName: 'pump-7', issuer: intermediate });
    for (const one of [root, intermediate, leaf]) await writeFiles(one);
    return { leaf, names: namesOf(leaf.certificate) };
  };
  let family: Awaited<ReturnType<typeof makeFamily>>;
  beforeAll(async () => {
    family = await makeFamily();
  });

  test('the same DER and the same chain', () => {
    const { leaf, names } = family;
    runCommand(leaf, 'certificate-der');
    expect(new Uint8Array(readFileSync(join(folder, names.certificateDer)))).toEqual(derOf(leaf.certificate.facts));
    runCommand(leaf, 'full-chain');
    expect(readFileSync(join(folder, names.fullChain), 'utf8')).toBe(printFullChain(leaf.certificate));
  });

  test.each([true, false])('the same encrypted key, hashed as often (password made: %s)', async (isMadePassword) => {
    const { leaf, names } = family;
    const read = ['pkcs8', '-in', names.encryptedKey, '-passin', `pass:${PASSWORD}`];
    const parse = ['asn1parse', '-in', names.encryptedKey];
    runCommand(leaf, 'encrypted-key', { isMadePassword });
    const key = runTool('openssl', read, { cwd: folder }).stdout;
    const form = formOf(runTool('openssl', parse, { cwd: folder }).stdout);
    const ours = await makeOutput(crypto, { ...leaf, openArchive: openZip }, 'encrypted-key', {
      ...settings,
      password: PASSWORD,
      isMadePassword,
    });
    writeFileSync(join(folder, names.encryptedKey), ours.content as string);
    expect(runTool('openssl', read, { cwd: folder }).stdout).toBe(key);
    expect(formOf(runTool('openssl', parse, { cwd: folder }).stdout)).toEqual(form);
    expect(form.some((line) => line.endsWith(isMadePassword ? ':0800' : ':0186A0'))).toBe(true);
  });

  test.each([
    [false, true],
    [false, false],
    [true, true],
  ])('the same PFX, protected in the same way (legacy: %s, password made: %s)', async (isLegacyPfx, isMadePassword) => {
    const { leaf, names } = family;
    const more = { isLegacyPfx, isMadePassword };
    const look = () => {
      const args = ['pkcs12', '-info', '-nodes', '-in', names.pfx, '-passin', `pass:${PASSWORD}`];
      const { stdout, stderr } = runTool('openssl', args, { cwd: folder });
      const blocks = stdout.match(/-----BEGIN [^-]+-----[^-]+-----END/g) ?? [];
      // What stands beside a block is a remark; the length of the salt is nobody's business.
      const facts = stderr.split('\n').map((line) => line.replace(/, salt length.*/, ''));
      return { blocks: blocks.toSorted(), facts: facts.toSorted(), called: stdout.match(/friendlyName: .*/g) };
    };
    runCommand(leaf, 'pfx', more);
    const theirs = look();
    const ours = await makeOutput(crypto, { ...leaf, openArchive: openZip }, 'pfx', {
      ...settings,
      ...more,
      password: PASSWORD,
    });
    writeFileSync(join(folder, names.pfx), ours.content as Uint8Array);
    expect(look()).toEqual(theirs);
    expect(theirs.blocks).toHaveLength(4);
  });
});

/** The outline of a file in DER with its names and numbers, without what comes from chance. */
function formOf(asn1: string): string[] {
  return asn1
    .split('\n')
    .filter((line) => !line.includes('OCTET STRING'))
    .map((line) => line.replace(/^.*?(?:prim|cons):/, '').trim());
}
