import { describe, expect, test } from 'vitest';
import { concatBytes } from '#core/bytes/compare';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { CIPHER_SUITES } from '#core/tls/cipher-suites';
import { type KeySchedule, openKeySchedule, openTrafficSecret, type TrafficSecret } from '#core/tls/key-schedule';
import { agreeOnSecret, X25519 } from '#core/tls/key-share';
import { createMessageJoiner } from '#core/tls/message-joiner';
import { ByteReader } from '#core/tls/presentation';
import { CONTENT } from '#core/tls/protocol';
import { createProtection, type RecordProtection } from '#core/tls/record-protection';
import { readServerHello } from '#core/tls/server-hello';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import trace from '../../../vectors/rfc8448.json';

const bytes = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(decodeHex(hex) ?? []);
const [suite] = CIPHER_SUITES;
if (suite === undefined) throw new TypeError('there are suites');
/** What stands before an X25519 key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_HEAD = '302e020100300506032b656e04220420';

test('the shared secret is the one of the trace', async () => {
  const { subtle } = globalThis.crypto;
  const pkcs8 = bytes(PKCS8_HEAD + trace.clientPrivateKey);
  const privateKey = await subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits']);
  const ours = { group: X25519, publicKey: bytes(trace.clientPublicKey), privateKey };
  expect(encodeHex(await agreeOnSecret(subtle, ours, bytes(trace.serverPublicKey)))).toBe(trace.sharedSecret);
});

test('ServerHello is read', () => {
  const reader = new ByteReader(bytes(trace.serverHello).subarray(4), 'server_hello');
  const question = {
    versions: ['TLS 1.3'] as const,
    sessionId: new Uint8Array(0),
    offered: new Set(['supported_versions', 'key_share'] as const),
  };
  const hello = readServerHello(reader, question);
  expect(hello).toMatchObject({ isRetry: false, suite: { name: 'TLS_AES_128_GCM_SHA256' } });
  const share = hello.extensions.get('key_share');
  expect(share?.uint(2)).toBe(X25519.id);
  expect(encodeHex(share?.vector(2) ?? new Uint8Array(0))).toBe(trace.serverPublicKey);
});

describe.each(await loadCryptoEngines())('with %s', (_name, { subtle }) => {
  const hash = async (...messages: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await subtle.digest('SHA-256', concatBytes(messages)));
  const open = async (): Promise<KeySchedule> =>
    openKeySchedule(subtle, suite, Promise.resolve(bytes(trace.sharedSecret)));
  const protect = (secret: TrafficSecret): RecordProtection => createProtection('TLS 1.3', subtle, secret.makeKeys());

  test.each(Object.entries(trace.secrets))('key and IV of the secret %s', async (_which, [secret, key, iv]) => {
    const made = await (await openTrafficSecret(subtle, suite, bytes(secret ?? ''))).makeKeys();
    expect(encodeHex(made.iv)).toBe(iv);
    expect(made.key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 128 } });
    // The key itself cannot be seen: what one of the two seals the other one opens.
    const published = await subtle.importKey('raw', bytes(key ?? ''), 'AES-GCM', false, ['decrypt']);
    const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: made.iv }, made.key, bytes('c0ffee'));
    const opened = await subtle.decrypt({ name: 'AES-GCM', iv: made.iv }, published, sealed);
    expect(encodeHex(new Uint8Array(opened))).toBe('c0ffee');
  });

  test('the whole handshake, from the shared secret to the data of both sides', async () => {
    const hellos = [bytes(trace.clientHello), bytes(trace.serverHello)];
    expect(encodeHex(await hash(...hellos))).toBe(trace.hashToServerHello);
    const schedule = await open();
    const handshake = await schedule.deriveHandshake(bytes(trace.hashToServerHello));

    const flight = await protect(handshake.server).open(0, bytes(trace.serverFlightRecord));
    expect(flight.type).toBe(CONTENT.handshake);
    const joiner = createMessageJoiner();
    joiner.push(flight.data);
    const messages = [joiner.next(), joiner.next(), joiner.next(), joiner.next()];
    expect(messages.map((message) => message?.name)).toEqual([
      'encrypted_extensions',
      'certificate',
      'certificate_verify',
      'finished',
    ]);
    expect(joiner.isEmpty).toBe(true);
    const wholes = messages.map((message) => message?.whole ?? new Uint8Array(0));
    expect(encodeHex(wholes[0] ?? new Uint8Array(0))).toBe(trace.encryptedExtensions);
    expect(encodeHex(wholes[2] ?? new Uint8Array(0))).toBe(trace.certificateVerify);

    const verified = await handshake.server.makeFinished(await hash(...hellos, ...wholes.slice(0, 3)));
    expect(`14000020${encodeHex(verified)}`).toBe(trace.serverFinished);
    const hashToFinished = await hash(...hellos, ...wholes);
    expect(encodeHex(hashToFinished)).toBe(trace.hashToServerFinished);

    const finished = await handshake.client.makeFinished(hashToFinished);
    const message = bytes(`14000020${encodeHex(finished)}`);
    const sealed = await protect(handshake.client).seal(0, CONTENT.handshake, message);
    expect(encodeHex(sealed)).toBe(trace.clientFinishedRecord);

    const application = await schedule.deriveApplication(hashToFinished);
    const data = bytes(trace.data);
    const ours = await protect(application.client).seal(0, CONTENT.application_data, data);
    expect(encodeHex(ours)).toBe(trace.clientDataRecord);
    // Its first record was a ticket.
    const theirs = await protect(application.server).open(1, bytes(trace.serverDataRecord));
    expect(theirs).toEqual({ type: CONTENT.application_data, data });
  });

  test('a record opens at its own number alone', async () => {
    const { server } = await (await open()).deriveApplication(bytes(trace.hashToServerFinished));
    for (const number of [0, 2, 2 ** 32 + 1]) {
      await expect(protect(server).open(number, bytes(trace.serverDataRecord))).rejects.toMatchObject({
        finding: { code: 'tls/bad-record' },
      });
    }
  });
});
