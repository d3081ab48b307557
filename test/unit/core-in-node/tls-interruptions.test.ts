import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openTlsConnection } from '#core/tls/open-tls-connection';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  credentialsOf,
  HOST,
  identityOf,
  makeUsualChains,
  trustOf,
  type UsualChains,
} from '../../support/tls-chains.ts';
import { SUBTLE_CALLS } from '../../support/tls-client.ts';
import { joinTlsPair, openTlsPair, type TlsPair } from '../../support/tls-pair.ts';
import { expectRefusal, parameter } from '../../support/tls-refusal.ts';
import { createTlsServer } from '../../support/tls-server/create-tls-server.ts';
import { inFlight } from '../../support/tls-server/edits.ts';
import { CONTENT, text } from '../../support/tls-server/wire.ts';

type Version = '1.2' | '1.3';

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

/** Crypto of which one call is not answered until it is let go. */
interface HeldCrypto {
  readonly crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>;
  /** Resolves when nothing but that call is under way; gives whether it is. */
  waitForCall(): Promise<boolean>;
  letGo(): void;
  /** Calls that were made. */
  readonly count: number;
}

type Call = (...args: readonly unknown[]) => Promise<unknown>;

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Holds the call with this number of all that are made. */
function holdCall(place: number): HeldCrypto {
  const { subtle } = globalThis.crypto;
  let count = 0;
  let pending = 0;
  let letGo = (): void => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const held = SUBTLE_CALLS.map((name) => {
    const call = subtle[name].bind(subtle) as unknown as (...args: readonly unknown[]) => Promise<unknown>;
    const answer = async (...args: readonly unknown[]): Promise<unknown> => {
      const isHeld = count === place;
      count += 1;
      pending += 1;
      try {
        const given = await call(...args);
        if (isHeld) await gate;
        return given;
      } finally {
        pending -= 1;
      }
    };
    return [name, answer] as const;
  });
  return {
    crypto: {
      subtle: Object.fromEntries(held) as unknown as SubtleCrypto,
      getRandomValues: (array) => globalThis.crypto.getRandomValues(array),
    },
    async waitForCall() {
      do await turn();
      while (pending > (count > place ? 1 : 0));
      return pending === 1;
    },
    letGo: () => letGo(),
    get count() {
      return count;
    },
  };
}

/** Lets the call with this number fail as an engine does. */
function failCall(place: number): Pick<Crypto, 'subtle' | 'getRandomValues'> {
  let count = 0;
  const failing = SUBTLE_CALLS.map((name) => {
    const call = globalThis.crypto.subtle[name].bind(globalThis.crypto.subtle) as unknown as Call;
    const answer: Call = async (...args) => {
      count += 1;
      if (count - 1 === place) throw new DOMException('', 'OperationError');
      return call(...args);
    };
    return [name, answer] as const;
  });
  return {
    subtle: Object.fromEntries(failing) as unknown as SubtleCrypto,
    getRandomValues: (array) => globalThis.crypto.getRandomValues(array),
  };
}

const settingOf = async (version: Version) => ({
  script: { version, asks: {}, ...credentialsOf(chains.server) },
  wishes: { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device) },
});

describe.each(['1.2', '1.3'] as const)('TLS %s', (version) => {
  test('ends at once in the midst of any step, and goes on with none of them', async () => {
    const { script, wishes } = await settingOf(version);
    const all = holdCall(Number.POSITIVE_INFINITY);
    expect((await openTlsPair(script, { ...wishes, crypto: all.crypto })).client.opened).toBe(1);
    expect(all.count).toBeGreaterThan(30);
    for (let place = 0; place < all.count; place += 1) {
      const held = holdCall(place);
      const pair: TlsPair = joinTlsPair(script, { ...wishes, crypto: held.crypto });
      expect(await held.waitForCall()).toBe(true);
      // The last of them seal what is sent on an open connection.
      if (pair.client.opened > 0) continue;
      if (place % 2 === 0) pair.client.connection.close();
      else await pair.client.clock.advance(20_000);
      held.letGo();
      await pair.settle();
      // What was said before may have waited for its keys; the alert is the last of it.
      const { seen } = pair.server;
      const last = seen.filter((name) => name !== 'change_cipher_spec').at(-1);
      expect({
        place,
        alerts: seen.filter((name) => name.startsWith('alert')),
        ends: pair.client.ends.map((end) => end?.code),
        opened: pair.client.opened,
        outcome: pair.client.report?.outcome,
      }).toEqual({
        place,
        alerts: [last],
        ends: [place % 2 === 0 ? undefined : 'tls/silent'],
        opened: 0,
        outcome: 'failed',
      });
    }
  });

  test('ends as a mistake of its own where the platform fails in any step, and throws nothing', async () => {
    const { script, wishes } = await settingOf(version);
    const all = holdCall(Number.POSITIVE_INFINITY);
    await openTlsPair(script, { ...wishes, crypto: all.crypto });
    const codes = new Set<string | undefined>();
    for (let place = 0; place < all.count; place += 1) {
      const { client } = await openTlsPair(script, { ...wishes, crypto: failCall(place) });
      if (client.opened > 0) continue;
      expect([place, client.ends.length]).toEqual([place, 1]);
      codes.add(client.ends[0]?.code);
    }
    // Where the platform throws for what the server sent, it is the server's; a share of X25519 is not needed.
    expect(codes).toContain('tls/internal');
    for (const code of codes) expect(code).toMatch(/^tls\//);
  });

  test('takes no secret of zeros, even from a platform that gives one', async () => {
    const { script, wishes } = await settingOf(version);
    const { subtle } = globalThis.crypto;
    const deriveBits = async (): Promise<ArrayBuffer> => new ArrayBuffer(32);
    const others = SUBTLE_CALLS.map((name) => [name, subtle[name].bind(subtle)] as const);
    const crypto = {
      subtle: { ...Object.fromEntries(others), deriveBits } as unknown as SubtleCrypto,
      getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto),
    };
    await expectRefusal(await openTlsPair(script, { ...wishes, crypto }), parameter('key_exchange'));
  });

  test.each(['transmit', 'onOpen', 'onBytes'] as const)('outlives a caller whose %s throws', async (name) => {
    const { script, wishes } = await settingOf(version);
    const thrower = {
      [name]: () => {
        throw new TypeError('a mistake of the caller');
      },
    };
    const ends: unknown[] = [];
    const { crypto } = globalThis;
    const server = createTlsServer(script, (bytes) => queueMicrotask(() => connection.receive(bytes)));
    const connection = openTlsConnection({
      ...wishes,
      crypto,
      clock: createFakeClock(),
      transmit: (bytes) => server.receive(bytes),
      onOpen: () => server.send(text('data')),
      onBytes: () => {},
      onEnd: (finding) => void ends.push(finding?.code),
      ...thrower,
    });
    await vi.waitFor(() => expect(ends).toEqual(['tls/internal']));
    connection.close();
  });

  test('gives data that came right behind the end of the handshake once it is open', async () => {
    const { script, wishes } = await settingOf(version);
    const data = { do: 'record', type: CONTENT.applicationData, content: text('at once') } as const;
    // In TLS 1.3 a server may speak before the client has proven itself (RFC 8446, 4.4.4).
    const plan = inFlight(version === '1.2' ? 'finish' : 'hello', (moves) => [...moves, data]);
    const { client } = await openTlsPair({ ...script, plan }, wishes);
    expect([client.opened, client.ends]).toEqual([1, []]);
    expect(Buffer.concat(client.received).toString()).toBe('at once');
  });
});
