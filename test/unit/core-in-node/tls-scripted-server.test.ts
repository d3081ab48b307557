import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeLeaf, type KeyKind, type MadeCertificate } from '../../support/openssl.ts';
import { openKey } from '../../support/tls-server/ciphers.ts';
import { createTlsServer, type TlsServer } from '../../support/tls-server/create-tls-server.ts';
import type { ServerScript } from '../../support/tls-server/script.ts';

const HOST = 'hub.example.net';

let root: MadeCertificate;
let device: MadeCertificate;
const servers = new Map<string, MadeCertificate>();

beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root' });
  device = await makeLeaf({ cn: 'pump-1', issuer: root });
  const makeServer = async (key: KeyKind): Promise<void> => {
    const extensions = [`subjectAltName = DNS:${HOST}`];
    servers.set(key, await makeLeaf({ cn: HOST, issuer: root, key, extendedKeyUsage: 'serverAuth', extensions }));
  };
  await Promise.all((['P-256', 'P-384', 'RSA-2048'] as const).map(makeServer));
});

/** Puts the client of Node before a server, and gives what both have once the client's data came back. */
async function talk(parts: Partial<ServerScript>, key: KeyKind, options: ConnectionOptions = {}) {
  const made = servers.get(key);
  if (made === undefined) throw new Error('no such server');
  const script: ServerScript = { chain: made.chain.slice(0, 1), key: openKey(made.keyPem), ...parts };
  const wire = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => (server.receive(chunk), done()),
  });
  const server: TlsServer = createTlsServer(script, (bytes) => wire.push(bytes));
  const client: TLSSocket = connect({
    socket: wire,
    servername: HOST,
    ca: root.certificatePem,
    cert: device.certificatePem,
    key: device.keyPem,
    ecdhCurve: 'P-256',
    ...options,
  });
  await once(client, 'secureConnect');
  const answers: string[] = [];
  for (const word of ['ping', 'pong']) {
    client.write(word);
    answers.push(String((await once(client, 'data'))[0]));
  }
  const seen = { answer: answers.join(), version: client.getProtocol(), suite: client.getCipher().standardName };
  client.destroy();
  return { ...seen, server };
}

describe('the scripted server is one that the client of OpenSSL takes', () => {
  test.each([
    ['1.3', 'TLS_AES_128_GCM_SHA256', 'P-256', 'ecdsa_secp256r1_sha256', 'secp256r1'],
    ['1.3', 'TLS_AES_256_GCM_SHA384', 'P-384', 'ecdsa_secp384r1_sha384', 'secp384r1'],
    ['1.3', 'TLS_AES_128_GCM_SHA256', 'RSA-2048', 'rsa_pss_rsae_sha256', 'x25519'],
    ['1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'P-256', 'ecdsa_secp256r1_sha256', 'secp256r1'],
    ['1.2', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'P-384', 'ecdsa_secp384r1_sha384', 'secp384r1'],
    ['1.2', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'RSA-2048', 'rsa_pkcs1_sha256', 'x25519'],
  ] as const)('TLS %s with %s, %s, %s and %s', async (version, suite, key, scheme, group) => {
    const ecdhCurve = { secp256r1: 'P-256', secp384r1: 'P-384', x25519: 'X25519' }[group];
    const told = await talk({ version, suite, scheme, group, asks: {} }, key, { ecdhCurve });
    expect(told).toMatchObject({ answer: 'ping,pong', version: `TLSv${version}`, suite });
    expect(Buffer.from(told.server.clientChain?.[0] ?? []).equals(device.der)).toBe(true);
  });

  test.each(['1.2', '1.3'] as const)(
    'TLS %s in small pieces, and all in one, without a certificate asked',
    async (version) => {
      for (const parts of [{ recordLength: 7 }, { isPacked: true }]) {
        const told = await talk({ version, ...parts }, 'P-256');
        expect(told.answer).toBe('ping,pong');
        expect([told.server.clientChain, told.server.isDone]).toEqual([undefined, true]);
      }
    },
  );

  test('TLS 1.2 without the extended master secret', async () => {
    expect(await talk({ version: '1.2', isExtended: false }, 'P-256')).toMatchObject({ answer: 'ping,pong' });
  });

  test('TLS 1.3 with another share asked for', async () => {
    const told = await talk({ retries: true, group: 'secp384r1', asks: {} }, 'P-256', { ecdhCurve: 'X25519:P-384' });
    expect(told.answer).toBe('ping,pong');
    expect(told.server.seen.filter((name) => name === 'client_hello')).toHaveLength(2);
  });

  test('TLS 1.3 with the keys of both sides changed', async () => {
    const onData: ServerScript['onData'] = (data, server) => {
      server.updateKeys(true);
      server.send(data);
    };
    const { answer, server } = await talk({ onData }, 'P-256');
    expect(answer).toBe('ping,pong');
    expect(server.seen).toContain('key_update');
  });
});
