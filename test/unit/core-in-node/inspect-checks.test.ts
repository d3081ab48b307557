import { describe, expect, test } from 'vitest';
import { DerReader } from '#core/bytes/der';
import type { AzureCheckReason } from '#core/inspect/azure-check-facts';
import { findPaths, PATHS_LIMIT } from '#core/inspect/certificate-paths';
import { checkChain } from '#core/inspect/chain-checks';
import { inspect } from '#core/inspect/inspect';
import type { AzureCheck, Inspection, InspectionSource } from '#core/inspect/inspection';
import { checkCommonName } from '#core/inspect/name-checks';
import { issueAuthority } from '#core/issuing/issue-authority';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import { encodeCommonName } from '#core/issuing/subject-name';
import { azureCheckWords, describeAzureCheck } from '#core/words/en/inspect-checks';
import type { Certificate } from '#core/x509/certificate';
import { readOneCertificateText } from '#core/x509/certificate-text';
import { readName } from '#core/x509/distinguished-name';
import { makeAuthority, makeLeaf, type MadeCertificate, makeSigningRequest } from '../../support/openssl.ts';
import { runTool } from '../../support/tools.ts';

const AT = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;

const seen = new Set<AzureCheckReason>();

async function look(
  contents: readonly string[],
  more: Partial<Pick<InspectionSource, 'deviceId' | 'at'>> = {},
): Promise<Inspection> {
  const parts = contents.map((content) => ({ name: undefined, content }));
  const inspection = await inspect(crypto.subtle, { parts, at: AT, ...more });
  for (const { reason } of inspection.checks) seen.add(reason);
  return inspection;
}

const reasonsOf = ({ checks }: Inspection): string[] => checks.map(({ result, reason }) => `${result} ${reason}`);

function checkOf({ checks }: Inspection, reason: AzureCheckReason): AzureCheck {
  const found = checks.find((check) => check.reason === reason);
  if (found === undefined) throw new Error(`${reason} is not among ${checks.map((check) => check.reason).join()}`);
  return found;
}

const root = await makeAuthority({ cn: 'Fleet root' });
const plant = await makeAuthority({ cn: 'Fleet plant', parent: root });
const leaf = await makeLeaf({ cn: 'pump-1', issuer: plant });
const pems = (...certificates: readonly MadeCertificate[]): string =>
  certificates.map(({ certificatePem }) => certificatePem).join('');

test('a chain as it should be passes every check', async () => {
  const inspection = await look([pems(leaf, plant, root) + leaf.keyPem], { deviceId: 'pump-1' });
  expect(reasonsOf(inspection)).toEqual([
    'passed common-name/is-device',
    'passed self-signed/issued',
    'passed chain-complete/to-root',
    'passed chain-order/fits',
    'passed chain-holds/holds',
    'passed authority-flags/fit',
    'passed purpose/client',
    'passed dates/fit',
    'passed key-kind/fits',
    'passed signature/fits',
    'passed key-matches/fits',
  ]);
  expect(inspection.chains).toMatchObject([
    {
      links: [
        { itemId: 'item-1', commonName: 'pump-1', role: 'leaf', fault: undefined },
        { itemId: 'item-2', commonName: 'Fleet plant', role: 'intermediate', fault: undefined },
        { itemId: 'item-3', commonName: 'Fleet root', role: 'root', fault: undefined },
      ],
      verdict: { ok: true },
      isInOrder: true,
    },
  ]);
});

describe('the common name', () => {
  const judge = async (cn: string, deviceId?: string): Promise<string | undefined> => {
    const made = await makeLeaf({ cn, issuer: root });
    return reasonsOf(await look([pems(made)], deviceId === undefined ? {} : { deviceId }))[0];
  };

  test.each([
    ['pump-1', undefined, 'passed common-name/fits'],
    ['PUMP-1', 'pump-1', 'cannot-know common-name/other-case'],
    ['pump-2', 'pump-1', 'failed common-name/other-device'],
    ['pump-1/reader', undefined, 'cannot-know common-name/module'],
    ['pump-1/reader', 'pump-1/reader', 'passed common-name/is-device'],
    ['', undefined, 'failed common-name/none'],
    ['pump 1', undefined, 'failed common-name/character'],
    ['pump-1 ', 'pump-1', 'failed common-name/character'],
    ['pump.', undefined, 'failed common-name/ending'],
  ])('%j for %s: %s', async (cn, deviceId, expected) => {
    expect(await judge(cn, deviceId)).toBe(expected);
  });

  test('a blank in it is called one', async () => {
    const made = await makeLeaf({ cn: 'pump 1', issuer: root });
    const { explanation } = describeAzureCheck(checkOf(await look([pems(made)]), 'common-name/character'));
    expect(explanation).toMatch(/^“pump 1” has a blank[.]/);
    const other = await makeLeaf({ cn: 'pump\u202e1', issuer: root });
    const check = checkOf(await look([pems(other)]), 'common-name/character');
    expect(describeAzureCheck(check).explanation).toMatch(/^“pump<U\+202E>1” has the character “<U\+202E>”[.]/);
  });

  test('one of more than 64 characters, which openssl does not make', () => {
    const subject = readName(new DerReader(encodeCommonName('p'.repeat(65))));
    const check = checkCommonName(subject, 'item-1', undefined);
    seen.add(check.reason);
    expect(check).toMatchObject({ result: 'failed', reason: 'common-name/too-long', facts: { length: 65, limit: 64 } });
  });

  test('that of a request is judged too', async () => {
    const { requestPem } = await makeSigningRequest({ cn: 'pump 2' });
    expect(reasonsOf(await look([requestPem]))).toEqual([
      'failed common-name/character',
      'passed key-kind/fits',
      'cannot-know key-matches/no-key',
    ]);
  });
});

describe('who issued it', () => {
  test('a self-signed one fits an individual enrollment', async () => {
    const own = await makeLeaf({ cn: 'pump-1' });
    const reasons = reasonsOf(await look([pems(own) + own.keyPem]));
    expect(reasons).toEqual([
      'passed common-name/fits',
      'passed self-signed/individual',
      'passed chain-complete/own-issuer',
      'passed chain-order/single',
      'passed chain-holds/own-signature',
      'passed purpose/client',
      'passed dates/fit',
      'passed key-kind/fits',
      'passed signature/fits',
      'passed key-matches/fits',
    ]);
  });

  test('an authority alone is one, and nobody asks for its key', async () => {
    const reasons = reasonsOf(await look([pems(root)]));
    expect(reasons[0]).toBe('cannot-know self-signed/authority');
    expect(reasons.join()).not.toContain('common-name');
    expect(reasons.join()).not.toContain('key-matches');
  });

  test('one that names itself and was signed with another key is not self-signed', async () => {
    const namesake = await makeAuthority({ cn: 'pump-1' });
    const forged = await makeLeaf({ cn: 'pump-1', issuer: namesake });
    const reasons = reasonsOf(await look([pems(forged)]));
    expect(reasons).toContain('failed self-signed/name-loop');
    expect(reasons).toContain('failed chain-holds/signature');
    expect(reasons.join()).not.toMatch(/own-issuer|self-signed\/individual/);
  });

  test('a device and its issuer of one name are a loop', async () => {
    const namesake = await makeLeaf({ cn: 'Fleet root', issuer: root });
    expect(reasonsOf(await look([pems(namesake, root)]))).toContain('failed self-signed/name-loop');
  });
});

describe('the chain', () => {
  test.each([
    ['without its root', [pems(leaf, plant)], ['passed chain-complete/root-left-out', 'passed chain-holds/holds']],
    [
      'of the device alone',
      [pems(leaf)],
      ['cannot-know chain-complete/issuer-missing', 'cannot-know chain-holds/issuer-missing'],
    ],
    ['without its middle', [pems(leaf, root)], ['failed chain-complete/gap']],
    ['in two files', [pems(plant, root), pems(leaf)], ['cannot-know chain-order/several-files']],
    ['with the device last', [pems(plant, root, leaf)], ['failed chain-order/leaf-not-first']],
    ['with the root in the middle', [pems(leaf, root, plant)], ['cannot-know chain-order/mixed']],
  ])('%s', async (_name, contents, expected) => {
    expect(reasonsOf(await look(contents))).toEqual(expect.arrayContaining(expected));
  });

  test('an issuer that is missing is named in the picture', async () => {
    const { chains } = await look([pems(leaf)]);
    expect(chains[0]?.links).toMatchObject([
      { itemId: 'item-1', role: 'leaf' },
      { itemId: undefined, commonName: 'Fleet plant', role: 'missing' },
    ]);
  });

  test('the order is told in the picture too, where there is one', async () => {
    const orders = await Promise.all(
      [[pems(leaf, root, plant)], [pems(root), pems(plant), pems(leaf)]].map((contents) => look(contents)),
    );
    expect(orders.map(({ chains }) => chains[0]?.isInOrder)).toEqual([false, true]);
  });

  test('devices under one authority each have a chain', async () => {
    const other = await makeLeaf({ cn: 'pump-2', issuer: plant });
    const { chains } = await look([pems(root, leaf, plant, other)]);
    expect(chains.map(({ links }) => links.map(({ commonName }) => commonName).join(' < '))).toEqual([
      'pump-1 < Fleet plant < Fleet root',
      'pump-2 < Fleet plant < Fleet root',
    ]);
  });

  test('the same certificate in two files is one', async () => {
    const { chains, items } = await look([pems(leaf, plant), pems(plant, root)]);
    expect([chains.length, items.length]).toEqual([1, 4]);
  });

  test('an authority of the same name and another key did not issue it', async () => {
    const namesake = await makeAuthority({ cn: 'Fleet plant', parent: root });
    const inspection = await look([pems(leaf, namesake, root)]);
    expect(checkOf(inspection, 'chain-holds/signature')).toMatchObject({ result: 'failed', itemId: 'item-1' });
    expect(inspection.chains[0]).toMatchObject({
      verdict: { ok: false, fault: 'signature', depth: 0 },
      links: [{ fault: 'signature' }, { fault: undefined }, { fault: undefined }],
    });
    const both = await look([pems(leaf, namesake, plant, root)]);
    expect(both.chains.map(({ verdict }) => verdict.ok)).toEqual([true, true]);
  });

  test('of an authority that was renewed with its key the certificate counts that is good', async () => {
    const old = await makeAuthority({ cn: 'Renewed', notAfter: AT - DAY });
    const renewed = await makeAuthority({ cn: 'Renewed', key: { keyPem: old.keyPem } });
    const early = await makeAuthority({ cn: 'Renewed', key: { keyPem: old.keyPem }, notBefore: AT + DAY });
    const device = await makeLeaf({ cn: 'pump-1', issuer: renewed });
    const { chains } = await look([pems(device, old, early, renewed)]);
    expect(chains[0]).toMatchObject({ verdict: { ok: true }, links: [{ itemId: 'item-1' }, { itemId: 'item-4' }] });
  });

  test('a signature that cannot be checked is not called good', async () => {
    const edRoot = await makeAuthority({ cn: 'Ed root', key: 'Ed25519' });
    const made = await makeLeaf({ cn: 'pump-1', issuer: edRoot, key: 'Ed25519' });
    const reasons = reasonsOf(await look([pems(made, edRoot)]));
    expect(reasons).toContain('cannot-know chain-holds/not-checked');
    expect(reasons).toContain('failed signature/not-taken');
    expect(reasons).toContain('failed key-kind/not-taken');
  });

  test('names that an authority forbids, and extensions that nobody knows', async () => {
    const limited = await makeAuthority({
      cn: 'Limited',
      extensions: ['nameConstraints = critical,permitted;DNS:example.org'],
    });
    const outside = await makeLeaf({ cn: 'pump-1', issuer: limited, extensions: ['subjectAltName = DNS:example.com'] });
    expect(reasonsOf(await look([pems(outside, limited)]))).toContain('failed chain-holds/name-constraints');
    const strange = await makeLeaf({ cn: 'pump-1', issuer: root, extensions: ['1.2.3.4 = critical,ASN1:NULL'] });
    expect(checkOf(await look([pems(strange, root)]), 'chain-holds/critical-extension').result).toBe('failed');
  });

  test('so many names and limits for them that not all are compared', async () => {
    const [device, authority] = [leaf, plant].map(({ certificatePem }) => {
      const read = readOneCertificateText(certificatePem);
      return read.ok ? read.value : expect.fail('a certificate was not read');
    }) as [Certificate, Certificate];
    const findNamed = async (count: number) => {
      const names = Array.from({ length: count }, () => ({ kind: 'dns', value: 'a.example' }) as const);
      const named = [
        { ...device, subjectAlternativeNames: names },
        { ...authority, nameConstraints: { permitted: names, excluded: [] } },
      ];
      const placed = named.map((certificate, place) => {
        return { itemId: `${place}`, certificate, part: 0, place, isUnordered: false };
      });
      const [path = expect.fail('there is no path')] = (await findPaths(crypto.subtle, placed, AT)).paths;
      return checkChain(path, []).map(({ result, reason }) => `${result} ${reason}`);
    };
    expect(await findNamed(1000)).toContain('passed chain-holds/holds');
    const started = performance.now();
    expect(await findNamed(100_000)).toContain('cannot-know chain-holds/too-complex');
    // It would take an hour.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('so many of one name that not all are tried', async () => {
    const contents = await makeNamesakes();
    const { checks } = await look([contents]);
    expect(checks.map(({ reason }) => reason)).toContain('chain-holds/too-complex');
  });
});

const validity = { notBefore: AT - DAY, notAfter: AT + DAY };

async function issueOne(commonName: string) {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const plan = { commonName, validity, pathLength: undefined, profile: 'azure', keys } as const;
  return { certificateDer: await issueAuthority(crypto, plan), privateKey: keys.privateKey };
}

async function issueDevices(count: number, commonName: string) {
  const authority = await issueOne(commonName);
  const issuer = await createLeafIssuer(crypto, { authority, profile: 'azure', role: 'device', validity });
  return Promise.all(Array.from({ length: count }, (_, number) => issuer.issueWithNewKey(`pump-${number}`, 'P-256')));
}

const toBase64 = (all: readonly Uint8Array[]): string =>
  all.map((one) => Buffer.from(one).toString('base64')).join('\n');

/** Authorities of one name, and devices that none of them issued. */
async function makeNamesakes(): Promise<string> {
  const authorities = await Promise.all(Array.from({ length: 40 }, () => issueOne('Same')));
  const devices = await issueDevices(20, 'Same');
  return toBase64([...devices.map(({ der }) => der), ...authorities.map(({ certificateDer }) => certificateDer)]);
}

test('of more devices than are judged, none has the key of another', async () => {
  const devices = await issueDevices(PATHS_LIMIT + 5, 'Fleet');
  const { checks, findings } = await look([toBase64(devices.flatMap(({ der, pkcs8 }) => [der, pkcs8]))]);
  const matches = checks.filter(({ check }) => check === 'key-matches');
  expect(matches.map(({ reason }) => reason)).toEqual(Array.from({ length: PATHS_LIMIT }, () => 'key-matches/fits'));
  expect(findings).toEqual([{ code: 'inspect/too-many', facts: { what: 'checks', limit: PATHS_LIMIT } }]);
});

describe('authorities', () => {
  test.each([
    ['one that is none', { ca: false }, 'failed authority-flags/not-authority'],
    ['one whose key may not sign', { keyUsage: 'critical,digitalSignature' }, 'failed authority-flags/key-usage'],
  ])('%s', async (_name, wishes, expected) => {
    const middle = await makeAuthority({ cn: 'Middle', parent: root, ...wishes });
    const device = await makeLeaf({ cn: 'pump-1', issuer: middle });
    const inspection = await look([pems(device, middle, root)]);
    expect(reasonsOf(inspection)).toContain(expected);
    expect(inspection.chains[0]?.verdict.ok).toBe(false);
  });

  test('one that allows no further ones, and has one below it', async () => {
    const strict = await makeAuthority({ cn: 'Strict', pathLength: 0 });
    const middle = await makeAuthority({ cn: 'Middle', parent: strict });
    const device = await makeLeaf({ cn: 'pump-1', issuer: middle });
    const inspection = await look([pems(device, middle, strict)]);
    expect(checkOf(inspection, 'authority-flags/path-length').facts).toEqual({
      certificate: 'Strict',
      limit: 0,
      found: 1,
    });
    expect(inspection.chains[0]?.verdict).toEqual({ ok: false, fault: 'path-length', depth: 2 });
    const withoutDevice = await look([pems(middle, strict)]);
    expect(checkOf(withoutDevice, 'authority-flags/path-length').facts).toMatchObject({ limit: 0, found: 1 });
  });

  test('one alone whose key may not sign', async () => {
    const silent = await makeAuthority({ cn: 'Silent', keyUsage: 'critical,cRLSign' });
    expect(reasonsOf(await look([pems(silent)]))).toContain('failed authority-flags/key-usage');
  });
});

describe('what it is for', () => {
  test.each([
    ['nothing said', { extendedKeyUsage: null }, 'passed purpose/any'],
    ['any purpose', { extendedKeyUsage: 'anyExtendedKeyUsage' }, 'passed purpose/any'],
    ['servers alone', { extendedKeyUsage: 'serverAuth,1.2.3.4' }, 'failed purpose/other'],
    ['a key that may not sign', { keyUsage: 'critical,keyEncipherment' }, 'failed purpose/key-usage'],
  ])('%s', async (_name, wishes, expected) => {
    const device = await makeLeaf({ cn: 'pump-1', issuer: root, ...wishes });
    expect(reasonsOf(await look([pems(device, root)]))).toContain(expected);
  });

  test('the purposes of its authority hold for it', async () => {
    const server = await makeAuthority({ cn: 'Servers', parent: root, extensions: ['extendedKeyUsage = serverAuth'] });
    const device = await makeLeaf({ cn: 'pump-1', issuer: server });
    const check = checkOf(await look([pems(device, server, root)]), 'purpose/authority');
    expect(check).toMatchObject({
      result: 'failed',
      facts: { certificate: 'Servers', purposes: 'servers (serverAuth)' },
    });
  });
});

describe('dates', () => {
  const made = makeLeaf({ cn: 'pump-1', issuer: root, notBefore: AT - 10 * DAY, notAfter: AT + 10 * DAY });
  test.each([
    ['before it begins', -11 * DAY, 'failed dates/not-yet-valid', 'not-yet-valid'],
    ['just before four fifths of its life', 6 * DAY - 1, 'passed dates/fit', undefined],
    ['when four fifths of its life are over', 6 * DAY, 'passed dates/ends-soon', undefined],
    ['in its last second', 10 * DAY + 999, 'passed dates/ends-soon', undefined],
    ['after its end', 10 * DAY + 1000, 'failed dates/expired', 'expired'],
  ])('%s', async (_name, offset, expected, fault) => {
    const inspection = await look([pems(await made, root)], { at: AT + offset });
    expect(reasonsOf(inspection)).toContain(expected);
    expect(inspection.chains[0]?.links[0]?.fault).toBe(fault);
  });

  test('it ends within a day in its last second', async () => {
    const { facts } = checkOf(await look([pems(await made)], { at: AT + 10 * DAY + 999 }), 'dates/ends-soon');
    expect(facts).toMatchObject({ until: AT + 10 * DAY, days: 0 });
  });
});

describe('kinds of keys and signatures', () => {
  test.each([
    ['RSA-2048', 'passed key-kind/fits'],
    ['RSA-4096', 'passed key-kind/fits'],
    ['P-384', 'cannot-know key-kind/not-documented'],
    ['P-521', 'cannot-know key-kind/not-documented'],
    ['RSA-1024', 'failed key-kind/too-short'],
  ] as const)('a key of the kind %s', async (key, expected) => {
    const device = await makeLeaf({ cn: 'pump-1', issuer: root, key });
    expect(reasonsOf(await look([pems(device, root)]))).toContain(expected);
  });

  test.each([
    ['SHA-384', 'cannot-know signature/not-documented'],
    ['SHA-512', 'cannot-know signature/not-documented'],
    ['SHA-1', 'failed signature/weak'],
  ] as const)('a signature with %s', async (digest, expected) => {
    const device = await makeLeaf({ cn: 'pump-1', issuer: root, digest });
    expect(reasonsOf(await look([pems(device, root)]))).toContain(expected);
  });

  test('nobody asks how a root was signed', async () => {
    const old = await makeAuthority({ cn: 'Old root', digest: 'SHA-1', key: 'RSA-2048' });
    const device = await makeLeaf({ cn: 'pump-1', issuer: old });
    const reasons = reasonsOf(await look([pems(device, old)]));
    expect(reasons).toContain('passed signature/fits');
    expect(reasons).toContain('passed chain-holds/holds');
  });
});

describe('keys', () => {
  test.each([
    ['its own', () => leaf.keyPem, 'passed key-matches/fits'],
    [
      'another one',
      () => runTool('openssl', ['genpkey', '-algorithm', 'ED25519']).stdout,
      'cannot-know key-matches/no-key',
    ],
    [
      'that of nobody here',
      () => runTool('openssl', ['ecparam', '-name', 'prime256v1', '-genkey']).stdout,
      'failed key-matches/other-key',
    ],
    [
      'one that is closed',
      () => runTool('openssl', ['pkcs8', '-topk8', '-passout', 'pass:1234'], { input: leaf.keyPem }).stdout,
      'cannot-know key-matches/locked',
    ],
    ['none', () => '', 'cannot-know key-matches/no-key'],
    ['that of its authority', () => plant.keyPem, 'cannot-know key-matches/no-key'],
  ])('%s', async (_name, key, expected) => {
    expect(reasonsOf(await look([pems(leaf, plant, root) + key()]))).toContain(expected);
  });

  test('a key without a certificate belongs to its request', async () => {
    const { requestPem, keyPem } = await makeSigningRequest({ cn: 'pump-1' });
    expect(reasonsOf(await look([requestPem, keyPem]))).toContain('passed key-matches/fits');
  });
});

test('a thumbprint is compared with the certificates that came with it', async () => {
  const thumbprint = checkableThumbprint(leaf);
  for (const text of [thumbprint, thumbprint.toLowerCase(), 'A'.repeat(40)]) await look([pems(leaf), text]);
  const { checks } = await look([thumbprint]);
  expect(checks).toMatchObject([{ check: 'thumbprint', result: 'cannot-know', facts: { hash: 'SHA-1' } }]);
});

function checkableThumbprint({ certificatePem }: MadeCertificate): string {
  const { stdout } = runTool('openssl', ['x509', '-noout', '-fingerprint', '-sha1'], { input: certificatePem });
  return stdout.slice(stdout.indexOf('=') + 1).replaceAll(/[:\s]/g, '');
}

test('every cause was seen above, and each has words of its own', async () => {
  expect([...seen].sort()).toEqual(Object.keys(azureCheckWords).sort());
  const inspection = await look([pems(leaf)]);
  for (const check of inspection.checks) {
    const { explanation, remedy } = describeAzureCheck(check);
    expect(explanation).toMatch(/^[A-Z“].*[.]$/s);
    expect(`${explanation} ${remedy ?? ''}`).not.toMatch(/undefined|NaN|\[object/);
    if (check.result === 'passed') expect(remedy).toBeUndefined();
    else expect(remedy).toMatch(/^[A-Z“].*[.]$/s);
  }
});
