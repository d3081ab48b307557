import { beforeAll, describe, expect, test } from 'vitest';
import { type Certificate, commonNameOf, equalNames, printName, readCertificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import { type MadeCertificate, makeAuthority, makeLeaf } from '../../support/openssl.ts';

const NOW = Date.UTC(2026, 5, 1);
let keys: MadeCertificate;

beforeAll(async () => {
  keys = await makeAuthority({ cn: 'keys' });
});

function read({ der }: MadeCertificate): Certificate {
  const verdict = readCertificate(der);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

async function nameOf(subject: string) {
  return read(await makeLeaf({ cn: '', key: keys, subject })).subject;
}

describe('a name is printed as RFC 4514 does', () => {
  test.each([
    ['/CN=device-1', 'CN=device-1'],
    ['/C=DE/O=Example/OU=Line 3/CN=device-1', 'CN=device-1,OU=Line 3,O=Example,C=DE'],
    ['/DC=com/DC=example/UID=jane', 'UID=jane,DC=example,DC=com'],
    ['/OU=Sales+CN=J. Smith/O=Example', 'O=Example,OU=Sales+CN=J. Smith'],
    ['/O=James "Jim" Smith, III/CN=a', 'CN=a,O=James \\"Jim\\" Smith\\, III'],
    ['/CN=#1', 'CN=\\#1'],
    ['/CN= both ends ', 'CN=\\ both ends\\ '],
    ['/CN=<a;b>\\\\\\+', 'CN=\\<a\\;b\\>\\\\\\+'],
    ['/CN=a\u0007b\u202ec', 'CN=a\\07b\\e2\\80\\aec'],
    ['/CN=Lu\u010di\u0107', 'CN=Lu\u010di\u0107'],
    ['/emailAddress=a@b.example/CN=x', 'CN=x,emailAddress=a@b.example'],
    ['/title=Dr/CN=x', 'CN=x,2.5.4.12=#0c024472'],
    ['/', ''],
  ])('%s', async (subject, printed) => {
    expect(printName(await nameOf(subject))).toBe(printed);
  });

  test('the common name is the most specific of several', async () => {
    expect(commonNameOf(await nameOf('/CN=group/CN=device-1/O=Example'))).toBe('device-1');
    expect(commonNameOf(await nameOf('/O=Example'))).toBeUndefined();
  });
});

describe('names are the same (RFC 5280, 7.1)', () => {
  test.each([
    ['/CN=Straße', '/CN=STRASSE'],
    ['/CN=Ångström', '/CN=A\u030angstro\u0308m'],
    ['/CN=ＡＢＣ', '/CN=abc'],
    ['/OU=a+CN=b', '/CN=b+OU=a'],
    ['/DC=Example', '/DC=example'],
  ])('%s and %s', async (a, b) => {
    expect(equalNames(await nameOf(a), await nameOf(b))).toBe(true);
  });

  test.each([
    ['/CN=a', '/CN=b'],
    ['/OU=a+CN=b', '/OU=a/CN=b'],
    ['/CN=a', '/CN=a/CN=a'],
    ['/CN=a/CN=a', '/CN=a'],
    ['/CN=a', '/OU=a'],
    ['/CN=a\u200bb', '/CN=ab'],
  ])('%s and %s are not', async (a, b) => {
    expect(equalNames(await nameOf(a), await nameOf(b))).toBe(false);
  });
});

describe('name constraints (RFC 5280, 4.2.1.10)', () => {
  const good = 'good';
  const bad = 'name-constraints';
  const cases: readonly (readonly [constraints: string, names: string, typeof good | typeof bad])[] = [
    ['permitted;DNS:example.com', 'DNS:example.com', good],
    ['permitted;DNS:example.com', 'DNS:a.b.EXAMPLE.com', good],
    ['permitted;DNS:example.com', 'DNS:badexample.com', bad],
    ['permitted;DNS:example.com', 'DNS:example.com.evil.example', bad],
    ['permitted;DNS:.example.com', 'DNS:a.example.com', good],
    ['permitted;DNS:.example.com', 'DNS:example.com', bad],
    ['permitted;DNS:example.com', 'DNS:a.example.com,DNS:other.example', bad],
    ['permitted;DNS:example.com', 'IP:10.0.0.1', good],
    ['permitted;DNS:a.example,permitted;DNS:b.example', 'DNS:x.b.example', good],
    ['excluded;DNS:example.com', 'DNS:a.example.com', bad],
    ['excluded;DNS:example.com', 'DNS:example.org', good],
    ['permitted;DNS:example.com,excluded;DNS:bad.example.com', 'DNS:x.bad.example.com', bad],
    ['permitted;email:a@b.example', 'email:a@B.example', good],
    ['permitted;email:a@b.example', 'email:c@b.example', bad],
    ['permitted;email:b.example', 'email:c@b.example', good],
    ['permitted;email:b.example', 'email:c@x.b.example', bad],
    ['permitted;email:.b.example', 'email:c@x.b.example', good],
    ['permitted;email:.b.example', 'email:c@b.example', bad],
    ['permitted;URI:b.example', 'URI:https://u:p@b.example:8443/x?y', good],
    ['permitted;URI:.b.example', 'URI:https://a.b.example', good],
    ['permitted;URI:.b.example', 'URI:https://b.example', bad],
    ['permitted;URI:b.example', 'URI:https://evil.example/b.example', bad],
    ['permitted;URI:b.example', 'URI:https://b.example@evil.example/', bad],
    ['permitted;URI:b.example', 'URI:urn:uuid:1', bad],
    ['excluded;URI:b.example', 'URI:https://10.0.0.1/', bad],
    ['permitted;IP:10.1.0.0/255.255.0.0', 'IP:10.1.2.3', good],
    ['permitted;IP:10.1.0.0/255.255.0.0', 'IP:10.2.2.3', bad],
    ['excluded;IP:10.1.0.0/255.255.0.0', 'IP:10.1.2.3', bad],
    ['permitted;IP:10.1.0.0/255.255.0.0', 'IP:fd00::1', bad],
    ['permitted;IP:fd00::/ff00::', 'IP:fd12::1', good],
    ['permitted;dirName:line', 'DNS:x', good],
    ['excluded;dirName:line', 'DNS:x', bad],
    ['permitted;dirName:other', 'DNS:x', bad],
    ['excluded;RID:1.2.3', 'RID:1.2.3', bad],
    ['permitted;RID:1.2.3', 'DNS:x', good],
  ];
  const sections = ['[line]', 'O = example', '[other]', 'O = Other'];

  test.each(cases)('%s: %s is %s', async (constraints, names, expected) => {
    const issuer = await makeAuthority({
      cn: 'limits',
      key: keys,
      extensions: [`nameConstraints = critical,${constraints}`, ...sections],
    });
    const middle = await makeAuthority({ cn: '', subject: '/O=Example/CN=middle', key: keys, parent: issuer });
    const leaf = await makeLeaf({
      cn: '',
      subject: '/O=Example/CN=device',
      issuer: middle,
      key: keys,
      extensions: [`subjectAltName = ${names}`],
    });
    const [below, path] = [read(leaf), [read(middle)]];
    const request = { leaf: below, intermediates: path, anchors: [read(issuer)], at: NOW, usage: 'any' as const };
    const verdict = await judgeChain(crypto.subtle, request);
    expect(verdict.ok ? good : verdict.fault).toBe(expected);
  });

  test('hold for mail addresses in the subject, too, and not for authorities that issued themselves anew', async () => {
    const issuer = await makeAuthority({
      cn: 'limits',
      key: 'P-256',
      extensions: ['nameConstraints = critical,permitted;email:b.example,permitted;dirName:line', ...sections],
    });
    const renewed = await makeAuthority({ cn: 'limits', key: 'P-256', parent: issuer });
    const judge = async (subject: string, usage = 'any' as const) => {
      const leaf = read(await makeLeaf({ cn: '', subject, key: keys, issuer: renewed }));
      const request = { leaf, intermediates: [read(renewed)], anchors: [read(issuer)], at: NOW, usage };
      const verdict = await judgeChain(crypto.subtle, request);
      return verdict.ok ? good : `${verdict.fault} ${verdict.depth}`;
    };
    expect(await judge('/O=Example/emailAddress=a@b.example')).toBe(good);
    expect(await judge('/O=Example/emailAddress=a@c.example')).toBe('name-constraints 0');
    expect(await judge('/CN=limits')).toBe('name-constraints 0');
  });

  test('are looked at last, since anybody can write thousands of names, and have them signed by nobody', async () => {
    const root = await makeAuthority({ cn: 'root', key: 'P-256' });
    const limits = {
      cn: 'limits',
      key: keys,
      extensions: ['nameConstraints = critical,excluded;dirName:line', ...sections],
    };
    const judge = async (digest: 'SHA-1' | 'SHA-256') => {
      const issuer = await makeAuthority({ ...limits, parent: root, digest });
      const leaf = await makeLeaf({ cn: '', subject: '/O=Example/CN=device', key: keys, issuer });
      const request = { leaf: read(leaf), intermediates: [read(issuer)], anchors: [read(root)] };
      const verdict = await judgeChain(crypto.subtle, { ...request, at: NOW, usage: 'any' });
      return verdict.ok ? good : `${verdict.fault} ${verdict.depth}`;
    };
    expect(await judge('SHA-256')).toBe('name-constraints 0');
    expect(await judge('SHA-1')).toBe('weak-signature 1');
  });
});
