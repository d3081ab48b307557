import { expect } from 'vitest';
import type { ErrorCode } from '#core/errors/facts';
import { ALERT, type AlertName } from '#core/tls/protocol';
import type { TlsVersion } from '#core/tls/tls-report';
import { HOST } from './tls-chains.ts';
import type { TlsPair } from './tls-pair.ts';
import type { Move } from './tls-server/script.ts';
import { text } from './tls-server/wire.ts';

/** What a refusal has to look like. */
export interface Refusal {
  readonly code: ErrorCode;
  /** Parts of the facts. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  /** What the server is told; nothing when it ended the connection itself. */
  readonly alert?: AlertName | undefined;
}

/** Messages of ours that may come before the refusal; `change_cipher_spec` of TLS 1.3 says nothing and is left out. */
const GREETING: readonly string[] = ['client_hello'];

/**
 * Expects the end of a handshake with this finding: never open, no data, nothing behind our messages so far but one
 * alert, and nothing at all after that, whatever comes or is called.
 */
export async function expectRefusal(pair: TlsPair, refusal: Refusal, before = GREETING): Promise<void> {
  await pair.settle();
  expect(pair.client.opened).toBe(0);
  expect(pair.client.report?.outcome).toBe('failed');
  await expectEnd(pair, refusal, before);
}

/** The same for a connection that was open; `before`: all that we sent until then. */
export async function expectEnd(pair: TlsPair, { code, facts = {}, alert }: Refusal, before: readonly string[]) {
  const { client, server, settle } = pair;
  await settle();
  const told = [...before, ...(alert === undefined ? [] : [`alert ${ALERT[alert]}`])];
  expect({ ends: client.ends, seen: withoutChange(server.seen) }).toEqual({
    ends: [{ code, facts: expect.objectContaining(facts) as unknown }],
    seen: told,
  });
  expect(client.report?.finding).toEqual(client.ends[0]);
  const received = client.received.length;
  const seen = [...server.seen];
  server.send(Uint8Array.of(1));
  server.alert(0);
  client.connection.send(Uint8Array.of(2));
  client.connection.close();
  client.connection.transportEnded();
  await settle();
  await client.clock.advance(3_600_000);
  expect([client.ends.length, client.received.length, server.seen]).toEqual([1, received, seen]);
  expect(client.clock.pending).toBe(0);
}

/** Has the server of an open connection do what ends it, and no data come of that. */
export async function expectOpenEnd(
  pair: TlsPair,
  moves: readonly Move[],
  refusal: Refusal,
  before: readonly string[],
): Promise<void> {
  expect(pair.client.opened).toBe(1);
  pair.server.perform(...moves);
  await expectEnd(pair, refusal, before);
  expect(pair.client.received).toEqual([]);
}

/** Expects a connection that came about, by a certificate of ours, and carries data both ways. */
export async function expectEcho({ client, server, settle }: TlsPair, agreed: TlsVersion): Promise<void> {
  expect(client.opened).toBe(1);
  client.connection.send(text('ping'));
  await settle();
  expect(Buffer.concat(client.received).toString()).toBe('ping');
  expect(server.clientChain).toHaveLength(2);
  expect(client.report).toMatchObject({ version: agreed, verdict: { kind: 'trusted' }, outcome: 'done' });
}

/** Expects a server that says nothing more to be waited for, and no longer than its time. */
export async function expectTimeLimit(pair: TlsPair): Promise<void> {
  expect(pair.client.ends).toEqual([]);
  await pair.client.clock.advance(21_000);
  await expectRefusal(pair, { code: 'tls/silent', facts: { host: HOST, seconds: 20 }, alert: 'user_canceled' });
}

/** Has the transport end in the midst of a handshake. */
export async function expectCutOff(pair: TlsPair): Promise<void> {
  pair.client.connection.transportEnded();
  await expectRefusal(pair, { code: 'tls/cut-off', facts: { host: HOST, duringHandshake: true } });
}

const withoutChange = (seen: readonly string[]): string[] => seen.filter((name) => name !== 'change_cipher_spec');

/** A message or a part that cannot be read. */
export const decode = (what: string): Refusal => ({ code: 'tls/decode', facts: { what }, alert: 'decode_error' });

/** A value that was not offered or does not fit. */
export const parameter = (what: string, alert: AlertName = 'illegal_parameter'): Refusal => ({
  code: 'tls/illegal-parameter',
  facts: { what },
  alert,
});

/** An extension that answers nothing. */
export const unsupported = (what: string): Refusal => parameter(what, 'unsupported_extension');

/** Something at a place where it does not belong. */
export const order = (found: string): Refusal => ({
  code: 'tls/unexpected-message',
  facts: { found },
  alert: 'unexpected_message',
});

export const version = (found: string): Refusal => ({
  code: 'tls/version',
  facts: { found },
  alert: 'protocol_version',
});
export const SIGNATURE: Refusal = { code: 'tls/server-signature', alert: 'decrypt_error' };
export const FINISHED: Refusal = { code: 'tls/finished', alert: 'decrypt_error' };
export const EARLY: Refusal = { code: 'tls/early-data', alert: 'unexpected_message' };
export const RENEGOTIATION: Refusal = { code: 'tls/renegotiation', alert: 'no_renegotiation' };
