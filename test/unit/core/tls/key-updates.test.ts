import { describe, expect, test } from 'vitest';
import { CIPHER_SUITES } from '#core/tls/cipher-suites';
import { openTrafficSecret, type TrafficSecret } from '#core/tls/key-schedule';
import { createKeyUpdates, type KeyUpdates } from '#core/tls/key-updates';
import { ByteReader } from '#core/tls/presentation';
import { CONTENT } from '#core/tls/protocol';
import { createProtection, type RecordKeys, type TlsRecord } from '#core/tls/record-protection';
import { createRecordWriter, type RecordWriter } from '#core/tls/record-writer';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';

const [suite] = CIPHER_SUITES;
if (suite === undefined) throw new TypeError('there are suites');

describe.each(await loadCryptoEngines())('with %s', (_name, { subtle }) => {
  const openSecret = async (fill: number): Promise<TrafficSecret> =>
    openTrafficSecret(subtle, suite, new Uint8Array(32).fill(fill));
  const openWith = async (secret: TrafficSecret, number: number, record: TlsRecord | undefined) =>
    createProtection('TLS 1.3', subtle, secret.makeKeys()).open(number, record ?? new Uint8Array(0));

  const begin = async (
    recordsPerKey: number,
  ): Promise<{ updates: KeyUpdates; writer: RecordWriter; sent: TlsRecord[]; counts: unknown[] }> => {
    const sent: TlsRecord[] = [];
    const counts: unknown[] = [];
    const writer = createRecordWriter(
      (record) => void sent.push(record),
      (error) => expect.unreachable(String(error)),
    );
    const [client, server] = [await openSecret(1), await openSecret(2)];
    writer.changeKeys(createProtection('TLS 1.3', subtle, client.makeKeys()));
    const sides = {
      writer,
      sealBy: (version: 'TLS 1.2' | 'TLS 1.3', keys: Promise<RecordKeys>) =>
        writer.changeKeys(createProtection(version, subtle, keys)),
      openBy: () => undefined,
      tell: (news: { readonly keyUpdates?: number }) => void counts.push(news.keyUpdates),
    };
    return { updates: createKeyUpdates(sides, { client, server }, recordsPerKey), writer, sent, counts };
  };
  const ask = (request: number): ByteReader => new ByteReader(Uint8Array.of(request), 'key_update');

  test('keys are changed before they sealed more records than they may (RFC 8446, 5.5)', async () => {
    const { updates, writer, sent, counts } = await begin(3);
    for (let number = 0; number < 7; number += 1) {
      updates.prepare();
      await writer.write(CONTENT.application_data, Uint8Array.of(number));
    }
    expect(counts).toEqual([1, 2]);
    const first = await openSecret(1);
    const second = await first.makeNext();
    const third = await second.makeNext();
    const plan = [
      ...[0, 1, 2, 3].map((number) => [first, number] as const),
      ...[0, 1, 2, 3].map((number) => [second, number] as const),
      [third, 0] as const,
    ];
    expect(sent).toHaveLength(plan.length);
    const opened = await Promise.all(plan.map(async ([secret, number], at) => openWith(secret, number, sent[at])));
    const update = { type: CONTENT.handshake, data: Uint8Array.of(24, 0, 0, 1, 0) };
    const data = (number: number) => ({ type: CONTENT.application_data, data: Uint8Array.of(number) });
    expect(opened).toEqual([data(0), data(1), data(2), update, data(3), data(4), data(5), update, data(6)]);
  });

  test('keys are changed when the server asks for it, and only then (RFC 8446, 4.6.3)', async () => {
    const { updates, writer, sent, counts } = await begin(100);
    updates.accept(ask(0));
    await writer.flushed();
    expect(sent).toEqual([]);
    updates.accept(ask(1));
    await writer.write(CONTENT.application_data, Uint8Array.of(7));
    expect(counts).toEqual([1, 2, 3]);
    const second = await (await openSecret(1)).makeNext();
    expect(await openWith(second, 0, sent[1])).toMatchObject({ data: Uint8Array.of(7) });
  });

  test('another request than these two is refused', async () => {
    const { updates } = await begin(100);
    expect(() => updates.accept(ask(2))).toThrow('tls/illegal-parameter');
    expect(() => updates.accept(new ByteReader(new Uint8Array(0), 'key_update'))).toThrow('tls/decode');
    expect(() => updates.accept(new ByteReader(Uint8Array.of(0, 0), 'key_update'))).toThrow('tls/decode');
  });
});
