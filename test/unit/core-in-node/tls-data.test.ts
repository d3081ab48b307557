import { randomBytes } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { concatBytes, equalBytes } from '#core/bytes/compare';
import { HOST, makeServer, trustOf } from '../../support/tls-chains.ts';
import type { MadeCertificate } from '../../support/openssl.ts';
import { openTestClient, type TestClient } from '../../support/tls-client.ts';

let leaf: MadeCertificate;
beforeAll(async () => {
  leaf = await makeServer();
});

interface Pair {
  readonly client: TestClient;
  /** Node's end of the connection. */
  readonly server: TLSSocket;
  /** Lengths of what the client transmitted since it opened. */
  readonly transmitted: number[];
}

/** A client over memory to Node's own TLS. */
async function connect(version: 'TLSv1.2' | 'TLSv1.3'): Promise<Pair> {
  const transmitted: number[] = [];
  const wire = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      client.connection.receive(new Uint8Array(bytes));
      done();
    },
  });
  const client = openTestClient({
    host: HOST,
    roots: [trustOf(leaf)],
    transmit: (bytes) => {
      transmitted.push(bytes.length);
      wire.push(bytes);
    },
  });
  const secureContext = createSecureContext({
    ...{ key: leaf.keyPem, cert: leaf.certificatePem, minVersion: version, maxVersion: version },
  });
  const server = new TLSSocket(wire, { isServer: true, secureContext });
  server.on('error', () => undefined);
  while (client.opened === 0 && client.ends.length === 0) await client.idle();
  expect(client.ends).toEqual([]);
  transmitted.length = 0;
  return { client, server, transmitted };
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('data over %s', (version) => {
  test('arrives whole and in order in both directions, in pieces of any length', async () => {
    const { client, server } = await connect(version);
    server.on('data', (bytes: Buffer) => void server.write(bytes));
    const pieces = Array.from({ length: 200 }, (_, index) => new Uint8Array(randomBytes((index * 397) % 40_000)));
    const sent = concatBytes(pieces);
    for (const [index, piece] of pieces.entries()) {
      client.connection.send(piece);
      if (index % 7 === 0) await client.idle();
    }
    const count = (): number => client.received.reduce((sum, { length }) => sum + length, 0);
    while (count() < sent.length) await client.idle();
    expect(equalBytes(concatBytes(client.received), sent)).toBe(true);
    expect(client.connection.bufferedAmount).toBe(0);
  });

  test('of one turn goes in one record, and is copied before the caller has it back', async () => {
    const { client, server, transmitted } = await connect(version);
    const heard: Buffer[] = [];
    server.on('data', (bytes: Buffer) => void heard.push(bytes));
    const data = new Uint8Array(10);
    for (let number = 0; number < 100; number += 1) client.connection.send(data.fill(number));
    expect(client.connection.bufferedAmount).toBe(1000);
    await client.idle();
    expect(transmitted).toHaveLength(1);
    expect(client.connection.bufferedAmount).toBe(0);
    const expected = Array.from({ length: 100 }, (_, number) => new Uint8Array(10).fill(number));
    expect(equalBytes(Buffer.concat(heard), concatBytes(expected))).toBe(true);
  });

  test('that was sent before the end goes out before it, and nothing is taken after it', async () => {
    const { client, server } = await connect(version);
    const heard: Buffer[] = [];
    server.on('data', (bytes: Buffer) => void heard.push(bytes));
    client.connection.send(Uint8Array.of(1, 2, 3));
    client.connection.close();
    client.connection.send(Uint8Array.of(4));
    await client.idle();
    expect(Buffer.concat(heard)).toEqual(Buffer.of(1, 2, 3));
    expect(client.ends).toEqual([undefined]);
    expect(client.connection.bufferedAmount).toBe(0);
  });

  test('that is being opened when it is closed is not told any more', async () => {
    const { client, server } = await connect(version);
    const { receive, close } = client.connection;
    client.connection.receive = (bytes) => {
      receive(bytes);
      // Tickets of TLS 1.3 are shorter.
      if (bytes.length > 2000) close();
    };
    server.write(Buffer.alloc(4000));
    while (client.ends.length === 0) await client.idle();
    await client.idle();
    expect(client.received).toEqual([]);
  });
});

test('data is not taken before the connection is open', async () => {
  const sent: Uint8Array[] = [];
  const client = openTestClient({ host: HOST, roots: [], transmit: (bytes) => void sent.push(bytes) });
  client.connection.send(Uint8Array.of(1, 2, 3));
  await client.idle();
  expect(client.connection.bufferedAmount).toBe(0);
  // ClientHello.
  expect(sent.map(([type]) => type)).toEqual([22]);
});
