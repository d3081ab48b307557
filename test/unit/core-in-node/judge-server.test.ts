import { beforeAll, describe, expect, test } from 'vitest';
import { judgeServer, type ServerRequest } from '#core/tls/judge-server';
import { describeFinding } from '#core/words/words';
import { type Certificate, readCertificate } from '#core/x509/certificate';
import {
  type AuthorityWishes,
  type LeafWishes,
  type MadeCertificate,
  makeAuthority,
  makeLeaf as makeDevice,
} from '../../support/openssl.ts';

const HOST = 'h.azure-devices.net';
const AT = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const NAMED = `subjectAltName = DNS:${HOST}`;

let root: MadeCertificate;
let intermediate: MadeCertificate;
let leaf: MadeCertificate;
/** Saves the time of making keys, which are not what is judged here. */
let key: { readonly keyPem: string };

beforeAll(async () => {
  root = await makeAuthority({ cn: 'root' });
  intermediate = await makeAuthority({ cn: 'intermediate', parent: root });
  leaf = await makeServer({});
  key = leaf;
});

const makeServer = (wishes: Partial<LeafWishes>): Promise<MadeCertificate> =>
  makeDevice({ cn: 'server', issuer: intermediate, extendedKeyUsage: 'serverAuth', extensions: [NAMED], ...wishes });

function read({ der }: MadeCertificate): Certificate {
  const verdict = readCertificate(der);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

const judge = (chain: readonly MadeCertificate[], changes: Partial<ServerRequest> = {}) =>
  judgeServer(globalThis.crypto.subtle, {
    chain: chain.map(({ der }) => der),
    host: HOST,
    roots: [read(root)],
    at: AT,
    ...changes,
  });

describe('a server is trusted', () => {
  test('by a path to a root that it need not send', async () => {
    const path = [leaf.der, intermediate.der, root.der];
    const trusted = { finding: undefined, verdict: { kind: 'trusted', path }, leaf: read(leaf) };
    expect(await judge([leaf, intermediate])).toEqual(trusted);
    expect(await judge([leaf, intermediate, root])).toEqual(trusted);
  });

  test('where its issuers come in any order, twice, and with others among them', async () => {
    const other = await makeAuthority({ cn: 'other', key });
    const judged = await judge([leaf, root, other, leaf, intermediate, intermediate]);
    expect(judged.verdict).toMatchObject({ kind: 'trusted', path: [leaf.der, intermediate.der, root.der] });
  });

  test('by an intermediate authority that is trusted itself, and by itself', async () => {
    const authority = await judge([leaf], { roots: [read(intermediate)] });
    expect(authority.verdict).toMatchObject({ kind: 'trusted', path: [leaf.der, intermediate.der] });
    const itself = await judge([leaf], { roots: [read(leaf)] });
    expect(itself.verdict).toMatchObject({ kind: 'trusted', path: [leaf.der] });
  });

  test('by its address', async () => {
    const server = await makeServer({ key, extensions: ['subjectAltName = IP:127.0.0.1, IP:::1'] });
    for (const host of ['127.0.0.1', '::1', '[::1]']) {
      expect((await judge([server, intermediate], { host })).verdict?.kind).toBe('trusted');
    }
  });

  test.each([
    ['without purposes', { extendedKeyUsage: null }],
    ['with others beside', { extendedKeyUsage: 'clientAuth, serverAuth' }],
    ['without key usage', { keyUsage: null }],
    ['until its last second', { notAfter: AT }],
    ['from its first second', { notBefore: AT }],
  ] as const)('%s', async (_name, wishes) => {
    expect((await judge([await makeServer({ key, ...wishes }), intermediate])).verdict?.kind).toBe('trusted');
  });
});

describe('a server is refused', () => {
  const server = (wishes: Partial<LeafWishes>) => async () => [await makeServer({ key, ...wishes }), intermediate];
  const authority =
    (wishes: Partial<AuthorityWishes>): (() => Promise<MadeCertificate[]>) =>
    async () => {
      const issuer = await makeAuthority({ cn: 'issuer', key, parent: intermediate, ...wishes });
      return [await makeServer({ key, issuer }), issuer, intermediate];
    };

  test.each<readonly [code: string, depth: number, why: string, make: () => Promise<readonly MadeCertificate[]>]>([
    ['tls/expired', 0, 'whose certificate ended', server({ notAfter: AT - 1000 })],
    ['tls/expired', 1, 'whose issuer ended', authority({ notAfter: AT - DAY_MS })],
    ['tls/not-yet-valid', 0, 'whose certificate is not valid yet', server({ notBefore: AT + 1000 })],
    ['tls/extended-key-usage', 0, 'with the certificate of a device', server({ extendedKeyUsage: 'clientAuth' })],
    [
      'tls/extended-key-usage',
      1,
      'of an issuer of devices',
      authority({ extensions: ['extendedKeyUsage = clientAuth'] }),
    ],
    ['tls/key-usage', 0, 'whose key may not sign', server({ keyUsage: 'critical,keyEncipherment' })],
    ['tls/key-usage', 1, 'whose issuer may not sign certificates', authority({ keyUsage: 'critical,cRLSign' })],
    ['tls/not-a-ca', 1, 'whose issuer is no authority', authority({ ca: false })],
    [
      'tls/critical-extension',
      0,
      'with an unknown rule',
      server({ extensions: [NAMED, '1.3.6.1.4.1.99999.1 = critical,DER:0500'] }),
    ],
    ['tls/weak-key', 0, 'with a short key', server({ key: 'RSA-1024' })],
    ['tls/weak-signature', 0, 'signed with SHA-1', server({ digest: 'SHA-1' })],
    [
      'tls/unsupported-algorithm',
      0,
      'with a signature of a kind that browsers cannot check',
      authority({ key: 'Ed25519' }),
    ],
    [
      'tls/name-constraints',
      0,
      'with a name that its issuer may not give',
      authority({ extensions: ['nameConstraints = critical,permitted;DNS:contoso.example'] }),
    ],
  ])('%s at %d: %s', async (code, depth, _why, make) => {
    const chain = await make();
    const judged = await judge(chain);
    expect({ code: judged.finding?.code, ...judged.verdict }).toMatchObject({ code, kind: 'refused', depth });
    expect(judged.verdict).toMatchObject({ fault: code.slice('tls/'.length) });
  });

  test('for a limit of the path: the fault is of who sets it', async () => {
    const limited = await makeAuthority({ cn: 'limited', key, parent: root, pathLength: 0 });
    const below = await makeAuthority({ cn: 'below', key, parent: limited });
    const judged = await judge([await makeServer({ key, issuer: below }), below, limited]);
    expect(judged.finding).toMatchObject({ code: 'tls/path-length', facts: { subject: 'CN=limited', depth: 2 } });
  });

  test('with a forged chain: a server’s certificate that signs another', async () => {
    const forged = await makeServer({ key, cn: 'forged', issuer: leaf });
    expect((await judge([forged, leaf, intermediate])).finding).toMatchObject({
      code: 'tls/not-a-ca',
      facts: { depth: 1 },
    });
  });

  test('with a forged signature', async () => {
    const changed = leaf.der.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const judged = await judge([leaf, intermediate], { chain: [changed, intermediate.der] });
    expect(judged.finding?.code).toBe('tls/signature');
  });

  test('whose root is another of the same name', async () => {
    const other = await makeAuthority({ cn: 'root', key });
    const judged = await judge([leaf, intermediate], { roots: [read(other)] });
    expect(judged.finding?.code).toBe('tls/signature');
  });

  test('without a root, with the facts that people are told, and the path as far as it went', async () => {
    const { finding, verdict } = await judge([leaf, intermediate], { roots: [] });
    expect(finding).toEqual({
      code: 'tls/no-path',
      facts: {
        host: HOST,
        subject: 'CN=intermediate',
        depth: 1,
        notBefore: Date.UTC(2020, 0, 1),
        notAfter: Date.UTC(2049, 0, 1),
      },
    });
    expect(verdict).toEqual({ kind: 'refused', fault: 'no-path', depth: 1, path: [leaf.der, intermediate.der] });
    expect(finding && describeFinding(finding).explanation).toContain('intermediate');
  });

  test('whose certificate is for others: the path is told, and those names', async () => {
    const names = ['subjectAltName = email:a@b.example, DNS:a.example, IP:10.0.0.1'];
    const server = await makeServer({ key, extensions: names });
    const { finding, verdict } = await judge([server, intermediate]);
    expect(finding).toEqual({ code: 'tls/wrong-host', facts: { host: HOST, names: ['a.example', '10.0.0.1'] } });
    const path = [server.der, intermediate.der, root.der];
    expect(verdict).toEqual({ kind: 'refused', fault: 'wrong-host', depth: 0, path });
  });

  test('that has its name as a common name alone', async () => {
    const { finding } = await judge([await makeServer({ key, cn: HOST, extensions: [] }), intermediate]);
    expect(finding).toEqual({ code: 'tls/wrong-host', facts: { host: HOST, names: [] } });
  });

  test('that has a wildcard for a name which an issuer may not give', async () => {
    const constraints = `nameConstraints = critical,excluded;DNS:${HOST}`;
    const issuer = await makeAuthority({ cn: 'issuer', key, parent: root, extensions: [constraints] });
    const wild = await makeServer({ key, issuer, extensions: ['subjectAltName = DNS:*.azure-devices.net'] });
    expect((await judge([wild, issuer])).finding?.code).toBe('tls/name-constraints');
    expect((await judge([wild, issuer], { host: 'i.azure-devices.net' })).verdict?.kind).toBe('trusted');
  });
});

describe('what a server sends is bounded', () => {
  test('nothing at all, and what is no certificate, have codes of their own', async () => {
    expect(await judge([])).toEqual({
      finding: { code: 'tls/no-certificate', facts: { host: HOST } },
      verdict: undefined,
    });
    const broken = { finding: { code: 'tls/certificate-form', facts: { host: HOST } }, verdict: undefined };
    const bytes = new Uint8Array([0x30, 0]);
    expect(await judge([], { chain: [bytes] })).toEqual(broken);
    expect(await judge([], { chain: [leaf.der, intermediate.der, bytes] })).toEqual(broken);
  });

  test('one of its own beyond 32 KiB is not read', async () => {
    const named = (count: number) =>
      `subjectAltName = ${Array.from({ length: count }, (_, at) => `DNS:${'a'.repeat(400)}${at}`).join(',')}`;
    const { finding } = await judge([await makeServer({ key, extensions: [named(90)] })]);
    expect(finding?.code).toBe('tls/certificate-form');
  });

  test('more certificates than sixteen, or one beyond 32 KiB, are not looked at', async () => {
    const many = await judge(Array.from({ length: 17 }, (_, at) => (at === 0 ? leaf : intermediate)));
    expect(many.finding).toMatchObject({ code: 'tls/too-complex', facts: { depth: 0, subject: 'CN=server' } });
    expect(many.verdict).toMatchObject({ path: [leaf.der] });
    const large = await judge([], { chain: [leaf.der, new Uint8Array(32_769)] });
    expect(large.finding?.code).toBe('tls/too-complex');
    const most = await judge(Array.from({ length: 16 }, (_, at) => (at === 0 ? leaf : intermediate)));
    expect(most.verdict?.kind).toBe('trusted');
  });

  test('names times constraints beyond 250,000 are not compared', async () => {
    const list = (count: number, prefix: string): string =>
      Array.from({ length: count }, (_, at) => `${prefix}${at}.example`).join(',');
    const extensions = [`nameConstraints = critical,${list(500, 'excluded;DNS:c')}`];
    const issuer = await makeAuthority({ cn: 'issuer', key, parent: root, extensions });
    const named = (count: number) => makeServer({ key, issuer, extensions: [`${NAMED},${list(count - 1, 'DNS:n')}`] });
    const started = performance.now();
    // Two subjects of one attribute each count, too.
    expect((await judge([await named(496), issuer])).verdict?.kind).toBe('trusted');
    expect((await judge([await named(497), issuer])).finding?.code).toBe('tls/too-complex');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('names that others wrote are told in part', async () => {
    const value = `subjectAltName = ${Array.from({ length: 12 }, (_, at) => `DNS:${'a'.repeat(400)}${at}`).join(',')}`;
    const { finding } = await judge([await makeServer({ key, extensions: [value] }), intermediate]);
    expect(finding).toMatchObject({ facts: { names: Array.from({ length: 10 }, () => 'a'.repeat(253)) } });
  });
});
