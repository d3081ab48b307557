import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { ClientIdentity } from '#core/identity/client-identity';
import { openTlsConnection } from '#core/tls/open-tls-connection';
import type { TlsReport } from '#core/tls/tls-report';
import { readCertificate, type Certificate } from '#core/x509/certificate';
import { openIdentity } from '../../support/client-identity.ts';
import { makeAuthority, makeLeaf, type KeyKind, type MadeCertificate } from '../../support/openssl.ts';

const HOST = 'localhost';

let fleet: MadeCertificate;
let host: MadeCertificate;
let root: Certificate;
beforeAll(async () => {
  const authority = await makeAuthority({ cn: 'Server root' });
  const read = readCertificate(authority.der);
  if (!read.ok) throw new Error('the root cannot be read');
  root = read.value;
  fleet = await makeAuthority({ cn: 'Fleet' });
  const extensions = [`subjectAltName = DNS:${HOST}`];
  host = await makeLeaf({ cn: HOST, issuer: authority, extendedKeyUsage: 'serverAuth', extensions });
});

const identities = new Map<KeyKind, ClientIdentity>();
beforeAll(async () => {
  for (const key of ['P-256', 'P-384', 'RSA-2048'] as const) {
    identities.set(key, await openIdentity(await makeLeaf({ cn: key, issuer: fleet, key })));
  }
});

/** A server of Node that demands a certificate and tells whose it was. */
async function listen(maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<{ server: Server; port: number }> {
  const server = createServer(
    {
      cert: host.certificatePem,
      key: host.keyPem,
      ca: fleet.certificatePem,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion,
    },
    (socket: TLSSocket) => socket.end(socket.getPeerCertificate().subject.CN),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** Gives what the server said, and how the handshake went. */
function talk(port: number, identity: ClientIdentity): Promise<{ said: string; report: TlsReport }> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const said: Uint8Array[] = [];
    let report!: TlsReport;
    const tls = openTlsConnection({
      ...{ crypto: globalThis.crypto, clock: createSystemClock(), host: HOST, roots: [root], identity },
      transmit: (bytes) => void socket.write(bytes),
      onOpen: () => undefined,
      onBytes: (bytes) => said.push(bytes),
      onReport: (news) => (report = news),
      onEnd: () => {
        socket.destroy();
        resolve({ said: Buffer.concat(said).toString(), report });
      },
    });
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => tls.receive(Uint8Array.from(data)));
    socket.on('close', () => tls.transportEnded());
  });
}

/** In TLS 1.2 a scheme for ECDSA names the hash alone. */
const SCHEMES_12 = {
  'P-256': 'ecdsa_secp256r1_sha256',
  'P-384': 'ecdsa_secp256r1_sha256',
  'RSA-2048': 'rsa_pkcs1_sha256',
} as const;
const SCHEMES_13 = {
  'P-256': 'ecdsa_secp256r1_sha256',
  'P-384': 'ecdsa_secp384r1_sha384',
  'RSA-2048': 'rsa_pss_rsae_sha256',
} as const;

describe.each([
  ['TLSv1.2', 'TLS 1.2', SCHEMES_12],
  ['TLSv1.3', 'TLS 1.3', SCHEMES_13],
] as const)('a server whose newest version is %s knows a device by its certificate', (newest, version, schemes) => {
  let opened: { server: Server; port: number };
  beforeAll(async () => (opened = await listen(newest)));
  afterAll(() => opened.server.close());

  test.each(['P-256', 'P-384', 'RSA-2048'] as const)('with a key of the kind %s', async (kind) => {
    const { said, report } = await talk(opened.port, identities.get(kind)!);
    expect(said).toBe(kind);
    expect(report).toMatchObject({ version, outcome: 'done', sent: { signature: schemes[kind] } });
  });

  test('with an RSA key that signs in the old way alone: by TLS 1.2, where it can', async () => {
    const { key, chain } = identities.get('RSA-2048')!;
    const { said, report } = await talk(opened.port, { key, chain });
    expect(said).toBe('RSA-2048');
    expect(report).toMatchObject({ version: 'TLS 1.2', sent: { signature: 'rsa_pkcs1_sha256' } });
  });
});
