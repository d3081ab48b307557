import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { PlacedCertificate } from '#core/inspect/certificate-paths';
import { createInspector } from '#core/inspect/create-inspector';
import { findRevocations } from '#core/inspect/find-revocations';
import { inspectWithSecrets } from '#core/inspect/inspect';
import type { InspectedItem, Inspection } from '#core/inspect/inspection';
import { readRevocationList } from '#core/inspect/revocation-list';
import { readOneCertificateText } from '#core/x509/certificate-text';
import { makeAuthority, makeLeaf, makeSigningRequest } from '../../support/openssl.ts';
import { secretsOf, watchSecrets } from '../../support/secret-watch.ts';
import { runTool } from '../../support/tools.ts';

const AT = Date.UTC(2026, 5, 1);
const PASSWORD = 'Grünes Öl';

const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const openssl = (...args: readonly string[]): string => runTool('openssl', args, { cwd: folder }).stdout;
const write = (name: string, content: string): void => writeFileSync(join(folder, name), content, { mode: 0o600 });
const read = (name: string): Buffer => readFileSync(join(folder, name));

const root = await makeAuthority({ cn: 'Fleet root' });
const leaf = await makeLeaf({ cn: 'pump-1', issuer: root });
const rsa = await makeLeaf({ cn: 'pump-2', issuer: root, key: 'RSA-2048' });
write('root.pem', root.certificatePem);
write('root-key.pem', root.keyPem);
write('leaf.pem', leaf.certificatePem);
write('leaf-key.pem', leaf.keyPem);
write('rsa-key.pem', rsa.keyPem);
write('password', PASSWORD);

async function look(content: Buffer | string, password?: string) {
  const bytes = typeof content === 'string' ? content : new Uint8Array(content);
  return inspectWithSecrets(crypto.subtle, {
    parts: [{ name: 'dropped', content: bytes }],
    at: AT,
    ...(password !== undefined && { password }),
  });
}

const factOf = ({ facts }: InspectedItem, wanted: string): string | undefined =>
  facts.find(({ name }) => name === wanted)?.value;
const first = ({ items: [item] }: Inspection): InspectedItem => item ?? expect.fail('nothing was found');

const KEYS = {
  'leaf-key.pem': createPrivateKey(leaf.keyPem),
  'rsa-key.pem': createPrivateKey(rsa.keyPem),
} as const;
type KeyFile = keyof typeof KEYS;

/** Forms of a private key, by what makes them. */
const KEY_FORMS: readonly (readonly [string, KeyFile, readonly string[], string | undefined])[] = [
  ['PKCS #8', 'leaf-key.pem', ['pkey'], undefined],
  ['PKCS #8 of RSA', 'rsa-key.pem', ['pkey'], undefined],
  ['PKCS #1', 'rsa-key.pem', ['rsa', '-traditional'], undefined],
  ['SEC 1', 'leaf-key.pem', ['ec'], undefined],
  ['encrypted PKCS #8', 'leaf-key.pem', ['pkcs8', '-topk8', '-iter', '2048', '-passout', 'file:password'], PASSWORD],
  [
    'PKCS #1 encrypted as of old',
    'rsa-key.pem',
    ['rsa', '-traditional', '-aes128', '-passout', 'file:password'],
    PASSWORD,
  ],
];

test('the watch sees secrets in every form', () => {
  const key = KEYS['leaf-key.pem'];
  const tells = watchSecrets(secretsOf(key));
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const der = key.export({ type: 'pkcs8', format: 'der' });
  for (const text of [pem, JSON.stringify(pem), der.toString('hex').toUpperCase()]) expect(tells(text)).toBe(true);
  expect(tells(leaf.certificatePem)).toBe(false);
});

describe('private keys', () => {
  test.each(KEY_FORMS)('%s is known, and shown to whoever asks', async (_name, file, command, password) => {
    const key = KEYS[file];
    const text = openssl(...command, '-in', file);
    const { inspection, secrets } = await look(text, password);
    expect(inspection.items).toMatchObject([{ kind: 'private-key', title: '', isSecret: true }]);
    expect(factOf(first(inspection), 'key')).toBe(file === 'rsa-key.pem' ? 'RSA, 2048 bits' : 'ECDSA P-256');
    expect(watchSecrets(secretsOf(key))(JSON.stringify(inspection))).toBe(false);
    expect(createPrivateKey(secrets.get('item-1')?.() ?? '').equals(key)).toBe(true);
    if (password === undefined) {
      const der = Buffer.from(text.replaceAll(/-----.*-----|\s/g, ''), 'base64');
      const [asDer, asBase64] = await Promise.all([look(der), look(der.toString('base64'))]);
      expect([asDer, asBase64].map((one) => first(one.inspection).kind)).toEqual(['private-key', 'private-key']);
    } else {
      const closed = await look(text);
      expect(closed.inspection.items).toMatchObject([
        { kind: 'encrypted-key', isSecret: false, findings: [{ code: 'pkcs/password-missing' }] },
      ]);
      const wrong = await look(text, 'another');
      expect(wrong.inspection.items).toMatchObject([{ findings: [{ code: 'pkcs/password-wrong' }] }]);
    }
  });

  test('one behind the parameters of its curve', async () => {
    const text = openssl('ecparam', '-name', 'prime256v1', '-genkey');
    expect(text).toContain('EC PARAMETERS');
    const { inspection, secrets } = await look(text);
    expect(inspection.items).toMatchObject([{ kind: 'private-key', findings: [] }]);
    expect(createPrivateKey(secrets.get('item-1')?.() ?? '').equals(createPrivateKey(text))).toBe(true);
  });

  test('one of a kind that is not read is one all the same', async () => {
    const text = openssl('genpkey', '-algorithm', 'ED25519');
    const { inspection, secrets } = await look(text);
    expect(inspection.items).toMatchObject([{ kind: 'private-key', findings: [{ code: 'pkcs/unsupported' }] }]);
    expect(watchSecrets(secretsOf(createPrivateKey(text)))(JSON.stringify(inspection))).toBe(false);
    expect(createPrivateKey(secrets.get('item-1')?.() ?? '').equals(createPrivateKey(text))).toBe(true);
  });
});

test('a public key is known by the same fingerprint as its private one', async () => {
  const fingerprint = factOf(first((await look(leaf.keyPem)).inspection), 'key-fingerprint');
  const { inspection } = await look(openssl('pkey', '-in', 'leaf-key.pem', '-pubout'));
  expect(inspection.items).toMatchObject([{ kind: 'public-key', isSecret: false, findings: [] }]);
  expect(factOf(first(inspection), 'key-fingerprint')).toBe(fingerprint);
});

test('a public key of old is one too', async () => {
  const text = openssl('rsa', '-in', 'rsa-key.pem', '-RSAPublicKey_out');
  const fingerprint = factOf(first((await look(rsa.keyPem)).inspection), 'key-fingerprint');
  for (const content of [text, Buffer.from(text.replaceAll(/-----.*-----|\s/g, ''), 'base64')]) {
    const { inspection } = await look(content);
    expect(inspection.items).toMatchObject([{ kind: 'public-key', findings: [], isSecret: false }]);
    expect(factOf(first(inspection), 'key-fingerprint')).toBe(fingerprint);
  }
});

describe('PFX files', () => {
  const make = (password: string, ...more: readonly string[]): Buffer => {
    write('pfx-password', `${password}\n`);
    const files = ['-inkey', 'leaf-key.pem', '-in', 'leaf.pem', '-certfile', 'root.pem', '-out', 'made.pfx'];
    openssl('pkcs12', '-export', ...files, '-passout', 'file:pfx-password', '-name', 'pump', '-iter', '2', ...more);
    return read('made.pfx');
  };

  test('one opens with its password, and tells what is in it', async () => {
    const { inspection, secrets } = await look(make(PASSWORD), PASSWORD);
    expect(inspection.items.map(({ kind, title, within }) => [kind, title, within])).toEqual([
      ['pfx', 'pump', undefined],
      ['certificate', 'pump-1', 'item-1'],
      ['certificate', 'Fleet root', 'item-1'],
      ['private-key', '', 'item-1'],
    ]);
    expect(inspection.checks.map(({ reason }) => reason)).toContain('key-matches/fits');
    expect(inspection.checks.map(({ check }) => check)).not.toContain('chain-order');
    expect(watchSecrets(secretsOf(KEYS['leaf-key.pem']))(JSON.stringify(inspection))).toBe(false);
    expect(createPrivateKey(secrets.get('item-4')?.() ?? '').equals(KEYS['leaf-key.pem'])).toBe(true);
  });

  test('one that is closed may hold the key of a certificate beside it', async () => {
    const parts = [make(PASSWORD), leaf.certificatePem].map((content) => ({
      name: undefined,
      content: typeof content === 'string' ? content : new Uint8Array(content),
    }));
    const { checks } = (await inspectWithSecrets(crypto.subtle, { parts, at: AT })).inspection;
    expect(checks.filter(({ check }) => check === 'key-matches')).toMatchObject([{ reason: 'key-matches/locked' }]);
  });

  test('one asks for the password, and says when it does not fit', async () => {
    const pfx = make(PASSWORD);
    expect((await look(pfx)).inspection.items).toMatchObject([{ findings: [{ code: 'pkcs/password-missing' }] }]);
    expect((await look(pfx, 'x')).inspection.items).toMatchObject([{ findings: [{ code: 'pkcs/password-wrong' }] }]);
  });

  test('what openssl takes out of one is read past its remarks', async () => {
    make('1234');
    const { inspection } = await look(openssl('pkcs12', '-in', 'made.pfx', '-nodes', '-passin', 'pass:1234'));
    expect(inspection.items.map(({ kind }) => kind)).toEqual(['certificate', 'certificate', 'private-key']);
  });

  test('one with an empty password opens by itself, in base64 too', async () => {
    const { inspection } = await look(make('').toString('base64'));
    expect(inspection.items.map(({ kind }) => kind)).toEqual(['pfx', 'certificate', 'certificate', 'private-key']);
  });
});

test('a PKCS #7 bundle has certificates without an order', async () => {
  openssl('crl2pkcs7', '-nocrl', '-certfile', 'root.pem', '-certfile', 'leaf.pem', '-out', 'made.p7b');
  for (const content of [read('made.p7b').toString(), openssl('pkcs7', '-in', 'made.p7b')]) {
    const { inspection } = await look(content);
    expect(inspection.items.map(({ kind, title }) => [kind, title])).toEqual([
      ['pkcs7', ''],
      ['certificate', 'Fleet root'],
      ['certificate', 'pump-1'],
    ]);
    expect(inspection.checks.map(({ reason }) => reason)).toContain('chain-complete/to-root');
    expect(inspection.chains[0]?.isInOrder).toBe(true);
  }
});

describe('revocation lists', () => {
  /** With the leaf on it, since 1 March 2026. */
  const makeList = (keyFile = 'root-key.pem', certificateFile = 'root.pem'): string => {
    const serial = openssl('x509', '-in', 'leaf.pem', '-noout', '-serial').trim().slice('serial='.length);
    write('index.txt', `R\t490101000000Z\t260301120000Z,keyCompromise\t${serial}\tunknown\t/CN=pump-1\n`);
    write('number', '2A\n');
    const lists = ['[c]', 'database = index.txt', 'crlnumber = number', 'default_md = sha256', 'crl_extensions = e'];
    write('ca.cnf', ['[ca]', 'default_ca = c', ...lists, '[e]', 'authorityKeyIdentifier = keyid', ''].join('\n'));
    const dates = ['-crl_lastupdate', '260401000000Z', '-crl_nextupdate', '260701000000Z'];
    return openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', keyFile, '-cert', certificateFile, ...dates);
  };

  test('one tells who issued it, when, and how many it has', async () => {
    const text = makeList();
    const { inspection } = await look(text);
    expect(inspection.items).toMatchObject([{ kind: 'revocation-list', title: 'Fleet root', findings: [] }]);
    const item = first(inspection);
    const names = ['issuer', 'this-update', 'next-update', 'entries', 'list-number', 'signature'];
    expect(names.map((name) => factOf(item, name))).toEqual([
      'CN=Fleet root',
      '2026-04-01 00:00:00 UTC',
      '2026-07-01 00:00:00 UTC',
      '1',
      '2A',
      'ECDSA with SHA-256',
    ]);
    const der = Buffer.from(text.replaceAll(/-----.*-----|\s/g, ''), 'base64');
    expect(first((await look(der)).inspection).kind).toBe('revocation-list');
  });

  test('a certificate that is on one says so, and whether the list is to be trusted', async () => {
    const list = makeList();
    const all = await look(leaf.certificatePem + root.certificatePem + list);
    expect(factOf(first(all.inspection), 'revoked')).toBe('Since 2026-03-01 12:00:00 UTC, by the list of Fleet root');
    expect(factOf(all.inspection.items[1] ?? first(all.inspection), 'revoked')).toBeUndefined();
    const unsure = await look(leaf.certificatePem + list);
    expect(factOf(first(unsure.inspection), 'revoked')).toMatch(/its signature could not be checked$/);
    const other = await look(rsa.certificatePem + root.certificatePem + list);
    expect(factOf(first(other.inspection), 'revoked')).toBeUndefined();
    const namesake = await makeAuthority({ cn: 'Fleet root' });
    write('other.pem', namesake.certificatePem);
    write('other-key.pem', namesake.keyPem);
    const forged = await look(leaf.certificatePem + root.certificatePem + makeList('other-key.pem', 'other.pem'));
    expect(factOf(first(forged.inspection), 'revoked')).toMatch(/its signature could not be checked$/);
    // One that is checked says more, wherever it stands.
    const file = leaf.certificatePem + root.certificatePem;
    const forgery = makeList('other-key.pem', 'other.pem');
    for (const lists of [forgery + list, list + forgery]) {
      expect(factOf(first((await look(file + lists)).inspection), 'revoked')).toMatch(/by the list of Fleet root$/);
    }
  });

  test('a hundred signatures are looked at, however many lists and authorities there are', async () => {
    const namesake = await makeAuthority({ cn: 'Fleet root' });
    write('other.pem', namesake.certificatePem);
    write('other-key.pem', namesake.keyPem);
    const read = readRevocationList(
      Buffer.from(makeList('other-key.pem', 'other.pem').replaceAll(/-----.*-----|\s/g, ''), 'base64'),
    );
    const list = read.ok ? read.value : expect.fail('the list was not read');
    const places = [leaf, root].map(({ certificatePem }, index): PlacedCertificate => {
      const one = readOneCertificateText(certificatePem);
      if (!one.ok) return expect.fail('a certificate was not read');
      return { itemId: `${index}`, certificate: one.value, part: 0, place: index, isUnordered: false };
    });
    const [device, ...issuers] = places as [PlacedCertificate, PlacedCertificate];
    const verify = vi.spyOn(crypto.subtle, 'verify');
    const many = [device, ...Array.from({ length: 90 }, () => issuers).flat()];
    const facts = await findRevocations(crypto.subtle, many, [list, list, list]);
    expect(verify).toHaveBeenCalledTimes(100);
    verify.mockRestore();
    expect(facts.get('0')?.value).toMatch(/its signature could not be checked$/);
  });
});

describe('what a certificate says is told in words', () => {
  test('extensions that are known, and those that are not by their number', async () => {
    const made = await makeLeaf({
      cn: 'pump-1',
      issuer: root,
      extendedKeyUsage: 'clientAuth,1.2.3.4',
      keyUsage: 'digitalSignature,keyAgreement',
      extensions: [
        'subjectAltName = DNS:pump.example,IP:10.0.0.1,IP:2001:db8::1,email:a@example.org,URI:urn:x,dirName:d,otherName:1.2.3;UTF8:x',
        'nsComment = "made by hand"',
        'certificatePolicies = 1.2.3.4',
        '1.2.3.4.5 = critical,ASN1:UTF8String:x',
        ...['[d]', 'CN = other'],
      ],
    });
    const item = first((await look(made.certificatePem)).inspection);
    expect(factOf(item, 'purposes')).toBe('Clients (clientAuth), 1.2.3.4');
    expect(factOf(item, 'key-usage')).toBe('Digital signature, key agreement');
    expect(factOf(item, 'alternative-names')).toBe(
      'DNS:pump.example, IP:10.0.0.1, IP:2001:0db8:0000:0000:0000:0000:0000:0001, email:a@example.org, URI:urn:x, DirName:CN=other, [0]',
    );
    const others = item.facts.filter(({ name }) => name === 'extension').map(({ value }) => value);
    expect(others).toEqual([
      'Comment (2.16.840.1.113730.1.13): made by hand',
      expect.stringMatching(/^Policies \(2\.5\.29\.32\): \d+ bytes$/),
      '1.2.3.4.5, critical: 3 bytes',
    ]);
  });

  test('limits of an authority', async () => {
    const made = await makeAuthority({
      cn: 'Limited',
      pathLength: 2,
      extensions: ['nameConstraints = permitted;DNS:example.org,excluded;IP:10.0.0.0/255.0.0.0'],
    });
    const item = first((await look(made.certificatePem)).inspection);
    expect(factOf(item, 'authority')).toBe('Yes, with at most 2 further ones below each other (critical)');
    expect(factOf(item, 'name-constraints')).toBe('only DNS:example.org; none of IP:10.0.0.0/255.0.0.0');
  });

  test('kinds of keys and signatures', async () => {
    const pss = await makeLeaf({
      cn: 'pump-1',
      issuer: await makeAuthority({ cn: 'R', key: 'RSA-2048' }),
      isPss: true,
    });
    expect(factOf(first((await look(pss.certificatePem)).inspection), 'signature')).toBe('RSA-PSS with SHA-256');
    const ed = await makeAuthority({ cn: 'Ed', key: 'Ed25519' });
    const item = first((await look(ed.certificatePem)).inspection);
    expect(['key', 'signature'].map((name) => factOf(item, name))).toEqual(['Ed25519', 'Ed25519']);
    const koblitz = openssl('ecparam', '-name', 'secp256k1', '-genkey', '-noout', '-param_enc', 'named_curve');
    write('koblitz.pem', koblitz);
    const { inspection } = await look(openssl('pkey', '-in', 'koblitz.pem', '-pubout'));
    expect(factOf(first(inspection), 'key')).toBe('ECDSA secp256k1');
  });

  test('a request tells what it asks for', async () => {
    const { requestPem } = await makeSigningRequest({ cn: 'pump-1', asked: ['extendedKeyUsage = clientAuth'] });
    const item = first((await look(requestPem)).inspection);
    expect(factOf(item, 'purposes')).toBe('Clients (clientAuth)');
    expect(factOf(item, 'authority')).toBeUndefined();
  });
});

test('the thumbprints are those that openssl prints', async () => {
  const item = first((await look(leaf.certificatePem)).inspection);
  for (const hash of ['sha1', 'sha256']) {
    const printed = openssl('x509', '-in', 'leaf.pem', '-noout', '-fingerprint', `-${hash}`);
    expect(factOf(item, `${hash}-thumbprint`)).toBe(printed.slice(printed.indexOf('=') + 1).replaceAll(/[:\s]/g, ''));
  }
});

test('a request that is signed in a way that can be forged is told from one that was changed', async () => {
  const weak = await makeSigningRequest({ cn: 'pump-3', digest: 'SHA-1' });
  expect(first((await look(weak.requestPem)).inspection).findings).toEqual([
    { code: 'certificate/request-signature', facts: { isWeak: true } },
  ]);
});

test('of more than 500 things the first are told, and that there are more', async () => {
  const lines = Array.from({ length: 501 }, (_, index) => index.toString(16).toUpperCase().padStart(40, 'A'));
  const all = (await look(lines.slice(1).join('\n'))).inspection;
  expect([all.items.length, all.findings]).toEqual([500, []]);
  const { items, findings } = (await look(lines.join('\n'))).inspection;
  expect([items.length, findings]).toEqual([500, [{ code: 'inspect/too-many', facts: { what: 'items', limit: 500 } }]]);
});

test('names are text, and what would not be seen in them is', async () => {
  const names = ['<img src=x onerror=alert(1)>', 'gnp.\u202eexe.pump', 'a\u200bb'];
  for (const cn of names) {
    const { certificatePem } = await makeLeaf({ cn, issuer: root });
    const { inspection } = await look(certificatePem);
    const shown = cn.replaceAll(
      /[\u202e\u200b]/g,
      (unseen) => `<U+${unseen.charCodeAt(0).toString(16).toUpperCase()}>`,
    );
    expect(first(inspection).title).toBe(shown);
    expect(inspection.chains[0]?.links[0]?.commonName).toBe(shown);
    expect(JSON.stringify(inspection)).not.toMatch(/[\u202e\u200b]/);
  }
});

test('the inspector gives the secrets of its newest inspection alone', async () => {
  const inspector = createInspector(crypto);
  const source = { parts: [{ name: undefined, content: leaf.keyPem }], at: AT };
  const before = first(await inspector.inspect(source)).id;
  expect(createPrivateKey(await inspector.reveal(before)).equals(KEYS['leaf-key.pem'])).toBe(true);
  const after = first(await inspector.inspect(source)).id;
  await expect(inspector.reveal(before)).rejects.toMatchObject({ name: 'AbortError' });
  expect(createPrivateKey(await inspector.reveal(after)).equals(KEYS['leaf-key.pem'])).toBe(true);
  const [older, newer] = [inspector.inspect(source), inspector.inspect(source)];
  await expect(older).rejects.toMatchObject({ name: 'AbortError' });
  const { id } = first(await newer);
  await inspector.clear();
  await expect(inspector.reveal(id)).rejects.toMatchObject({ name: 'AbortError' });
});
