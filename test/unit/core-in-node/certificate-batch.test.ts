import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeBase64 } from '#core/bytes/base64';
import type { BatchForm } from '#core/ports/certificate-maker';
import { printPem } from '#core/x509/pem';
import { createTestCertificateMaker, forDays, rootWish } from '../../support/certificate-makers.ts';
import { runTool } from '../../support/tools.ts';

const PASSWORD = 'for all of them: ä€';
/** Within the life of what the makers of the tests make. */
const AT = ['-attime', String(forDays(1).notAfter / 1000)];

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'batch-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const openssl = (...args: string[]): string => runTool('openssl', args, { cwd: folder }).stdout;

/** Makes a batch below an intermediate, and unpacks its archive. */
async function unpackBatch(form: BatchForm): Promise<void> {
  const maker = createTestCertificateMaker();
  const rootId = await maker.makeAuthority(rootWish());
  const plant = rootWish({ commonName: 'Plant CA', authorityId: rootId, validity: forDays(1000), pathLength: 0 });
  const authorityId = await maker.makeAuthority(plant);
  await maker.readList({ kind: 'pattern', pattern: 'd-{1..20}' });
  const wish = { authorityId, profile: 'azure', keyKind: 'P-256', validity: forDays(365), form } as const;
  const id = await maker.prepareBatch(form === 'plain-key' ? wish : { ...wish, password: PASSWORD });
  await maker.runBatch(id, () => undefined);
  const { content } = await maker.saveBatch(id, () => undefined);
  const files = unzipSync(new Uint8Array(await (content as Blob).arrayBuffer()));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const { facts } = await maker.kept(rootId);
  writeFileSync(join(folder, 'root.pem'), printPem('CERTIFICATE', decodeBase64(facts.derBase64)!));
}

const publicKeyOf = (certificate: string): string => openssl('x509', '-in', certificate, '-noout', '-pubkey');

test.each([
  ['plain-key', 'key.pem', []],
  ['encrypted-key', 'encrypted-key.pem', ['-passin', `pass:${PASSWORD}`]],
] as const)('openssl opens the keys of a batch (%s) and takes its chains', async (form, ending, pass) => {
  await unpackBatch(form);
  for (const device of ['d-1', 'd-20']) {
    const chain = `${device}.full-chain.cert.pem`;
    const verified = openssl('verify', '-x509_strict', ...AT, '-CAfile', 'root.pem', '-untrusted', chain, chain);
    expect(verified).toContain(': OK');
    expect(openssl('pkey', '-in', `${device}.${ending}`, ...pass, '-pubout')).toBe(publicKeyOf(chain));
  }
});

test('openssl opens the PFX files of a batch, each with its own key and the whole chain', async () => {
  await unpackBatch('pfx');
  const serials = new Set<string>();
  for (const device of ['d-1', 'd-2', 'd-20']) {
    openssl('pkcs12', '-in', `${device}.pfx`, '-passin', `pass:${PASSWORD}`, '-nodes', '-out', `${device}.pem`);
    openssl('crl2pkcs7', '-nocrl', '-certfile', `${device}.pem`, '-out', 'bundle.p7b');
    const listed = openssl('pkcs7', '-in', 'bundle.p7b', '-print_certs', '-noout');
    const subjects = [...listed.matchAll(/^subject=CN = (.+)$/gm)].map(([, name]) => name);
    expect(subjects).toEqual([device, 'Plant CA', 'Fleet Root']);
    expect(openssl('pkey', '-in', `${device}.pem`, '-pubout')).toBe(publicKeyOf(`${device}.pem`));
    serials.add(openssl('x509', '-in', `${device}.pem`, '-noout', '-serial'));
  }
  expect(serials.size).toBe(3);
});
