import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, equalBytes } from '#core/bytes/compare';
import type { Finding } from '#core/errors/workbench-error';
import { createMessageJoiner } from '#core/tls/message-joiner';
import { CONTENT } from '#core/tls/protocol';
import { createProtection, encodeRecord, FRAGMENT_LIMIT, type RecordProtection } from '#core/tls/record-protection';
import { createRecordReader } from '#core/tls/record-reader';
import { createRecordSplitter } from '#core/tls/record-splitter';
import { createRecordWriter } from '#core/tls/record-writer';
import { TlsFault } from '#core/tls/tls-fault';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';

const { application_data, handshake, change_cipher_spec } = CONTENT;

function findingOf(run: () => unknown): Finding | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof TlsFault) return error.finding;
    throw error;
  }
  return undefined;
}

/** Any cut of bytes into parts, of which some may be empty. */
const cuts = (bytes: Uint8Array<ArrayBuffer>) =>
  fc.array(fc.nat(bytes.length), { maxLength: 20 }).map((places) => {
    const ends = [...places, bytes.length].sort((a, b) => a - b);
    return ends.map((end, index) => bytes.slice(index === 0 ? 0 : ends[index - 1], end));
  });

describe('cutting a stream into records', () => {
  const records = [
    encodeRecord(handshake, new Uint8Array(3).fill(1)),
    encodeRecord(handshake, new Uint8Array(0)),
    encodeRecord(application_data, new Uint8Array(700).fill(2)),
    encodeRecord(CONTENT.alert, Uint8Array.of(1, 0)),
  ];

  test('gives the same records however the bytes come', () => {
    fc.assert(
      fc.property(cuts(concatBytes(records)), (parts) => {
        const split = createRecordSplitter();
        expect(parts.flatMap((part) => [...split(part)])).toEqual(records);
      }),
      { numRuns: 50 },
    );
  });

  test('takes them byte by byte', () => {
    const split = createRecordSplitter();
    const found = [...concatBytes(records)].flatMap((byte) => [...split(Uint8Array.of(byte))]);
    expect(found).toEqual(records);
  });

  test.each([
    ['what is not TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'tls/not-tls'],
    ['SSL 2', '\x80\x2e\x01\x03\x01', 'tls/not-tls'],
    ['another version than 3', '\x16\x02\x00\x00\x01', 'tls/not-tls'],
    ['a length over the limit', '\x16\x03\x03\x48\x01', 'tls/record-overflow'],
  ])('refuses %s by its header alone', (_what, text, code) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(findingOf(() => [...createRecordSplitter()(bytes)])?.code).toBe(code);
  });

  test('refuses a type that there is not behind records that were good', () => {
    const split = createRecordSplitter();
    const good = records[0] ?? new Uint8Array(0);
    expect([...split(good)]).toEqual([good]);
    expect(findingOf(() => [...split(Uint8Array.of(25, 3, 3, 0, 0))])).toEqual({
      code: 'tls/unexpected-message',
      facts: { found: 'record_25', expected: [] },
    });
  });
});

describe('joining handshake messages', () => {
  const messages = [
    Uint8Array.of(2, 0, 0, 3, 1, 2, 3),
    Uint8Array.of(14, 0, 0, 0),
    concatBytes([Uint8Array.of(11, 0, 1, 0), new Uint8Array(256)]),
    Uint8Array.of(99, 0, 0, 1, 7),
  ];

  test('gives the same messages however they are fragmented or put together', () => {
    fc.assert(
      fc.property(cuts(concatBytes(messages)), (parts) => {
        const joiner = createMessageJoiner();
        const found = parts.flatMap((part) => {
          joiner.push(part);
          const whole = [];
          for (let next = joiner.next(); next !== undefined; next = joiner.next()) whole.push(next);
          return whole;
        });
        expect(found.map(({ whole }) => whole)).toEqual(messages);
        expect(found.map(({ name }) => name)).toEqual([
          'server_hello',
          'server_hello_done',
          'certificate',
          'handshake_99',
        ]);
        expect(joiner.isEmpty).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses a message that is too long by its header, and keeps none of it', () => {
    const joiner = createMessageJoiner();
    joiner.push(Uint8Array.of(11, 1, 0x90, 1));
    expect(findingOf(() => joiner.next())).toEqual({ code: 'tls/decode', facts: { what: 'certificate' } });
  });
});

describe.each(await loadCryptoEngines())('records with %s', (_name, { subtle }) => {
  const protect = (version: 'TLS 1.2' | 'TLS 1.3', fill = 7): RecordProtection => {
    const key = subtle.importKey('raw', new Uint8Array(16).fill(fill), 'AES-GCM', false, ['encrypt', 'decrypt']);
    const iv = new Uint8Array(version === 'TLS 1.2' ? 4 : 12).fill(9);
    return createProtection(
      version,
      subtle,
      key.then((one) => ({ key: one, iv })),
    );
  };
  const codeOf = async (run: Promise<unknown>): Promise<string> =>
    run.then(
      () => 'opened',
      (error: unknown) => (error instanceof TlsFault ? (error.finding?.code ?? 'none') : String(error)),
    );

  describe.each(['TLS 1.2', 'TLS 1.3'] as const)('of %s', (version) => {
    test.each([0, 1, 16, FRAGMENT_LIMIT])('open as they were sealed, with %i bytes', async (length) => {
      const data = new Uint8Array(length).fill(5);
      const { seal, open } = protect(version);
      for (const number of [0, 255, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
        const opened = await open(number, await seal(number, application_data, data));
        expect([opened.type, equalBytes(opened.data, data)]).toEqual([application_data, true]);
      }
    });

    test('do not open with any bit changed, nor by another number', async () => {
      const { seal, open } = protect(version);
      const record = await seal(3, application_data, Uint8Array.of(1, 2, 3));
      expect(await codeOf(open(2, record))).toBe('tls/bad-record');
      // The length is looked at by whoever cuts the stream.
      for (let bit = 0; bit < record.length * 8; bit += 1) {
        if (bit >= 24 && bit < 40 && version === 'TLS 1.2') continue;
        const changed = record.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        const isType = version === 'TLS 1.3' && bit < 8;
        expect(await codeOf(open(3, changed))).toBe(isType ? 'tls/unexpected-message' : 'tls/bad-record');
      }
    });

    test('of more than 16,384 bytes are refused', async () => {
      const { seal, open } = protect(version);
      const record = await seal(0, application_data, new Uint8Array(FRAGMENT_LIMIT + 1));
      expect(await codeOf(open(0, record))).toBe('tls/record-overflow');
    });

    test('that are too short for a tag are refused', async () => {
      for (const length of [0, 1, 15, 16, 23]) {
        const record = encodeRecord(application_data, new Uint8Array(length));
        expect(await codeOf(protect(version).open(0, record))).toBe('tls/bad-record');
      }
    });
  });

  test('TLS 1.3 takes padding, and nothing without a type (RFC 8446, 5.4)', async () => {
    const { seal, open } = protect('TLS 1.3');
    // The type goes last: data that ends with a type, and zeros for the type, are padding.
    const padded = await seal(0, 0, Uint8Array.of(8, 8, application_data, 0, 0));
    expect(await open(0, padded)).toEqual({ type: application_data, data: Uint8Array.of(8, 8) });
    expect(await codeOf(open(0, await seal(0, 0, new Uint8Array(4))))).toBe('tls/unexpected-message');
    expect(await codeOf(open(0, await seal(0, change_cipher_spec, Uint8Array.of(1))))).toBe('tls/unexpected-message');
    // 5.2: with what is added to it a record may be 256 bytes longer than its data, and padding counts.
    const full = await seal(0, 0, concatBytes([Uint8Array.of(application_data), new Uint8Array(FRAGMENT_LIMIT + 238)]));
    expect((await open(0, full)).type).toBe(application_data);
    const over = await seal(0, 0, concatBytes([Uint8Array.of(application_data), new Uint8Array(FRAGMENT_LIMIT + 239)]));
    expect(await codeOf(open(0, over))).toBe('tls/record-overflow');
  });

  test('keys that change in the midst of many records open each with its own', async () => {
    const reader = createRecordReader();
    const [first, second] = [protect('TLS 1.3', 1), protect('TLS 1.3', 2)];
    const sealed = await Promise.all([
      ...[0, 1, 2].map((number) => first.seal(number, application_data, Uint8Array.of(number))),
      ...[0, 1, 2].map((number) => second.seal(number, application_data, Uint8Array.of(10 + number))),
    ]);
    reader.changeKeys(first);
    reader.push(concatBytes(sealed));
    reader.end();
    const found: number[] = [];
    for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
      found.push(next.data[0] ?? -1);
      if (found.length === 3) reader.changeKeys(second);
    }
    expect(found).toEqual([0, 1, 2, 10, 11, 12]);
  });

  test('what was good before a fault is read first', async () => {
    const reader = createRecordReader();
    reader.push(encodeRecord(handshake, Uint8Array.of(1)));
    reader.push(Uint8Array.of(99, 3, 3, 0, 0));
    expect(await reader.next()).toEqual({ type: handshake, data: Uint8Array.of(1) });
    expect(await codeOf(reader.next())).toBe('tls/unexpected-message');
  });

  test('keeps no more than it has room for, and reads the shortest records as fast as others', async () => {
    const reader = createRecordReader();
    const many = concatBytes(Array<Uint8Array>(10_000).fill(encodeRecord(handshake, Uint8Array.of(1))));
    // 64 MiB, of which a record takes 512 bytes besides its own.
    for (let at = 0; at < 13; at += 1) reader.push(many);
    for (let at = 0; at < 130_000; at += 1) await reader.next();
    expect(await codeOf(reader.next())).toBe('tls/record-overflow');
  });
});

describe('writing records', () => {
  const slow = (waits: (() => Promise<void>)[]): RecordProtection => ({
    async seal(sequence, type, data) {
      await waits[sequence]?.();
      return Uint8Array.of(sequence, type, data.length & 0xff);
    },
    open: () => Promise.reject(new Error('not for reading')),
  });

  test('goes out in order, whatever is sealed first', async () => {
    const sent: number[] = [];
    const writer = createRecordWriter(
      ([number = -1]) => void sent.push(number),
      (error) => expect.unreachable(String(error)),
    );
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    writer.changeKeys(slow([() => held]));
    void writer.write(application_data, Uint8Array.of(1));
    void writer.write(application_data, Uint8Array.of(2));
    const last = writer.write(application_data, Uint8Array.of(3));
    expect(writer.sequence).toBe(3);
    expect(sent).toEqual([]);
    release();
    await last;
    expect(sent).toEqual([0, 1, 2]);
  });

  test('cuts data into records of 16,384 bytes', async () => {
    const sent: Uint8Array[] = [];
    const writer = createRecordWriter(
      (record) => void sent.push(record),
      (error) => expect.unreachable(String(error)),
    );
    await writer.write(application_data, new Uint8Array(FRAGMENT_LIMIT * 2 + 1));
    expect(sent.map(({ length }) => length - 5)).toEqual([FRAGMENT_LIMIT, FRAGMENT_LIMIT, 1]);
  });

  test('sends nothing more after a record that could not be sealed, and says so once', async () => {
    const sent: number[] = [];
    const failures: unknown[] = [];
    const writer = createRecordWriter(
      ([number = -1]) => void sent.push(number),
      (error) => void failures.push(error),
    );
    const fault = new Error('no more');
    writer.changeKeys(slow([async () => undefined, () => Promise.reject(fault)]));
    for (const number of [0, 1, 2]) void writer.write(application_data, Uint8Array.of(number));
    await writer.flushed();
    expect(sent).toEqual([0]);
    expect(failures).toEqual([fault]);
  });

  test('writes nothing once it is closed, and what was written before goes out', async () => {
    const sent: Uint8Array[] = [];
    const writer = createRecordWriter(
      (record) => void sent.push(record),
      (error) => expect.unreachable(String(error)),
    );
    void writer.write(application_data, Uint8Array.of(1));
    writer.close();
    await writer.write(application_data, Uint8Array.of(2));
    expect(sent).toHaveLength(1);
  });
});
