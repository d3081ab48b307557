import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inspect, INSPECTION_LIMIT_BYTES } from '#core/inspect/inspect';
import type { Inspection } from '#core/inspect/inspection';
import { describeAzureCheck } from '#core/words/en/inspect-checks';
import { describeFinding } from '#core/words/words';
import { createRandom, mutate } from '../../support/mutations.ts';
import { makeAuthority, makeLeaf, makeSigningRequest } from '../../support/openssl.ts';
import { secretsOf, watchSecrets } from '../../support/secret-watch.ts';
import { runTool } from '../../support/tools.ts';

/** Another one may be tried by hand; what fails says which it was. */
const SEED = Number(process.env['INSPECT_SEED'] ?? 5280);
const AT = Date.UTC(2026, 5, 1);
const PASSWORD = '1234';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string): void => writeFileSync(join(folder, name), content, { mode: 0o600 });
const toDer = (pem: string): Uint8Array => Buffer.from(pem.replaceAll(/-----[^-]*-----|\s/g, ''), 'base64');

const root = await makeAuthority({ cn: 'Fleet root' });
const extensions = [
  'subjectAltName = DNS:a.example,IP:1.2.3.4,URI:https://a/b,dirName:dir',
  'nameConstraints = critical,permitted;DNS:a.example,excluded;IP:10.0.0.0/255.0.0.0',
  ...['[dir]', 'CN = dir'],
];
const leaf = await makeLeaf({ cn: 'pump-1', issuer: root, extensions });
const rsa = await makeLeaf({ cn: 'pump-2', key: 'RSA-2048' });
const request = await makeSigningRequest({ cn: 'pump-3', asked: ['extendedKeyUsage = clientAuth'] });
write('leaf.pem', leaf.certificatePem);
write('leaf-key.pem', leaf.keyPem);
write('rsa-key.pem', rsa.keyPem);
write('root.pem', root.certificatePem);

const openssl = (...args: readonly string[]): string => runTool('openssl', args, { cwd: folder }).stdout;
const encrypt = ['pkcs8', '-topk8', '-outform', 'PEM', '-iter', '2', '-passout', `pass:${PASSWORD}`];

function makePfx(...more: readonly string[]): Uint8Array {
  const files = ['-inkey', 'leaf-key.pem', '-in', 'leaf.pem', '-certfile', 'root.pem', '-out', 'made.pfx'];
  openssl('pkcs12', '-export', ...files, '-passout', `pass:${PASSWORD}`, '-iter', '2', '-maciter', ...more);
  return readFileSync(join(folder, 'made.pfx'));
}

const tells = watchSecrets([leaf, rsa].flatMap(({ keyPem }) => secretsOf(createPrivateKey(keyPem))));

const look = (content: Uint8Array | string): Promise<Inspection> =>
  inspect(crypto.subtle, { parts: [{ name: undefined, content }], password: PASSWORD, at: AT });

/** Holds that there is something to say, in words, and nothing in it that is a secret or would not be seen. */
function expectSound(inspection: Inspection): void {
  const { items, checks } = inspection;
  expect(items.length + inspection.findings.length).toBeGreaterThan(0);
  // All at once: to expect something takes longer than to inspect a file.
  expect(items.filter(({ facts, findings }) => facts.length + findings.length === 0)).toEqual([]);
  const said = [
    ...items.flatMap(({ findings }) => findings.map((finding) => describeFinding(finding).explanation)),
    ...checks.map((check) => describeAzureCheck(check).explanation),
  ];
  expect(said.filter((explanation) => !explanation.endsWith('.'))).toEqual([]);
  const text = JSON.stringify(inspection);
  expect(tells(text)).toBe(false);
  expect(text).not.toMatch(/[\p{Cf}\p{Cc}]|\\u00(?!2)|undefined/u);
}

describe(`10,000 mutated files, with seed ${SEED}`, () => {
  test.each([
    ['certificates', 4000, () => [leaf.der, rsa.der, root.der]],
    ['signing requests', 2000, () => [request.der]],
    [
      'keys',
      2000,
      () => [
        toDer(leaf.keyPem),
        toDer(openssl('rsa', '-traditional', '-in', 'rsa-key.pem')),
        toDer(openssl('ec', '-in', 'leaf-key.pem')),
        toDer(openssl(...encrypt, '-in', 'leaf-key.pem')),
        Buffer.from(leaf.keyPem),
        Buffer.from(openssl('rsa', '-traditional', '-aes128', '-passout', `pass:${PASSWORD}`, '-in', 'rsa-key.pem')),
      ],
    ],
    [
      'PFX files',
      2000,
      // Without a MAC what is inside is read although it was changed.
      () => [makePfx(), makePfx('-nomac'), makePfx('-nomac', '-keypbe', 'NONE', '-certpbe', 'NONE')],
    ],
  ])('%s say what they are, or what is wrong with them', { timeout: 60_000 }, async (_name, count, make) => {
    const originals = make();
    const random = createRandom(SEED);
    const said = { known: 0, refused: 0 };
    for (let round = 0; round < count; round += 1) {
      const original = originals[round % originals.length] ?? new Uint8Array();
      const inspection = await look(mutate(original, random));
      expectSound(inspection);
      if (inspection.items.some(({ facts }) => facts.length > 2)) said.known += 1;
      else said.refused += 1;
    }
    // Both ways were gone: not all of them are read whatever they hold, and not all are refused.
    expect(Math.min(said.known, said.refused)).toBeGreaterThan(count / 50);
  });
});

describe('texts that are made to keep us busy', () => {
  const LENGTH = 1_048_576;
  test.each([
    ...['HostName=', 'HostName=a;', 'a=b;HostName=', 'SharedAccessSignature ', 'SharedAccessSignature sr='],
    ...['-----BEGIN ', '-----BEGIN CERTIFICATE-----', '-----BEGIN A-----\n-----END B-----\n', '-----END '],
    ...['[provisioning]\n', '[provisioning', 'provisioning:\n', 'id_scope = {', 'id_scope=[\n', ' id_scope: \n  '],
    ...[' ', '\t#', '#[', '"', '\\n', '\\u002b', '{', '{"deviceId":', '=', '0', 'A', 'MII', 'a:', '\u200e', 'x '],
  ])('%j, again and again', { timeout: 30_000 }, async (text) => {
    const beginning = /provisioning|id_scope/.test(text) ? '[provisioning]\n' : '';
    const before = performance.now();
    const { items } = await look(beginning + text.repeat(LENGTH / text.length));
    expect(items.length).toBeGreaterThan(0);
    // A tenth of it is usual, and four times as much text is taken in ten seconds.
    expect(performance.now() - before).toBeLessThan(2500);
  });

  test.each([
    ['DER within DER', (): Uint8Array => nest(20_000)],
    ['sequences that end early', (): Uint8Array => new Uint8Array(LENGTH).fill(0x30)],
    ['a sequence of empty ones', (): Uint8Array => fillSequence(LENGTH)],
    ['zeros', (): Uint8Array => new Uint8Array(INSPECTION_LIMIT_BYTES)],
  ])('%s', async (_name, make) => {
    const { items } = await look(make());
    expect(items).toHaveLength(1);
  });
});

/** Sequences, each within the one before. */
function nest(depth: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = depth; left > 0; left -= 1)
    bytes.push(0x30, 0x83, (left * 5) >> 16, ((left * 5) >> 8) & 255, (left * 5) & 255);
  return Uint8Array.from(bytes);
}

/** One sequence of very many that are empty. */
function fillSequence(length: number): Uint8Array {
  const bytes = Uint8Array.from({ length: length + 5 }, (_, index) => (index % 2 === 0 ? 0 : 0x30));
  bytes.set([0x30, 0x83, length >> 16, (length >> 8) & 255, length & 255]);
  return bytes;
}
