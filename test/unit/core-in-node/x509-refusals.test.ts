import { beforeAll, describe, expect, test } from 'vitest';
import { contextTag, encodeDer, readDer, readEach, TAG } from '#core/bytes/der';
import { decodeHex } from '#core/bytes/hex';
import { readCertificate } from '#core/x509/certificate';
import { readCertificateBytes } from '#core/x509/certificate-text';
import { judgeChain } from '#core/x509/chain';
import { readSigningRequest, verifySigningRequest } from '#core/x509/signing-request';
import { describeFinding } from '#core/words/words';
import { createRandom, mutate } from '../../support/mutations.ts';
import { type MadeCertificate, makeAuthority, makeLeaf, makeSigningRequest } from '../../support/openssl.ts';

const hex = (text: string): Uint8Array => decodeHex(text.replaceAll(' ', '')) ?? new Uint8Array();
const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(TAG.sequence, ...parts);
const partsOf = (der: Uint8Array, tag = der[0] ?? 0): Uint8Array[] => readEach(readDer(der, tag)).map((one) => one.der);

let root: MadeCertificate;
let leaf: MadeCertificate;
/** The fields of a signed part: version, serial number, algorithm, issuer, validity, subject, key, extensions. */
let fields: Uint8Array[];

beforeAll(async () => {
  root = await makeAuthority({ cn: 'root' });
  leaf = await makeLeaf({ cn: 'leaf', issuer: root });
  fields = partsOf(partsOf(leaf.der)[0] ?? new Uint8Array());
});

function outcome(der: Uint8Array): string {
  const verdict = readCertificate(der);
  if (verdict.ok) return 'read';
  expect(verdict.findings).toHaveLength(1);
  const { code, facts } = verdict.findings[0];
  return code === 'x509/form' ? `${facts.part}: ${facts.mistake}` : code;
}

/** The leaf with some of its fields replaced, left out (null) or added. */
function rebuild(changes: Readonly<Record<number, Uint8Array | null>>, ...more: Uint8Array[]): Uint8Array {
  const [, algorithm = hex(''), signature = hex('')] = partsOf(leaf.der);
  const kept = fields.flatMap((field, index) => {
    const change = changes[index];
    return change === null ? [] : [change ?? field];
  });
  return sequence(sequence(...kept, ...more), algorithm, signature);
}

const withExtensions = (...extensions: Uint8Array[]): Uint8Array =>
  rebuild({ 7: encodeDer(contextTag(3, true), sequence(...extensions)) });
const extension = (oid: string, value: string, critical = ''): Uint8Array =>
  sequence(encodeDer(TAG.oid, hex(oid)), hex(critical), encodeDer(TAG.octetString, hex(value)));

describe('a certificate is refused for (RFC 5280)', () => {
  test('nothing, as it came and put together again', () => {
    expect(outcome(leaf.der)).toBe('read');
    expect(outcome(rebuild({}))).toBe('read');
  });

  test.each([
    ['4.1: bytes behind it', () => new Uint8Array([...leaf.der, 0]), 'outline: after-end'],
    ['4.1: being cut short', () => leaf.der.subarray(0, -1), 'outline: ends-early'],
    ['4.1: being empty', () => new Uint8Array(), 'outline: ends-early'],
    ['4.1: a fourth part', () => sequence(...partsOf(leaf.der), hex('0500')), 'outline: after-end'],
    ['4.1: something behind its extensions', () => rebuild({}, hex('0500')), 'extensions: after-end'],
    ['4.1.1.2: another algorithm within', () => rebuild({ 2: sequence(hex('06032a0304')) }), 'algorithm: value'],
    ['4.1.2.1: version 4', () => rebuild({ 0: hex('a003020103') }), 'version: value'],
    ['4.1.2.1: extensions in version 1', () => rebuild({ 0: null }), 'extensions: after-end'],
    ['4.1.2.1: extensions in version 2', () => rebuild({ 0: hex('a003020101') }), 'extensions: after-end'],
    [
      '4.1.2.2: a serial number that is longer than it may be',
      () => rebuild({ 1: hex('02020001') }),
      'serial-number: value',
    ],
    ['4.1.2.2: no serial number', () => rebuild({ 1: null }), 'serial-number: tag'],
    ['4.1.2.4: a relative name without attributes', () => rebuild({ 3: hex('30023100') }), 'issuer: value'],
    ['4.1.2.4: text that is no UTF-8', () => rebuild({ 3: hex('300c310a300806035504030c01ff') }), 'issuer: value'],
    [
      '4.1.2.4: a PrintableString beyond ASCII',
      () => rebuild({ 3: hex('300c310a3008060355040313 01ff') }),
      'issuer: value',
    ],
    [
      '4.1.2.4: half a character in a BMPString',
      () => rebuild({ 3: hex('300c310a300806035504031e0141') }),
      'issuer: value',
    ],
    ['4.1.2.5: one date', () => rebuild({ 4: hex('300f170d3236303130313030303030305a') }), 'validity: ends-early'],
    [
      '4.1.2.5: a date without seconds',
      () => rebuild({ 4: hex('301e170b323630313031303030305a170f') }),
      'validity: value',
    ],
    ['4.1.2.6: a subject that is no name', () => rebuild({ 5: hex('0500') }), 'subject: tag'],
    [
      '4.1.2.7: a key with unused bits',
      () => rebuild({ 6: hex('300b3003060100 0304 07 000080') }),
      'public-key: value',
    ],
    [
      '4.1.2.7: an RSA key that is none',
      () => rebuild({ 6: hex('3014300d06092a864886f70d0101010500 0303 000500') }),
      'public-key: tag',
    ],
    [
      '4.2: an extension twice',
      () => withExtensions(extension('2a0304', '00'), extension('2a0304', '01')),
      'extensions: value',
    ],
    [
      '4.2: a flag that is neither true nor false',
      () => withExtensions(extension('2a0304', '00', '010101')),
      'extensions: value',
    ],
    ['4.2.1.3: key usage without any', () => withExtensions(extension('551d0f', '030100')), 'extensions: value'],
    ['4.2.1.6: no alternative name', () => withExtensions(extension('551d11', '3000')), 'extensions: value'],
    [
      '4.2.1.6: an address of five octets',
      () => withExtensions(extension('551d11', '300787050102030405')),
      'extensions: value',
    ],
    [
      '4.2.1.6: a name of a form that is none',
      () => withExtensions(extension('551d11', '30028900')),
      'extensions: tag',
    ],
    [
      '4.2.1.9: a path length below zero',
      () => withExtensions(extension('551d13', '30060101ff0201ff')),
      'extensions: value',
    ],
    [
      '4.2.1.9: something behind the path length',
      () => withExtensions(extension('551d13', '30080101ff0201000500')),
      'extensions: after-end',
    ],
    ['4.2.1.10: constraints without any', () => withExtensions(extension('551d1e', '3000')), 'extensions: value'],
    [
      '4.2.1.10: a maximum',
      () => withExtensions(extension('551d1e', '300aa008 3006 820161 810101')),
      'extensions: after-end',
    ],
    [
      '4.2.1.10: an address without its mask',
      () => withExtensions(extension('551d1e', '300aa0083006870401020304')),
      'extensions: value',
    ],
    ['4.2.1.12: no purpose', () => withExtensions(extension('551d25', '3000')), 'extensions: value'],
  ])('%s', (_clause, make, expected) => {
    expect(outcome(make())).toBe(expected);
  });

  test.each([
    ['"critical FALSE" written out', () => withExtensions(extension('2a0304', '00', '010100'))],
    ['"CA:FALSE" written out', () => withExtensions(extension('551d13', '3003010100'))],
    ['a path length without CA:TRUE, as ca-certs.ps1 writes', () => withExtensions(extension('551d13', '3003020100'))],
    ['identifiers of version 2', () => rebuild({ 7: hex('8102000182020002') })],
    ['a serial number below zero', () => rebuild({ 1: hex('0201ff') })],
    [
      'dates in GeneralizedTime before 2050 (PKITS 4.2.4)',
      () => rebuild({ 4: hex('3022180f32303236303130313030303030305a180f32303237303130313030303030305a') }),
    ],
    ['no extensions', () => rebuild({ 7: null })],
    ['version 1', () => rebuild({ 0: null, 7: null })],
    ['an empty subject', () => rebuild({ 5: hex('3000') })],
    ['an asterisk in a PrintableString', () => rebuild({ 5: hex('300c310a3008060355040313 012a') })],
    ['a value of another type in a name', () => rebuild({ 5: hex('300e310c300a060355042d0303000102') })],
    [
      'a key on a curve that we do not have',
      () => rebuild({ 6: hex('3016 3010 06072a8648ce3d0201 06052b8104000a 0302 0004') }),
    ],
  ])('nothing when it has %s, which are in use', (_name, make) => {
    expect(outcome(make())).toBe('read');
  });
});

test('an authority of version 1 is none (RFC 5280, 6.1.4 (k))', async () => {
  const [device, authority] = [readCertificate(leaf.der), readCertificate(root.der)];
  if (!device.ok || !authority.ok) throw new Error('cannot be read');
  const old = { ...authority.value, version: 1 as const, basicConstraints: undefined };
  const request = {
    leaf: device.value,
    intermediates: [],
    anchors: [old],
    at: Date.UTC(2026, 1),
    usage: 'any' as const,
  };
  expect(await judgeChain(crypto.subtle, request)).toMatchObject({ ok: false, fault: 'not-a-ca', depth: 1 });
});

describe('10,000 mutated', () => {
  const kinds = ['P-256', 'RSA-2048', 'P-521', 'Ed25519'] as const;

  test('certificates are read or refused in words, and judged without a throw', async () => {
    const issuer = readCertificate(root.der);
    if (!issuer.ok) throw new Error('no root');
    const random = createRandom(5280);
    const outcomes = new Map<string, number>();
    const originals: Uint8Array[] = [];
    const extensions = [
      'subjectAltName = DNS:a.example,IP:1.2.3.4,URI:https://a/b,dirName:dir',
      'nameConstraints = critical,permitted;DNS:a.example,excluded;IP:10.0.0.0/255.0.0.0',
      ...['[dir]', 'CN = dir'],
    ];
    for (const key of kinds) originals.push((await makeLeaf({ cn: `of ${key}`, key, issuer: root, extensions })).der);
    for (let round = 0; round < 10_000; round += 1) {
      const der = mutate(originals[round % originals.length] ?? leaf.der, random);
      const verdict = readCertificateBytes(der);
      const said = verdict.ok ? 'read' : verdict.findings[0].code;
      outcomes.set(said, (outcomes.get(said) ?? 0) + 1);
      if (!verdict.ok) expect(describeFinding(verdict.findings[0]).explanation).toMatch(/\.$/);
      const [certificate] = verdict.ok ? verdict.value : [];
      if (certificate === undefined) continue;
      const request = { leaf: certificate, intermediates: [certificate], anchors: [issuer.value] };
      const judged = await judgeChain(crypto.subtle, { ...request, at: Date.UTC(2026, 1), usage: 'clientAuth' });
      if (!originals.some((original) => Buffer.from(original).equals(der))) expect(judged.ok).toBe(false);
    }
    expect(outcomes.get('read')).toBeGreaterThan(1000);
    expect(outcomes.get('x509/form')).toBeGreaterThan(1000);
  }, 60_000);

  test('requests are read or refused, and verified without a throw', async () => {
    const random = createRandom(2986);
    const originals: Uint8Array[] = [];
    const asked = ['subjectAltName = DNS:a.example,IP:1.2.3.4', 'keyUsage = digitalSignature'];
    for (const key of kinds) originals.push((await makeSigningRequest({ cn: `of ${key}`, key, asked })).der);
    let read = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const der = mutate(originals[round % originals.length] ?? leaf.der, random);
      const verdict = readSigningRequest(der);
      if (!verdict.ok) {
        expect(verdict.findings[0]).toMatchObject({ code: 'x509/form', facts: { what: 'request' } });
        continue;
      }
      read += 1;
      const isOriginal = originals.some((original) => Buffer.from(original).equals(der));
      expect(isOriginal || !(await verifySigningRequest(crypto.subtle, verdict.value))).toBe(true);
    }
    expect(read).toBeGreaterThan(1000);
  }, 60_000);
});
