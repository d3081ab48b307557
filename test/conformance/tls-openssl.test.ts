import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TlsVersion } from '#core/tls/tls-report';
import { openIdentity } from '../support/client-identity.ts';
import { type DialledTls, dialTls } from '../support/dial-tls.ts';
import { type KeyKind, makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import { type OpensslServer, startOpensslServer } from '../support/openssl-server.ts';
import { HOST, makeServer, trustOf } from '../support/tls-chains.ts';

const SERVERS = {
  'RSA with PKCS #1': { key: 'RSA-2048', options: ['-sigalgs', 'RSA+SHA256:RSA+SHA384:RSA-PSS+SHA512'] },
  'RSA with PSS': { key: 'RSA-2048', options: ['-sigalgs', 'RSA-PSS+SHA256:RSA-PSS+SHA384'] },
  'P-256': { key: 'P-256', options: [] },
  'P-384': { key: 'P-384', options: [] },
  'P-521': { key: 'P-521', options: [] },
} as const satisfies Record<string, { key: KeyKind; options: readonly string[] }>;
type ServerKind = keyof typeof SERVERS;
/** What servers take of clients, where they are told what to sign with themselves. */
const CLIENT_SCHEMES = ['-client_sigalgs', 'ECDSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA256:RSA+SHA256'];
const DEVICES = ['P-256', 'P-384', 'RSA-2048'] as const;

const RECORDS = {
  'records as they come': [],
  'records of 512 bytes': ['-max_send_frag', '512'],
  'records side by side': ['-split_send_frag', '1024', '-max_pipelines', '4'],
} as const;

interface Configuration {
  readonly version: TlsVersion;
  readonly suite: string;
  readonly server: ServerKind;
  readonly groups: string;
  readonly records: keyof typeof RECORDS;
  readonly device: (typeof DEVICES)[number];
}

const SUITES: Readonly<Record<TlsVersion, readonly string[]>> = {
  'TLS 1.2': ['AES128-GCM-SHA256', 'AES256-GCM-SHA384'],
  'TLS 1.3': ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'],
};

/** P-521 is not among our groups, and in TLS 1.2 that goes for keys of servers, too (RFC 8422, 5.1.1). */
const kindsFor = (version: TlsVersion): ServerKind[] =>
  (Object.keys(SERVERS) as ServerKind[]).filter((kind) => version === 'TLS 1.3' || kind !== 'P-521');

/** The last ones have TLS 1.3 ask for another share. In TLS 1.2 keys of certificates are on one of them, too. */
const GROUPS: Readonly<Record<TlsVersion, readonly string[]>> = {
  'TLS 1.2': ['P-256:P-384', 'X25519:P-256:P-384', 'P-384:P-256'],
  'TLS 1.3': ['P-256', 'X25519:P-256', 'P-384'],
};

const CONFIGURATIONS: readonly Configuration[] = (['TLS 1.2', 'TLS 1.3'] as const)
  .flatMap((version) =>
    SUITES[version].flatMap((suite) =>
      kindsFor(version).flatMap((server) =>
        (Object.keys(RECORDS) as (keyof typeof RECORDS)[]).map((records, place) => {
          return { version, suite, server, groups: GROUPS[version][place] ?? 'P-256', records };
        }),
      ),
    ),
  )
  .map((one, index) => ({ ...one, device: DEVICES[(index + Math.floor(index / 3)) % 3] ?? 'P-256' }));

const made = new Map<string, MadeCertificate>();
let root: MadeCertificate;

const get = (name: string): MadeCertificate => made.get(name) ?? root;

beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root', isPss: true, key: 'RSA-2048' });
  const authority = await makeAuthority({ cn: 'Authority', parent: root, key: 'P-384' });
  await Promise.all([
    ...['RSA-2048', 'P-256', 'P-384', 'P-521'].map(async (key) => {
      made.set(`server ${key}`, await makeServer({ issuer: authority, key: key as KeyKind }));
    }),
    ...DEVICES.map(async (key) => made.set(key, await makeLeaf({ cn: `pump ${key}`, issuer: authority, key }))),
  ]);
  made.set('authority', authority);
}, 60_000);

async function start(
  { version, suite, server, groups, records }: Omit<Configuration, 'device'>,
  more: readonly string[] = [],
): Promise<OpensslServer> {
  const { key, options } = SERVERS[server];
  const isModern = version === 'TLS 1.3';
  const suites = isModern ? ['-ciphersuites', suite] : ['-cipher', `ECDHE-ECDSA-${suite}:ECDHE-RSA-${suite}`];
  const common = [
    isModern ? '-tls1_3' : '-tls1_2',
    ...suites,
    '-groups',
    groups,
    ...RECORDS[records],
    ...CLIENT_SCHEMES,
    ...options,
    ...more,
  ];
  return startOpensslServer(get(`server ${key}`), common, root);
}

/** Says something to the server and lets it say something, both longer than a record. */
async function talk(client: DialledTls, server: OpensslServer): Promise<void> {
  const from = server.said.length;
  const before = client.received.length;
  client.connection.send(new TextEncoder().encode(`${'x'.repeat(40_000)} from here\n`));
  await server.says('x from here', from);
  const answer = `hello ${'y'.repeat(20_000)}\n`;
  server.type(answer);
  await client.receives(before + answer.length);
  expect(new TextDecoder().decode(client.received.subarray(before))).toBe(answer);
}

describe.concurrent('openssl s_server', () => {
  test.each(CONFIGURATIONS)(
    '$version, $suite, $server, $groups, $records, with and without a $device certificate',
    async (one) => {
      const server = await start(one);
      try {
        await connectWithoutCertificate(one, server);
        await connectWithCertificate(one, server);
      } finally {
        await server.dispose();
      }
    },
  );
});

const dial = (server: OpensslServer, identity?: Awaited<ReturnType<typeof openIdentity>>): DialledTls =>
  dialTls({ port: server.port, host: HOST, roots: [trustOf(root)], identity });

async function connectWithoutCertificate(one: Configuration, server: OpensslServer): Promise<void> {
  const client = dial(server);
  await client.opened;
  await talk(client, server);
  expect(client.report).toMatchObject({
    outcome: 'done',
    version: one.version,
    isRetried: one.version === 'TLS 1.3' && one.groups === 'P-384',
    extendedMasterSecret: one.version === 'TLS 1.2' ? true : undefined,
    verdict: { kind: 'trusted' },
    asked: { authorities: ['CN=Root'] },
    sent: { chain: [], signature: undefined },
    finding: undefined,
  });
  client.connection.close();
  expect(await client.ended).toBeUndefined();
}

async function connectWithCertificate(one: Configuration, server: OpensslServer): Promise<void> {
  const from = server.said.length;
  const client = dial(server, await openIdentity(get(one.device), [get('authority')]));
  await client.opened;
  await talk(client, server);
  expect(server.said.slice(from)).toContain(`subject=CN = pump ${one.device}`);
  expect(client.report?.sent?.chain).toHaveLength(2);
  if (one.version === 'TLS 1.3') await updateKeys(client, server);
  client.connection.close();
  expect(await client.ended).toBeUndefined();
}

/** `K` has the server change its keys and ask for ours, `k` its own alone. */
async function updateKeys(client: DialledTls, server: OpensslServer): Promise<void> {
  server.type('K\n');
  await talk(client, server);
  server.type('k\n');
  await talk(client, server);
  // Its own twice, and ours once.
  expect(client.report?.keyUpdates).toBe(3);
}

describe('an openssl s_server', () => {
  const usual = { server: 'P-256', groups: 'P-256', records: 'records as they come' } as const;
  const begin = async (version: TlsVersion, ...more: readonly string[]): Promise<OpensslServer> =>
    start({ ...usual, version, suite: SUITES[version][0] ?? '' }, more);
  let server: OpensslServer | undefined;
  afterEach(async () => server?.dispose());

  test('is left when it wants to negotiate again', async () => {
    server = await begin('TLS 1.2');
    const client = dial(server);
    await client.opened;
    server.type('r\n');
    expect(await client.ended).toEqual({ code: 'tls/renegotiation', facts: {} });
    expect(client.report?.alerts).toEqual([{ direction: 'sent', description: 100, name: 'no_renegotiation' }]);
  });

  test('is left when it sends plain text', async () => {
    server = await begin('TLS 1.2');
    const client = dial(server);
    await client.opened;
    server.type('P\n');
    expect((await client.ended)?.code).toMatch(/^tls\/(unexpected-message|record-overflow)$/);
  });

  describe.each(['TLS 1.2', 'TLS 1.3'] as const)('of %s that wants a certificate', (version) => {
    const duringHandshake = version === 'TLS 1.2';

    test('says so to a device that has none', async () => {
      server = await begin(version, '-Verify', '4');
      const client = dial(server);
      const [description, name] = duringHandshake ? [40, 'handshake_failure'] : [116, 'certificate_required'];
      expect(await client.ended).toEqual({
        code: 'tls/alert',
        facts: { description, name, duringHandshake, afterCertificate: false },
      });
    });

    test('refuses one of an authority that it does not know', async () => {
      server = await begin(version, '-Verify', '4');
      const stranger = await openIdentity(await makeLeaf({ cn: 'stranger' }));
      const client = dial(server, stranger);
      expect(await client.ended).toMatchObject({
        code: 'tls/alert',
        facts: { duringHandshake, afterCertificate: true },
      });
    });

    test('and does not take the kind of our key has the key for the reason of the end', async () => {
      server = await begin(version, '-Verify', '4', '-client_sigalgs', 'ECDSA+SHA384');
      const client = dial(server, await openIdentity(get('RSA-2048')));
      expect(await client.ended).toEqual({
        code: 'tls/key-not-taken',
        facts: {
          keyKind: 'RSA-2048 (RSASSA-PKCS1-v1_5, SHA-256)',
          asked: ['ecdsa_secp384r1_sha384'],
        },
      });
      expect(client.report).toMatchObject({ sent: { chain: [], notTaken: { code: 'tls/key-not-taken' } } });
    });
  });
});
