import { beforeAll, describe, expect, test } from 'vitest';
import { judgeRoot } from '#core/trust/judge-root';
import { type Certificate, readCertificate } from '#core/x509/certificate';
import { type AuthorityWishes, type MadeCertificate, makeAuthority, makeLeaf } from '../../support/openssl.ts';

const at = Date.UTC(2026, 5, 1);
let root: MadeCertificate;
let key: { readonly keyPem: string };

beforeAll(async () => {
  root = await makeAuthority({ cn: 'Contoso Root' });
  key = root;
});

function read(der: Uint8Array): Certificate {
  const verdict = readCertificate(der);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

function outcome(source: Uint8Array | string, known: readonly Certificate[] = []): unknown {
  const verdict = judgeRoot(source, { known, at });
  return verdict.ok ? 'taken' : verdict.findings;
}

const make = (wishes: Partial<AuthorityWishes>): Promise<MadeCertificate> =>
  makeAuthority({ cn: 'Contoso Root', key, ...wishes });

describe('a root is taken', () => {
  test('as PEM with anything around it, and as DER', () => {
    for (const source of [root.certificatePem, `Contoso\n${root.certificatePem}\n`, root.der]) {
      expect(judgeRoot(source, { known: [], at })).toMatchObject({ ok: true, value: { der: root.der } });
    }
  });

  test('also an intermediate authority, one for servers, one until its last second, and one with the name of another', async () => {
    const intermediate = await makeAuthority({ cn: 'Contoso Plant', key, parent: root });
    expect(outcome(intermediate.der)).toBe('taken');
    const extensions = ['extendedKeyUsage = clientAuth, serverAuth'];
    expect(outcome((await make({ extensions })).der)).toBe('taken');
    expect(outcome((await make({ notAfter: at })).der)).toBe('taken');
    expect(outcome((await make({})).der, [read(root.der)])).toBe('taken');
  });
});

describe('a root is refused', () => {
  const subject = 'CN=Contoso Root';

  test('that is trusted already', () => {
    expect(outcome(root.der, [read(root.der)])).toEqual([{ code: 'root/known', facts: { subject } }]);
  });

  test('that may not sign certificates of servers', async () => {
    const refused = [{ code: 'root/not-authority', facts: { subject } }];
    expect(outcome((await make({ ca: false })).der)).toEqual(refused);
    expect(outcome((await make({ keyUsage: 'critical,cRLSign' })).der)).toEqual(refused);
    expect(outcome((await make({ extensions: ['extendedKeyUsage = clientAuth'] })).der)).toEqual(refused);
    const server = await makeLeaf({ cn: 'h.contoso.example', key, issuer: root });
    expect(outcome(server.der)).toEqual([{ code: 'root/not-authority', facts: { subject: 'CN=h.contoso.example' } }]);
  });

  test('that has ended', async () => {
    const notAfter = at - 1000;
    expect(outcome((await make({ notAfter })).der)).toEqual([{ code: 'root/ended', facts: { subject, notAfter } }]);
  });

  test('whose key can be broken', async () => {
    const weak = await make({ key: 'RSA-1024' });
    expect(outcome(weak.der)).toEqual([{ code: 'root/weak-key', facts: { subject, bits: 1024 } }]);
  });

  test('that is none, is several, or is not there', async () => {
    expect(outcome('')).toMatchObject([{ code: 'x509/empty' }]);
    expect(outcome(root.keyPem)).toMatchObject([{ code: 'x509/other-kind' }]);
    expect(outcome(root.certificatePem + (await make({})).certificatePem)).toMatchObject([{ code: 'x509/several' }]);
    expect(outcome(root.der.subarray(0, -1))).toMatchObject([{ code: 'x509/form' }]);
  });
});
