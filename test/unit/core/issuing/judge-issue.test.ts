import { beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '#core/errors/facts';
import type { Verdict } from '#core/errors/workbench-error';
import { CERTIFICATE_ROLES, type CertificateRole } from '#core/issuing/certificate-plan';
import { type IssueWish, judgeIssue } from '#core/issuing/judge-issue';
import type { Certificate } from '#core/x509/certificate';
import type { GeneralName } from '#core/x509/general-name';
import { makeAuthority, NOW } from '../../../support/issuing.ts';

const DAY_MS = 86_400_000;
const CLIENT = '1.3.6.1.5.5.7.3.2';
const SERVER = '1.3.6.1.5.5.7.3.1';
let root: Certificate;
beforeAll(async () => {
  root = (await makeAuthority(crypto, { commonName: 'Fleet CA', pathLength: 1 })).certificate;
});

const wishFor = (wish: Partial<IssueWish> = {}): IssueWish => ({
  role: 'device',
  commonName: 'device-1',
  keyKind: 'P-256',
  validity: { notBefore: NOW, notAfter: NOW + DAY_MS },
  authority: wish.role === 'root' || wish.role === 'self-signed' ? undefined : root,
  at: NOW,
  ...wish,
});

const judge = (wish: Partial<IssueWish>): Verdict<string> => judgeIssue(wishFor(wish));
const codesOf = (verdict: Verdict<string>): ErrorCode[] => (verdict.ok ? [] : verdict.findings).map(({ code }) => code);
const notesOf = (verdict: Verdict<string>): ErrorCode[] => (verdict.ok ? verdict.notes : []).map(({ code }) => code);

describe('common names', () => {
  test.each(['root', 'intermediate', 'verification'] as const)('of a %s may be anything that can be read', (role) => {
    expect(judge({ role, commonName: '  Überwachung "Nord" 🌡 ' })).toMatchObject({
      ok: true,
      value: 'Überwachung "Nord" 🌡',
    });
    expect(codesOf(judge({ role, commonName: '  ' }))).toEqual(['certificate/name-empty']);
    expect(judge({ role, commonName: 'a\u202eb' })).toEqual({
      ok: false,
      findings: [{ code: 'certificate/name-character', facts: { character: '\u202e', position: 1 } }],
    });
  });

  test('have 64 characters at most (RFC 5280, ub-common-name), whatever octets these take', () => {
    expect(judge({ role: 'root', commonName: '🌡'.repeat(64) }).ok).toBe(true);
    expect(judge({ role: 'root', commonName: 'a'.repeat(65) })).toMatchObject({
      findings: [{ code: 'certificate/name-too-long', facts: { length: 65, limit: 64 } }],
    });
  });

  test.each(['device', 'self-signed'] as const)('of a %s are registration IDs that fit into a certificate', (role) => {
    expect(judge({ role, commonName: ' sensor_1.a:b-C ' })).toMatchObject({ ok: true, value: 'sensor_1.a:b-C' });
    expect(notesOf(judge({ role, commonName: 'Sensor' }))).toEqual(['id/upper-case']);
    expect(codesOf(judge({ role, commonName: '' }))).toEqual(['id/empty']);
    expect(codesOf(judge({ role, commonName: 'a b' }))).toEqual(['id/character']);
    expect(codesOf(judge({ role, commonName: 'sensor.' }))).toEqual(['id/ending']);
    expect(codesOf(judge({ role, commonName: 'a'.repeat(65) }))).toEqual(['id/too-long']);
  });

  test('of a device that the hub alone knows may have the hub’s other signs', () => {
    expect(codesOf(judge({ commonName: 'a%b' }))).toEqual(['id/character']);
    expect(judge({ commonName: 'a%b', service: 'hub' }).ok).toBe(true);
    expect(codesOf(judge({ commonName: 'a'.repeat(65), service: 'hub' }))).toEqual(['certificate/name-too-long']);
  });

  test('of a module are the device, a slash and the module', () => {
    expect(judge({ role: 'module', commonName: 'device-1/filter' })).toMatchObject({
      ok: true,
      value: 'device-1/filter',
    });
    for (const commonName of ['device-1', 'device-1/', '/filter', 'a/b/c', '']) {
      expect(codesOf(judge({ role: 'module', commonName }))).toEqual(['certificate/module-name']);
    }
    expect(codesOf(judge({ role: 'module', commonName: 'device-1/a b' }))).toEqual(['id/character']);
    expect(codesOf(judge({ role: 'module', commonName: 'device 1/a' }))).toEqual(['id/character']);
    expect(codesOf(judge({ role: 'module', commonName: `d/${'m'.repeat(63)}` }))).toEqual([
      'certificate/name-too-long',
    ]);
  });

  test('of an IoT Edge CA are kept apart from the gateway’s own by an ending', () => {
    expect(judge({ role: 'edge-ca', commonName: 'gateway-1' })).toMatchObject({ ok: true, value: 'gateway-1.ca' });
    expect(judge({ role: 'edge-ca', commonName: 'g'.repeat(62) })).toMatchObject({
      findings: [{ code: 'certificate/name-too-long', facts: { length: 62, limit: 61 } }],
    });
  });

  test('are never the name of the issuer, in any case of its letters (RFC 5280, 7.1)', () => {
    expect(codesOf(judge({ role: 'intermediate', commonName: 'fleet  ca' }))).toEqual(['certificate/name-of-issuer']);
    expect(judge({ role: 'root', commonName: 'Fleet CA' }).ok).toBe(true);
  });
});

describe('dates', () => {
  const within = (notBefore: number, notAfter: number) => judge({ validity: { notBefore, notAfter } });

  test('that go backwards, or not at all, are refused', () => {
    expect(codesOf(within(NOW, NOW - 1000))).toEqual(['certificate/dates-backwards']);
    expect(codesOf(within(NOW, NOW))).toEqual(['certificate/dates-backwards']);
  });

  test('that a certificate cannot hold are refused (4.1.2.5)', () => {
    const root9999 = { role: 'root', commonName: 'a' } as const;
    const last = Date.UTC(9999, 11, 31, 23, 59, 59);
    const judgeRoot = (notBefore: number, notAfter: number) =>
      judge({ ...root9999, validity: { notBefore, notAfter } });
    expect(judgeRoot(Date.UTC(1950, 0, 1), last).ok).toBe(true);
    for (const [from, to] of [
      [Date.UTC(1950, 0, 1) - 1, NOW],
      [NOW, last + 1000],
      [Number.NaN, NOW],
      [NOW, Number.NaN],
    ] as const) {
      expect(codesOf(judgeRoot(from, to))).toEqual(['certificate/dates-out-of-range']);
    }
  });

  test('after the end of the issuer are refused, the same end is not', () => {
    expect(within(NOW, root.notAfter).ok).toBe(true);
    expect(within(NOW, root.notAfter + 1000)).toMatchObject({
      findings: [{ code: 'certificate/outlives-issuer', facts: { issuer: 'Fleet CA', notAfter: root.notAfter } }],
    });
  });

  test('that have passed, or lie before those of the issuer, are noted', () => {
    expect(notesOf(judge({ at: NOW + DAY_MS + 999 }))).toEqual([]);
    expect(notesOf(judge({ at: NOW + DAY_MS + 1000 }))).toEqual(['certificate/already-ended']);
    expect(notesOf(within(root.notBefore - 1000, NOW))).toEqual(['certificate/begins-before-issuer']);
    expect(notesOf(within(root.notBefore, NOW))).toEqual([]);
  });
});

describe('issuers', () => {
  const under = (changes: Partial<Certificate>, wish: Partial<IssueWish> = {}): ErrorCode[] =>
    codesOf(judge({ ...wish, authority: { ...root, ...changes } }));

  test('are needed by all but roots and what is self-signed', () => {
    const names: Partial<Record<CertificateRole, string>> = { module: 'a/b' };
    for (const role of CERTIFICATE_ROLES) {
      const needsOne = role !== 'root' && role !== 'self-signed';
      const verdict = judge({ role, commonName: names[role] ?? 'device-1', authority: undefined });
      expect(codesOf(verdict)).toEqual(needsOne ? ['certificate/issuer-missing'] : []);
    }
  });

  test('that are no authority are refused (4.2.1.9)', () => {
    expect(under({ basicConstraints: undefined })).toEqual(['certificate/issuer-not-authority']);
    expect(under({ basicConstraints: { ca: false, pathLength: undefined } })).toEqual([
      'certificate/issuer-not-authority',
    ]);
  });

  test('whose key usage lacks keyCertSign are refused (4.2.1.3); without any it may', () => {
    expect(under({ keyUsage: ['digitalSignature'] })).toEqual(['certificate/issuer-key-usage']);
    expect(under({ keyUsage: undefined })).toEqual([]);
  });

  test('for other purposes alone are refused (4.2.1.12)', () => {
    expect(under({ extendedKeyUsage: [SERVER] })).toEqual(['certificate/issuer-purpose']);
    expect(under({ extendedKeyUsage: [SERVER, CLIENT] })).toEqual([]);
    expect(under({ extendedKeyUsage: ['2.5.29.37.0'] })).toEqual([]);
  });

  test.each(['intermediate', 'edge-ca'] as const)('whose path length is used up sign no %s (4.2.1.9)', (role) => {
    const leafOnly = { basicConstraints: { ca: true, pathLength: 0 } };
    expect(under(leafOnly, { role, commonName: 'below' })).toEqual(['certificate/issuer-path-length']);
    expect(under(leafOnly)).toEqual([]);
  });

  test('are limited by those above them, too, however far these are (6.1.4 (l))', () => {
    const authority = { ...root, basicConstraints: { ca: true, pathLength: undefined } };
    const above = (pathLength: number | undefined): Certificate => ({
      ...root,
      issuer: { ...root.issuer, keys: ['another'] },
      basicConstraints: { ca: true, pathLength },
    });
    const below = (wish: Partial<IssueWish>) =>
      judge({ role: 'intermediate', commonName: 'below', authority, ...wish });
    const between = { ...authority, issuer: above(0).issuer };
    expect(codesOf(below({ authority: between, issuers: [above(1)] }))).toEqual(['certificate/issuer-path-length']);
    expect(codesOf(below({ authority: between, issuers: [above(undefined), above(2)] }))).toEqual([
      'certificate/issuer-path-length',
    ]);
    expect(codesOf(below({ authority: between, issuers: [above(2)] }))).toEqual([]);
    // One that is self-issued takes no place.
    expect(codesOf(below({ issuers: [above(1)] }))).toEqual([]);
    expect(codesOf(judge({ authority: between, issuers: [above(1)] }))).toEqual([]);
    expect(below({ authority: between, issuers: [above(2)], pathLength: 1 })).toMatchObject({
      notes: [{ code: 'certificate/path-length-beyond-issuer', facts: { issuer: 'Fleet CA', limit: 0 } }],
    });
  });

  test('that limit it further are noted where the wish says more than will hold', () => {
    const below = (pathLength: number | undefined) => judge({ role: 'intermediate', commonName: 'below', pathLength });
    expect(below(1)).toMatchObject({
      notes: [{ code: 'certificate/path-length-beyond-issuer', facts: { issuer: 'Fleet CA', limit: 0 } }],
    });
    expect([notesOf(below(0)), notesOf(below(undefined))]).toEqual([[], []]);
  });

  test('with a key that cannot sign here are refused', () => {
    expect(under({ publicKey: { ...root.publicKey, curve: 'P-521', bits: 521 } })).toEqual(['certificate/issuer-key']);
    expect(under({ publicKey: { ...root.publicKey, kind: 'rsa', bits: 1024 } })).toEqual(['certificate/issuer-key']);
  });

  test('that have ended are refused', () => {
    expect(codesOf(judge({ at: root.notAfter + 1000 }))).toEqual(['certificate/issuer-expired']);
    expect(codesOf(judge({ at: root.notAfter + 999 }))).toEqual([]);
  });

  test('that allow other names alone are refused (4.2.1.10)', () => {
    const tree: GeneralName = { kind: 'directory', value: root.subject };
    expect(under({ nameConstraints: { permitted: [tree], excluded: [] } })).toEqual(['certificate/issuer-names']);
    expect(under({ nameConstraints: { permitted: [{ kind: 'dns', value: 'a' }], excluded: [] } })).toEqual([]);
  });

  test('all that is wrong is said at once', () => {
    const verdict = judge({
      commonName: 'a b',
      validity: { notBefore: NOW, notAfter: NOW - 1 },
      authority: { ...root, keyUsage: [] },
    });
    expect(codesOf(verdict)).toEqual(['id/character', 'certificate/dates-backwards', 'certificate/issuer-key-usage']);
  });
});

test('that Azure does not speak of P-384 for devices is noted, for devices alone', () => {
  expect(judge({ keyKind: 'P-384' })).toMatchObject({
    notes: [{ code: 'certificate/key-kind-unsure', facts: { keyKind: 'P-384' } }],
  });
  expect(notesOf(judge({ role: 'intermediate', commonName: 'a', keyKind: 'P-384' }))).toEqual([]);
  expect(notesOf(judge({ keyKind: 'RSA-4096' }))).toEqual([]);
});
