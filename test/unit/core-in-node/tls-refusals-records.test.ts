import { beforeAll, describe, expect, test } from 'vitest';
import { ALERT } from '#core/tls/protocol';
import { describeAlert } from '#core/words/en/tls-alerts';
import {
  credentialsOf,
  HOST,
  identityOf,
  makeUsualChains,
  trustOf,
  type UsualChains,
} from '../../support/tls-chains.ts';
import { openTlsPair, type TlsPair } from '../../support/tls-pair.ts';
import { expectEnd, expectRefusal, order, type Refusal } from '../../support/tls-refusal.ts';
import { inFlight, insertBefore, recordOf } from '../../support/tls-server/edits.ts';
import type { Move, ServerScript } from '../../support/tls-server/script.ts';
import { bytes, CONTENT, number, join, text } from '../../support/tls-server/wire.ts';

type Version = '1.2' | '1.3';

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

async function meet(version: Version, parts: Partial<ServerScript> = {}): Promise<TlsPair> {
  return openTlsPair(
    { version, asks: {}, ...credentialsOf(chains.server), ...parts },
    { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device) },
  );
}

const SECOND_FLIGHT: Readonly<Record<Version, readonly string[]>> = {
  '1.2': ['client_hello', 'certificate', 'client_key_exchange', 'certificate_verify', 'finished'],
  '1.3': ['client_hello', 'certificate', 'certificate_verify', 'finished'],
};
const OVERFLOW: Refusal = { code: 'tls/record-overflow', alert: 'record_overflow' };
const BAD_RECORD: Refusal = { code: 'tls/bad-record', alert: 'bad_record_mac' };
const NOT_TLS: Refusal = { code: 'tls/not-tls', alert: 'unexpected_message' };
const CUT_OFF: Refusal = { code: 'tls/cut-off', facts: { host: HOST, duringHandshake: true } };
const FRAGMENT = 16_384;

/** What a server says first instead of a greeting. */
const first = (...moves: readonly Move[]): Partial<ServerScript> => ({ plan: inFlight('hello', () => moves) });
const raw = (content: Uint8Array): Move => ({ do: 'raw', bytes: content });

describe.each(['1.2', '1.3'] as const)('TLS %s', (version) => {
  test.each([
    ['HTTP', text('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['SSH', text('SSH-2.0-OpenSSH_9.9\r\n')],
    ['mail', text('220 mail.example.net ESMTP\r\n')],
    ['MQTT without TLS', bytes(0x20, 2, 0, 5, 0)],
    ['SSL 2', bytes(0x80, 0x2b, 4, 0, 1, 0, 2)],
    ['a record of SSL 2 times', bytes(22, 2, 0, 0, 1)],
    ['zeros', new Uint8Array(100)],
  ])('takes %s for no TLS', async (_name, content) => {
    await expectRefusal(await meet(version, first(raw(content))), NOT_TLS);
  });

  test.each([
    ['a header that tells of more than a record holds', raw(bytes(22, 3, 3, 0x48, 1))],
    ['a header that tells of the most there can be', raw(bytes(22, 3, 3, 0xff, 0xff))],
    [
      'a record in the clear with an octet too many',
      raw(join(bytes(22, 3, 3), number(2, FRAGMENT + 1), new Uint8Array(FRAGMENT + 1))),
    ],
  ])('refuses %s', async (_name, move) => {
    await expectRefusal(await meet(version, first(move)), OVERFLOW);
  });

  test('takes the largest record, and refuses data of an octet more', async () => {
    const pair = await meet(version);
    pair.server.send(new Uint8Array(FRAGMENT));
    await pair.settle();
    expect(pair.client.received.map(({ length }) => length)).toEqual([FRAGMENT]);
    pair.server.send(new Uint8Array(FRAGMENT + 1));
    await expectEnd(pair, OVERFLOW, SECOND_FLIGHT[version]);
  });

  test('refuses empty data without end', async () => {
    const pair = await meet(version);
    for (let count = 0; count < 40; count += 1) pair.server.send(bytes());
    await expectEnd(pair, order('empty application_data'), SECOND_FLIGHT[version]);
  });

  test.each([
    ['changed', ([one = bytes()]: readonly Uint8Array[]) => [one.with(-1, (one.at(-1) ?? 0) ^ 1)]],
    ['left out', ([, other = bytes()]: readonly Uint8Array[]) => [other]],
    ['sent again', ([one = bytes()]: readonly Uint8Array[]) => [one, one]],
    ['sent before the one ahead of it', ([one = bytes(), other = bytes()]: readonly Uint8Array[]) => [other, one]],
    ['cut to nothing', () => [bytes(23, 3, 3, 0, 0)]],
    ['cut to less than its tag', () => [bytes(23, 3, 3, 0, 2, 1, 1)]],
  ])('refuses a record that is %s', async (_name, change) => {
    const held: Uint8Array[] = [];
    let isHolding = false;
    const onRecord = (record: Uint8Array<ArrayBuffer>): Uint8Array => {
      if (!isHolding) return record;
      held.push(record);
      return bytes();
    };
    const pair = await meet(version, { onRecord });
    isHolding = true;
    pair.server.send(text('one'));
    pair.server.send(text('other'));
    isHolding = false;
    pair.server.perform(...change(held).map(raw));
    await pair.settle();
    expect(Buffer.concat(pair.client.received).toString()).toMatch(/^(one)?$/);
    await expectEnd(pair, BAD_RECORD, SECOND_FLIGHT[version]);
  });

  /** Those that a standard names, and some that none does. */
  const ALERTS = [...Object.values(ALERT), 1, 39, 255].filter((number) => number > 0);
  const nameOf = (description: number): string =>
    Object.entries(ALERT).find(([, number]) => number === description)?.[0] ?? `alert_${description}`;

  test('tells of each alert in the handshake, and answers none', async () => {
    // In TLS 1.3 this one is no end (RFC 8446, 6.1).
    for (const description of ALERTS.filter((number) => version === '1.2' || number !== ALERT.user_canceled)) {
      const pair = await meet(version, first(recordOf(CONTENT.alert, 2, description)));
      const facts = { description, name: nameOf(description), duringHandshake: true, afterCertificate: false };
      await pair.settle();
      expect(pair.client.ends).toEqual([{ code: 'tls/alert', facts }]);
      expect(pair.client.opened).toBe(0);
      expect(pair.server.seen).toEqual(['client_hello']);
    }
  });

  test('knows the names of all alerts that have words', () => {
    for (const [name, description] of Object.entries(ALERT)) expect(describeAlert(description).name).toBe(name);
  });

  test.each([
    [ALERT.bad_certificate, 'bad_certificate'],
    [ALERT.certificate_required, 'certificate_required'],
    [ALERT.unknown_ca, 'unknown_ca'],
  ] as const)('tells of alert %d after our certificate', async (description, name) => {
    const refusal =
      version === '1.2' ? { plan: inFlight('finish', () => [recordOf(CONTENT.alert, 2, description)]) } : {};
    const pair = await meet(version, refusal);
    if (version === '1.3') pair.server.alert(description);
    const facts = { description, name, duringHandshake: version === '1.2', afterCertificate: true };
    await expectEnd(pair, { code: 'tls/alert', facts }, SECOND_FLIGHT[version]);
    expect(pair.client.report?.alerts).toEqual([{ direction: 'received', description, name }]);
  });

  test('goes on after a warning of TLS 1.2, which in TLS 1.3 is none', async () => {
    const pair = await meet(version, {
      plan: insertBefore('hello', 'certificate', recordOf(CONTENT.alert, 1, ALERT.unrecognized_name)),
    });
    expect(pair.client.opened).toBe(version === '1.2' ? 1 : 0);
    expect(pair.client.report?.alerts).toEqual([
      { direction: 'received', description: 112, name: 'unrecognized_name' },
    ]);
  });

  test('holds an alert of a level that there is not for the end', async () => {
    const pair = await meet(version, first(recordOf(CONTENT.alert, 3, 40)));
    await expectRefusal(pair, { code: 'tls/alert', facts: { description: 40, name: 'handshake_failure' } });
  });

  test('holds close_notify in the handshake for a cut', async () => {
    await expectRefusal(await meet(version, first(recordOf(CONTENT.alert, 1, 0))), CUT_OFF);
  });

  test.each([
    ['before the server said a word', first()],
    ['within a record', first(raw(bytes(22, 3, 3, 0, 9, 2)))],
    ['within the header of a record', first(raw(bytes(22, 3)))],
  ])('tells of a cut %s, and of time that is over', async (_name, parts) => {
    const cut = await meet(version, parts);
    cut.client.connection.transportEnded();
    await expectRefusal(cut, CUT_OFF);
    const silent = await meet(version, parts);
    await silent.client.clock.advance(19_999);
    expect(silent.client.ends).toEqual([]);
    await silent.client.clock.advance(1);
    await expectRefusal(silent, { code: 'tls/silent', facts: { host: HOST, seconds: 20 }, alert: 'user_canceled' });
  });

  test('tells of an end without close_notify once it is open, and not of one with it', async () => {
    const cut = await meet(version);
    cut.client.connection.transportEnded();
    await expectEnd(cut, { ...CUT_OFF, facts: { duringHandshake: false } }, SECOND_FLIGHT[version]);
    const closed = await meet(version);
    closed.server.alert(0);
    await closed.settle();
    closed.client.connection.transportEnded();
    await closed.settle();
    expect(closed.client.ends).toEqual([undefined]);
    expect(closed.server.seen.filter((name) => name !== 'change_cipher_spec')).toEqual([
      ...SECOND_FLIGHT[version],
      'alert 0',
    ]);
  });

  test('sends close_notify and nothing after it when it is closed, whenever that is', async () => {
    const open = await meet(version);
    open.client.connection.send(text('last'));
    open.client.connection.close();
    open.client.connection.send(text('too late'));
    await open.settle();
    expect(open.client.ends).toEqual([undefined]);
    expect(Buffer.from(open.server.data).toString()).toBe('last');
    expect(open.server.seen.slice(-2)).toEqual(['application_data', 'alert 0']);
    const early = await meet(version, first());
    early.client.connection.close();
    await early.settle();
    expect([early.client.ends, early.server.seen]).toEqual([[undefined], ['client_hello', 'alert 0']]);
    expect(early.client.opened).toBe(0);
  });

  test.each([{ recordLength: 1 }, { recordLength: 5 }, { isPacked: true }])(
    'takes messages however they are cut: %j',
    async (parts) => {
      const { client } = await meet(version, parts);
      expect([client.opened, client.ends]).toEqual([1, []]);
    },
  );
});

test('TLS 1.2 tells of the newest warnings alone, however many come between its data', async () => {
  const pair = await meet('1.2');
  for (let count = 0; count < 120; count += 1) {
    pair.server.alert(ALERT.no_renegotiation, 1);
    pair.server.send(bytes(count));
  }
  await pair.settle();
  expect(pair.client.received).toHaveLength(120);
  expect(pair.client.report?.alerts).toHaveLength(100);
});
