import { beforeAll, describe, expect, test } from 'vitest';
import type { ChainFault, ErrorCode } from '#core/errors/facts';
import type { AlertName } from '#core/tls/protocol';
import { chainFaultWords } from '#core/words/en/x509';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import {
  credentialsOf,
  HOST,
  identityOf,
  makeServer,
  makeUsualChains,
  type ServerCredentials,
  trustOf,
  type UsualChains,
} from '../../support/tls-chains.ts';
import { openTlsPair } from '../../support/tls-pair.ts';
import { expectRefusal } from '../../support/tls-refusal.ts';
import type { SchemeName, SuiteName } from '../../support/tls-server/ciphers.ts';

/** What a server shows, and whom the client trusts. */
interface Case {
  readonly shown: ServerCredentials;
  readonly trusted?: MadeCertificate;
  readonly host?: string;
  readonly scheme?: SchemeName;
  readonly suite?: SuiteName;
  readonly depth?: number;
}

const JANUARY_2026 = Date.UTC(2026, 0, 1);
const OID = '1.3.6.1.4.1.99999.1';

let usual: UsualChains;
beforeAll(async () => {
  usual = await makeUsualChains();
});

const shown = async (made: Promise<MadeCertificate>): Promise<Case> => ({ shown: credentialsOf(await made) });
const under = (wishes: Parameters<typeof makeServer>[0]): Promise<Case> =>
  shown(makeServer({ issuer: usual.authority, ...wishes }));

/** A server below an authority that is not as it should be. */
async function below(wishes: Partial<Parameters<typeof makeAuthority>[0]>): Promise<Case> {
  const authority = await makeAuthority({ cn: 'Other authority', parent: usual.root, ...wishes });
  return shown(makeServer({ issuer: authority }));
}

/** The server's own certificate with its last octet, one of the signature's, changed. */
async function changed(): Promise<Case> {
  const { chain, key } = credentialsOf(usual.server);
  const [own = new Uint8Array(), ...others] = chain;
  return { shown: { chain: [own.with(-1, (own.at(-1) ?? 0) ^ 1), ...others], key } };
}

const ROWS: readonly (readonly [name: string, code: ErrorCode, alert: AlertName, make: () => Promise<Case>])[] = [
  [
    'another host',
    'tls/wrong-host',
    'bad_certificate',
    async () => ({ ...(await under({})), host: 'other.example.net' }),
  ],
  [
    'its name as the common name alone',
    'tls/wrong-host',
    'bad_certificate',
    () => shown(makeLeaf({ cn: HOST, issuer: usual.authority, extendedKeyUsage: 'serverAuth' })),
  ],
  [
    'a star for two labels of its name',
    'tls/wrong-host',
    'bad_certificate',
    async () => ({ ...(await under({ extensions: [`subjectAltName = DNS:*.${HOST}`] })), host: `a.b.${HOST}` }),
  ],
  [
    'a root that is not trusted',
    'tls/no-path',
    'unknown_ca',
    async () => ({
      shown: credentialsOf(usual.server),
      trusted: await makeAuthority({ cn: 'Another root' }),
      depth: 1,
    }),
  ],
  [
    'a root of the same name with another key',
    'tls/signature',
    'bad_certificate',
    async () => ({ shown: credentialsOf(usual.server), trusted: await makeAuthority({ cn: 'Root' }), depth: 1 }),
  ],
  ['a certificate that it signed itself', 'tls/no-path', 'unknown_ca', () => shown(makeServer())],
  [
    'its own certificate without the authority above',
    'tls/no-path',
    'unknown_ca',
    async () => ({ shown: { ...credentialsOf(usual.server), chain: [usual.server.der] } }),
  ],
  ['a certificate that has ended', 'tls/expired', 'certificate_expired', () => under({ notAfter: JANUARY_2026 })],
  [
    'an authority that has ended',
    'tls/expired',
    'certificate_expired',
    async () => ({ ...(await below({ notAfter: JANUARY_2026 })), depth: 1 }),
  ],
  [
    'a certificate that has not begun',
    'tls/not-yet-valid',
    'bad_certificate',
    () => under({ notBefore: Date.UTC(2026, 6, 1) }),
  ],
  [
    'a server’s certificate as an authority',
    'tls/not-a-ca',
    'bad_certificate',
    async () => ({ ...(await shown(makeServer({ issuer: usual.server }))), depth: 1 }),
  ],
  [
    'an authority that says of itself that it is none',
    'tls/not-a-ca',
    'bad_certificate',
    async () => ({ ...(await below({ ca: false })), depth: 1 }),
  ],
  [
    'an authority too many',
    'tls/path-length',
    'bad_certificate',
    async () => ({ ...(await below({ parent: usual.authority })), depth: 2 }),
  ],
  [
    'a certificate for clients',
    'tls/extended-key-usage',
    'unsupported_certificate',
    () => under({ extendedKeyUsage: 'clientAuth' }),
  ],
  [
    'an authority for clients',
    'tls/extended-key-usage',
    'unsupported_certificate',
    async () => ({ ...(await below({ extensions: ['extendedKeyUsage = clientAuth'] })), depth: 1 }),
  ],
  [
    'a key that must not sign',
    'tls/key-usage',
    'unsupported_certificate',
    () => under({ keyUsage: 'critical,keyAgreement' }),
  ],
  [
    'an authority whose key must not sign certificates',
    'tls/key-usage',
    'unsupported_certificate',
    async () => ({ ...(await below({ keyUsage: 'critical,cRLSign' })), depth: 1 }),
  ],
  [
    'a name that its authority does not allow',
    'tls/name-constraints',
    'bad_certificate',
    () => below({ extensions: ['nameConstraints = critical,permitted;DNS:example.org'] }),
  ],
  [
    'an unknown extension that is critical',
    'tls/critical-extension',
    'bad_certificate',
    () => under({ extensions: [`${OID} = critical,ASN1:NULL`] }),
  ],
  ['a signature with SHA-1', 'tls/weak-signature', 'bad_certificate', () => under({ digest: 'SHA-1' })],
  [
    'an RSA key of 1024 bits',
    'tls/weak-key',
    'bad_certificate',
    async () => ({
      ...(await under({ key: 'RSA-1024' })),
      scheme: 'rsa_pss_rsae_sha256',
      suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    }),
  ],
  [
    'a signature that cannot be checked',
    'tls/unsupported-algorithm',
    'unsupported_certificate',
    () => below({ key: 'Ed25519' }),
  ],
  ['a signature that was changed', 'tls/signature', 'bad_certificate', changed],
  [
    'more certificates than anybody needs',
    'tls/too-complex',
    'bad_certificate',
    async () => {
      const { chain, key } = credentialsOf(usual.server);
      return { shown: { chain: [...chain, ...Array.from({ length: 20 }, () => usual.authority.der)], key } };
    },
  ],
  [
    'bytes that are no certificate',
    'tls/certificate-form',
    'bad_certificate',
    async () => ({ shown: { ...credentialsOf(usual.server), chain: [Uint8Array.of(0x30, 0x01, 0x00)] } }),
  ],
  [
    'bytes that are no certificate behind its own',
    'tls/certificate-form',
    'bad_certificate',
    async () => ({ shown: { ...credentialsOf(usual.server), chain: [usual.server.der, Uint8Array.of(1, 2, 3)] } }),
  ],
  [
    'no certificate',
    'tls/no-certificate',
    'decode_error',
    async () => ({ shown: { ...credentialsOf(usual.server), chain: [] } }),
  ],
];

const made = new Map<string, Promise<Case>>();

describe.each(['1.2', '1.3'] as const)('TLS %s refuses a server that shows', (version) => {
  test.each(ROWS)('%s: %s', async (name, code, alert, make) => {
    const one = await (made.get(name) ?? make());
    made.set(name, Promise.resolve(one));
    const suite = one.suite !== undefined && version === '1.2' ? { suite: one.suite } : {};
    const scheme = one.scheme === undefined ? {} : { scheme: one.scheme };
    const pair = await openTlsPair(
      { version, ...one.shown, ...suite, ...scheme, asks: {} },
      {
        host: one.host ?? HOST,
        roots: [trustOf(one.trusted ?? usual.root)],
        identity: await identityOf(usual.device),
      },
    );
    await expectRefusal(pair, { code, alert });
    expect(pair.client.ends[0]?.facts).toMatchObject(one.depth === undefined ? {} : { depth: one.depth });
  });
});

test('no fault that a path can have is left out above', () => {
  const codes = new Set(ROWS.map(([, code]) => code));
  expect(Object.keys(chainFaultWords).filter((fault) => !codes.has(`tls/${fault as ChainFault}`))).toEqual([]);
});
