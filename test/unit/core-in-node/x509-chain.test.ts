import { beforeAll, describe, expect, test } from 'vitest';
import { type Certificate, printName, readCertificate } from '#core/x509/certificate';
import { type ChainRequest, judgeChain } from '#core/x509/chain';
import { judgeSignature } from '#core/x509/signature';
import { chainFaultWords } from '#core/words/en/x509';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';
import { type KeyKind, type LeafWishes, type MadeCertificate, makeAuthority, makeLeaf } from '../../support/openssl.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

function read({ der }: MadeCertificate): Certificate {
  const verdict = readCertificate(der);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

type Asked = Partial<Pick<ChainRequest, 'at' | 'usage' | 'anchorDates'>>;

async function judge(
  leaf: MadeCertificate,
  intermediates: readonly MadeCertificate[],
  anchors: readonly MadeCertificate[],
  asked: Asked = {},
  { subtle } = globalThis.crypto,
) {
  const request = { leaf: read(leaf), intermediates: intermediates.map(read), anchors: anchors.map(read) };
  const verdict = await judgeChain(subtle, { ...request, at: NOW, usage: 'clientAuth', ...asked });
  if (verdict.ok) return verdict.path.map(({ subject }) => printName(subject)).join(' < ');
  expect(verdict.certificate).toBe(verdict.path[verdict.depth]);
  return `${verdict.fault} ${verdict.depth} ${printName(verdict.certificate.subject)}`;
}

let root: MadeCertificate;
let inter: MadeCertificate;
let leaf: MadeCertificate;

beforeAll(async () => {
  root = await makeAuthority({ cn: 'root' });
  inter = await makeAuthority({ cn: 'inter', parent: root });
  leaf = await makeLeaf({ cn: 'leaf', issuer: inter });
});

/** The same certificate but for its P-256 key; its own signature, which nobody asks for, is no longer right. */
async function withOtherKey(made: MadeCertificate): Promise<MadeCertificate> {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const der = Buffer.from(made.der);
  der.set(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)), der.indexOf(read(made).publicKey.spki));
  return { ...made, der: new Uint8Array(der) };
}

/** RSA keys take their time, so each is made once. */
const keys = new Map<string, Promise<MadeCertificate>>();

function keyOf(key: KeyKind, name = 'one'): Promise<MadeCertificate> {
  const known = keys.get(key + name) ?? makeAuthority({ cn: name, key });
  keys.set(key + name, known);
  return known;
}

describe('chains of every kind of key hold', () => {
  const kinds: readonly (readonly [KeyKind, NonNullable<LeafWishes['digest']>, 'PSS' | 'as usual'])[] = [
    ['P-256', 'SHA-256', 'as usual'],
    ['P-256', 'SHA-512', 'as usual'],
    ['P-384', 'SHA-384', 'as usual'],
    ['P-521', 'SHA-512', 'as usual'],
    ['RSA-2048', 'SHA-256', 'as usual'],
    ['RSA-2048', 'SHA-384', 'PSS'],
    ['RSA-2048', 'SHA-256', 'PSS'],
    ['RSA-3072', 'SHA-512', 'PSS'],
    ['RSA-3072', 'SHA-384', 'as usual'],
    ['RSA-2048', 'SHA-512', 'as usual'],
  ];

  test.each(kinds)('%s with %s, padded %s', async (key, digest, padding) => {
    const signing = { digest, isPss: padding === 'PSS' };
    const [key1, key2, key3] = [await keyOf(key), await keyOf(key, 'two'), await keyOf(key, 'three')];
    const top = await makeAuthority({ cn: 'top', key: key1, ...signing });
    const below = await makeAuthority({ cn: 'below', key: key2, parent: top, ...signing });
    const device = await makeLeaf({ cn: 'device', key: key3, issuer: below, ...signing });
    const other = await makeAuthority({ cn: 'top', key: key3 });
    for (const [, engine] of await loadCryptoEngines()) {
      expect(await judge(device, [below], [top], {}, engine)).toBe('CN=device < CN=below < CN=top');
      expect(await judge(device, [below], [other], {}, engine)).toBe('signature 1 CN=below');
    }
  });
});

describe('the path (RFC 5280, 6.1)', () => {
  test('is found whatever the order is, the leaf and the root among the others', async () => {
    expect(await judge(leaf, [root, leaf, inter], [root])).toBe('CN=leaf < CN=inter < CN=root');
  });

  test('ends at the nearest anchor: an intermediate, or the leaf itself', async () => {
    expect(await judge(leaf, [inter, root], [root, inter])).toBe('CN=leaf < CN=inter');
    expect(await judge(leaf, [], [inter])).toBe('CN=leaf < CN=inter');
    expect(await judge(leaf, [inter], [root, inter, leaf])).toBe('CN=leaf');
  });

  test('names the anchor by the object that was handed in', async () => {
    const anchor = read(inter);
    const request = { leaf: read(leaf), intermediates: [read(inter)], anchors: [read(root), anchor] };
    const verdict = await judgeChain(crypto.subtle, { ...request, at: NOW, usage: 'any' });
    expect(verdict.ok && verdict.path.at(-1)).toBe(anchor);
    const self = await judgeChain(crypto.subtle, { ...request, leaf: read(inter), at: NOW, usage: 'any' });
    expect(self.ok && self.path[0]).toBe(anchor);
  });

  test('lacks an issuer', async () => {
    expect(await judge(leaf, [], [root])).toBe('no-path 0 CN=leaf');
    expect(await judge(leaf, [inter], [])).toBe('no-path 1 CN=inter');
    expect(await judge(leaf, [inter, root], [])).toBe('no-path 2 CN=root');
  });

  test('a self-signed leaf is good where it is the anchor, and nowhere else', async () => {
    const pair = await makeLeaf({ cn: 'pair' });
    const again = await makeLeaf({ cn: 'pair', key: pair });
    expect(await judge(pair, [], [pair])).toBe('CN=pair');
    expect(await judge(pair, [pair], [root])).toBe('no-path 0 CN=pair');
    expect(await judge(again, [pair], [pair])).toBe('no-path 0 CN=pair');
  });

  test('of two authorities of one name the one with the right key is taken', async () => {
    const namesake = await makeAuthority({ cn: 'inter', parent: root });
    expect(await judge(leaf, [namesake, inter], [root])).toBe('CN=leaf < CN=inter < CN=root');
    expect(await judge(leaf, [namesake], [root])).toBe('signature 0 CN=leaf');
  });

  test('goes past an authority that has ended to one that took its place with the same key', async () => {
    const ended = await makeAuthority({ cn: 'inter', parent: root, key: inter, notAfter: NOW - DAY });
    expect(await judge(leaf, [ended, inter], [root])).toBe('CN=leaf < CN=inter < CN=root');
    expect(await judge(leaf, [ended], [root])).toBe('expired 1 CN=inter');
  });

  test('finds its way out of authorities that sign each other', async () => {
    const a = await makeAuthority({ cn: 'a' });
    const b = await makeAuthority({ cn: 'b' });
    const aByB = await makeAuthority({ cn: 'a', key: a, parent: b });
    const bByA = await makeAuthority({ cn: 'b', key: b, parent: a });
    const bByRoot = await makeAuthority({ cn: 'b', key: b, parent: root });
    const device = await makeLeaf({ cn: 'device', issuer: a });
    expect(await judge(device, [aByB, bByA], [root])).toBe('no-path 2 CN=b');
    expect(await judge(device, [aByB, bByA, bByRoot], [root])).toBe('CN=device < CN=a < CN=b < CN=root');
    expect(await judge(device, [aByB, bByA], [a, b])).toBe('CN=device < CN=a');
    expect(await judge(device, [bByA, aByB], [b])).toBe('CN=device < CN=a < CN=b');
  });

  test('takes the shorter way where there are two', async () => {
    const far = await makeAuthority({ cn: 'far', parent: inter });
    const near = await makeAuthority({ cn: 'near' });
    const byFar = await makeAuthority({ cn: 'joint', parent: far });
    const byNear = await makeAuthority({ cn: 'joint', parent: near, key: byFar });
    const device = await makeLeaf({ cn: 'device', issuer: byFar });
    expect(await judge(device, [byFar, far, inter, byNear], [root, near])).toBe('CN=device < CN=joint < CN=near');
  });

  test('gives up on a path of more than ten, and on certificates that lead anywhere', async () => {
    const chain = [root];
    for (let level = 1; level <= 10; level += 1) {
      chain.unshift(await makeAuthority({ cn: `level ${level}`, parent: chain[0] as MadeCertificate }));
    }
    const device = (issuer: MadeCertificate | undefined) => makeLeaf({ cn: 'device', ...(issuer && { issuer }) });
    expect(await judge(await device(chain[2]), chain, [root])).toMatch(/CN=root$/);
    expect(await judge(await device(chain[0]), chain, [root])).toBe('too-complex 0 CN=device');
  }, 30_000);

  test('checks a bounded number of signatures', async () => {
    let checked = 0;
    const { subtle } = globalThis.crypto;
    const counting = {
      importKey: subtle.importKey.bind(subtle),
      verify: (...args: Parameters<SubtleCrypto['verify']>) => {
        checked += 1;
        return subtle.verify(...args);
      },
    } as unknown as SubtleCrypto;
    const namesakes: MadeCertificate[] = [];
    const namesake = await makeAuthority({ cn: 'inter' });
    for (let index = 0; index < 120; index += 1) namesakes.push(await withOtherKey(namesake));
    const request = { leaf: read(leaf), intermediates: namesakes.map(read), anchors: [read(root)] };
    const verdict = await judgeChain(counting, { ...request, at: NOW, usage: 'any' });
    expect(verdict).toMatchObject({ ok: false, fault: 'too-complex' });
    expect(checked).toBe(100);
    checked = 0;
    const named = { ...request, intermediates: [...request.intermediates, read(inter)] };
    expect(await judgeChain(counting, { ...named, at: NOW, usage: 'any' })).toMatchObject({ ok: true });
    expect(checked).toBe(2);
  }, 30_000);
});

describe('names are compared as RFC 5280, 7.1 asks (PKITS 4.3)', () => {
  const variants = [
    {
      name: 'PrintableString for UTF8String',
      wishes: { stringMask: 'default' as const, subject: '/O=Example Ltd/CN=Good CA' },
    },
    { name: 'other case', wishes: { subject: '/O=EXAMPLE Ltd/CN=good cA' } },
    { name: 'blanks at the ends and doubled within', wishes: { subject: '/O= Example   Ltd /CN=Good  CA' } },
  ];

  test.each(variants)('$name: the same', async ({ wishes }) => {
    const issuer = await makeAuthority({ cn: '', subject: '/O=Example Ltd/CN=Good CA' });
    const variant = await makeAuthority({ cn: '', key: issuer, ...wishes });
    expect(Buffer.from(read(variant).subject.der).equals(read(issuer).subject.der)).toBe(false);
    const device = await makeLeaf({ cn: 'device', issuer });
    expect(await judge(device, [], [variant])).toMatch(/^CN=device < /);
  });

  test.each(['/CN=Good CA/O=Example Ltd', '/O=Example Ltd', '/O=Example Ltd/CN=GoodCA', '/O=Example Ltd/OU=Good CA'])(
    '%s: another name',
    async (subject) => {
      const issuer = await makeAuthority({ cn: '', subject: '/O=Example Ltd/CN=Good CA' });
      const device = await makeLeaf({ cn: 'device', issuer });
      const other = await makeAuthority({ cn: '', key: issuer, subject });
      expect(await judge(device, [], [other])).toBe('no-path 0 CN=device');
    },
  );
});

describe('dates (RFC 5280, 6.1.3 (a)(2))', () => {
  test('count from the first to the last second', async () => {
    const short = await makeLeaf({ cn: 'short', issuer: inter, notBefore: NOW, notAfter: NOW + DAY });
    expect(await judge(short, [inter], [root], { at: NOW - 1 })).toBe('not-yet-valid 0 CN=short');
    expect(await judge(short, [inter], [root], { at: NOW })).toMatch(/^CN=short </);
    expect(await judge(short, [inter], [root], { at: NOW + DAY + 999 })).toMatch(/^CN=short </);
    expect(await judge(short, [inter], [root], { at: NOW + DAY + 1000 })).toBe('expired 0 CN=short');
  });

  test('count for an authority, and for the anchor unless told otherwise', async () => {
    const old = await makeAuthority({ cn: 'old', notAfter: NOW });
    const below = await makeAuthority({ cn: 'below', parent: old });
    const device = await makeLeaf({ cn: 'device', issuer: below });
    const at = NOW + DAY;
    expect(await judge(device, [below], [old], { at })).toBe('expired 2 CN=old');
    expect(await judge(device, [below], [old], { at, anchorDates: false })).toBe('CN=device < CN=below < CN=old');
    expect(await judge(device, [below, old], [old, below], { at })).toBe('CN=device < CN=below');
  });

  test('after 2049 stand in another form and are the same', async () => {
    const late = await makeLeaf({ cn: 'late', issuer: inter, notAfter: Date.UTC(2060, 1, 1) });
    expect(read(late).notAfter).toBe(Date.UTC(2060, 1, 1));
    expect(await judge(late, [inter], [root])).toMatch(/^CN=late </);
  });
});

describe('authorities (RFC 5280, 6.1.4)', () => {
  test('(k) say that they are one', async () => {
    const device = await makeLeaf({ cn: 'device', issuer: leaf });
    expect(await judge(device, [leaf, inter], [root])).toBe('not-a-ca 1 CN=leaf');
    const claims = await makeAuthority({ cn: 'claims', ca: false, parent: root });
    expect(await judge(await makeLeaf({ cn: 'device', issuer: claims }), [claims], [root])).toBe(
      'not-a-ca 1 CN=claims',
    );
    expect(await judge(device, [], [leaf])).toBe('not-a-ca 1 CN=leaf');
  });

  test('(l) and (m) have no more authorities below them than they allow', async () => {
    const limit = await makeAuthority({ cn: 'limit', parent: root, pathLength: 0 });
    const below = await makeAuthority({ cn: 'below', parent: limit });
    const good = await makeLeaf({ cn: 'good', issuer: limit });
    const deep = await makeLeaf({ cn: 'deep', issuer: below });
    expect(await judge(good, [limit], [root])).toBe('CN=good < CN=limit < CN=root');
    expect(await judge(deep, [limit, below], [root])).toBe('path-length 2 CN=limit');
    expect(await judge(deep, [below], [limit])).toBe('path-length 2 CN=limit');
  });

  test('(l) of which those that issued themselves anew are not counted', async () => {
    const limit = await makeAuthority({ cn: 'limit', parent: root, pathLength: 0 });
    const newKey = await makeAuthority({ cn: 'limit', parent: limit });
    const device = await makeLeaf({ cn: 'device', issuer: newKey });
    expect(await judge(device, [limit, newKey], [root])).toBe('CN=device < CN=limit < CN=limit < CN=root');
  });

  test('(n) may sign certificates, if their key usage says anything', async () => {
    const without = await makeAuthority({ cn: 'without', parent: root, keyUsage: 'critical,cRLSign' });
    const silent = await makeAuthority({ cn: 'silent', parent: root, keyUsage: null });
    expect(await judge(await makeLeaf({ cn: 'a', issuer: without }), [without], [root])).toBe('key-usage 1 CN=without');
    expect(await judge(await makeLeaf({ cn: 'b', issuer: silent }), [silent], [root])).toMatch(/^CN=b </);
  });
});

describe('purposes (RFC 5280, 4.2.1.12)', () => {
  test('of the leaf are the one that is asked for, any, or not said', async () => {
    const server = await makeLeaf({ cn: 'server', issuer: inter, extendedKeyUsage: 'serverAuth' });
    const any = await makeLeaf({ cn: 'any', issuer: inter, extendedKeyUsage: 'anyExtendedKeyUsage' });
    const silent = await makeLeaf({ cn: 'silent', issuer: inter, extendedKeyUsage: null });
    expect(await judge(server, [inter], [root])).toBe('extended-key-usage 0 CN=server');
    expect(await judge(server, [inter], [root], { usage: 'serverAuth' })).toMatch(/^CN=server </);
    expect(await judge(server, [inter], [root], { usage: 'any' })).toMatch(/^CN=server </);
    for (const one of [any, silent]) expect(await judge(one, [inter], [root])).toMatch(/^CN=(any|silent) </);
  });

  test('of an authority hold for all below it', async () => {
    const servers = await makeAuthority({ cn: 'servers', parent: root, extensions: ['extendedKeyUsage = serverAuth'] });
    const device = await makeLeaf({ cn: 'device', issuer: servers });
    expect(await judge(device, [servers], [root])).toBe('extended-key-usage 1 CN=servers');
  });

  test('need a key that may sign (RFC 8446, 4.4.2.2)', async () => {
    const cipher = await makeLeaf({ cn: 'cipher', issuer: inter, keyUsage: 'critical,keyAgreement' });
    const silent = await makeLeaf({ cn: 'silent', issuer: inter, keyUsage: null });
    expect(await judge(cipher, [inter], [root])).toBe('key-usage 0 CN=cipher');
    expect(await judge(cipher, [inter], [root], { usage: 'any' })).toMatch(/^CN=cipher </);
    expect(await judge(silent, [inter], [root])).toMatch(/^CN=silent </);
  });
});

describe('critical extensions (RFC 5280, 4.2)', () => {
  test('that nobody knows are refused, wherever they stand; others are passed over', async () => {
    const unknown = 'ASN1:UTF8String:x';
    const critical = await makeLeaf({ cn: 'a', issuer: inter, extensions: [`1.2.3.4 = critical,${unknown}`] });
    const plain = await makeLeaf({ cn: 'b', issuer: inter, extensions: [`1.2.3.4 = ${unknown}`] });
    const above = await makeAuthority({ cn: 'above', parent: root, extensions: [`1.2.3.4 = critical,${unknown}`] });
    expect(await judge(critical, [inter], [root])).toBe('critical-extension 0 CN=a');
    expect(await judge(plain, [inter], [root])).toMatch(/^CN=b </);
    const below = await makeLeaf({ cn: 'c', issuer: above });
    expect(await judge(below, [above], [root])).toBe('critical-extension 1 CN=above');
    expect(await judge(below, [], [above])).toBe('critical-extension 1 CN=above');
  });

  test('of policies change nothing as long as nobody requires one, and requiring one is refused', async () => {
    const policies = await makeLeaf({ cn: 'a', issuer: inter, extensions: ['certificatePolicies = critical,1.2.3'] });
    expect(await judge(policies, [inter], [root])).toMatch(/^CN=a </);
    const strict = await makeAuthority({
      cn: 'strict',
      parent: root,
      extensions: ['policyConstraints = critical,requireExplicitPolicy:0'],
    });
    const below = await makeLeaf({ cn: 'b', issuer: strict });
    expect(await judge(below, [strict], [root])).toBe('critical-extension 1 CN=strict');
  });
});

describe('signatures', () => {
  test('with MD5 and SHA-1 are weak', async () => {
    const key = await keyOf('RSA-2048');
    const rsa = await makeAuthority({ cn: 'rsa', key });
    for (const signing of [{ digest: 'MD5' }, { digest: 'SHA-1' }, { digest: 'SHA-1', isPss: true }] as const) {
      const device = await makeLeaf({ cn: 'device', key, issuer: rsa, ...signing });
      expect(await judge(device, [], [rsa])).toBe('weak-signature 0 CN=device');
    }
  });

  test('with SHA-1 by ECDSA are weak; that of the anchor does not count', async () => {
    const weakRoot = await makeAuthority({ cn: 'weak root', digest: 'SHA-1' });
    expect(await judge(await makeLeaf({ cn: 'a', issuer: weakRoot, digest: 'SHA-1' }), [], [weakRoot])).toBe(
      'weak-signature 0 CN=a',
    );
    expect(await judge(await makeLeaf({ cn: 'b', issuer: weakRoot }), [], [weakRoot])).toBe('CN=b < CN=weak root');
  });

  test('by RSA keys under 2048 bits do not count, and such a leaf is refused, too', async () => {
    const short = await makeAuthority({ cn: 'short', key: 'RSA-1024' });
    expect(await judge(await makeLeaf({ cn: 'a', issuer: short }), [], [short])).toBe('weak-key 1 CN=short');
    const device = await makeLeaf({ cn: 'b', key: 'RSA-1024', issuer: inter });
    expect(await judge(device, [inter], [root])).toBe('weak-key 0 CN=b');
  });

  test('that a key of this kind cannot have made do not fit', async () => {
    const [issuer, namesake] = [await makeAuthority({ cn: 'one' }), await keyOf('RSA-2048')];
    expect(await judge(await makeLeaf({ cn: 'a', issuer }), [], [namesake])).toBe('signature 0 CN=a');
    expect(await judge(await makeLeaf({ cn: 'a', issuer: namesake }), [], [issuer])).toBe('signature 0 CN=a');
  });

  test('by RSA keys of more than 8192 bits are not worth the time', async () => {
    const long = await makeAuthority({ cn: 'long', key: 'RSA-2048' });
    const { publicKey, ...signed } = read(long);
    let checked = 0;
    const counting = { importKey: () => void (checked += 1) } as unknown as SubtleCrypto;
    expect(await judgeSignature(counting, signed, { ...publicKey, bits: 8193 })).toBe('unsupported-algorithm');
    expect(checked).toBe(0);
    expect(await judgeSignature(crypto.subtle, signed, { ...publicKey, bits: 8192 })).toBe('good');
  });

  test('by Ed25519 (RFC 8410) cannot be checked; a leaf with such a key can', async () => {
    const edwards = await makeAuthority({ cn: 'edwards', key: 'Ed25519' });
    const device = await makeLeaf({ cn: 'a', key: edwards, issuer: edwards });
    expect(await judge(device, [], [edwards])).toBe('unsupported-algorithm 0 CN=a');
    expect(await judge(await makeLeaf({ cn: 'b', key: 'Ed25519', issuer: inter }), [inter], [root])).toMatch(/^CN=b </);
  });

  test('that were changed do not fit', async () => {
    for (const place of [-1, -30, 200]) {
      const der = Uint8Array.from(leaf.der);
      const at = place < 0 ? der.length + place : place;
      der[at] = (der[at] ?? 0) ^ 1;
      const verdict = readCertificate(der);
      if (!verdict.ok) continue;
      expect(await judge({ ...leaf, der }, [inter], [root])).toMatch(/^(signature|no-path) 0 /);
    }
  });
});

test.each(Object.entries(chainFaultWords))(
  '%s has a short title, and says in sentences what happened and what to do',
  (_fault, words) => {
    expect(words.title.split(' ').length).toBeLessThanOrEqual(8);
    expect(words.title).not.toMatch(/[.!]$/);
    for (const sentence of [words.explanation, words.remedy]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  },
);
